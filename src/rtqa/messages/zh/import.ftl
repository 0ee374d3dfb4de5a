### codes: rtqa

carried-over = 已导入 { $n } 个限值
not-carried-over = 未导入：{ $place }：{ $reason }
column-of-table = 列 { $name }
code = 方案文件不含结构代码
plan-type = 方案文件中每个计划为一个阶段，按分次数识别
priority = 每个限值都参与判定，没有优先级
no-metric = rtqa 没有对应 '{ $structure }' 的 { $kind } 的指标
no-direction = '{ $structure }' 的评分既非单调下降也非单调上升，不能作为限值
score = 评分本身：限值只有满足与不满足
comment = 注释
percent-of-only = 百分比剂量以文件中唯一靶区 { $name } 的处方为准。
limit-from-score = 限值为仍得满分的最后一个值。
limit-and-variation-from-score = 限值为仍得满分的最后一个值，可接受偏差为标记为偏差的点。
