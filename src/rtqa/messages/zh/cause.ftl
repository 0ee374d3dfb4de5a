### codes: rtqa protocols lint protocol map NAME STRUCTURE course toml as_of planned_gy
### codes: map NAME STRUCTURE course toml as_of received

file-absent = 未提交：{ $subjects }。
course-data-absent = 疗程文件与治疗记录均未说明，故未知：{ $subjects }。
phase-absent = 未提交其他阶段的计划：{ $subjects }。
phase-stated = 关于阶段 { $subjects } 的陈述不足以判定全部总和限值，而其计划未提交。
structure-not-found = 结构中未找到：{ $subjects }。
of-objects = { $objects }：{ $says }

do-protocol-doubtful = 指明该计划的方案（--protocol），或指明对应结构：--map NAME=STRUCTURE。
do-limit-exceeded = 重新计划，或提请医师批准该偏差。
do-limit-uncertain = 查看取值区间后决定。
do-requirement-not-met = 修改计划，或提请医师批准该偏差。
do-time-not-kept = 调整日程，或提请医师批准该偏差。
do-file-absent = 与计划一并导出，或从影像归档系统调取。
do-course-data-absent = 将已知内容写入疗程文件（course.toml）；as_of 注明截至何日。
do-phase-absent = 提交其计划，或在疗程文件（course.toml）中说明其剂量：received。
do-phase-stated = 提交其计划：有了计划即可逐体素求和。
do-not-stated = 在计划系统中注明，并重新导出计划。
do-structure-not-found = 按方案命名该结构，或指明对应结构：--map NAME=STRUCTURE。
do-structure-doubtful = 查看轮廓；修正或确认。
do-prescription-doubtful = 与签署的处方核对；修改计划，或在疗程文件（planned_gy）中写明本意。
do-plan-doubtful = 审核并批准计划，或提交拟实施治疗的计划。
do-dose-doubtful = 在计划系统中查看剂量，并重新导出。
do-beam-doubtful = 在计划系统中检查射野；修正或确认。
do-image-doubtful = 查看影像序列；完整导出或确认。
do-link-doubtful = 确认所有文件属于该患者和该计划，并一并导出。
do-file-damaged = 重新导出该文件。
do-registration-doubtful = 检查各阶段的配准，或补充配准文件。
do-clause-open = 请补全方案文件中的条款；rtqa protocols lint 会列出所有此类条款。
do-not-supported = 以其他方式判定。
