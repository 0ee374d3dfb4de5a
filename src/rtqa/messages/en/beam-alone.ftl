not-stated = The beams were not compared each by itself: no dose of a beam alone was exported, nor stated at a point that it can be calculated for.
# $n count, $beam count, $factor quantity
passed =
    { $n ->
        [one] 1 beam, alone, gives
       *[other] { $n } beams, each alone, give
    } what the plan states, by a second calculation; beam { $beam } differs most, at { $factor } times.
# $beam count, $n count, $planned quantity, $calculated quantity, $uncertainty quantity
differs =
    Beam { $beam } gives { $n ->
        [0] its point
       *[other] { $n } points of its dose grid, on average,
    } { $planned } by the plan, and { $calculated } ± { $uncertainty } by a second calculation of it alone.
why-differs = its monitor units, angles, jaws or leaves may not be those that its dose was calculated with; calculate it again in the planning system and compare
