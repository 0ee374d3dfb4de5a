### codes: DICOM SOPClassUID SOPInstanceUID Modality GiB

folders = 文件夹
closed = 有 { $n } 个文件夹不允许读取：其中的内容（例如更新的结构集）未知。请授予读取权限，或将其移出。
files = 文件
dicom-file = DICOM 文件
fault = { $role }：{ $reason }
unreadable = { $role }：{ $reason }。
not-opened = 文件无法打开
cut-off = 文件被截断（{ $reason }）；请重新复制或导出
damaged = 文件已损坏（{ $reason }）；请重新导出
reader-failed = 文件已损坏（读取时出现 { $error }）；请重新导出
zeros-behind = { $role }：最后一个元素之后还有 { $n } 个零字节。若有字节插入或丢失，其后的内容会错位；请重新导出。
deflated-damaged = 压缩文件被截断或已损坏；请重新复制或导出
too-large = 文件超过 { $most } GiB；任何计划、剂量或图像都不需要这么大
too-many = { $attribute } 为 { $n }，最多读取 { $most }；请重新导出该对象
no-class = 缺少 SOPClassUID，无法得知对象类别；请重新导出
label-damaged = SOPClassUID、SOPInstanceUID 或 Modality 已损坏；请重新导出
replaced = 读取期间该文件被另一个对象替换；请在没有程序写入该文件夹时重新核查
no-uid = 缺少 SOPInstanceUID；请重新导出该对象
attribute-absent = { $attribute } 缺失或无法读取；请重新导出该对象
sequence-damaged = { $attribute } 已损坏；请重新导出该对象
duplicate-differs = 两个文件声称是同一对象而内容不同；已按文件名读取第一个。请只保留正确的一个。
attribute-unreadable = { $said }；请重新导出该对象
not-readable = { $element }（{ $tag }）已写明但无法读取：'{ $value }'
value-unreadable = { $role }：{ $said }。需要它的内容不作判定；请重新导出该对象。
