### codes: Dice

phases = 各阶段
no-sum = 无需叠加剂量：并非每个阶段都有计划，或方案未限制总和。
not-added-up = 各阶段剂量未逐体素叠加。
one-phase = 未比较各阶段的位置，因为只有一个阶段。
one-frame = 剂量已逐体素叠加：各阶段共用一个参考坐标系。
registered = 剂量已逐体素叠加：刚性配准将较早阶段的坐标系转换到最后阶段的坐标系。
table = 两个阶段均勾画的结构
structure = 结构
against-phase = 对照阶段
named-there = 该阶段名称
overlap = 重叠（Dice）
apart = 质心相距 / mm
compared = 比较范围
whole = 整个体积
shared = 两者均有勾画的区段
table-note = 重叠：两倍公共体积与两者体积之和的比。止于扫描边缘或勾画长度不同的结构，只比较两者均有勾画的区段，且仅比较横向位置。判定以最后阶段的结构为准。
of-phases = { $phases }
stated = 无需叠置剂量：阶段 { $phases } 给予的剂量已有说明，无论位于何处都为总和给出上界。
