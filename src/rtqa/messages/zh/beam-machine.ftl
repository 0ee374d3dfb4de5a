### codes: RadiationType TreatmentMachineName TomoTherapy GantryRotationDirection

passed = { $n } 个射野可由同一加速器执行。
nothing = 未比较能量、角度、钨门与叶片，因为没有射野列出控制点。

objection = 射野 { $beams }：{ $what }。
leaves-cross = 相对的叶片交叉达 { $overlap }
jaws-cross = 相对的铅门交叉达 { $overlap }
leaves-reach = 叶片距中心轴达 { $distance }
jaws-reach = 铅门距中心轴达 { $distance }
closed = 铅门与叶片在所有控制点均关闭
other-pairs = { $edges } 对叶片注明了边界，{ $positions } 对注明了位置
edges-not-ascending = 叶片对的边界不递增
edges-reach = 叶片对的边界距中心轴达 { $distance }
source-axis = 源轴距为 { $distance }
no-gantry-angle = 未注明机架角
no-collimator-angle = 未注明准直器角
gantry-outside = 机架角为 { $angle }，超出 { $range }
collimator-outside = 准直器角为 { $angle }，超出 { $range }
couch-outside = 床角为 { $angle }，超出 { $range }
no-energy = 未注明能量
energy-changes = 能量在射野内改变
energy = 能量为 { $energy }
dose-rate = 剂量率为 { $rate }
odd-radiation = RadiationType 为 { $radiation }，其余均为 { $others }
odd-leaves = 带有叶片，而其余射野均无
odd-energy = 能量为 { $value }，其余均为 { $others }
odd-source-axis = 源轴距为 { $value }，其余均为 { $others }
odd-dose-rate = 剂量率为 { $value }，其余均为 { $others }
copy = 与射野 { $original } 的控制点逐一相同

check-attribute = 请在计划系统中核对 { $attribute }，并重新导出计划
check = 请在计划系统中核对{ $what }，并重新导出计划
positions-and-unit = 位置及其单位
jaws-and-leaves = 铅门与叶片
leaves = 叶片
angle = 角度
whether-copy = 两射野之一是否为副本

several-machines = 射野分属 { $n } 台不同的加速器。
why-several-machines = 一个计划由一台加速器执行；请核对每个射野的 TreatmentMachineName
not-stated = 未注明
of-radiation = { $n } 个射野的 RadiationType 为 { $radiation }。
with-leaves = { $n } 个射野带有叶片。
without-leaves = { $n } 个射野没有叶片。
energies = 各射野的能量不同：{ $values }。
source-axes = 各射野的源轴距不同：{ $values }。
dose-rates = 各射野的剂量率不同：{ $values }。

no-opening = 射野 { $beams } 未注明铅门与叶片；未检查其开口。
no-opening-of-all = { $n } 个射野均未注明铅门与叶片；未检查任何开口。
by-applicator = 限光筒或锥形筒决定射野 { $beams } 的形状；未检查其开口。
by-applicator-of-all = 限光筒或锥形筒决定全部 { $n } 个射野的形状；未检查任何开口。
binary-leaves = 射野 { $beams } 出束时治疗床移动，而决定其形状的叶片未写入计划（TomoTherapy）：未检查角度、能量与开口。
binary-leaves-of-all = 全部 { $n } 个射野出束时治疗床移动，而决定其形状的叶片未写入计划（TomoTherapy）：未检查角度、能量与开口。
no-positions = 带有叶片，却未注明其位置
turns-against = 机架角的变化方向与 GantryRotationDirection（{ $turns }）相反
odd-fluence = 注量模式为 { $mode }，其余均为 { $others }
fluences = 各射野的注量模式不同：{ $modes }。
