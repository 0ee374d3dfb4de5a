margin = 带外扩边界
part = 为其一部分
helper = 计划辅助结构
