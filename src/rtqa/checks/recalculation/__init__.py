"""Checks of a second calculation of the dose, and of how the dose lies on the body."""
