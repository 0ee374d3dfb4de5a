not-known = 计划影像：层间距未知。
slices = { $modality }：{ $n } 层，{ $slices }。
single-slice = { $modality }：{ $slices }。
why-single-slice = 单层不构成体积；请导出整个序列
why-two-slices = 两层之间只有一个间距，无从比较；请导出整个序列
why-missing = 缺 { $n } 层；请导出整个序列
why-uneven = 层间距之差超过 { $tolerance }
