# $curve name, $n count, $overridden list
of-ct =
    the CT, by { $curve ->
        [generic] the usual curve
       *[other] the curve { $curve }
    }{ $n ->
        [0] {""}
       *[other] ; density as the structure set states it: { $overridden }
    }
# $n count, $lungs list
of-water =
    the body as water, for want of a CT{ $n ->
        [0] {""}
       *[other] ; as lung: { $lungs }
    }
# $basis message
calculated-in = Calculated in { $basis }
# $difference name, $n count, $chi name, $agreement name
shape =
    Shape: { $difference } % of the maximum (root mean square over { $n } points), { $chi } of its uncertainty: { $agreement ->
        [differs] DIFFERS
       *[agrees] agrees
    }
# $scale name, $n count, $machine list, $agreement name
scale =
    Scale: the plan is { $scale } of { $n ->
        [0] a usual machine
       *[other] { $machine }
    }: { $agreement ->
        [differs] UNUSUAL
       *[agrees] usual
    }
# $beam count, $angle quantity
explained-by-turn = Beam { $beam }, its gantry turned by { $angle }, would explain most of the differences
# $beam count, $factor name
explained-by-weight = Beam { $beam } times { $factor } would explain most of the differences
