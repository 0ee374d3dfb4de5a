### codes: planned_gy phase
prescribed = 处方 { $stated }，要求 { $asked }。
prescribed-to = { $name }：处方 { $stated }，要求 { $asked }。
asked = { $name }：处方剂量未知；要求 { $asked }。
why-points = 剂量点超出范围：{ $stated }
known-by = { $says }依据：{ $source }。
rounded = { $says }即 { $n } 次、每次 { $per_fraction }，为取整所致。
why-which = 方案未说明以哪个剂量为准，且并非全部在范围内（{ $stated } 超出）：请在疗程文件中将所处方的剂量写为阶段 { $phase } 的 planned_gy
