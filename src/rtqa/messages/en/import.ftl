# What of another program's file was carried over into a protocol file, and what was not

# $n count
carried-over =
    { $n ->
        [one] 1 limit carried over
       *[other] { $n } limits carried over
    }
# $place name, $reason message
not-carried-over = not carried over: { $place }: { $reason }
# $name name
column-of-table = column { $name }
code = structure codes are not part of a protocol file
plan-type = a protocol file has one phase a plan, recognised by its fractions
priority = every limit decides; there are no priorities
# $kind name, $structure name
no-metric = rtqa has no metric for { $kind } of '{ $structure }'
# $structure name
no-direction = the score of '{ $structure }' both falls and rises, or does neither: it is no limit
score = the score itself: a limit is kept or not
comment = the comment
# $name name
percent-of-only = A dose in percent is of the prescription to { $name }, the only target of the file.
limit-from-score = The limit is the last value with the full score.
limit-and-variation-from-score =
    The limit is the last value with the full score, the variation the point marked as such.
