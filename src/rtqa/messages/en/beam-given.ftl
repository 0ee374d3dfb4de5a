no-records = No treatment record of this plan is among the files, so nothing that was given was compared with it.
not-stated = The treatment records state no monitor units that could be compared with the plan.
# $n count
as-planned =
    { $n ->
        [one] 1 recorded beam was given as it is planned.
       *[other] { $n } recorded beams, each of one fraction, were given as they are planned.
    }
# $n count, $beams list
otherwise =
    { $n ->
        [one] 1 recorded beam differs from its plan in monitor units: { $beams }.
       *[other] { $n } recorded beams differ from their plan in monitor units: { $beams }.
    }
# $beam count, $day date, $given quantity, $planned quantity
beam = beam { $beam } on { $day }, { $given } given of { $planned }
# $n count, $settings list
other-settings =
    { $n ->
        [one] By the treatment records, a beam was given otherwise than planned: { $settings }.
       *[other] By the treatment records, beams were given otherwise than planned: { $settings }.
    }
# $beam count, $given name, $planned name
radiation = beam { $beam }, { $given } for { $planned }
# $beam count, $given quantity, $planned quantity
energy = beam { $beam }, { $given } for { $planned }
# $beam count, $given quantity, $planned quantity
gantry = beam { $beam }, gantry at { $given } for { $planned }
# $beam count, $given quantity, $planned quantity
collimator = beam { $beam }, collimator at { $given } for { $planned }
# $beam count, $given quantity, $planned quantity
couch = beam { $beam }, couch at { $given } for { $planned }
# $beam count, $given name, $planned name
position = beam { $beam }, patient { $given } for { $planned }
# $beam count, $given name, $planned name
unit = beam { $beam }, metersets in { $given } for { $planned }
# $beam count, $given quantity, $planned quantity
specified = beam { $beam }, { $given } specified for { $planned }
# $given list, $planned list
fractions = The treatment records say that { $given } fractions are planned, and the plan has { $planned }.
# $groups list
groups = The treatment records name fraction groups that the plan does not have: { $groups }.
# $given list, $planned list
other-machine = By the treatment records, beams were given on { $given }, and are planned for { $planned }.
# $beams list
unknown-beams = The treatment records name beams that the plan does not have: { $beams }.
why-otherwise = what was given is not what was planned: look at the record and verify system
