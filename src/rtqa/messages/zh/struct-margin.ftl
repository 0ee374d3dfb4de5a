not-known = { $structure } 相对 { $around } 的外放边界未知；要求 { $asked }。
compared = { $structure } 相对 { $around }，要求 { $asked }：在一个体素之内，边界有 { $lacking } 未被覆盖，另有 { $beyond } 超出边界。
why-planes = 二者并非在同一方向的平面上勾画
why-review = 方案允许因故采用其他边界：请查看是否有此缘由
