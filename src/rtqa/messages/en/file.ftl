planning-image = the planning image
baseline-image = the image taken before it
plan = the RT plan
beams = the beams of the plan
dose = the dose
structures = the structure set
