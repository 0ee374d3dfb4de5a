planner = 计划员
physicist = 物理师
physician = 医师
trial-office = 试验办公室
