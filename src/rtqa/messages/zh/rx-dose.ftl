prescribed = 处方 { $stated }，要求 { $asked }。
prescribed-to = { $name }：处方 { $stated }，要求 { $asked }。
asked = { $name }：处方剂量未知；要求 { $asked }。
why-points = 剂量点超出范围：{ $stated }
