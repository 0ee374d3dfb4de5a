# $phase name
one-phase-alone = phase { $phase } alone breaks it
# $structure name, $limit limit, $phases list
phase-absent =
    { $structure }: limit { $limit } on all phases together not judged: no plan of phase { $phases } was handed in.
# $phases list
plan-elsewhere = the course file dates phase { $phases } or names the folder of its plan, and neither the plan nor what it gave (received) was handed in
# $phases list
may-have-been-given = nothing says whether phase { $phases }, which comes before, was given: hand in its plan, or state in the course file what it gave (received)
# $phase name
what-it-gave = what phase { $phase } gave
# $judged message, $shares list
with-shares = { $judged } Alone: { $shares }.
# $phase name, $value quantity
share = { $phase } { $value }
