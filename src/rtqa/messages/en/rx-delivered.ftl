# $name name
not-judged = { $name }: coverage by the dose grid not judged.
# $name name, $held message, $expected range, $planned quantity
held = { $name }: { $held }, { $expected } expected of { $planned }.
# $held message, $assumed message
assumed = { $held } Assumed: { $assumed }.
