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
# $problems name
row = it cannot be read: { $problems }
more-cells = the row has more cells than the table has columns
unknown-column = its heading is not known
not-of-a-protocol = a protocol file has no such field
# $structure name, $problem name
recipe = how '{ $structure }' is made cannot be said in a protocol file, and a drawn structure of the name is judged: { $problem }
of-which-target = the file does not say which of its targets is prescribed the dose
# $structure name
scaled = a metric of '{ $structure }' in percent of a patient's prescription is not carried over
# $structure name
no-fail-bin = of the objectives of '{ $structure }', not exactly one end is a fail: they make no limit
# $label name
bin = '{ $label }': a limit has one acceptable variation, of the same relation
custom = a custom metric has no formula
# $name name
percent-of-prescribed = A dose in percent is of the prescription to { $name }, the file's own.
# $name name
prescribed-to = The dose and fractions of the file are taken to be those of { $name }.
limit-from-bins = The limit is where the best of the objectives ends, the variation where the fail begins.
