"""Contours and dose to curve."""

from rtqa.dvh.compute import compute_dvh, compute_dvhs
from rtqa.dvh.curve import DVH
from rtqa.dvh.structure_dvhs import StructureDVHs

__all__ = ["DVH", "StructureDVHs", "compute_dvh", "compute_dvhs"]
