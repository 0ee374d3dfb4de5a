"""What names mean: spelling, marks of helper structures, lists of names."""
