# What a plan states twice, and not alike

# $keyword name, $words name, $n count
words =
    { $keyword } says '{ $words }', and the plan states { $n ->
        [one] 1 fraction
       *[other] { $n } fractions
    } and other doses or numbers: find out which is meant.
# $keyword name, $words name
not-for-use = { $keyword } says '{ $words }': find out whether this is the plan to treat with.
# $keyword name, $aim quantity, $dose quantity
aim = { $keyword } is { $aim } for a target that is prescribed { $dose }: it cannot have both.
# $beam count, $keyword name, $n count, $described count
counted =
    Beam { $beam } states { $keyword } { $n } and describes { $described ->
        [0] none
       *[other] { $described }
    }: what lies in it is not known.
# $beam count, $keyword name, $words name, $stated message
beam-words = { $keyword } of beam { $beam } says '{ $words }', and its control points say { $stated }: find out which is meant.
# $keyword name, $words name, $stated message
plan-words = { $keyword } says '{ $words }', and the beams say { $stated }: find out which is meant.
gantry-still = a gantry that stands still
# $n count
n-arcs =
    { $n ->
        [0] no arc
        [one] 1 arc
       *[other] { $n } arcs
    }
# $n count
n-beams =
    { $n ->
        [one] 1 treatment beam
       *[other] { $n } treatment beams
    }
# $beam count, $n count, $edges count
leaf-pairs = Beam { $beam } states { $n } leaf pairs (NumberOfLeafJawPairs) and { $edges } edges of leaves: one is of another machine.
# $beam count
order = The control points of beam { $beam } are not in the order of their ControlPointIndex: find out which holds.
# $n count, $beams list
setup =
    { $n ->
        [one] Beam { $beams } refers to a patient setup that the plan does not have: nothing says how the patient lies.
       *[other] Beams { $beams } refer to a patient setup that the plan does not have: nothing says how the patient lies.
    }
dose-rejected = The dose was rejected (ApprovalStatus REJECTED): make sure that it is the plan's.
# $n count, $beams list
no-dose-rate =
    { $n ->
        [one] Beam { $beams } has a dose rate of 0 at all control points (DoseRateSet): it cannot be delivered so.
       *[other] Beams { $beams } have a dose rate of 0 at all control points (DoseRateSet): they cannot be delivered so.
    }
geometry = RTPlanGeometry is TREATMENT_DEVICE, though the plan refers to a structure set; confirm that it is meant for the patient.
# $name name, $keyword name, $words name
side = The structure '{ $name }' is called '{ $words }' in its { $keyword }: find out on which side it lies.
