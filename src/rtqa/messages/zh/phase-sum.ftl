several-plans = 有多个计划被识别为阶段 { $phase }
no-structures = 它没有结构
of-phase = 阶段 { $phase }：{ $reason }
bounded = { $obstacle }；所示为仅最后阶段的值及其上界，无论各阶段所勾画器官的哪些点彼此对应
