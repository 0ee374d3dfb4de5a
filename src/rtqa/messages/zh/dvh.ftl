no-volume = 结构 '{ $name }' 没有体积
volume-not-known = 结构 '{ $name }' 的体积无从得知：{ $reasons }
resampled = 轮廓与剂量网格斜交：剂量按 { $spacing } 重新采样
not-together = 计划 '{ $plan }' 的剂量与结构不属同一组：{ $reasons }
no-dose = 没有可用的剂量属于计划 '{ $plan }'
no-dose-because = 没有可用的剂量属于计划 '{ $plan }'：{ $reasons }
no-structures = 没有结构集属于计划 '{ $plan }'
no-structures-because = 没有结构集属于计划 '{ $plan }'：{ $reasons }
settings =
    { $between ->
        [shape] 轮廓之间按有符号距离插值
        [smooth] 按距离平方插值的光滑曲面
       *[prism] 直棱柱，层块延至中间平面
    }，{ $caps }；面积覆盖精确；剂量{ $dose ->
        [tricubic] 三次样条插值
       *[trilinear] 三线性插值
    }
mimics = 按对 { $system } 的理解：{ $settings }
no-caps = 无端盖
caps =
    末端为半层{ $ends ->
        [tapered] ，逐渐收尖
        [undosed] ，计入体积而不计入剂量
       *[flat] { "" }
    }
caps-up-to =
    末端为半层，至多 { $limit }{ $ends ->
        [tapered] ，逐渐收尖
        [undosed] ，计入体积而不计入剂量
       *[flat] { "" }
    }

name-twice = 有 { $n } 个结构名为 { $name }
