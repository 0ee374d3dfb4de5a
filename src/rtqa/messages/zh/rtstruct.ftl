### codes: StructureSetROISequence ROINumber ROIContourSequence ContourGeometricType

structure = 结构 '{ $name }'
no-structure = StructureSetROISequence 未列出任何结构；请重新导出
number-twice = 两个结构的 ROINumber 均为 { $number }；请重新导出
contours-damaged = ROIContourSequence 已损坏（{ $reason }）；请重新导出
no-number = 它没有 ROINumber，无法找到其轮廓，已略去；请重新导出结构集。
contours-of-none = 有轮廓的 ROINumber 不属于任何结构，已略去；请重新导出结构集。
contours-unreadable = 其 { $total } 条轮廓中有 { $n } 条无法读取：{ $contours }。这些轮廓已略去；请重新导出结构集。
contour = 第 { $number } 条轮廓（{ $damage }）
type-unknown = 其 ContourGeometricType 缺失或未知
no-coordinates = 没有坐标
not-three-a-point = 其 { $n } 个坐标值不是每点三个
claims-more-points = 声称有 { $claimed } 个点，实有 { $n } 个
other-frame = 它勾画于与剂量不同的坐标参考系，且没有资料说明两者如何对应
contours-unread = 其轮廓均无法读取
set-aside = { $n } 个结构勾画于与剂量不同的坐标参考系，已搁置：{ $names }。
structures-unreadable = { $n } 个结构的轮廓无法读取（{ $names }）：{ $damage }。已略去；请重新导出结构集。
