no-body-or-dose = 未查看剂量在皮下何处开始：没有剂量，或没有体表轮廓。
other-kind = 未查看剂量在皮下何处开始：不是光子或电子射野的剂量。
not-looked-at = 未查看剂量在皮下何处开始：{ $reason }。
bolus = 剂量是否相对体表移动未知：其开始处偏离体表 { $shift }，而勾画有补偿膜。
not-known = 剂量相对体表是否移动仅知至 ± { $uncertainty }，依据体表 { $n } 处。
passed = 剂量在体表各侧之下同样开始（{ $n } 处）：移动 { $shift } ± { $uncertainty }。
moved = 由 { $n } 处体表之下剂量开始的位置可知，剂量偏离体表 { $shift } ± { $uncertainty }（x { $x }，y { $y }）。
why-moved = 剂量与结构可能属于不同图像，或其中之一在计算后被移动；请在计划系统中将剂量叠加于 CT 上查看
