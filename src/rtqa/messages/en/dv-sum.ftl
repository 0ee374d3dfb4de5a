# $phase name
one-phase-alone = phase { $phase } alone breaks it
# $structure name, $limit limit, $phases list
phase-absent =
    { $structure }: limit { $limit } on all phases together not judged: no plan of phase { $phases } was handed in.
