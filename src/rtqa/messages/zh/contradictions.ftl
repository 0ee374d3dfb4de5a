### codes: RTPlanGeometry TREATMENT_DEVICE DoseRateSet NumberOfLeafJawPairs ControlPointIndex ApprovalStatus REJECTED

words = { $keyword } 写“{ $words }”，而计划注明 { $n } 次照射，剂量或次数不符：请查明以何为准。
not-for-use = { $keyword } 写“{ $words }”：请查明是否应以该计划治疗。
aim = { $keyword } 为 { $aim }，而该靶区处方为 { $dose }：二者不能同时满足。
counted = 射野 { $beam } 注明 { $keyword } { $n }，却描述了 { $described } 个：射野中有何物未知。
no-dose-rate = 射野 { $beams } 所有控制点的剂量率均为 0（DoseRateSet）：无法如此照射。
geometry = RTPlanGeometry 为 TREATMENT_DEVICE，而计划引用了结构集；请确认该计划用于患者。
beam-words = 射野 { $beam } 的 { $keyword } 写“{ $words }”，而其控制点为 { $stated }：请查明以何为准。
plan-words = { $keyword } 写“{ $words }”，而射野为 { $stated }：请查明以何为准。
gantry-still = 机架不动
n-arcs = { $n } 个弧
n-beams = { $n } 个治疗射野
leaf-pairs = 射野 { $beam } 注明 { $n } 对叶片（NumberOfLeafJawPairs），却有 { $edges } 个叶片边界：其一属于别的机器。
order = 射野 { $beam } 的控制点顺序与 ControlPointIndex 不符：请查明以何为准。
setup = 射野 { $beams } 引用了计划中没有的患者体位设置：患者如何躺卧未知。
dose-rejected = 该剂量已被拒绝（ApprovalStatus REJECTED）：请确认它属于该计划。
side = 结构“{ $name }”的 { $keyword } 写“{ $words }”：请查明它在哪一侧。
