### codes: SpatialTransformOfDose RTPlanRelationship VERIFIED_PLAN NominalPriorDose BeamDoseType EFFECTIVE rtqa Gy

item = { $name } '{ $value }'
told = { $role } 还写明 { $attributes }。不据此判定。
unknown = { $role } 写明 { $names }，不在 rtqa 的任何表中：请确认其不改变任何结果。
spatial-transform = SpatialTransformOfDose 为 { $value }：剂量在计算后被移动或形变。请导出原始计算的剂量。
verification-plan = RTPlanRelationship 为 VERIFIED_PLAN：这是用于验证另一计划的计划。请提交要治疗的计划。
prior-dose = NominalPriorDose 写明此前已给予剂量（{ $doses } Gy），不含在本剂量中：处方或限值可能包括它。
effective-beam-dose = BeamDoseType 为 EFFECTIVE：射野所写明的不是物理剂量。
item-private = { $name }（可能含患者姓名，不引用）
