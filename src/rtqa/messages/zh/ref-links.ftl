### codes: RTDOSE RTPLAN RTSTRUCT ReferencedRTPlanSequence ReferencedStructureSetSequence ROI

linked = { $roles } 相互引用。
absent = 没有 { $role }，因此没有对象引用它。
dose-of-another-plan = RTDOSE 未指明此 RTPLAN（ReferencedRTPlanSequence）；可能属于另一计划。
plan-of-other-structures = RTPLAN 未指明此 RTSTRUCT（ReferencedStructureSetSequence）；其处方中的 ROI 编号可能指其他结构。
