### codes: BitsAllocated PixelRepresentation PixelData rtqa

bits = BitsAllocated 为 { $bits }，PixelRepresentation 为 { $representation }；rtqa 只读取 8、16 或 32 位整数，请按此导出该对象
size = PixelData 含 { $n } 字节，而行 × 列 × 帧需要 { $wanted } 字节；文件被截断或文件头有误，请重新导出
compressed = PixelData 无法解压（{ $error }）；请以未压缩方式导出
compressed-size = PixelData 解压得到 { $n } 个值，而行 × 列 × 帧为 { $wanted } 个；请以未压缩方式导出
absent = 缺少 PixelData
cut-off = PixelData 有 { $n } 字节，而需要 { $wanted } 字节：文件不完整
no-decoder = 其像素经过压缩（{ $syntax }），而未安装相应的解码器；请以未压缩形式导出
