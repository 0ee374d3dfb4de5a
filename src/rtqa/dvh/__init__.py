"""Contours and dose to curve."""

from rtqa.dvh.compute import compute_dvh
from rtqa.dvh.curve import DVH

__all__ = ["DVH", "compute_dvh"]
