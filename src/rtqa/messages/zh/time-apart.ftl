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
