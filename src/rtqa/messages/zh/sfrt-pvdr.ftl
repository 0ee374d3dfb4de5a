described = { $target }：{ $ratios }。顶点占靶区 { $share }。
value = { $name } { $value }
degenerate-value = { $name } { $value }（退化）
table = { $target }：峰谷剂量比
ratio = 比值
