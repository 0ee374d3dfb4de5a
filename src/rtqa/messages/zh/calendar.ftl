### codes: as_of ended

not-handed-in =
    文件中没有阶段 { $phase } 的计划，其日期或分次数未知；未判定条款 { $clause }。

fraction-dates = 阶段 { $phase } 的照射日期
fraction-times = 阶段 { $phase } 各次照射的时刻
number-of-fractions = 阶段 { $phase } 的分次数
weekdays = 阶段 { $phase } 的治疗星期
planning-ct-date = 阶段 { $phase } 的计划 CT 日期
event-date = { $event }的日期
event-times = { $events } 的时刻
as-of = 疗程文件的完整截止日（as_of）

title = 阶段 { $phase } 的日历
week = 周
from = 起始
marks =
    ● 已照射，○ 预计，均附分次序号；× 常规治疗日未照射；− 停诊或漏照日。
whether-ended = 阶段 { $phase } 是否已结束（ended），或此后照射了哪些分次
