### codes: DICOM SOPClassUID SOPInstanceUID

files = 文件
dicom-file = DICOM 文件
fault = { $role }：{ $reason }
unreadable = { $role }：{ $reason }。
not-opened = 文件无法打开
cut-off = 文件被截断（{ $reason }）；请重新复制或导出
damaged = 文件已损坏（{ $reason }）；请重新导出
deflated-damaged = 压缩文件被截断或已损坏；请重新复制或导出
no-class = 缺少 SOPClassUID，无法得知对象类别；请重新导出
no-uid = 缺少 SOPInstanceUID；请重新导出该对象
attribute-absent = { $attribute } 缺失或无法读取；请重新导出该对象
sequence-damaged = { $attribute } 已损坏；请重新导出该对象
duplicate-differs = 两个文件声称是同一对象而内容不同；已按文件名读取第一个。请只保留正确的一个。
attribute-unreadable = { $said }；请重新导出该对象
not-readable = { $element }（{ $tag }）已写明但无法读取：'{ $value }'
value-unreadable = { $role }：{ $said }。需要它的内容不作判定；请重新导出该对象。
