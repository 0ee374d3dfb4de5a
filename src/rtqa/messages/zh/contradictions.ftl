### codes: RTPlanGeometry TREATMENT_DEVICE DoseRateSet

words = { $keyword } 写“{ $words }”，而计划注明 { $n } 次照射，剂量或次数不符：请查明以何为准。
not-for-use = { $keyword } 写“{ $words }”：请查明是否应以该计划治疗。
aim = { $keyword } 为 { $aim }，而该靶区处方为 { $dose }：二者不能同时满足。
counted = 射野 { $beam } 注明 { $keyword } { $n }，却未作描述：射野中有何物未知。
gantry = 射野 { $beam } 的名称或说明写机架角为 { $angle }，而其控制点始于 { $gantry }：请查明以何为准。
no-dose-rate = 射野 { $beams } 所有控制点的剂量率均为 0（DoseRateSet）：无法如此照射。
geometry = RTPlanGeometry 为 TREATMENT_DEVICE，而计划引用了结构集；请确认该计划用于患者。
