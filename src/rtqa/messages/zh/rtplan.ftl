wedges = { $n } 个楔形板
compensators = { $n } 个补偿器
boluses = { $n } 块组织补偿膜
blocks = { $n } 个挡块
