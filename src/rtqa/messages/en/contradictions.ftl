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
# $beam count, $keyword name, $n count
counted = Beam { $beam } states { $keyword } { $n } and describes none: what lies in it is not known.
# $beam count, $angle quantity, $gantry quantity
gantry = Name or description of beam { $beam } say that its gantry stands at { $angle }, and its control points begin at { $gantry }: find out which is meant.
# $n count, $beams list
no-dose-rate =
    { $n ->
        [one] Beam { $beams } has a dose rate of 0 at all control points (DoseRateSet): it cannot be delivered so.
       *[other] Beams { $beams } have a dose rate of 0 at all control points (DoseRateSet): they cannot be delivered so.
    }
geometry = RTPlanGeometry is TREATMENT_DEVICE, though the plan refers to a structure set; confirm that it is meant for the patient.
