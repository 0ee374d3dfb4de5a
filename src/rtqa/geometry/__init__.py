"""Contours as planes of rings and regions: union, difference, distance, overlap, projection."""
