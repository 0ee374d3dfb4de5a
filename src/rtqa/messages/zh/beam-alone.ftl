not-stated = 未逐一比较各射野：没有导出单个射野的剂量，也没有射野在可计算的点上注明剂量。
passed = 按第二次计算，{ $n } 个射野各自给予的剂量与计划所述相符；射野 { $beam } 相差最大，为 { $factor } 倍。
passed-at-a-place =
    按第二次计算，剂量中有一处从 { $n } 个射野各自得到计划所述（未注明参考点）的剂量；射野 { $beam } 相差最大，为 { $factor } 倍。
differs-at-a-place =
    射野 { $beam } 注明 { $planned }，但未注明参考点；在其余射野的剂量与所述相符之处，如（{ $x }、{ $y }、{ $z }）mm，按第二次计算它给予 { $calculated } ± { $uncertainty }。
why-differs-at-a-place = 其注明的剂量可能被改动，或其跳数、角度、铅门或叶片在注明之后改动；请在计划系统中读取各射野给予的剂量并比较
differs =
    射野 { $beam } 给予{ $n ->
        [0] 其参考点的剂量
       *[other] 其剂量网格中 { $n } 个点的平均剂量
    }：计划为 { $planned }，单独第二次计算为 { $calculated } ± { $uncertainty }。
why-differs = 其跳数、角度、铅门或叶片可能与计算剂量时不同；请在计划系统中重新计算该射野并比较
