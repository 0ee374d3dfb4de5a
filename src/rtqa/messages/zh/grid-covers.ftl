no-structure = 没有结构与剂量网格作比较：未找到方案中的任何结构。
no-dvh = { $structure }：没有剂量体积直方图。
inside = { $structure } 完全位于剂量网格内。
outside = { $structure }：其体积的 { $share } 位于剂量网格之外。
why-outside = 该处剂量未知，既不视为 0 Gy，也不由其余部分推测
