"""The planning image: its geometry at once, its pixels when asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from rtqa.model.geometry import Floats, Grid, owned


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Image:
    """One image series, slices ordered along the grid's normal.

    Attributes:
        modality: CT, MR or PT.
        grid: where the voxels are, from the slices' own positions.
        slice_thickness_mm: SliceThickness (0018,0050) of each slice, shape (k,); nan where absent.
        uids: SOP Instance UID of each slice, in the grid's order.
        patient_position: PatientPosition (0018,5100), such as HFS; empty where absent.
        acquired: acquisition (else series, else study) date as YYYYMMDD; empty where absent.
        dates_are_kept: False where de-identification moved the dates, or may have.
        load: reads the pixels: shape ``grid.shape_kji``, float32; Hounsfield units for CT.
    """

    modality: str
    grid: Grid
    slice_thickness_mm: npt.NDArray[np.float64] = field(repr=False)
    uids: tuple[str, ...] = field(repr=False)
    acquired: str
    load: Callable[[], npt.NDArray[np.float32]] = field(repr=False)
    patient_position: str = ""
    dates_are_kept: bool = True

    @property
    def slice_offsets_mm(self) -> Floats:
        """Where each slice lies along :attr:`normal`, ascending, shape (k,)."""
        origin = self.grid.affine_mm[:3, 3] @ self.normal
        return owned(origin + self.grid.slice_positions * self.grid.spacing_mm[2])

    @property
    def normal(self) -> Floats:
        """Unit vector from slice to slice, shape (3,)."""
        return owned(self.grid.directions[2])
