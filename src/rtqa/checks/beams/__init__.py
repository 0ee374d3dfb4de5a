"""Are the beams deliverable, and do they belong to the dose?"""
