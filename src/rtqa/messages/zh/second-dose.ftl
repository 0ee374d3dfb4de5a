### codes: CT

of-ct =
    CT（{ $curve ->
        [generic] 通用曲线
       *[other] 曲线：{ $curve }
    }）{ $n ->
        [0] {""}
       *[other] ；密度按结构集所述：{ $overridden }
    }
of-water =
    因无 CT，体内按水计算{ $n ->
        [0] {""}
       *[other] ；按肺计算：{ $lungs }
    }
calculated-in = 计算条件：{ $basis }
shape =
    形状：最大剂量的 { $difference } %（{ $n } 个点的均方根），为其不确定度的 { $chi }：{ $agreement ->
        [differs] 不一致
       *[agrees] 一致
    }
scale =
    比例：计划剂量是{ $n ->
        [0] 通常的机器
       *[other] { $machine }
    }的 { $scale }：{ $agreement ->
        [differs] 不寻常
       *[agrees] 通常
    }
explained-by-turn = 若射野 { $beam } 的机架转动 { $angle }，可解释大部分差异
explained-by-weight = 若射野 { $beam } 乘以 { $factor }，可解释大部分差异
