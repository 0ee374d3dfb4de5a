### codes: DICOM PatientID rtqa
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
