nothing = No two organs were found of which one lies in front of the other.
# $n count
kept =
    { $n ->
        [one] 1 pair of organs lies before and behind each other as anatomy has it.
       *[other] { $n } pairs of organs lie before and behind each other as anatomy has it.
    }
# $front name, $behind name, $distance quantity
amiss = { $front } lies { $distance } behind { $behind }, and no organ of this name does.
why = one of the two may go by the other's name, or by that of a third
