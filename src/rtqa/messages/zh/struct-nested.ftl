nothing = 未找到应被其他体积包含的体积。
within = { $n } 对体积中，外层体积均包含内层体积。
outside = { $name }：{ $total } 中有 { $outside } 位于{ $place }。
outside-every = 所有 { $kind } 之外
outside-margin = 其外扩结构 { $name } 之外
outside-level = 处方剂量达到其 { $dose } 的所有计划靶区之外
outside-body = 体表之外
why = 其一被移动、截断或命名错误，或缺少外扩
