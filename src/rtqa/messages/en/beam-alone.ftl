not-stated = The beams were not compared each by itself: no dose of a beam alone was exported, nor stated at a point that it can be calculated for.
# $n count, $beam count, $factor quantity
passed =
    { $n ->
        [one] 1 beam, alone, gives
       *[other] { $n } beams, each alone, give
    } what the plan states, by a second calculation; beam { $beam } differs most, at { $factor } times.
# $n count, $beam count, $factor quantity
passed-at-a-place =
    There is a place in the dose that gets from each of { $n } beams what the plan states of it for no point, by a second calculation; beam { $beam } differs most, at { $factor } times.
# $beam count, $x quantity, $y quantity, $z quantity, $planned quantity, $calculated quantity, $uncertainty quantity
differs-at-a-place =
    Beam { $beam } states { $planned }, for no point; where the other beams give what they state, as at ({ $x }, { $y }, { $z }) mm, it gives { $calculated } ± { $uncertainty } by a second calculation.
why-differs-at-a-place = its stated dose may have been changed, or its monitor units, angles, jaws or leaves after it was stated; read what each beam gives in the planning system and compare
# $beam count, $n count, $planned quantity, $calculated quantity, $uncertainty quantity
differs =
    Beam { $beam } gives { $n ->
        [0] its point
       *[other] { $n } points of its dose grid, on average,
    } { $planned } by the plan, and { $calculated } ± { $uncertainty } by a second calculation of it alone.
why-differs = its monitor units, angles, jaws or leaves may not be those that its dose was calculated with; calculate it again in the planning system and compare
