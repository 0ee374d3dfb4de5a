### codes: map NAME STRUCTURE

limit-exceeded = { $n } 个数值超出限值。
limit-uncertain = { $n } 个数值与限值之差在其自身不确定性之内。
requirement-not-met = 方案的 { $n } 项要求未满足。
time-not-kept = 方案的 { $n } 项时间要求未满足。
file-absent = 未提交：{ $subjects }。
course-data-absent = 疗程文件与治疗记录均未说明，故未知：{ $subjects }。
phase-absent = 未提交其他阶段的计划：{ $subjects }。
not-stated = 方案要求的 { $n } 项内容未注明。
structure-not-found = 结构中未找到：{ $subjects }。
structure-doubtful = 结构有 { $n } 处疑问。
prescription-doubtful = 处方有 { $n } 处疑问。
plan-doubtful = 计划有 { $n } 处疑问。
dose-doubtful = 剂量有 { $n } 处疑问。
beam-doubtful = 射束有 { $n } 处疑问。
image-doubtful = 影像有 { $n } 处疑问。
link-doubtful = 文件之间的对应关系有 { $n } 处疑问。
file-damaged = 有 { $n } 个文件或其部分无法读取。
registration-doubtful = 各阶段之间的配准有 { $n } 处疑问。
not-supported = 有 { $n } 项不属于本软件判定的类型。
of-objects = { $objects }：{ $says }

do-limit-exceeded = 重新计划，或批准该偏差。
do-limit-uncertain = 查看取值区间后决定。
do-requirement-not-met = 修改计划，或批准该偏差。
do-time-not-kept = 调整日程，或批准该偏差。
do-file-absent = 从计划系统与计划一并导出。
do-course-data-absent = 写入疗程文件。
do-phase-absent = 提交每个阶段的计划。
do-not-stated = 在计划系统中注明，并重新导出计划。
do-structure-not-found = 按方案命名该结构，或指明对应结构：--map NAME=STRUCTURE。
do-structure-doubtful = 查看轮廓；修正或确认。
do-prescription-doubtful = 与已签字的处方核对；修正计划或确认。
do-plan-doubtful = 审核并批准计划，或提交拟实施治疗的计划。
do-dose-doubtful = 在计划系统中查看剂量，并重新导出。
do-beam-doubtful = 在计划系统中检查射束；修正或确认。
do-image-doubtful = 查看影像序列；完整导出或确认。
do-link-doubtful = 确认所有文件属于该患者和该计划，并一并导出。
do-file-damaged = 重新导出该文件。
do-registration-doubtful = 检查各阶段的配准，或补充配准文件。
do-not-supported = 以其他方式判定。
