### codes: rtqa

no-plan = 没有 RT 计划
not-read = rtqa 不读取离子与近距离治疗计划的射野
none = 计划未列出治疗射野
not-looked-at = 未检查射野：{ $reason }。
why-undeliverable = 任何加速器都无法执行；计划在制定后被改动或损坏
beam = 射野 { $beam }
several = 射野
