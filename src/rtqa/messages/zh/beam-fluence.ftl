### codes: PatientPosition TomoTherapy

passed = 所有高剂量体素均位于射野开口内，该处每 MU 约 { $dose }。
not-compared = 未比较射野与剂量：{ $reason }。
no-dose = 没有可用的剂量
not-in-mu = 射野跳数未注明以 MU 为单位
no-monitor-units = 未注明跳数
oblique = 据 PatientPosition，剂量网格不与治疗床平行
no-dose-or-fractions = 剂量网格中没有剂量，或未注明分次数
not-placed = 射野 { $beam } 未注明入射方向或射野形状
unseen = 达到最大剂量一半的体素中有 { $share } 不在任何射野开口内。
why-unseen = 剂量、等中心、角度或叶片不属于同一计划，或其中之一被移动
other-dose = 射野开口内，剂量网格每 MU 为 { $dose }。
why-other-dose = 直线加速器为 { $range }；跳数、分次数或剂量单位可能有误
spread = 高剂量体素中每 MU 的剂量相差 { $factor } 倍。
why-spread = 可能有射野缺失、重复或转向；请在计划系统中比较射野与剂量
fits-without = 剂量与射野 { $beam } 不一致：不计该射野时，剂量与各射野明显更相符。
fits-half = 剂量与射野 { $beam } 不一致：其跳数减半时，剂量与各射野明显更相符。
fits-twice = 剂量与射野 { $beam } 不一致：其跳数加倍时，剂量与各射野明显更相符。
fits-turned = 剂量与射野 { $beam } 不一致：其机架转动约 { $angle } 时，剂量与各射野明显更相符。
why-fits-better = 其跳数、角度或叶片可能与计算剂量时不同；请重新计算剂量
seen-alone = 所有高剂量体素均位于射野开口内；未比较跳数，因为射野中有楔形板、补偿器或挡块。
applicator = 限光筒、锥形筒与电子线未予计算
binary-leaves = 计划未注明 TomoTherapy 的叶片
fits-otherwise = 剂量与射野不一致：若{ $change }，剂量与射野明显更相符。
why-fits-otherwise = 等中心、角度、铅门或叶片可能与计算剂量时不同；请从同一状态重新导出计划与剂量
gantry-mirrored = 所有机架角左右镜像
gantry-opposite = 所有射野改从对侧入射
collimator-turned = 所有准直器转动 { $angle }
isocentre-moved =
    等中心{ $way ->
        [leftwards] 向患者左侧
        [rightwards] 向患者右侧
        [backwards] 向背侧
        [forwards] 向腹侧
        [upwards] 向头侧
       *[downwards] 向足侧
    }移动 { $step }
jaws-open = 铅门全开
leaves-reversed = 叶片对次序颠倒
banks-mirrored = 两侧叶片组镜像
leaves-moved = 所有叶片移动 { $step }
