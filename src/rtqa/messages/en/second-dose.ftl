# $curve name, $n count, $overridden list
of-ct =
    the CT, by the curve { $curve }{ $n ->
        [0] {""}
       *[other] ; density as the structure set states it: { $overridden }
    }
# $n count, $lungs list
of-water =
    the body as water, for want of a CT{ $n ->
        [0] {""}
       *[other] ; as lung: { $lungs }
    }
