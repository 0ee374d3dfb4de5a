### codes: as_of

planning-ct = 阶段 { $phase } 的计划 CT
first-fraction = 阶段 { $phase } 的首次照射
last-fraction = 阶段 { $phase } 的末次照射
from-to = { $start } 至 { $end } 的间隔

not-judged = 自 { $start } 至 { $end }：未判定；要求：{ $asked }。
why-no-date = { $events }的日期未知：请在疗程文件中填写
why-no-as-of = { $event }的日期未知，且疗程文件未说明完整至何日（as_of）
why-overdue = { $event } 应于 { $window } 进行，截至 { $as_of } 无日期

counted = 自 { $start }（{ $start_day }）至 { $end }（{ $end_day }）：{ $distance }；要求：{ $asked }。
ahead = 尚未到期。{ $counted }尚待进行：{ $planned }。
why-outside = 超出对条款的解读范围，而其文本未给出限值
why-untimed = 须依具体时刻判定，而时刻未知：请在疗程文件中填写
why-disagree = 对条款的各种解读不一致；符合：{ $kept }；不符合：{ $broken }
days = { $n } 天
days-earlier = 提前 { $n } 天
hours = { $hours }
hours-earlier = 提前 { $hours }
hours-between = 介于 { $low } 与 { $high } 之间

again-not-due = 尚未到期：再次{ $event }；自首次起算，而首次无日期。
not-yet-due = 尚未到期：{ $event }，{ $window }；自 { $since } 起算。
due = 已到期：{ $event }，{ $window }；自 { $since } 起算。
window = { $first } 至 { $last }
from = { $first } 或之后
by = { $last } 之前
since = { $event }（{ $day }）
since-planned = { $event }（{ $day }，计划或预计）
why-left-open = { $event } 的日期未知：尚缺分次，且未注明该阶段是否已结束
