"""Images of other libraries as :class:`Voxels`: SimpleITK (and so platipy) and nibabel.

Neither library is imported: an image brings its own.
"""

from __future__ import annotations

import sys
from typing import Any, Protocol

import numpy as np

from rtqa.errors import UsageError
from rtqa.interop.arrays.voxels import Voxels

_LPS_OF_RAS = np.diag([-1.0, -1.0, 1.0, 1.0])
"""NIfTI's x and y run to the right and to the front, DICOM's to the left and to the back."""


class SimpleITKImage(Protocol):
    """What is used of ``SimpleITK.Image``."""

    def GetOrigin(self) -> tuple[float, ...]:  # noqa: N802 (SimpleITK's own spelling)
        """Centre of the first voxel, x, y, z in mm."""

    def GetSpacing(self) -> tuple[float, ...]:  # noqa: N802
        """Between centres along i, j, k in mm."""

    def GetDirection(self) -> tuple[float, ...]:  # noqa: N802
        """Nine numbers, row by row."""


class NibabelImage(Protocol):
    """What is used of a nibabel image."""

    @property
    def affine(self) -> Any:
        """Shape (4, 4); from (i, j, k, 1) to RAS mm."""

    @property
    def dataobj(self) -> Any:
        """Values by [i, j, k]."""


def from_simpleitk(image: SimpleITKImage) -> Voxels:
    """A dose, image or mask of SimpleITK or platipy, with its place.

    platipy's functions take and give ``SimpleITK.Image``: masks of its segmentation and what
    ``convert_rtdose`` returns can be handed in as they are. ITK's frame is LPS, as DICOM's.

    Args:
        image: three-dimensional.

    Raises:
        UsageError: SimpleITK was never imported, so that the object cannot be one of its images.
        InputError: the image has not three axes.
    """
    library = sys.modules.get("SimpleITK")
    if library is None or not isinstance(image, library.Image):
        raise UsageError(f"an image of SimpleITK is needed, not {type(image).__name__}")
    return Voxels.along(
        library.GetArrayFromImage(image),
        origin_mm=image.GetOrigin(),
        spacing_mm=image.GetSpacing(),
        directions=np.reshape(image.GetDirection(), (-1, 3)),
    )


def from_nibabel(image: NibabelImage) -> Voxels:
    """A NIfTI image or mask as nibabel loads it: axes [i, j, k] and RAS become [k, j, i] and LPS.

    Args:
        image: three-dimensional.

    Raises:
        InputError: the image has not three axes.
    """
    return Voxels(
        values=np.transpose(np.asanyarray(image.dataobj)), affine_mm=_LPS_OF_RAS @ np.asarray(image.affine)
    )
