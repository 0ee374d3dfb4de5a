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
# $judged message, $name name, $value message
by-table = { $judged } The limit is that of the clause's table for { $name }, { $value }.
# $judged message
table-not-read = { $judged } The limit is the laxest of the clause's table, which could not be read.
# $name name, $value message, $first quantity, $last quantity
beyond-table = the limit is given by a table from { $first } to { $last }, { $name } has { $value }, and the protocol does not say what holds beyond its rows
table-beyond-its-rows = what a table's limit is beyond its rows
# $name name, $by message, $limit limit
table-uncertain = the limit depends on { $name }, { $by }, and within the uncertainty of that it may be { $limit }
# $n count, $clauses list
other-fractions =
    { $n ->
        [one] Limits for other numbers of fractions than this plan's single one are not asked: { $clauses }.
       *[other] Limits for other numbers of fractions than this plan's { $n } are not asked: { $clauses }.
    }
