none = No reference limits were asked for, or none apply.
# $reference name, $names list
not-drawn = { $reference }: not told, as no structure of the plan has their names: { $names }.
# $reference name, $answer name, $judged message
judged =
    { $reference }, { $answer ->
        [pass] kept
        [variation] kept as an acceptable variation
        [fail] not kept
        [alternative] decided by an alternative
       *[review] not decided
    }: { $judged }
