### codes: planned_gy percent_of

whose = 百分比剂量所参照的处方属于哪一靶区
of-no-phase = 全部阶段合计时，百分比剂量不属于任一处方：请在条款中注明属于哪一靶区，percent_of = "…"
of-no-target = '{ $name }' 不是靶区，百分比剂量须参照某一靶区的处方：请在条款中注明，percent_of = "…"
of-several = 该限值所涉结构的处方剂量不同（{ $doses }）：请在条款中注明以哪一个为 100 %，percent_of = "…"
of-structure = { $name } { $dose }
of-phase = { $phase } { $dose }
by-all-phases = 各阶段对其处方之和，{ $shares }
not-prescribed = 计划对 '{ $name }'、其所在体积或同名部位均无处方，疗程文件也未注明其 planned_gy：请在计划中或以疗程文件的 planned_gy 注明其剂量，或在条款中注明参照哪一靶区，percent_of = "…"
two-prescribed = 计划对 '{ $name }' 的处方剂量不一，{ $doses }：请在计划中保留其一，或在条款中注明参照哪一靶区，percent_of = "…"
held-otherwise = 按{ $source }，'{ $name }' 应为 { $dose }，而剂量网格在其一半体积内为另一剂量：请在计划中注明其剂量，或在条款中注明参照哪一靶区，percent_of = "…"
