### codes: ROI RTROIInterpretedType
nothing = 没有可查看的结构。
distinct = 共 { $n } 个结构，其中判定所依据者均非其他器官的副本，也不与其类型矛盾。
repeated = 多个结构共用的名称：{ $names }。
unnamed = 没有名称的 ROI 编号：{ $numbers }。
contradicts-role = { $name } 的类型为 { $role }（RTROIInterpretedType）。
why-contradicts-role = 名称与类型矛盾；其中之一属于另一结构
copy = '{ $name }' 与 '{ $other }' 的轮廓相同。
why-copy = 其一是错误名称下的副本，或从未勾画
part = 按名称，'{ $other }' 可能是 { $name } 的一部分：其 { $total } 中有 { $outside } 位于它之外。
why-part = 该部分不受任何限值约束；请将器官勾画为一个结构，或说明它是什么
mapped-to-other = '{ $name }' 被指定为 { $wanted }，而依据名称它是 { $meant }。
mapped-past = '{ $name }' 被指定为 { $wanted }，而计划中有 { $passed }。
why-mapped = 对应关系由使用者指定，与名称不符：是否确为本意？
