"""Relative electron density from CT numbers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from rtqa.errors import UsageError
from rtqa.model.geometry import Floats, owned


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DensityCurve:
    """Relative electron density by CT number, straight between its points and level beyond them.

    Attributes:
        hounsfield, relative: shape (n,), ascending.
        name: how a report calls it.
    """

    hounsfield: Floats
    relative: Floats
    name: str

    def convert(self, hounsfield: npt.NDArray[np.floating]) -> Floats:
        """Relative electron density, of the same shape; air where a number is absent."""
        known = np.nan_to_num(hounsfield, nan=-1000.0)
        relative: Floats = np.interp(known, self.hounsfield, self.relative)
        return relative


GENERIC = DensityCurve(
    hounsfield=owned([-1000.0, -800.0, -500.0, -100.0, 0.0, 60.0, 250.0, 1000.0, 2000.0, 3000.0]),
    relative=owned([0.0, 0.19, 0.49, 0.93, 1.0, 1.05, 1.12, 1.52, 2.05, 2.60]),
    name="generic",
)
"""Between lung and soft tissue 1 + HU / 1000 but for a bend, and about half of that slope in bone.

The usual two lines of stoichiometric calibrations of body tissues (Schneider et al., Phys Med Biol 41 (1996)
111; Thomas, Br J Radiol 72 (1999) 781); scanners differ by 0.02 in soft tissue and by 0.1 in dense bone.
"""


def read_curve(path: Path) -> DensityCurve:
    """Read a curve: two numbers a line, CT number and relative electron density; # starts a comment.

    Raises:
        UsageError: the file cannot be read, or does not hold an ascending curve of two points or more.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        rows = [line.partition("#")[0].replace(",", " ").split() for line in lines]
        points = np.array([[float(word) for word in row] for row in rows if row])
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise UsageError(f"{path.name} is no curve of CT numbers and relative electron densities") from error
    if (
        points.ndim != 2
        or points.shape[1] != 2
        or len(points) < 2
        or np.any(np.diff(points, axis=0)[:, 0] <= 0)
    ):
        raise UsageError(
            f"{path.name}: a curve needs two lines or more of a CT number and a density, in ascending order"
        )
    if np.any(points[:, 1] < 0) or np.any(np.diff(points[:, 1]) < 0):
        raise UsageError(f"{path.name}: densities do not ascend with the CT numbers from 0 on")
    return DensityCurve(hounsfield=owned(points[:, 0]), relative=owned(points[:, 1]), name=path.name)
