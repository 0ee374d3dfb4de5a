no-plan = Nothing to tell: there is no plan to count a limit on the sum in fractions of 2 Gy from.
# $structure name, $given message, $phase name, $limit limit, $left quantity, $where name, $n count, $other name
left =
    { $structure }: { $phase } gives { $given } in EQD2, limit { $limit }; { $n ->
        [one] one fraction
       *[other] { $n } fractions
    } of { $other } may add at most { $left } { $where ->
        [evenly] evenly
       *[hottest-points] at the hottest points
    }.
# $structure name, $given message, $phase name, $limit limit, $n count, $other name
nothing-left =
    { $structure }: { $phase } gives { $given } in EQD2, limit { $limit }; nothing is left for { $n ->
        [one] one fraction
       *[other] { $n } fractions
    } of { $other }.
# $alpha_beta quantity, $source name
model =
    α/β { $alpha_beta }, by { $source }; nothing recovers in between, and the upper end of what the first phase may give is counted
# $structure name, $given message, $phase name, $limit limit, $left quantity, $where name, $n count, $most count, $left_in_most quantity, $other name
left-of-several =
    { $structure }: { $phase } gives { $given } in EQD2, limit { $limit }; { $n } to { $most } fractions of { $other } may add at most { $left } in { $n }, { $left_in_most } in { $most }, { $where ->
        [evenly] evenly
       *[hottest-points] at the hottest points
    }.
