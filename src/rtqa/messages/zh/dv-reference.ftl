none = 未要求参考限值，或无一适用。
not-drawn = { $reference }：未说明，因计划中没有名为 { $names } 的结构。
judged =
    { $reference }，{ $answer ->
        [pass] 已满足
        [variation] 按可接受偏差满足
        [fail] 未满足
        [alternative] 由替代项判定
       *[review] 未能判定
    }：{ $judged }
