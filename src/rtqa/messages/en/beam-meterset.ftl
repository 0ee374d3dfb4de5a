# $n count, $meterset quantity
passed =
    { $n ->
        [one] 1 treatment beam, { $meterset } in a fraction, to its final weight.
       *[other] { $n } treatment beams, { $meterset } in a fraction, each to its final weight.
    }
none = The plan lists no treatment beam: nothing about its delivery was checked.
why-none = export the RT plan with its beams
# $n count, $numbers list
number-twice =
    { $n ->
        [one] Beam number { $numbers } is given to more than one beam.
       *[other] Beam numbers { $numbers } are each given to more than one beam.
    }
# $group count
beam-twice = Fraction group { $group } lists a beam twice.
# $group count, $stated count, $listed count
other-count =
    { $stated ->
        [one] Fraction group { $group } states 1 beam, and lists { $listed }.
       *[other] Fraction group { $group } states { $stated } beams, and lists { $listed }.
    }
why-other-count = a beam may have been lost or added; export the plan again
# $n count, $beams list
not-in-plan =
    { $n ->
        [one] The fraction group refers to beam { $beams }, which is not in the plan.
       *[other] The fraction group refers to beams { $beams }, which are not in the plan.
    }
# $n count, $beams list
in-no-group =
    { $n ->
        [one] Beam { $beams } is a treatment beam of no fraction group, so it is never delivered.
       *[other] Beams { $beams } are treatment beams of no fraction group, so they are never delivered.
    }
why-in-no-group = either it does not belong to the plan, or its dose is missing from the fraction
# $units list
units = PrimaryDosimeterUnit of the beams: { $units }.
no-unit = none
why-units = a linac gives all its beams in monitor units; check what their metersets mean
# $n count, $beams list
not-stated =
    { $n ->
        [one] Beam { $beams } states no meterset.
       *[other] Beams { $beams } state no meterset.
    }
why-not-stated = a beam cannot be delivered without monitor units; export the plan with them
# $n count, $beams list
no-monitor-units =
    { $n ->
        [one] Beam { $beams } has no monitor units, or fewer than none.
       *[other] Beams { $beams } have no monitor units, or fewer than none.
    }
# $n count, $beams list
imaging =
    { $n ->
        [one] Beam { $beams } is no treatment beam, and has monitor units in the fraction.
       *[other] Beams { $beams } are no treatment beams, and have monitor units in the fraction.
    }
why-imaging = setup and imaging beams deliver none of the plan's dose; check the type of the beam
not-compared = Monitor units were not compared with the dose: one of the two is not stated.
# $dose quantity, $meterset quantity, $ratio quantity
per-gy = A fraction of { $dose } is given by { $meterset }: { $ratio } per Gy.
# $range range
why-per-gy = plans of linacs have { $range } per Gy; check both, and their units
# $beam count, $n count
few-points =
    { $n ->
        [one] Beam { $beam } has 1 control point; a beam has two at least.
       *[other] Beam { $beam } has { $n } control points; a beam has two at least.
    }
# $beam count, $stated count, $n count
other-points =
    { $stated ->
        [one] Beam { $beam } states 1 control point, and has { $n }.
       *[other] Beam { $beam } states { $stated } control points, and has { $n }.
    }
why-other-points = the beam may have been cut off; export the plan again
# $beam count
no-weight = Beam { $beam } does not state its cumulative meterset weight at its ends.
why-no-weight = what the beam delivers is not known; export the plan again
# $beam count, $first quantity, $last quantity
other-ends = The meterset of beam { $beam } runs from { $first } to { $last } of its final weight, not from 0 to 1.
# $beam count
falls = The cumulative meterset of beam { $beam } falls between control points.
unreadable = The plan states a BeamMeterset that cannot be read.
# $n count, $numbers list
group-number-twice =
    { $n ->
        [one] Fraction group number { $numbers } is given to more than one fraction group.
       *[other] Fraction group numbers { $numbers } are given to more than one fraction group each.
    }
why-group-number-twice = treatment records and the dose name a group by its number; find out which is meant, and export the plan again
why-unreadable = what the beams deliver is not known; export the plan again
# $n count, $beams list
undelivered =
    { $n ->
        [one] Beam { $beams } has 0 MU and states no dose: it is not delivered.
       *[other] Beams { $beams } have 0 MU and state no dose: they are not delivered.
    }
# $n count, $beams list
images =
    { $n ->
        [one] Beam { $beams } gives a few MU and no stated dose, as an image does; it was not compared.
       *[other] Beams { $beams } give a few MU and no stated dose, as images do; they were not compared.
    }
in-minutes = Metersets were not compared with the dose, because they are in minutes.
