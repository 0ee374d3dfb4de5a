### codes: role target explains ambiguity absent Gy, phase, technique
### codes: role target explains ambiguity prescription percent_of Gy
### codes: role target explains ambiguity absent outside review Gy

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
    } { $metric } { $limit } 在所作假设内任何计划都能满足。
broken-by-every-plan =
    { $structures }：{ $phase ->
        [sum] 全部阶段合计的
       *[other] 阶段 { $phase } 的
    } { $metric } { $limit } 任何计划都不能满足。
opposed = 没有计划能同时满足 { $structures } 的两个限值。
overlap = { $structures } 的同一指标有两个限值：仅由较严者判定。
same-metric = { $metric } { $first }且 { $second }
metric-never-less = { $low_metric } { $low }，而不会低于它的 { $high_metric } { $high }

## unit, direction, bounds, share

unit = { $structures }：{ $metric } { $limit } 所写的剂量是任何治疗都不会给予的。
dose-too-high = { $clause }：任何治疗都不会给予 { $dose }。
unit-in-cgy = { $written } 应为 { $gray }
unit-in-gray = { $written } 即 { $gray }
direction = { $structures }：{ $metric } { $limit } 要求危及器官达到剂量。
direction-why = 器官所受剂量越高，越能满足 { $metric } 的限值；只有 role 为 "target" 的结构才要求达到剂量
bounds = { $structures }：无论剂量如何，{ $metric } { $limit } 总能满足或总不能满足。
at-most-all = { $metric } 最多为 100 %，即整个结构
at-most-one = { $metric } 最大为 1，此时等剂量面与靶区一致
never-negative = { $metric } 不会小于 0
percent-too-high = 超过处方剂量的 { $most } 不是限值会采用的剂量
kept-by-any-dose = { $structures }：{ $metric } { $limit } 几乎任何剂量都能满足。
broken-by-any-dose = { $structures }：{ $metric } { $limit } 几乎任何剂量都不能满足。
share-in-percent = { $share } 若为份额，应为 { $percent }
share-in-gray = { $share } 若为份额，应为剂量的 { $percent }，而非 Gy

## derived

derived-empty = { $name } 不包含任何区域：由 { $parts } 构成，又减去了它们自身。
derived-empty-why = 减去自身后没有剩余
derived-margin = { $name } 的 { $key } = { $margin }：此边界难以成立。
derived-margin-why = 边界通常在 { $low } 至 { $high } 之间；2 cm 即 20 mm

## absent

absent-prescribed = { $name } 可以缺少，却对其要求剂量或大小：漏画它的计划将不受任何要求。
absent-why = 患者没有此结构时，由疗程文件注明：absent

## recommended

all-recommended = 所有限值均为推荐限值：文件中没有任何剂量体积限值可使计划不通过。
all-recommended-why = 全部 { $n } 项限值均为 outside = "review"
reference-recommended = { $clause } 为参考限值，却写有 outside = "review"。
reference-recommended-why = 参考限值无论是否满足均不作决定

## alias, unjudged

percent = { $structures }：{ $metric } { $limit } 所依据的百分比不对应任何处方，任何计划都无法据此判定。
percent-of-organ = percent_of 所指的 '{ $name }' 不是靶区，也没有 [[prescription]]
alias = '{ $alias }' 列为 { $name } 的别名，而它是另一器官 { $meant } 的名称。
alias-why = 依据名称表，其含义为 { $meant }
unjudged = 方案中没有任何条款参与判定：任何计划都能满足。
unjudged-references =
    { $n ->
        [0] 方案没有条款
       *[other] 全部 { $n } 个限值均为参考值，不参与判定
    }

## choice, arm, fractions

choice = 替代项“{ $word }”没有可供选择的余地。
choice-why = 须满足 { $least } 项，而共有 { $n } 项
arm = 试验组 { $arm } 没有专属条款。
arm-why =
    { $n ->
        [0] 没有条款指明试验组
       *[other] 指明试验组的条款均针对其他组
    }
no-such-fractions = { $clause } 所针对的分次数在其阶段中不会出现。
no-such-fractions-why = 该条款针对 { $asked }，而该阶段为 { $allowed }

## length, hours

length = { $clause }：{ $key } 为 { $length }，恐非本意。
length-why = 此类长度介于 { $low } 与 { $high } 之间
hours = { $clause }：各次照射的间隔与总时间不能同时满足。
hours-why = { $n } 次照射各间隔 { $least }，共需 { $days } 天，而至多允许 { $most } 天

## ratio, table

ratio-kept = { $structures }：任何计划都满足 { $metric } { $limit }。
ratio-broken = { $structures }：任何计划都违反 { $metric } { $limit }。
ratio-why =
    { $metric } 不会{ $side ->
        [at-least] 小
       *[at-most] 大
    }于 { $over }，因此其比值不会{ $side ->
        [at-least] 小
       *[at-most] 大
    }于 1
table = { $clause }：其表格的限值逐行既非递增也非递减。
table-why = 自第一行起依次为 { $limits }

## How the file reads what lint finds

refused = { $says }原因：{ $why }。如确为本意，请以这些条款的 [[ambiguity]] 说明：explains = ["{ $rule }"]。
read-as = 读法见 { $notices }。
not-read = 方案文件未说明如何读取。

## What was assumed where the file does not say it

assumed-phase = 文件中没有 [[phase]]：视为一个阶段 '{ $phase }'，分次数不限。
assumed-source = { $n } 个条款未注明出处：以文件的出处为准。
assumed-quote = { $n } 个限值没有原文：以其所在行为准。
assumed-targets = 依据名称，或因百分比以其处方为准，视为靶区：{ $names }。
assumed-organs = 名称不似靶区，视为危及器官：{ $names }。
assumed-week = 阶段 { $phase } 每周 { $days } 次，每日一次：其 [[technique]] 均未另作规定。
assumed-hottest = 任何剂量不超过最高处方的 { $factor } 倍，任何器官的平均剂量不超过最高处方。

## In order

in-order = { $protocol }：{ $n } 个条款，无误。
all-explained = { $protocol }：{ $n } 个条款，无误。上述 { $found } 项发现均已在文件中说明。
not-explained = { $protocol }：{ $found } 项发现中有 { $open } 项未由文件的 [[ambiguity]] 说明：请查看这些条款并修改，或说明其读法。

## name

name = '{ $name }' 不是任何器官的名称，却与 { $meant } 相近：计划中的 { $meant } 无法据此找到。
name-why = 名称表中有 { $meant }；如指其他结构，请为其写明别名
