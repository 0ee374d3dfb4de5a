# What objects state beside what is computed with

# $name name, $value name
item = { $name } '{ $value }'
# $role name, $attributes list
told = { $role } also states { $attributes }. Nothing is judged by it.
# $role name, $n count, $names list
unknown =
    { $n ->
        [one] { $role } states { $names }, which is in no table of rtqa: make sure that it changes nothing.
       *[other] { $role } states { $names }, which are in no table of rtqa: make sure that they change nothing.
    }
# $value name
spatial-transform = SpatialTransformOfDose is { $value }: the dose was moved or deformed after it was computed. Export the dose as it was computed.
verification-plan = RTPlanRelationship is VERIFIED_PLAN: it is a plan made to verify another one. Hand in the plan that is to be treated.
# $doses list
prior-dose = NominalPriorDose states that a dose was given before ({ $doses } Gy), which is not in this dose: what was prescribed or is limited may include it.
effective-beam-dose = BeamDoseType is EFFECTIVE: what the beams state is no physical dose.
# $name name
item-private = { $name } (not quoted, as it may name the patient)
