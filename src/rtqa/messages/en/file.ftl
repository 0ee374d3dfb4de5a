planning-image = the planning image
baseline-image = the baseline image
plan = the RT plan
beams = the beams of the plan
dose = the dose
structures = the structure set
