element-too-short = 元素 { $tag } 需要 { $needed } 字节，实有 { $n } 字节
left-over = 剩余 { $n } 字节不构成完整元素
item-too-long = 某条目超出其序列
item-without-end = 某条目没有结尾
sequence-without-end = 某序列没有结尾
no-item = 应为条目之处是 { $tag }
nested-too-deep = 序列嵌套过深
length-wrapped = { $tag } 的文本比所写的长度更长：两个字节最多表示 65,535；请以四字节长度写出
