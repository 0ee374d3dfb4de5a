### codes: DoseType

absent = 没有属于该计划的可用剂量
not-physical = DoseType 为 { $quantity }，只有物理剂量可以判定或换算
not-whole-plan = 其剂量不是整个计划的剂量
fractions-not-known = 无法确认剂量包含全部计划分次
