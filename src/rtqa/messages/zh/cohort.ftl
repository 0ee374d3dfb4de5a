### codes: DICOM PatientID rtqa cohort where NAME Western Electric Iglewicz Hoaglin
# $n count, $read count, $gone count
indexed = 共 { $n } 个文件：新增或改动 { $read } 个，已不存在 { $gone } 个。
# $patients count, $studies count, $plans count, $objects count
holds = 库中有患者 { $patients } 名、检查 { $studies } 次、待核查计划 { $plans } 个、DICOM 对象 { $objects } 个。
plan-without-dose = 没有剂量引用的计划
plan-without-structures = 所引用的结构集不在手的计划
structures-without-image = 所引用的图像不在手的结构集
dose-without-plan = 所引用的计划不在手的剂量
structures-without-plan = 没有计划或剂量引用的结构集
record-without-plan = 所引用的计划不在手的治疗记录
image-without-structures = 没有结构集在其上勾画的图像序列
copies = 重复的对象，文件相同
unlike-copies = 重复的对象，文件不同
several-persons = 同一 PatientID 有几个姓名或出生日期
mixed-patients = 引用另一患者对象的对象
no-patient = 没有 PatientID 的对象
verification = 用于验证另一计划的计划，不予核查
damaged = 未说明自身类别的 DICOM 文件
closed = 无法读取的文件或文件夹
other = 不是 DICOM 的文件
refused = rtqa 不受理的病例
broken = 其进程未得出结果即结束
out-of-time = 超出每个计划的时限
out-of-memory = 超出每个计划的内存上限
# $error name
fault = rtqa 自身的故障（{ $error }）
# $n count, $fresh count
checked = { $n } 个计划已有结果，其中新增 { $fresh } 个。
report = 队列报告
site = 中心
arm = 组别
planner = 计划设计者
month = 月份
no-group = 未知
plan = 计划
plans = 计划
patient = 患者
patients = 患者
not-judged = 没有结论
verdicts = 结论
fail-percent = 不通过 / %
causes = 计划未通过的原因
cause = 原因
what-to-do = 如何处理
who = 由谁
deviations = 最常见的偏差
deviations-note = 方案的每项限值及违反它的计划数，违反最多者在前。
distributions = 数值与限值
distributions-note = 横线从最小值到最大值，方框包含其中八成，短竖线为中位数；长竖线为限值。
all = 全部
least = 最小
median = 中位数
most = 最大
control = 控制图
control-note = 计划按日期排列。虚线：数值随机波动的范围，即均值上下 3 σ。圆环标出按 Western Electric（1956）规则的信号：一个值超出 3 σ，三个中有两个超出 2 σ，五个中有四个超出 1 σ，或连续八个，均在同一侧。各中心的比例没有先后，只与 3 σ 比较：圆点为该中心，方框为其界限，短竖线为总体比例。
# $limit name
individuals = { $limit }：数值
# $limit name
moving-range = { $limit }：相邻计划之差
proportion = 不通过的计划所占比例
# $title name, $n count, $signals count, $center name
chart-label = 控制图，{ $title }。数值 { $n } 个，均值 { $center }，信号 { $signals } 个。
# $limit name, $n count
spans-label = 限值 { $limit } 旁的数值：{ $n } 个。
outliers = 离群值
outliers-note = 按修正 z 分数（Iglewicz 与 Hoaglin，1993）距中位数超过 3.5 的值。离群值不一定有误，也不一定违反限值。
value = 数值
score = z 分数
names = 需改正的结构名称
name-in-plan = 计划中的名称
name-in-protocol = 方案中的名称
name-how = 如何采用
name-suggested = 未采用：仅相似
name-alias = 已作为别名采用
completeness = 完整性
completeness-note = 库中所有文件（无论是否核查）中缺少、重复或无归属者。
gap = 内容
gaps = 需向中心索取的内容
gaps-note = 每个缺少所属部分、重复或无归属的对象。rtqa cohort where NAME 列出患者、计划或对象所在的文件夹。
object = 对象
number = 数量
structure = 结构
metric = 指标
limit = 限值
first-cause = 首要原因，或为何没有结论
# $n count, $file name
more-rows = 另有 { $n } 行未显示。全部见 { $file }。
