# What keeps an RTDOSE from being used

# $units name
units =
    DoseUnits is { $units ->
        [none] absent
       *[other] { $units }
    }, so nothing can be said in Gy; export the dose in Gy.
# $type name
type =
    DoseType is { $type ->
        [none] absent
       *[other] { $type }
    }, not PHYSICAL or EFFECTIVE; export the dose itself.
# $summation name
summation =
    DoseSummationType is { $summation ->
        [none] absent
       *[other] { $summation }
    }, of which no plan's dose can be made; export the dose of the whole plan.
no-pixels = PixelData is absent, so there is no dose at any point; export the dose with its voxels.
# $scaling quantity
scaling-not-positive = DoseGridScaling is { $scaling }, and must be above 0; export it again
# $scaling quantity, $maximum quantity
scaling-too-high = DoseGridScaling is { $scaling }, so that the highest dose is { $maximum }; export it again
# $rows count, $columns count
no-rows = Rows is { $rows } and Columns is { $columns }; export the dose again
# $frames count
no-frames = NumberOfFrames is { $frames }; export the dose again
# $n count, $frames count
offsets-count =
    { $n ->
        [one] GridFrameOffsetVector has 1 value, and NumberOfFrames is { $frames }; export the dose again
       *[other] GridFrameOffsetVector has { $n } values, and NumberOfFrames is { $frames }; export the dose again
    }
# $first quantity
offsets-start = GridFrameOffsetVector begins with { $first }, which is neither 0 nor the z of an axial ImagePositionPatient; export the dose again

# Of how much of the treatment it is the dose

# $summation name, $stated quantity, $grid quantity
is-whole = DoseSummationType is { $summation }. At a point for which the plan states { $stated } over all fractions, the grid has { $grid }: it is the dose of all fractions, and was taken as it is.
# $summation name, $stated quantity, $grid quantity, $n count
is-one = DoseSummationType is { $summation }. At a point for which the plan states { $stated } over all fractions, the grid has { $grid }: it is the dose of one fraction, and was taken { $n } times.
# $n count
fraction-open = DoseSummationType is FRACTION, and no point with a stated dose shows whether the file holds one fraction or all { $n }; it was taken as it is. Compare it with the planning system, or export the dose of the whole plan.
fraction-not-compared = DoseSummationType is FRACTION, and the plan does not show how many fractions of which fraction group that is; it was taken as it is. Export the dose of the whole plan.
fractions-not-stated = It is the dose of one fraction, and the plan does not show how many of these there are (NumberOfFractionsPlanned); export the dose of the whole plan.
several-plans = It is the dose of several plans (DoseSummationType MULTI_PLAN), and is judged as one; for a verdict on one plan, export that plan's dose.
# $summation name
part-without-plan = DoseSummationType is { $summation }, and no plan says how many fractions and beams there are; export the plan, or the dose of the whole plan.
# $parts message
part-missing = There is no dose of { $parts }, so it is not the dose of the whole plan; export the dose of the whole plan, or of every beam.
parts-not-listed = The plan does not list its fraction groups and beams so that they show whether this is the whole dose; export the dose of the whole plan.
# $n count, $parts message
added-up = { $n } RTDOSE objects were added up: those of { $parts }.
grids-differ = The doses of the plan's parts lie on different grids or are of different types, and were not added up; export the dose of the whole plan.
# $n count, $groups list
fraction-groups =
    { $n ->
        [one] fraction group { $groups }
       *[other] fraction groups { $groups }
    }
# $n count, $beams list
beams =
    { $n ->
        [one] beam { $beams }
       *[other] beams { $beams }
    }
single-plane = It is a single plane, and nothing says how thick that is; export the dose of a volume.
# $n count
planes-do-not-stack = { $n } RTDOSE objects of one plane each do not stack: planes lie at one place, or beside each other; export the dose as one object.
# $n count, $spacing quantity
stacked = { $n } RTDOSE objects of one plane each, { $spacing } apart, are one dose.
# $n count
stacked-gaps = { $n } RTDOSE objects of one plane each are one dose, and the planes are not evenly spaced: some may be missing. Export them all, or the dose as one object.
# $summation name, $share quantity
same-shape = A dose of type { $summation } beside the plan's has its shape and { $share } of its values, which is neither all of it nor a fraction or a fraction group; find out which one was planned.
# $summation name, $excess quantity
more-than-whole = A dose of type { $summation } beside the plan's, of which it should be a part, exceeds it by { $excess }; find out which one was planned.
# $n count, $beams list
beams-left-out =
    { $n ->
        [one] It is the plan's, and beam { $beams } is not among those that it names; export the dose of all beams.
       *[other] It is the plan's, and beams { $beams } are not among those that it names; export the dose of all beams.
    }
# $n count, $groups list
other-groups =
    { $n ->
        [one] It names fraction group { $groups }, which the plan does not have; make sure that it is this plan's dose.
       *[other] It names fraction groups { $groups }, which the plan does not have; make sure that it is this plan's dose.
    }
# $n count, $beams list
other-beams =
    { $n ->
        [one] It names beam { $beams }, which the plan does not have; make sure that it is this plan's dose.
       *[other] It names beams { $beams }, which the plan does not have; make sure that it is this plan's dose.
    }
