size = { $i } × { $j } × { $k } mm
passed = 体素为 { $size }；最小的靶区 { $structure } 的体积相当于直径 { $diameter } 的球。
no-target = 体素为 { $size }，未与靶区比较，因为没有已勾画的处方靶区。
coarse = 剂量体素为 { $size }。
why-coarse = 大于 { $coarsest } 会抹平峰值；请用更细的网格重新计算剂量
small-target = 剂量体素为 { $size }；{ $structure } 的体积相当于直径 { $diameter } 的球。
why-small-target = 靶区直径上不足 { $n } 个体素，难以反映其剂量；请用更细的网格重新计算剂量
