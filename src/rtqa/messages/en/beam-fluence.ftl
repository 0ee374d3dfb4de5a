# $dose quantity
passed = Every voxel of high dose lies in a beam's opening, with about { $dose } for each MU there.
# $reason message
not-compared = Beams and dose were not compared: { $reason }.
no-dose = there is no usable dose
not-in-mu = the beams' meterset is not stated to be in MU
no-monitor-units = monitor units are not stated
oblique = the dose grid does not lie along the couch, as far as PatientPosition tells
no-dose-or-fractions = the dose grid holds no dose, or the number of fractions is not stated
# $beam count
not-placed = beam { $beam } does not state its direction, or what shapes it
# $share quantity
unseen = { $share } of the voxels with half the maximum dose lie in no beam's opening.
why-unseen = dose, isocentre, angles or leaves are not of one plan, or one of them was moved
# $dose quantity
other-dose = Where beams are open, the dose grid has { $dose } for each MU.
# $range range
why-other-dose = linacs give { $range }; monitor units, fractions or the unit of the dose may be wrong
# $factor quantity
spread = The dose for each MU varies by a factor of { $factor } over the voxels of high dose.
why-spread = a beam may be missing, doubled or turned; compare beams and dose in the planning system
# $beam count
fits-without = Dose and beam { $beam } do not go together: without it, the dose fits the beams clearly better.
# $beam count
fits-half =
    Dose and beam { $beam } do not go together: with half of its monitor units, the dose fits the beams clearly better.
# $beam count
fits-twice =
    Dose and beam { $beam } do not go together: with twice its monitor units, the dose fits the beams clearly better.
# $beam count, $angle quantity
fits-turned =
    Dose and beam { $beam } do not go together: with its gantry turned by about { $angle }, the dose fits the beams clearly better.
why-fits-better =
    its monitor units, angles or leaves may not be those that the dose was computed with; compute the dose again
seen-alone = Every voxel of high dose lies in a beam's opening; monitor units were not compared, because wedges, compensators or blocks are in the beams.
applicator = applicators, cones or electrons are not followed
binary-leaves = the plan does not state the leaves of TomoTherapy
# $change message
fits-otherwise = Dose and beams do not go together: with { $change }, the dose fits the beams clearly better.
why-fits-otherwise = isocentre, angles, jaws or leaves may not be those that the dose was computed with; export plan and dose again from one state
gantry-mirrored = all gantry angles mirrored, left to right
gantry-opposite = all beams from the opposite side
# $angle quantity
collimator-turned = all collimators turned by { $angle }
# $way name, $step quantity
isocentre-moved =
    the isocentre { $step } { $way ->
        [leftwards] to the patient's left
        [rightwards] to the patient's right
        [backwards] to the back
        [forwards] to the front
        [upwards] towards the head
       *[downwards] towards the feet
    }
jaws-open = the jaws wide open
leaves-reversed = the leaf pairs in the reverse order
banks-mirrored = the leaf banks mirrored
# $step quantity
leaves-moved = all leaves moved by { $step }
