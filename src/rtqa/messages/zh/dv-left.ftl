### codes: EQD

no-plan = 无可说明：没有可据以折算总和限值（每次 2 Gy）的计划。
left =
    { $structure }：{ $phase } 已给予 { $given }（EQD2），限值 { $limit }，为 { $other } 尚余：{ $where ->
        [evenly] 均匀照射
       *[hottest-points] 最热点处
    }至多 { $left }，{ $n } 次。
nothing-left = { $structure }：{ $phase } 已给予 { $given }（EQD2），限值 { $limit }，未给 { $other }（{ $n } 次）留下余量。
model = α/β { $alpha_beta }，来源：{ $source }；其间不计恢复，自先行阶段可能剂量的上端起算
