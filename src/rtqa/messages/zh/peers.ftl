title = 同类计划：这个计划能否做得更好？
# $n count
note = 几何条件相近的计划所达到的值，依据由 { $n } 名患者得到的模型：期望值、五分之四的同类计划所在的区间，以及数值更低的同类计划所占的百分比。仅供参考，不作判定：同类计划也可能都没有做到最好。
by-group = 与同类计划相比，按组
of-plans = 与同类计划相比，逐个数值
structure = 结构
phase = 阶段
metric = 指标
value = 数值
expected = 期望值［五分之四］
expected-value = 期望值
low = 区间下端
high = 区间上端
percentile = 百分位
above = 高于第 95 百分位
values = 数值个数
outside-model = 与模型所学的都不相像
