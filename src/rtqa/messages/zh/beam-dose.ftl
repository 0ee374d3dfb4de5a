### codes: BeamDose

passed = 各射野剂量在全疗程合计 { $total }；处方为 { $prescribed }。
far-below = 各射野剂量在全疗程合计 { $total }，远低于剂量网格的最高剂量 { $hottest }：它们属于另一点，或仅为一次分次。
below-hottest = 各射野剂量在全疗程合计 { $total }，不超过剂量网格的最高剂量 { $hottest }。
no-fraction-group = 没有分次组
no-fractions = 未注明分次数
no-beam-referred = 未引用任何射野
no-dose = 没有射野注明 BeamDose
not-added = 未合计射野剂量：{ $reason }。
some-without-dose = 未合计射野剂量：射野 { $beams } 未注明 BeamDose，而其余射野已注明。
why-some-without-dose = 计划可能缺少某射野的剂量；请重新导出
negative = 射野 { $beam } 注明的剂量为 { $dose }。
much-per-mu = 射野 { $beam } 注明 { $meterset } 给予 { $dose }。
why-much-per-mu = 直线加速器每个跳数约给予 { $usual }；两者之一有误
nothing-prescribed = 射野合计 { $total } 未与处方比较，因为计划未注明靶区剂量。
not-prescribed = 各射野剂量在全疗程合计 { $total }；处方为 { $prescribed }。
why-not-prescribed = 分次数、射野剂量与处方不一致；可能缺少射野，或分次数被改动
above-grid = 射野在其参考点给予 { $total }，而剂量网格中没有任何点超过 { $hottest }。
why-above-grid = 剂量所依据的分次、射野或跳数与计划不同
unreadable = 计划写明的 BeamDose 无法读取
at-point = 射野给予其参考点 ({ $x }, { $y }, { $z }) mm { $total }；剂量网格在该处为 { $grid }。
at-points = 剂量网格与各射野为 { $n } 个点分别注明的剂量相符。
not-at-point = 射野给予其参考点 ({ $x }, { $y }, { $z }) mm { $total }，而剂量网格在该处为 { $grid }。
not-at-their-point = 给予其参考点 ({ $x }, { $y }, { $z }) mm { $total } 的射野与剂量网格不符，后者在该处为 { $grid }。
several-points = 各射野的剂量注明于 { $n } 个不同的点；未予合计，且没有剂量网格覆盖这些点。
elsewhere = 射野给予其参考点的 { $total } 未与处方 { $prescribed } 比较，因为该点不一定在靶区内，且没有剂量网格覆盖。
