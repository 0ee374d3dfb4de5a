### codes: rtqa

carried-over = 已导入 { $n } 个限值
not-carried-over = 未导入：{ $place }：{ $reason }
column-of-table = 列 { $name }
code = 方案文件不含结构代码
plan-type = 方案文件中每个计划为一个阶段，按分次数识别
no-metric = rtqa 没有对应 '{ $structure }' 的 { $kind } 的指标
no-direction = '{ $structure }' 的评分既非单调下降也非单调上升，不能作为限值
score = 评分本身：限值只有满足与不满足
comment = 注释
percent-of-only = 百分比剂量以文件中唯一靶区 { $name } 的处方为准。
limit-from-score = 限值为仍得满分的最后一个值。
limit-and-variation-from-score = 限值为仍得满分的最后一个值，可接受偏差为标记为偏差的点。
row = 无法读取：{ $problems }
more-cells = 该行的单元格多于表的列数
unknown-column = 列名未知
not-of-a-protocol = 方案文件没有此字段
recipe = '{ $structure }' 的生成方法无法写入方案文件，以同名勾画结构判定：{ $problem }
of-which-target = 文件未注明该剂量处方给哪个靶区
scaled = '{ $structure }' 的指标以患者处方的百分比表示，未予转换
no-fail-bin = '{ $structure }' 的目标并非恰有一端为不通过：不构成限值
bin = '{ $label }'：一个限值只有一个关系相同的可接受偏差
custom = 自定义指标没有公式
percent-of-prescribed = 百分比剂量以文件自身给 { $name } 的处方为准。
prescribed-to = 文件的剂量与分次视为 { $name } 的处方。
limit-from-bins = 限值取最佳一档的终点，偏差取不通过一档的起点。
