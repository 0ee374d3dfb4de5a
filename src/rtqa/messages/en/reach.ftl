# Why a limit decides nothing: what the prescription can reach

# $metric name, $limit limit, $prescribed quantity, $clause name
above-prescription = { $metric } { $limit } asks for more than the { $prescribed } that { $clause } allows at most
# $metric name, $limit limit, $prescribed quantity, $clause name
below-prescription = { $metric } { $limit } is less than the { $prescribed } that { $clause } asks for at least
# $prescribed list, $metric name, $highest quantity, $quantity name, $limit quantity
whole-organ =
    with at most { $prescribed } prescribed, and no more than that assumed for a whole organ, { $metric } can reach { $highest }{ $quantity ->
        [eqd2] { " " }in EQD2
       *[physical] {""}
    }, but not the limit of { $limit }
# $prescribed list, $metric name, $factor quantity, $highest quantity, $quantity name, $limit quantity
anywhere =
    with at most { $prescribed } prescribed, and a maximum of { $factor } times that assumed, { $metric } can reach { $highest }{ $quantity ->
        [eqd2] { " " }in EQD2
       *[physical] {""}
    }, but not the limit of { $limit }
# $alpha_beta quantity, $prescribed message, $prescribed_eqd2 quantity, $limit message, $limit_eqd2 quantity
equivalents =
    in fractions of 2 Gy (α/β { $alpha_beta }): { $prescribed } is { $prescribed_eqd2 }, { $limit } would be { $limit_eqd2 }
