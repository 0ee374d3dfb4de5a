### codes: MU cGy cm

not-judged = 未判定剂量是否与跳数相符：剂量为第二次计算的 { $scale } 倍，而两者的分布形状不同。
passed =
    { $definition ->
        [machine] 剂量为机器文件所述机器的 { $scale } 倍：与其输出量相符
        [maximum] 剂量为常用机器的 { $scale } 倍：与 1 MU 在最大剂量深度处为 1 cGy 的定义相符
       *[depth] 剂量为常用机器的 { $scale } 倍：与 1 MU 在 10 cm 深度处为 1 cGy 的定义相符
    }。
differs = 按这些跳数，剂量为常用机器的 { $scale } 倍；通常为 { $maximum }，若 1 MU 定义为 10 cm 深度处 1 cGy 则为 { $depth }。
why-differs = 跳数、分次数或剂量可能被缩放；请与计划系统或本单位的 MU 定义比较
differs-from-machine = 剂量为机器文件所述机器的 { $scale } 倍；在已知范围 { $usual } 之内才相符。
why-differs-from-machine = 跳数、能量、分次数或剂量可能并不属于同一计划，或计划属于另一台机器；请与计划系统比较
