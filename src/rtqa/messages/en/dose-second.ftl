left-out = The dose was not calculated a second time: that was left out (rtqa check --no-second-dose).
# $reason message
not-calculated = The dose was not calculated a second time: { $reason }.
# $n count, $difference quantity, $n_structures count, $patient name
passed =
    A second calculation from the beams { $patient ->
        [ct] and the CT
       *[water] in water
    } agrees: over { $n ->
        [one] 1 point
       *[other] { $n } points
    } it differs by { $difference } of the maximum (root mean square), and in { $n_structures ->
        [0] no structure was there enough to compare
        [one] 1 structure by no more than its uncertainty
       *[other] { $n_structures } structures by no more than its uncertainty
    }.
# $n count, $difference quantity, $most quantity, $patient name
differs =
    A second calculation from the beams { $patient ->
        [ct] and the CT
       *[water] in water
    } differs by { $difference } of the maximum over { $n ->
        [one] 1 point
       *[other] { $n } points
    }; up to { $most } is usual of sound plans.
why-differs = isocentre, angles, jaws, leaves or weights of the beams may not be those of the dose, or the dose was moved; calculate the dose again from these beams and compare
# $beam count, $factor quantity
why-beam = with beam { $beam } times { $factor } the doses would fit much better; look at its monitor units, angles and leaves
# $beam count, $factor quantity, $left quantity
beam-weight = With beam { $beam } times { $factor }, a second calculation would differ by { $left } of what it differs by now; on sound plans no beam took it below 92 %.
why-beam-weight = the beam's monitor units, angles or leaves may not be those of the dose; look at them, and calculate the dose again
elsewhere = Most of the plan's high dose lies in air, or where its beams give hardly any by a second calculation.
why-elsewhere = dose and beams may be those of two plans, or the dose was mirrored or moved; calculate the dose again from these beams and compare
# $shift quantity, $x quantity, $y quantity
image-moved = The CT lies { $shift } beside the outline of the body: by { $x } and { $y } along x and y of the planes of drawing.
why-image-moved = image, structures and dose may not have the same origin; look at the outlines on the image in the planning system
# $structure name, $what name, $planned quantity, $calculated quantity, $uncertainty quantity
structure =
    { $structure }: { $what ->
        [mean] the mean dose
        [d95] D95
       *[d2] D2
    } is { $planned } in the plan and { $calculated } by the second calculation, which is known to ± { $uncertainty }.
# $beam count, $angle quantity
why-turned = with the gantry of beam { $beam } turned by { $angle } the doses would fit much better; look at its angles
