### codes: FFF

plan = 计划 { $n }：{ $outcome }
not-used = 未采用：{ $reason }
parts = { $parts }
output =
    { $energy }{ $filter ->
        [unflattened] {" "}FFF
       *[flattened] {""}
    }，为通常机器的 { $scale }
leaves = 叶片 { $offset } ± { $sd }
closed-leaves = 闭合叶片 { $through } ± { $sd }
left-out = 略过一个文件夹：{ $reason }
