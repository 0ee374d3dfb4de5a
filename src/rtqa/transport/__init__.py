"""A second dose calculation from the plan alone: beams, patient, and a pencil kernel by beam quality."""
