### codes: DVH

measured = { $metric } { $value }
not-known = { $metric } 未知
at-least = { $metric } 至少 { $low }
between = { $metric } 介于 { $low } 与 { $high } 之间
no-volume = 该结构没有体积
no-prescription = 百分比剂量需要处方剂量，而处方未知
unusable-prescription = 百分比剂量需要处方剂量，而处方为 { $dose }
prescription = 百分比剂量所参照的处方
too-small = 该结构为 { $volume }，小于所要求的 { $asked }
outside-dose-grid = 该结构有 { $share } 位于剂量网格之外
outside-bounded = 该结构有 { $share } 位于剂量网格之外、且不在任何射束的开口内，其剂量为 0 至 { $beyond }：网格边界最高剂量的两倍
no-median = 该结构有一半接受 0 Gy，不能作为除数
needs-whole-dose = 等剂量体积与距离处的剂量需要结构周围的剂量，此处没有
isodose-cut = 等剂量面到达剂量网格边缘
distance-cut = 剂量网格在距该结构不到 { $distance } 处即已结束
no-isodose = { $dose } 的等剂量面未到达该结构
uncertain = 与限值之差在 DVH 自身的不确定性之内
over-nothing = { $metric } 为 0，不能作为除数
