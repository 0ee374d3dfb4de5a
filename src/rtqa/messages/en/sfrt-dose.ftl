# $target name, $means range, $mean quantity, $most quantity
described = { $target }: vertices { $means } in the mean; valley { $mean } in the mean, { $most } at most.
# $target name, $mean quantity, $most quantity
described-without-mean =
    { $target }: vertices of unknown mean dose; valley { $mean } in the mean, { $most } at most.
no-coverage = The plan prescribes no dose to a target that coverage could refer to
# $dose quantity
coverage = Coverage refers to { $dose }, the highest dose that the plan prescribes to a target
# $target name
table = { $target }: dose in the vertices
