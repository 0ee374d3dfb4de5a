### codes: SliceThickness

no-planning-image = 未提交勾画结构所用的影像；请补充其层面
thickness = SliceThickness { $thickness }
no-thickness = 无 SliceThickness
spacing = 层间距 { $spacing }
single-slice = 仅一层
missing = 缺 { $n } 层
unusable = 所交的层面不能构成可用的影像
