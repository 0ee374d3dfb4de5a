planning-image = 计划影像
baseline-image = 基线影像
plan = RT 计划
beams = 计划的射野
dose = 剂量
structures = 结构集
