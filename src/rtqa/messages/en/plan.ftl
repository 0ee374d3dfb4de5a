absent = there is no RT plan, so neither fractions nor prescription are known
# $n count
several-fraction-groups = the plan has { $n } fraction groups
no-fractions = the plan states no number of fractions
no-plan = (no plan)
phases = phases
