### codes: delivered

time-between = 阶段 { $phase } 同日两次照射的间隔
not-judged = 阶段 { $phase } 同日两次照射的间隔未判定；要求至少 { $least }。
why-no-days = 照射日期未知：请在疗程文件中填写
too-close = 两次照射间隔不足 { $least }：{ $pairs }。
pair = { $day }：{ $hours }
untimed = 同日两次照射（{ $days }）；要求间隔至少 { $least }。
why-untimed = 其时刻未知：请在疗程文件的 delivered 中填写时刻
planned = 尚未到期：有 { $n } 天各计划两次；要求间隔至少 { $least }。
no-pairs = 未比较间隔，因为没有一日两次照射。
kept = 同日两次照射共 { $n } 对，间隔均至少 { $least }。
time-between-all = 阶段 { $phase } 各次照射之间的间隔
hours-not-judged = 阶段 { $phase } 各次照射之间的间隔未判定；要求 { $hours }。
hours-broken = 各次照射的间隔不符合 { $hours }：{ $pairs }。
hours-pair = { $day } 之前 { $hours }
hours-open = 各次照射的间隔是否符合 { $hours } 取决于其时刻：{ $pairs }。
hours-planned-otherwise = 按计划，各次照射的间隔将不符合 { $hours }：{ $pairs }。
hours-planned = 尚未到期：按计划，其后 { $n } 个间隔为 { $hours }。
hours-single = 未比较间隔，因为只有一次照射。
hours-kept = 各次照射之间共 { $n } 个间隔，均符合 { $hours }。
why-planned = 这些日期由计划与疗程文件中的治疗日推算：请填写实际治疗日
