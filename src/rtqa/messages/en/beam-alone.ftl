not-calculated = The beams were not compared each by itself, as the dose was not calculated a second time.
not-stated = The beams were not compared each by itself: none states its dose at a point that it can be calculated for.
# $n count, $beam count, $factor quantity
passed =
    { $n ->
        [one] 1 beam gives its point
       *[other] { $n } beams, each alone, give their points
    } what the plan states, by a second calculation; beam { $beam } differs most, at { $factor } times.
# $beam count, $planned quantity, $calculated quantity, $uncertainty quantity
differs = Beam { $beam } gives its point { $planned } by the plan, and { $calculated } ± { $uncertainty } by a second calculation of it alone.
why-differs = its monitor units, angles, jaws or leaves may not be those that its dose was calculated with; calculate it again in the planning system and compare
