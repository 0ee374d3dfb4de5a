absent = no usable dose belongs to the plan
# $quantity name
not-physical = DoseType is { $quantity }, and only a physical dose is judged or converted
not-whole-plan = its dose is not that of the whole plan
fractions-not-known = the dose is not known to be that of all planned fractions
