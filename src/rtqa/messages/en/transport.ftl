no-plan = there is no plan
no-dose = there is no usable dose
no-body = no structure is drawn as the body's outline (EXTERNAL)
no-beams = the plan has no treatment beams
dose-elsewhere = most of the high dose lies in air, or where the beams give hardly any
no-hot-points = hardly any point of high dose lies in tissue behind the build-up
other-kind = beams of this kind of plan are not followed
other-dose = the dose is not the physical dose of all planned fractions
# $beam count
same-number = two beams bear the number { $beam }
# $beam count
no-energy = beam { $beam } states no nominal energy, or several
# $beam count, $energy quantity
other-energy = no usual beam quality is known for beam { $beam } with { $energy }
# $beam count
binary-leaves = the plan does not state the binary leaves of beam { $beam } (TomoTherapy)
# $beam count
not-photons = beam { $beam } is not of photons
# $beam count
applicator = an applicator or cone shapes beam { $beam }
# $beam count
modifier = a wedge, compensator or block is in beam { $beam }
# $beam count
not-in-mu = the meterset of beam { $beam } is not in MU
# $beam count
no-meterset = beam { $beam } does not state its meterset, or not at every control point
# $beam count
not-placed = beam { $beam } does not state its isocentre and direction, or how the patient lies
# $beam count
leaning = couch or gantry lean in beam { $beam } (pitch, roll)
# $beam count
not-shaped = beam { $beam } states neither jaws nor leaves
# $beam count
leaves-unknown = the positions of leaves of beam { $beam } do not go with the edges of their layer, or are absent
# $beam count, $distance quantity
other-distance = the source of beam { $beam } lies { $distance } from the axis, as on machines that treat in a magnetic field
# $beam count, $machine name
other-machine = beam { $beam } is of machine { $machine }, which the machine file does not name
# $beam count, $energy quantity, $filter name
not-in-machine =
    beam { $beam } is of { $energy } { $filter ->
        [unflattened] without a flattening filter
       *[flattened] with a flattening filter
    }, which the machine file does not have
several-energies = its beams are of several energies
several-machines = its beams are of several machines
not-approved = it is not approved
