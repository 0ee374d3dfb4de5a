# Values of dose-volume metrics, and why there is none

# $metric name, $value quantity
measured = { $metric } { $value }
# $metric name
not-known = { $metric } not known
# $metric name, $low quantity
at-least = { $metric } at least { $low }
# $metric name, $low quantity, $high quantity
between = { $metric } between { $low } and { $high }
no-volume = the structure has no volume
no-prescription = a dose in percent needs a prescription, and none is known
# $dose quantity
unusable-prescription = a dose in percent needs a prescription, and this one is { $dose }
prescription = the prescription that a dose in percent refers to
# $volume quantity, $asked quantity
too-small = the structure has { $volume }, less than the { $asked } asked for
# $share quantity
outside-dose-grid = { $share } of the structure lies outside the dose grid
# $share quantity, $beyond quantity
outside-bounded = { $share } of the structure lies outside the dose grid, where no beam opens, and has 0 to { $beyond }: twice the highest dose of the grid's border
no-median = half of the structure receives 0 Gy, by which nothing can be divided
needs-whole-dose = isodoses and distances need the dose around the structure, which is not at hand here
isodose-cut = the isodose reaches the edge of the dose grid
# $distance quantity
distance-cut = the dose grid ends less than { $distance } from the structure
# $dose quantity
no-isodose = the isodose of { $dose } does not reach the structure
uncertain = within the DVH's own uncertainty of the limit
# $metric name
over-nothing = { $metric } is 0, and cannot be divided by
