"""Spatially fractionated radiotherapy: vertices, valleys and their ratios."""
