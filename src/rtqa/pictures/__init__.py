"""Planes through a plan: image, contours and isodoses, drawn while the files are at hand."""

from __future__ import annotations

from rtqa.pictures.field import DoseField
from rtqa.pictures.point import worst_point
from rtqa.pictures.series import Point, Scene, draw_pictures

__all__ = ["DoseField", "Point", "Scene", "draw_pictures", "worst_point"]
