not-known = 顶点未知：未报告顶点及其剂量。
counted =
    { $target }：{ $whole } 个完整、{ $cut } 个被截的{ $shape ->
        [rods] 圆柱
       *[spheres] 球
    }
described = { $counted }，{ $how }；平均直径 { $diameter }，占靶区 { $share }。
described-apart = { $counted }，{ $how }；平均直径 { $diameter }，平均间距 { $apart }，占靶区 { $share }。
none-inside = { $name }：其中没有顶点。
stray = { $name } 不在任何靶区内。
why-stray = 顶点应位于靶区内，靶区为 { $targets }
table = { $target }：顶点及其位置
