### codes: rtqa DVH DVHs Nelms Med Phys
title = rtqa { $version } 投入使用前的验证
commissioning-of = 验证对象
disclaimer = 研究与质量保证辅助工具，并非医疗器械：由物理师作出决定。
phantoms-passed = { $n } 个模体中 { $passed } 个通过
metrics-passed = { $n } 项指标中 { $passed } 项通过
workstation = 工作站
largest-errors = 各指标的最大误差
to-prisms-linear = 相对棱柱体，线性剂量
to-prisms-gaussian = 相对棱柱体，高斯剂量
to-solid = 相对光滑几何体
planning-system-to-solid = 计划系统相对光滑几何体
volume-percent = 体积 / %
volume-at-a-dose = 某剂量下的体积 / 百分点
intervals = { $n ->
        [0] rtqa 未给出区间。
       *[other] { $n } 项指标中，{ $holding } 项的 rtqa 区间包含光滑几何体的真值；仅供参考，不作为通过条件。
    }
compared = 计划系统给出的 { $n } 个模体的 DVH 与 rtqa 的结果并列显示。
not-compared = 其中没有 { $names } 的 DVH。
not-readable = 无法读取：{ $reasons }。
what-did-not-pass = 未通过的项目
phantom = 模体
no-value = 无数值：{ $reason }
off-the-solid = { $value } 与光滑几何体相差 { $error }，允许 ±{ $tolerance }
off-the-prisms = { $value } 与棱柱体相差 { $error }，允许 ±{ $tolerance }
how-to-read-it = 如何阅读
errors = 每个模体是一个几何体，以轮廓勾画于由公式给出的剂量中。误差为 rtqa 的值减去光滑几何体的真值。相对棱柱体的误差，以两端各延伸半层的直棱柱所表达的轮廓为准：这是计算本身的误差，不含分层勾画造成的损失。一行同时满足两项允差才算通过。“包含”表示 rtqa 的区间是否包含真值。N1 与 N3 组在每个几何体两端均有轮廓，真值带半层平端盖，见 Nelms 等，Med Phys 42:4435 (2015)。
tolerances = 相对棱柱体的允差：任何剂量指标 0.02 mm（按剂量梯度换算为 Gy），体积 0.01 %；高斯剂量另加 3/8 · 峰值 · (网格/σ)²，即三线性插值的上界。相对几何体的允差为分层可能造成的损失再加十分之一：沿 z 方向半层，以及按各几何体公式计算的轮廓与体积的不足。某剂量下的体积，可相差真实曲线在该剂量允差范围内的变化。
made-with = 运行环境
set = { $name } 组
set-has = 层距 { $slice }，剂量网格 { $grid }。剂量：{ $dose }。真值：{ $truth }。
interval = 区间
holds = 包含
yes = 是
no = 否
truth = 真值
error = 误差
allowed = 允差
to-prisms = 相对棱柱体
passed = 通过
planning-system = 计划系统
slice-mm = 层距/mm
grid-mm = 网格/mm
volume-error = 体积/%
dose-to-prisms = 剂量相对棱柱体/Gy
dose-to-solid = 剂量相对几何体/Gy
