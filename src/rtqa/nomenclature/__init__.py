"""What names mean: spelling, lists of names, marks of helpers, sides, ICRU volumes, sizes of organs."""
