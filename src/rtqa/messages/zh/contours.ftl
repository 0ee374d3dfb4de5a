# 轮廓使计算作出的假设，以及为何没有体积

no-closed = 结构 '{ $name }' 没有闭合轮廓
no-area = 结构 '{ $name }' 有轮廓，但均不围成面积
oblique-margin = 结构 '{ $name }' 勾画于倾斜平面，而其边界随患者方向而异
other-directions = 结构 '{ $name }' 勾画于其他方向的平面
planes-differ = 该结构的轮廓位于不同方向的平面内
without-area = { $n } 条轮廓没有面积
too-many-pairs = 同一结构中可能互相包含的轮廓超过 { $most } 对；任何计划都不会有这么多
too-many-crossing = 同一平面中有 { $n } 条轮廓互相交叉；最多处理 { $most } 条，任何计划都不会有这么多
crossing = 同一层面的轮廓相互交叉：按并集处理；若按异或，面积将相差 { $share }
holes = 位于其他轮廓之内的轮廓视为孔洞：减去面积的 { $share }
flattened = 轮廓偏离其平面最多 { $distance }：已压平
thickness-not-known = 仅有一层，且无从得知其厚度
one-plane = 仅有一层：按结构集的层间距取厚度 { $thickness }
drawn-every = 每 { $gap } 勾画一次，而层间距为 { $spacing }：已衔接
planes-missing = 轮廓相互重叠的层面之间有 { $n } 个切片空白：视为未勾画；区间亦包含该处无结构的情形
maybe-parts = { $n } 个部分，其间切片空白而轮廓相互重叠；区间亦包含结构在该处延续的情形
slices-not-known = 没有影像表明切片位置：以所有结构的勾画层面代之
parts = { $n } 个部分沿法线方向分离：各自以端盖结束
