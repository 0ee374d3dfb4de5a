# $n count
passed =
    { $n ->
        [one] 1 beam that a machine can deliver.
       *[other] { $n } beams that one machine can deliver.
    }
nothing = Energies, angles, jaws and leaves were not compared, because no beam has control points.

# What speaks against a beam

# $n count, $beams list, $what message
objection =
    { $n ->
        [one] Beam { $beams }: { $what }.
       *[other] Beams { $beams }: { $what }.
    }
# $overlap quantity
leaves-cross = opposing leaves cross by up to { $overlap }
# $overlap quantity
jaws-cross = opposing jaws cross by up to { $overlap }
# $distance quantity
leaves-reach = leaves reach { $distance } from the central axis
# $distance quantity
jaws-reach = jaws reach { $distance } from the central axis
closed = jaws and leaves are closed at every control point
# $edges count, $positions count
other-pairs = edges are stated for { $edges } leaf pairs, and positions for { $positions }
edges-not-ascending = the edges of the leaf pairs do not ascend
# $distance quantity
edges-reach = the edges of the leaf pairs reach { $distance } from the central axis
# $distance quantity
source-axis = the source-axis distance is { $distance }
no-gantry-angle = no gantry angle is stated
no-collimator-angle = no collimator angle is stated
# $angle quantity, $range range
gantry-outside = the gantry angle is { $angle }, outside { $range }
# $angle quantity, $range range
collimator-outside = the collimator angle is { $angle }, outside { $range }
# $angle quantity, $range range
couch-outside = the couch angle is { $angle }, outside { $range }
no-energy = no energy is stated
energy-changes = the energy changes within the beam
# $energy quantity
energy = the energy is { $energy }
# $rate quantity
dose-rate = the dose rate is { $rate }
# $radiation name, $others list
odd-radiation = the RadiationType is { $radiation }, that of all others { $others }
odd-leaves = it has leaves, and no other beam has
# $value quantity, $others quantity
odd-energy = the energy is { $value }, that of all others { $others }
# $value quantity, $others quantity
odd-source-axis = the source-axis distance is { $value }, that of all others { $others }
# $value quantity, $others quantity
odd-dose-rate = the dose rate is { $value }, that of all others { $others }
# $original count
copy = it is the same as beam { $original }, control point by control point

# What to do about it

# $attribute name
check-attribute = check { $attribute } in the planning system, and export the plan again
# $what message
check = check { $what } in the planning system, and export the plan again
positions-and-unit = positions and their unit
jaws-and-leaves = jaws and leaves
leaves = the leaves
angle = the angle
whether-copy = whether one of the two beams is a copy

# What is so of several beams

# $n count
several-machines =
    { $n ->
        [one] The beams are for 1 machine.
       *[other] The beams are for { $n } different machines.
    }
why-several-machines = a plan is delivered by one machine; check TreatmentMachineName of every beam
not-stated = not stated
# $n count, $radiation name
of-radiation =
    { $n ->
        [one] 1 beam has the RadiationType { $radiation }.
       *[other] { $n } beams have the RadiationType { $radiation }.
    }
# $n count
with-leaves =
    { $n ->
        [one] 1 beam has leaves.
       *[other] { $n } beams have leaves.
    }
# $n count
without-leaves =
    { $n ->
        [one] 1 beam has no leaves.
       *[other] { $n } beams have no leaves.
    }
# $values list
energies = The energy differs between beams: { $values }.
# $values list
source-axes = The source-axis distance differs between beams: { $values }.
# $values list
dose-rates = The dose rate differs between beams: { $values }.

# What was not checked

# $n count, $beams list
no-opening =
    { $n ->
        [one] Beam { $beams } states neither jaws nor leaves; its opening was not checked.
       *[other] Beams { $beams } state neither jaws nor leaves; their openings were not checked.
    }
# $n count
no-opening-of-all =
    { $n ->
        [one] The beam states neither jaws nor leaves; its opening was not checked.
       *[other] None of { $n } beams states jaws or leaves; no opening was checked.
    }
# $n count, $beams list
by-applicator =
    { $n ->
        [one] An applicator or a cone shapes beam { $beams }; its opening was not checked.
       *[other] Applicators or cones shape beams { $beams }; their openings were not checked.
    }
# $n count
by-applicator-of-all =
    { $n ->
        [one] An applicator or a cone shapes the beam; its opening was not checked.
       *[other] Applicators or cones shape all { $n } beams; no opening was checked.
    }
# $n count, $beams list
binary-leaves =
    { $n ->
        [one] The couch moves during beam { $beams }, which leaves shape that the plan does not state (TomoTherapy): angles, energy and opening were not checked.
       *[other] The couch moves during beams { $beams }, which leaves shape that the plan does not state (TomoTherapy): angles, energies and openings were not checked.
    }
# $n count
binary-leaves-of-all =
    { $n ->
        [one] The couch moves during the beam, which leaves shape that the plan does not state (TomoTherapy): angles, energy and opening were not checked.
       *[other] The couch moves during all { $n } beams, which leaves shape that the plan does not state (TomoTherapy): angles, energies and openings were not checked.
    }
no-positions = leaves are listed, and no position of them is stated
# $turns name
turns-against = the gantry angles run against the GantryRotationDirection, { $turns }
# $mode name, $others name
odd-fluence = the fluence mode is { $mode }, that of all others { $others }
# $modes list
fluences = The fluence mode differs between beams: { $modes }.
