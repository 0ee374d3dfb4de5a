planner = planner
physicist = physicist
physician = physician
trial-office = trial office
