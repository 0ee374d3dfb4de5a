# $version name
title = Commissioning of rtqa { $version }
commissioning-of = Commissioning of
disclaimer = Research and quality-assurance aid, not a medical device: a physicist decides.
# $passed count, $n count
phantoms-passed = { $n ->
        [one] { $passed } of 1 phantom passed
       *[other] { $passed } of { $n } phantoms passed
    }
# $passed count, $n count
metrics-passed = { $n ->
        [one] { $passed } of 1 metric passed
       *[other] { $passed } of { $n } metrics passed
    }
workstation = Workstation
largest-errors = Largest errors of each metric
to-prisms-linear = To the prisms, linear dose
to-prisms-gaussian = To the prisms, Gaussian dose
to-solid = To the smooth solid
planning-system-to-solid = Planning system to the smooth solid
volume-percent = Volume / %
volume-at-a-dose = V at a dose / % points
# $holding count, $n count
intervals = { $n ->
        [0] rtqa gave no intervals.
        [one] rtqa's interval holds the smooth solid's truth in { $holding } of 1 metric; that is shown, and is no condition of passing.
       *[other] rtqa's interval holds the smooth solid's truth in { $holding } of { $n } metrics; that is shown, and is no condition of passing.
    }
# $n count
compared = { $n ->
        [one] The planning system's DVHs of 1 phantom stand beside rtqa's.
       *[other] The planning system's DVHs of { $n } phantoms stand beside rtqa's.
    }
# $names list
not-compared = It has no DVH of { $names }.
# $reasons list
not-readable = Not readable: { $reasons }.
what-did-not-pass = What did not pass
phantom = Phantom
# $reason name
no-value = no value: { $reason }
# $value quantity, $error quantity, $tolerance quantity
off-the-solid = { $value } is off the smooth solid by { $error }, and ±{ $tolerance } is allowed
# $value quantity, $error quantity, $tolerance quantity
off-the-prisms = { $value } is off the prisms by { $error }, and ±{ $tolerance } is allowed
how-to-read-it = How to read it
errors = Each phantom is a solid, drawn as contours in a dose given by a formula. The error is rtqa's value less the truth of the smooth solid. The error to the prisms is that to what the contours say as right prisms with half-slice ends: it is the calculation's own, free of what drawing in slices loses. A row passes when it is within what is allowed of both. Holds tells whether rtqa's interval holds the truth. Sets N1 and N3 have contours on both ends of each solid, and truths with flat half-slice end caps, as in Nelms et al., Med Phys 42:4435 (2015).
tolerances = Allowed to the prisms: 0.02 mm in any dose metric, turned into Gy by the dose's rise, and 0.01 % of the volume; in a Gaussian, 3/8 · peak · (grid/σ)² more, the bound of trilinear interpolation. To the solid, with a tenth to spare, what slices can lose: half a slice along z, and by each solid's own formula the shortfall of its outline and its volume. A volume at a dose may differ by what the true curve changes over what is allowed in that dose.
made-with = Made with
# $name name
set = Set { $name }
# $slice quantity, $grid quantity, $dose name, $truth name
set-has = Slices { $slice } apart, dose grid { $grid }. Dose: { $dose }. Truth: { $truth }.
interval = Interval
holds = Holds
yes = yes
no = no
truth = Truth
error = Error
allowed = Allowed
to-prisms = To prisms
passed = Passed
planning-system = Planning system
slice-mm = Slice/mm
grid-mm = Grid/mm
volume-error = Volume/%
dose-to-prisms = Dose to prisms/Gy
dose-to-solid = Dose to solid/Gy
