absent = no usable dose belongs to the plan
# $quantity name
not-physical = the dose is { $quantity }, and only a physical dose can be converted or judged
not-whole-plan = its dose is not that of the whole plan
fractions-not-known = the dose is not known to be that of all planned fractions
