### codes: FractionPattern

days = 每周的治疗日与每日次数
asked = 每天 { $n } 次，每周 { $days } 天或以上
planned = 计划：每天至多 { $n } 次，每周 { $days } 天；要求：{ $asked }。
not-known = 照射频率未知；要求：{ $asked }。
why-no-pattern = 计划没有可读的 FractionPattern (300A,007B)
