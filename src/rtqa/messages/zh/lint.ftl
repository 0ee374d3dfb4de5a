fractions = { $numbers } 次
dose-in-fractions = { $dose } 分 { $n } 次

## fraction-dose, fractionation

fraction-dose = { $dose } 分 { $fractions }，每次剂量均不等于 { $stated }。
fraction-dose-by-number = { $dose } 分 { $numbers } 次：每次 { $doses }
fraction-dose-needs = { $dose } 每次 { $stated }：需 { $needed }，不在 { $allowed } 之内
fractionation = 阶段 { $phase } 中没有一个分次数能使每个靶区都达到其每次剂量。
fractionation-totals = { $clause }：{ $totals }，即每次 { $stated }
fractionation-none = { $clause }：没有分次数能达到每次 { $stated }

## prescriptions

no-common-fractions = 没有分次数能同时满足阶段 { $phase } 的两个处方。
no-common-dose = 没有剂量能同时满足 { $structure } 的两个处方。
no-common-dose-to-any-target = 没有剂量能同时满足对任一靶区的两个处方。
clause-fractions = { $clause }：{ $fractions }
clause-dose = { $clause }：{ $dose }

## calendar

calendar-some = { $fractions }中，只有 { $fitting } 次能在 { $weeks } 周内以每周 { $per_week } 次完成，且无论周数如何计算。
calendar-none = { $fractions }中，没有一种能在 { $weeks } 周内以每周 { $per_week } 次完成，且无论周数如何计算。
calendar-days = { $weeks } 周为 { $days } 天；每周 { $per_week } 次，无中断：
calendar-duration = { $n } 次：含首末日 { $inclusive } 天，首末相差 { $difference } 天；治疗周数 { $treatment_weeks }；{ $outcome }
calendar-faster = 每周 { $per_week } 次：{ $duration }
fits = 可以完成
never-fits = 均不能完成
fits-by = 仅按{ $ways }计算时可以完成
inclusive-days = 含首末日天数
difference-days = 首末相差天数
treatment-weeks = 治疗周数
calendar-dose = { $clause } 分 { $n } 次为每次 { $dose }，而非 { $stated }

## interval

no-dates-together = 没有日期能同时满足 { $clauses }。
no-dates = 没有日期能满足 { $clauses }。
interval-days = { $clause }：自 { $start } 至 { $end } 的天数 { $days }
interval-excess = 所要求的最短天数比所允许的最长天数多 { $days }

## reach, opposed, overlap

kept-by-every-plan =
    { $structures }：{ $phase ->
        [sum] 全部阶段合计的
       *[other] 阶段 { $phase } 的
    } { $metric } { $limit } 任何计划都能满足。
broken-by-every-plan =
    { $structures }：{ $phase ->
        [sum] 全部阶段合计的
       *[other] 阶段 { $phase } 的
    } { $metric } { $limit } 任何计划都不能满足。
opposed = 没有计划能同时满足 { $structures } 的两个限值。
overlap = { $structures } 的同一指标有两个限值：仅由较严者判定。
same-metric = { $metric } { $first }且 { $second }
metric-never-less = { $low_metric } { $low }，而不会低于它的 { $high_metric } { $high }

## How the file reads what lint finds

read-as = 读法见 { $notices }。
not-read = 方案文件未说明如何读取。
