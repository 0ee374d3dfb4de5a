# What several checks of beams say

no-plan = there is no RT plan
not-read = rtqa reads no beams of ion and brachytherapy plans
none = the plan lists no treatment beam
# $reason message
not-looked-at = No beam was looked at: { $reason }.
why-undeliverable = no machine can deliver that; the plan was changed or damaged after planning

# $beam count
beam = beam { $beam }
several = beams
