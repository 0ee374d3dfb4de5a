"""Margins that differ by direction of the patient, along the axes that a structure is drawn in."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from rtqa.errors import UnsupportedError
from rtqa.geometry.derived import Margins
from rtqa.geometry.planar import PlanarStructure
from rtqa.messages import Message

_TOWARDS = (("left", "right"), ("posterior", "anterior"), ("superior", "inferior"))
"""Along and against x, y and z of DICOM's LPS."""

_LEAST_COSINE = 0.999
"""An axis up to 2.5° off the patient's is taken as that one."""


def lay_along(structure: PlanarStructure, margins_mm: Mapping[str, float]) -> Margins:
    """Margins by direction (left, right, anterior, posterior, superior, inferior) along u, v and w.

    Raises:
        UnsupportedError: the structure is drawn in oblique planes, which no direction is along.
    """
    along, against = [], []
    for axis in structure.axes:
        nearest = int(np.argmax(np.abs(axis)))
        if abs(axis[nearest]) < _LEAST_COSINE:
            raise UnsupportedError(Message("contours.oblique-margin", name=structure.name))
        ahead, behind = _TOWARDS[nearest] if axis[nearest] > 0 else _TOWARDS[nearest][::-1]
        along.append(margins_mm[ahead])
        against.append(margins_mm[behind])
    return Margins(against_mm=(against[0], against[1], against[2]), along_mm=(along[0], along[1], along[2]))
