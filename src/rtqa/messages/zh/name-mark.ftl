margin = 带外扩边界
part = 为其一部分
helper = 计划辅助结构
earlier = 依据其他影像或较早时间勾画
copy = 带编号的副本
