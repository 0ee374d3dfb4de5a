no-structure = 没有结构与剂量网格作比较：未找到方案中的任何结构。
no-dvh = { $structure }：没有剂量体积直方图。
inside = { $structure } 完全位于剂量网格内。
outside = { $structure }：其体积的 { $share } 位于剂量网格之外。
why-outside = 该处剂量未知，既不视为 0 Gy，也不由其余部分推测
bounded = { $structure }：其体积的 { $share } 位于剂量网格之外、且不在任何射束的开口内；按 0 至 { $beyond } 计，即该处网格边界最高剂量的两倍。
uncomputed = 剂量网格两端有 { $n } 个平面全为 0 且紧邻高剂量：视为未计算，而非 0 Gy。
