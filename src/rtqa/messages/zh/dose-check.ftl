no-dose = 没有可用的剂量。
