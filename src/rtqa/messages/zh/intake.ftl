### codes: DICOM UID GiB

not-dicom = 这不是 DICOM 对象。
damaged = 该 DICOM 对象已损坏：{ $reason }
no-uid = 该对象的一个 UID 无效：只能含数字和点，最多 64 个字符（PS3.5 第 9.1 节）。
other-kind = 此类对象不用于评判计划：只接收 RT 计划、结构集、剂量、治疗记录、影像和配准。
too-large = 该对象大于 { $most } GiB。
full = 磁盘空间已不足（须保留的空间除外）：请腾出空间后重新发送。
