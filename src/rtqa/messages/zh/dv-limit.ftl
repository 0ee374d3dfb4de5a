### codes: EQD

kept =
    { $structure }：{ $metric } { $value }{ $quantity ->
        [eqd2] （EQD2，α/β { $alpha_beta }）
       *[physical] {""}
    }，限值 { $limit }。
exceeded =
    { $structure }：{ $metric } { $value }{ $quantity ->
        [eqd2] （EQD2，α/β { $alpha_beta }）
       *[physical] {""}
    }，限值 { $limit }。
variation =
    { $structure }：{ $metric } { $value }{ $quantity ->
        [eqd2] （EQD2，α/β { $alpha_beta }）
       *[physical] {""}
    }，限值 { $limit }，可接受偏差 { $variation }。
not-known =
    { $structure }：{ $metric } 未知{ $quantity ->
        [eqd2] （EQD2，α/β { $alpha_beta }）
       *[physical] {""}
    }，限值 { $limit }。
at-least =
    { $structure }：{ $metric } 至少 { $low }{ $quantity ->
        [eqd2] （EQD2，α/β { $alpha_beta }）
       *[physical] {""}
    }，限值 { $limit }。
between =
    { $structure }：{ $metric } 介于 { $low } 与 { $high } 之间{ $quantity ->
        [eqd2] （EQD2，α/β { $alpha_beta }）
       *[physical] {""}
    }，限值 { $limit }。
kept-by-bounds =
    { $structure }：{ $metric } 至多 { $high }{ $quantity ->
        [eqd2] （EQD2，α/β { $alpha_beta }）
       *[physical] {""}
    }，限值 { $limit }：并非测得，而是由界限得出，下界 { $low }。
not-found = { $structure }：未找到，限值 { $limit } 未判定。
not-judged = { $structure }：限值 { $limit } 未判定。
in-percent = { $judged }100 % 为 { $name } 的 { $dose }：{ $source }。
alternative-decides = 由其替代项判定：{ $alternative }
vacuous = { $judged }处方范围内的任何计划都不会违反此限值，因此未作比较：{ $arithmetic }。
caveat = 此限值对本阶段无实际约束
caveat-in-eqd2 = 此限值对本阶段无实际约束；折合为每次 2 Gy（α/β { $alpha_beta }）该剂量为 { $dose }
absent = { $structure }：未勾画，方案允许其缺少；不评判限值 { $limit }。
recommended = 推荐限值，方案未规定其强制性：请查看并决定
priority = 优先级 { $n }。
by-table = { $judged }该限值取自条款的表格，{ $name }：{ $value }。
table-not-read = { $judged }该限值为条款表格中最宽松的一个，表格未能读取。
beyond-table = 限值由 { $first } 至 { $last } 的表格给出，而 { $name } 为 { $value }，方案未说明表格各行之外如何取值
table-beyond-its-rows = 表格各行之外的限值
table-uncertain = 限值取决于 { $name }，{ $by }，在其不确定性之内限值可能为 { $limit }
other-fractions = 不适用于本计划分次数（{ $n } 次）的限值未评判：{ $clauses }。
