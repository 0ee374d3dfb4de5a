### codes: EQD

no-plan = 无可说明：没有可据以折算总和限值（每次 2 Gy）的计划。
left =
    { $structure }：{ $phase } 给予 { $given }（EQD2），限值 { $limit }；{ $other } 的 { $n } 次照射{ $where ->
        [evenly] 均匀照射
       *[hottest-points] 在最热点处
    }至多再给 { $left }。
nothing-left = { $structure }：{ $phase } 给予 { $given }（EQD2），限值 { $limit }；{ $other } 的 { $n } 次照射已无余量。
model = α/β { $alpha_beta }，来源：{ $source }；其间不计恢复，自先行阶段可能剂量的上端起算
left-of-several =
    { $structure }：{ $phase } 给予 { $given }（EQD2），限值 { $limit }；{ $other } 的 { $n } 至 { $most } 次照射{ $where ->
        [evenly] 均匀照射
       *[hottest-points] 在最热点处
    }至多再给 { $left }（{ $n } 次）至 { $left_in_most }（{ $most } 次）。
