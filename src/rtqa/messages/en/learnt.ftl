# $n count, $outcome message
plan = Plan { $n }: { $outcome }
# $reason message
not-used = not used: { $reason }
# $parts list
parts = { $parts }
# $energy quantity, $filter name, $scale name
output =
    { $energy }{ $filter ->
        [unflattened] {" "}FFF
       *[flattened] {""}
    }, { $scale } of a usual machine
# $offset quantity, $sd quantity
leaves = leaves { $offset } ± { $sd }
# $through quantity, $sd quantity
closed-leaves = closed leaves { $through } ± { $sd }
# $reason name
left-out = A folder is left out: { $reason }
