# A dose-volume limit: what the structure receives beside it

# $structure name, $metric name, $value quantity, $limit limit, $quantity name, $alpha_beta quantity
kept =
    { $structure }: { $metric } { $value }{ $quantity ->
        [eqd2] { " " }in EQD2 (α/β { $alpha_beta })
       *[physical] {""}
    }, limit { $limit }.
# $structure name, $metric name, $value quantity, $limit limit, $quantity name, $alpha_beta quantity
exceeded =
    { $structure }: { $metric } { $value }{ $quantity ->
        [eqd2] { " " }in EQD2 (α/β { $alpha_beta })
       *[physical] {""}
    }, limit { $limit }.
# $structure name, $metric name, $value quantity, $variation limit, $limit limit, $quantity name, $alpha_beta quantity
variation =
    { $structure }: { $metric } { $value }{ $quantity ->
        [eqd2] { " " }in EQD2 (α/β { $alpha_beta })
       *[physical] {""}
    }, limit { $limit }, acceptable variation { $variation }.
# $structure name, $metric name, $limit limit, $quantity name, $alpha_beta quantity
not-known =
    { $structure }: { $metric } not known{ $quantity ->
        [eqd2] { " " }in EQD2 (α/β { $alpha_beta })
       *[physical] {""}
    }, limit { $limit }.
# $structure name, $metric name, $low quantity, $limit limit, $quantity name, $alpha_beta quantity
at-least =
    { $structure }: { $metric } at least { $low }{ $quantity ->
        [eqd2] { " " }in EQD2 (α/β { $alpha_beta })
       *[physical] {""}
    }, limit { $limit }.
# $structure name, $metric name, $low quantity, $high quantity, $limit limit, $quantity name, $alpha_beta quantity
between =
    { $structure }: { $metric } between { $low } and { $high }{ $quantity ->
        [eqd2] { " " }in EQD2 (α/β { $alpha_beta })
       *[physical] {""}
    }, limit { $limit }.
# $structure name, $metric name, $low quantity, $high quantity, $limit limit, $quantity name, $alpha_beta quantity
kept-by-bounds =
    { $structure }: { $metric } at most { $high }{ $quantity ->
        [eqd2] { " " }in EQD2 (α/β { $alpha_beta })
       *[physical] {""}
    }, limit { $limit }: not measured, but bounded, from { $low } on.
# $structure name, $limit limit
not-found = { $structure }: not found, limit { $limit } not judged.
# $structure name, $limit limit
not-judged = { $structure }: limit { $limit } not judged.
# $judged message, $dose quantity, $name name, $source message
in-percent = { $judged } 100 % is the { $dose } of { $name }: { $source }.
# $alternative message
alternative-decides = an alternative of it decides: { $alternative }
# $judged message, $arithmetic message
vacuous = { $judged } No plan within its prescription can break this limit, so nothing was compared: { $arithmetic }.
caveat = vacuous for this phase
# $alpha_beta quantity, $dose message
caveat-in-eqd2 = vacuous for this phase; in fractions of 2 Gy (α/β { $alpha_beta }) this dose is { $dose }
# $structure name, $limit limit
absent = { $structure }: not drawn, and may be absent by the protocol; limit { $limit } not asked.
recommended = a recommended limit, which the protocol does not make binding: look at it, and decide
# $n count
priority = Priority { $n }.
