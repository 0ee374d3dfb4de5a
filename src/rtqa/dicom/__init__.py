"""DICOM files in, a :class:`rtqa.model.case.Case` out. pydicom is imported here and nowhere else."""

from rtqa.dicom.read import read_case

__all__ = ["read_case"]
