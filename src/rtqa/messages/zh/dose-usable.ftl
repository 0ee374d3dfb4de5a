### codes: DoseType TissueHeterogeneityCorrection WATER

passed = 剂量为整个计划的剂量，单位 Gy。
one-fraction = 剂量为单次分割的剂量，不是整个计划的剂量。
some-beams = 剂量为部分射野的剂量，不是整个计划的剂量。
not-physical = DoseType 为 { $type }：已按生物效应修正，而限值为物理剂量。请导出物理剂量。
as-water = 剂量按患者全为水计算（TissueHeterogeneityCorrection 为 WATER）：请按影像密度计算。
impossible = 剂量含有不可能的数值（{ $low } 至 { $high }）。
too-low = 剂量网格最热点为 { $hottest }，计划处方为 { $prescribed }：剂量可能只是计划的一部分，或单位不同。
too-high = 剂量网格最热点为 { $hottest }，计划处方为 { $prescribed }：剂量可能不止来自该计划，或单位不同。
no-plan = 剂量自称为整个计划的剂量，单位 Gy；没有可与之核对的计划。
nothing-prescribed = 剂量自称为整个计划的剂量，单位 Gy；计划中没有可与之核对的处方。
