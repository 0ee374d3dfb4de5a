"""What every check shares: the catalogue of checks, their rows, and the judgement of a value."""
