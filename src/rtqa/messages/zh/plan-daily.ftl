### codes: make_up_days FractionPattern

days = 每周的治疗日与每日次数
asked = 每天 { $n } 次，每周 { $days } 天或以上
planned = 计划：每天至多 { $n } 次，每周 { $days } 天；要求：{ $asked }。
not-yet-known = 尚未到期：没有照射日期，计划与疗程文件也未注明节律；将依照射日期判定。要求：{ $asked }。
dated = { $n } 次照射（已照射 { $given } 次），分布于 { $first } 至 { $last } 的 { $days } 天，每天至多 { $most } 次；要求：{ $asked }。
why-otherwise = 以下日期的照射次数与要求不同：{ $days }；而漏照或在 make_up_days 中注明的日子为 { $n } 天：请确认原因
why-pattern = 计划本身注明的治疗日或每日次数不同（FractionPattern）：请查明实际照射情况
why-otherwise-planned = 计划中每周某些日子的照射次数与要求不同：请确认是否有意如此
