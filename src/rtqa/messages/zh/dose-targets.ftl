### codes: ReferencedROINumber ROI DoseReferenceType TARGET

passed = 达到处方剂量的体积与点：{ $n } 个。
nothing-compared = 没有可查看的、开具了处方的体积或点。
negative = 计划处方为 { $dose }。
why-negative = 剂量不可能为负
no-volume = 计划对某体积处方 { $dose }，但未注明是哪个体积。
why-no-volume = 无法检查是否给予；请连同 ReferencedROINumber 导出计划
no-structure = 计划为 ROI 编号 { $roi } 开具处方，而结构集中没有该编号。
why-no-structure = 该结构集并非计划所用者，或缺失结构
as-organ = { $structure } 以危及器官（DoseReferenceType）处方 { $dose }。
why-as-organ = 如此标注的处方不计为靶区处方；请标为 TARGET
short = { $structure } 处方 { $prescribed }；一半体积达 { $median }，95 % 体积达 { $cover }。
why-short = 剂量可能错位或属于另一计划，或处方属于另一结构
other-at-point = 计划给出某点为 { $stated }；剂量网格在该处为 { $low } 至 { $high }。
why-other-at-point = 剂量可能错位、被缩放或属于另一计划
