### codes: SFRT VERTICES EUD

vertices = 顶点
unknown = 未知
not-reported = 未报告：顶点未知（SFRT-VERTICES）。

drawn-as = 勾画为 { $pattern }
named-by-course = 按疗程文件所列
found-in-dose = 未勾画而由剂量找到：接受 { $dose } 的区域

why-no-structures = 计划没有可用的结构集
why-no-target = 计划中没有名为 { $names } 的结构
why-no-vertices = 没有结构以顶点命名（{ $names }），剂量中也未找到
why-elsewhere = 顶点（{ $how }）不在 { $targets } 的任何一个内
why-no-vertices-like = 疗程文件所列的顶点名称为 '{ $pattern }'，而计划中没有符合此名称的有体积结构
why-vertex-not-drawn = 疗程文件所列的顶点 '{ $name }' 不是计划中的有体积结构
why-vertex-not-drawn-but-similar = 疗程文件所列的顶点 '{ $name }' 不是计划中的有体积结构；是否指 '{ $similar }'？

repeats = { $name } 与先前勾画的顶点重复，不再计入
overlaps = { $name } 与另一顶点重叠：共有部分只计一次

volume = 体积
longest-in-space = 最长径，三维
longest-axial = 最长径，横断面
longest-in-plane = 最长径，所在平面
min = 最小
mean = 平均
max = 最大
coverage = 覆盖
diameter = 直径
in-target = 靶区内
to-next = 距相邻顶点
to-surface = 距靶区表面
to-organ = 距 { $name }
whole-vertices = 完整顶点
cut-vertices = 被截顶点
vertex-density = 每 100 cm³ 顶点数
vertex-share = 顶点 / 靶区
mean-diameter = 平均直径
mean-distance-to-next = 距相邻顶点的平均距离
least-distance-to-next = 距相邻顶点的最小距离
least-distance-to-surface = 距靶区表面的最小距离
least-distance-to-organ = 距 { $name } 的最小距离
valley-volume = 谷区体积
valley-mean = 谷区平均
valley-max = 谷区最大
valley-min = 谷区最小
survival-eud = 存活 EUD
survival-eud-by = 存活 EUD，α = { $alpha }/Gy，β = { $beta }/Gy²
shell-mean = 靶区外 { $shell } 的平均剂量

ratio-of-means = 平均 / 平均
ratio-of-extremes = 最大 / 最小
ratio-of-fifths = ≥ P80 的平均 / ≤ P20 的平均
ratio-of-bands = D0–D1% 的平均 / D70–D90% 的平均

outside-dose-grid = '{ $name }' 有 { $share } 位于剂量网格之外
volume-not-known = 结构 '{ $name }' 的体积无法得知
no-valley = 顶点充满靶区：没有谷区
no-dose-to-divide-by = 作为除数的剂量为 0 Gy
no-other-vertex = 没有其他顶点
no-geud-chosen = 方案未选定参数 a
no-survival-chosen = 方案未选定 α 与 β
target-without-volume = 靶区没有体积
target-without-dose = 靶区没有任何部分有剂量
nothing-around = 靶区周围没有任何区域
shell-without-outline = 未勾画患者体表：壳层可能伸入空气
cut-by-surface = 被靶区表面截断
degenerate-metric = 退化：顶点占靶区 { $share }，{ $metric } 实为顶点之间的剂量
degenerate-band = 退化：顶点占靶区 { $share }，最热的 { $hottest } 有一部分位于顶点之间

vertex = 顶点
value = 数值
unit = 单位
remark = 备注
column = { $name } / { $unit }
figure-unknown = { $figure }：{ $reason }
note = { $notes }。
