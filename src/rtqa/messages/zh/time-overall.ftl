### codes: fractions start per week weekdays EQD2 EQD ended

overall-time = 阶段 { $phase } 的总治疗时间

not-judged = 阶段 { $phase } 的总治疗时间未判定；要求至多 { $most }。
why-no-number = 计划与疗程文件均未给出唯一的分次数：请在疗程文件中填写阶段 { $phase } 的 fractions
why-no-start = 首次照射日期未知：请在疗程文件中填写阶段 { $phase } 的 start
why-no-weekdays = 疗程文件与计划均未说明在星期几治疗：请在疗程文件中填写阶段 { $phase } 的 fractions_per_week 或 weekdays
why-nothing-given = 疗程应已于疗程文件的完整截止日 { $as_of } 之前开始，而未列出任何已照射分次
why-disagree = 该条款有多种计数方式且结果不一致：按{ $kept }符合，按{ $broken }不符合

any-start =
    { $n ->
        [1] 1 次
       *[other] { $n } 次、每周 { $per_week } 次
    }，依开始的星期不同，含首末日需 { $days } 天；要求至多 { $most }。
given =
    已照射 { $n } 次（依{ $by ->
        [records] 治疗记录
       *[course-file] 疗程文件
    }），自 { $first } 至 { $last }：{ $counts }；要求至多 { $most }。
given-and-projected =
    共 { $n } 次，已照射 { $given } 次，预计 { $projected } 次，自 { $first } 至 { $last }：{ $counts }；要求至多 { $most }。
projected = { $n } 次（预计），自 { $first } 至 { $last }：{ $counts }；要求至多 { $most }。

inclusive-days = 含首末日 { $n } 天
difference-days = 首末相差 { $n } 天
whole-treatment-weeks = { $n } 个治疗周
treatment-weeks = { $weeks } 个治疗周
counted-inclusive = 含首末日天数
counted-difference = 首末相差天数
counted-treatment-weeks = 治疗周数
table = 总治疗时间
column-counted-as = 计数方式
column-takes = 所需
column-at-most = 至多
column-kept = 符合
yes = 是
no = 否

days-lost = 漏照治疗日 { $n } 天：{ $days }。
day-lost = { $day }（{ $reason }）
holiday = 假日
no-reason-stated = 未注明原因
remedy = 为在 { $deadline } 之前结束（含首末日共 { $most }），须在每周常规 { $per_week } 次之外加照 { $n } 次：{ $ways }。
on-saturdays = 在空闲的周六（{ $days }）
second-fraction = 在 { $n } 个仅照射一次的治疗日加照第二次
second-fraction-apart = 在 { $n } 个仅照射一次的治疗日加照第二次，间隔至少 { $apart }
too-late = 已无法在 { $deadline } 之前结束（含首末日共 { $most }）：须加照 { $n } 次，而空闲的周六与治疗日的第二次照射至多可安排 { $possible } 次。
cost = 若不加照，至 { $deadline } 共照射 { $planned } 次中的 { $n } 次：EQD2 为 { $eqd2 }，而非 { $planned_eqd2 }（α/β { $alpha_beta }：{ $source }）。
cost-and-compensation = { $cost }其余 { $n } 次若由每次 { $planned_dose } 改为 { $dose }，可达到计划的 EQD2，但对晚反应组织的影响更大。
why-left-open = 计划 { $planned } 次，已照射 { $given } 次，最后一次在 { $last }：疗程是否已结束，还是尚未完成？请在疗程文件中注明 ended，或补充其余分次
weeks = { $n } 周
days = { $n } 天
