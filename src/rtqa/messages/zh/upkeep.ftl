### codes: DICOM

# 工作台自检时发现的问题

database-damaged = 归档已损坏：请从备份恢复。
trail-broken = 自第 { $n } 行起，审计记录与写入时不符。
row-changed = 归档中的一行在工作台之外被改动：{ $table } { $key }。
row-missing = 审计记录与归档的内容不一致：{ $table } { $key }。
object-changed = 一个 DICOM 对象缺失或已改变：{ $key }。
report-changed = 报告的一个文件缺失或已改变：{ $key } 的 { $file }。
all-as-it-was = 对象、报告、归档和审计记录均与写入时一致。
backed-up = { $n } 个对象及其全部信息已写入 { $file }。
restored = 已从 { $file } 恢复 { $n } 个对象及其全部信息。
no-backup = 该文件不是工作台的备份，或已损坏。
removed = 病例 { $case } 已删除，包括其报告、决定和 { $n } 个专属对象。备份中仍有保留。
