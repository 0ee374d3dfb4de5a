not-compared = 未将轮廓与计划影像比较。
on-slices = 方案的全部 { $n } 个结构均勾画在影像层面上。
off-slices = { $total } 个结构中有 { $n } 个未按影像层面勾画。
why-no-structure = 未找到方案中的任何结构
why-other-frame = 结构与影像不属于同一参考坐标系
why-across = { $name }：跨层面勾画
why-beside = { $name }：{ $total } 个平面中有 { $n } 个偏离层面达 { $distance }
why-coarse = { $name }：每 { $step } 勾画一次，而层间距为 { $spacing }
