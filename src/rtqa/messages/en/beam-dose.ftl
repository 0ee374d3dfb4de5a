# $total quantity, $prescribed quantity
passed = The beams' doses add up to { $total } over the course; { $prescribed } is prescribed.
# $total quantity, $hottest quantity
far-below = The beams' doses add up to { $total } over the course, far below the dose grid's highest, { $hottest }: they belong to another point, or to one fraction.
# $total quantity, $hottest quantity
below-hottest = The beams' doses add up to { $total } over the course, no more than the dose grid's highest, { $hottest }.
no-fraction-group = there is no fraction group
no-fractions = the number of fractions is not stated
no-beam-referred = no beam is referred to
no-dose = no beam states its BeamDose
# $reason message
not-added = The beams' doses were not added up: { $reason }.
# $n count, $beams list
some-without-dose =
    { $n ->
        [one] The beams' doses were not added up: beam { $beams } states no BeamDose, and the others do.
       *[other] The beams' doses were not added up: beams { $beams } state no BeamDose, and the others do.
    }
why-some-without-dose = a beam's dose may be missing from the plan; export it again
# $beam count, $dose quantity
negative = Beam { $beam } states a dose of { $dose }.
# $beam count, $dose quantity, $meterset quantity
much-per-mu = Beam { $beam } states { $dose } for { $meterset }.
# $usual quantity
why-much-per-mu = a linac gives about { $usual } for a monitor unit; one of the two is wrong
# $total quantity
nothing-prescribed = { $total } from the beams was not compared with a prescription, because the plan states no target dose.
# $total quantity, $prescribed quantity
not-prescribed = The beams' doses add up to { $total } over the course; { $prescribed } is prescribed.
why-not-prescribed =
    fractions, beam doses and prescription do not go together; a beam may be missing, or the number of fractions was changed
# $total quantity, $hottest quantity
above-grid = The beams give { $total } to their point, and no point of the dose grid has more than { $hottest }.
why-above-grid = the dose was computed for other fractions, beams or monitor units than the plan's
unreadable = the plan states a BeamDose that cannot be read
# $x quantity, $y quantity, $z quantity, $total quantity, $grid quantity
at-point = The beams give { $total } to their point, ({ $x }, { $y }, { $z }) mm; the dose grid has { $grid } there.
# $n count
at-points = The dose grid holds what the beams state for { $n } points, each by itself.
# $x quantity, $y quantity, $z quantity, $total quantity, $grid quantity
not-at-point = The beams give { $total } to their point, ({ $x }, { $y }, { $z }) mm, and the dose grid has { $grid } there.
# $x quantity, $y quantity, $z quantity, $total quantity, $grid quantity
not-at-their-point = Beams that give { $total } to their point, ({ $x }, { $y }, { $z }) mm, do not go with the dose grid, which has { $grid } there.
# $n count
several-points = The beams state their doses for { $n } different points; they were not added up, and no dose grid reaches a point of theirs.
# $total quantity, $prescribed quantity
elsewhere = The { $total } that the beams give to their point was not compared with the { $prescribed } prescribed, because the point need not lie in the target, and no dose grid reaches it.
