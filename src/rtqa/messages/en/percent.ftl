# What 100 % is, of a limit with a dose in percent, and why it is not known

whose = whose prescription a dose in percent refers to
of-no-phase = over all phases a dose in percent is that of no one prescription: say in the clause whose, percent_of = "…"
# $name name
of-no-target = '{ $name }' is no target, so a dose in percent needs the prescription of one: say in the clause which, percent_of = "…"
# $doses list
of-several = the structures of the limit are prescribed different doses ({ $doses }): say in the clause which is 100 %, percent_of = "…"
# $name name, $dose quantity
of-structure = { $name } { $dose }
# $phase name, $dose quantity
of-phase = { $phase } { $dose }
# $shares list
by-all-phases = what all phases prescribe to it, { $shares }
# $name name
not-prescribed = the plan prescribes nothing to '{ $name }', to what it lies in or to a site of its name, and no course file states its planned_gy: state its dose in the plan, or as planned_gy in the course file, or in the clause whose dose is meant, percent_of = "…"
# $name name, $doses list
two-prescribed = the plan prescribes '{ $name }' different doses, { $doses }: leave one in the plan, or say in the clause whose dose is meant, percent_of = "…"
# $name name, $dose quantity, $source message
held-otherwise = '{ $name }' would have { $dose } by { $source }, and the dose grid holds another in half of it: state its dose in the plan, or say in the clause whose is meant, percent_of = "…"
