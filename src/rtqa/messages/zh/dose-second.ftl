### codes: CT MU D95 D2 rtqa check no-second-dose

left-out = 未进行第二次剂量计算：已略去（rtqa check --no-second-dose）。
not-calculated = 未进行第二次剂量计算：{ $reason }。
passed =
    依据射野{ $patient ->
        [ct] 与 CT
       *[water] 在水中
    }进行的第二次计算相符：{ $n } 个点的差异（均方根）为最大剂量的 { $difference }；{ $n_structures ->
        [0] 没有结构可供比较
       *[other] { $n_structures } 个结构的差异均不超过其不确定度
    }。
differs =
    依据射野{ $patient ->
        [ct] 与 CT
       *[water] 在水中
    }进行的第二次计算在 { $n } 个点上的差异为最大剂量的 { $difference }；正常计划通常不超过 { $most }。
why-differs = 射野的等中心、角度、铅门、叶片或权重可能与计算剂量时不同，或剂量被移动；请由这些射野重新计算剂量并比较
why-beam = 若射野 { $beam } 乘以 { $factor }，两次剂量会明显更相符；请检查其跳数、角度与叶片
beam-weight = 若射野 { $beam } 乘以 { $factor }，第二次计算的差异将降至现有差异的 { $left }；正常计划中没有射野使其低于 92 %。
why-beam-weight = 该射野的跳数、角度或叶片可能不是计算剂量时的数值；请检查并重新计算剂量
elsewhere = 计划的大部分高剂量位于空气中，或按第二次计算其射野几乎不给予剂量之处。
why-elsewhere = 剂量与射野可能属于两个计划，或剂量被镜像或移动；请由这些射野重新计算剂量并比较
image-moved = CT 偏离体表轮廓 { $shift }：沿勾画平面的 x、y 方向分别为 { $x } 与 { $y }。
why-image-moved = 图像、结构与剂量的原点可能不同；请在计划系统中查看图像上的轮廓
structure =
    { $structure }：计划的{ $what ->
        [mean] 平均剂量
        [d95] D95
       *[d2] D2
    }为 { $planned }，第二次计算为 { $calculated }，其不确定度为 ± { $uncertainty }。
why-turned = 若射野 { $beam } 的机架转动 { $angle }，两次剂量会明显更相符；请检查其角度
