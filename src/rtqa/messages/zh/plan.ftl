absent = 没有 RT 计划，因此分次数和处方均未知
several-fraction-groups = 计划有 { $n } 个分次组
no-fractions = 计划未注明分次数
no-plan = （无计划）
phases = 各阶段
