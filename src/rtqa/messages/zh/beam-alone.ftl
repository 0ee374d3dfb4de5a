not-calculated = 未逐一比较各射野，因为未进行第二次剂量计算。
not-stated = 未逐一比较各射野：没有射野在可计算的点上注明剂量。
passed = 按第二次计算，{ $n } 个射野各自给予其参考点的剂量与计划所述相符；射野 { $beam } 相差最大，为 { $factor } 倍。
differs = 射野 { $beam } 给予其参考点的剂量：计划为 { $planned }，单独第二次计算为 { $calculated } ± { $uncertainty }。
why-differs = 其跳数、角度、铅门或叶片可能与计算剂量时不同；请在计划系统中重新计算该射野并比较
