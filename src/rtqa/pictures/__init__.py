"""Planes through a plan: image, contours and isodoses, drawn while the files are at hand."""

from __future__ import annotations

from rtqa.pictures.series import Scene, draw_pictures

__all__ = ["Scene", "draw_pictures"]
