"""Structures as drawn: named sets of planar contours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from rtqa.errors import StructureNameError
from rtqa.messages import Unknown
from rtqa.model.drawing_slices import DrawingSlices
from rtqa.model.geometry import Floats, owned

_LEVEL = 1e-9
"""A direction cosine below this is 0 but for rounding."""


class ContourKind(StrEnum):
    """ContourGeometricType (3006,0042)."""

    CLOSED_PLANAR = "CLOSED_PLANAR"
    CLOSED_PLANAR_XOR = "CLOSEDPLANAR_XOR"
    POINT = "POINT"
    OPEN_PLANAR = "OPEN_PLANAR"
    OPEN_NONPLANAR = "OPEN_NONPLANAR"


CLOSED_KINDS = (ContourKind.CLOSED_PLANAR, ContourKind.CLOSED_PLANAR_XOR)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Contours:
    """All contours of one structure, in file order, end to end.

    Attributes:
        points_mm: shape (n, 3), read-only; LPS, in mm. A closed contour's first point is not repeated.
        starts: shape (m + 1,); contour ``c`` is ``points_mm[starts[c]:starts[c + 1]]``.
        kinds: geometric type of each contour, length m.
    """

    points_mm: Floats
    starts: npt.NDArray[np.intp]
    kinds: tuple[ContourKind, ...]

    def __len__(self) -> int:
        return len(self.kinds)

    def __iter__(self) -> Iterator[tuple[ContourKind, Floats]]:
        for kind, first, last in zip(self.kinds, self.starts[:-1], self.starts[1:], strict=True):
            yield kind, self.points_mm[first:last]

    @property
    def normal(self) -> Floats:
        """Shape (3,); the unit vector along which the contours spread least: across their planes.

        It points towards the patient's head, or where it lies level, towards the back or the left.
        """
        lengths = np.diff(self.starts)
        owner = np.repeat(np.arange(len(lengths)), lengths)
        counts = np.maximum(lengths, 1)
        centres = np.column_stack(
            [np.bincount(owner, along, len(lengths)) / counts for along in self.points_mm.T]
        )
        spread = self.points_mm - centres[owner]
        across = np.linalg.eigh(spread.T @ spread)[1][:, 0]
        normal: Floats = across * np.sign(across[np.flatnonzero(np.abs(across) > _LEVEL)[-1]])
        return normal

    def closed(self) -> Contours:
        """The closed contours alone, XOR ones included."""
        lengths = np.diff(self.starts)
        keep = np.array([kind in CLOSED_KINDS for kind in self.kinds], dtype=bool) & (lengths > 0)
        if keep.all():
            return self
        return Contours(
            points_mm=self.points_mm[np.repeat(keep, lengths)],
            starts=np.concatenate([[0], np.cumsum(lengths[keep])]).astype(np.intp),
            kinds=tuple(kind for kind, kept in zip(self.kinds, keep, strict=True) if kept),
        )


NO_CONTOURS = Contours(points_mm=owned(np.empty((0, 3))), starts=np.zeros(1, dtype=np.intp), kinds=())
"""Of a structure of which nothing is drawn, or nothing that can be used."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Structure:
    """One ROI of a structure set.

    Attributes:
        number: ROINumber (3006,0022).
        name: ROIName (3006,0026) as it stands in the file, control characters as spaces: text, never
            markup or a path.
        role: RTROIInterpretedType (3006,00A4), such as PTV or ORGAN; empty when not stated.
        contours: what was drawn; may be empty.
        color_rgb: ROIDisplayColor (3006,002A), 0–255; None when not stated.
        overrides: what the dose was computed with in place of the image's values, such as
            ``REL_ELEC_DENSITY 1`` (ROIPhysicalPropertiesSequence, 3006,00B0).
        set_aside: why nothing that was drawn of it is here: it lies in another frame of reference, or cannot
            be read. None where its contours are all that was drawn.
        slices: those that it was drawn on, where they are its own; None: those of its set.
        stated_cm3: ROIVolume (3006,002C), as whoever drew it computed it; None where absent.
    """

    number: int
    name: str
    role: str
    contours: Contours = field(repr=False)
    color_rgb: tuple[int, int, int] | None = None
    overrides: tuple[str, ...] = ()
    set_aside: Unknown | None = None
    slices: DrawingSlices | None = field(default=None, repr=False)
    stated_cm3: float | None = None

    @property
    def is_volume(self) -> bool:
        """Whether it has at least one closed contour, so that it can have a volume."""
        return any(kind in CLOSED_KINDS and len(points) for kind, points in self.contours)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StructureSet:
    """An RTSTRUCT: the structures drawn on one image.

    Attributes:
        uid: SOP Instance UID.
        label: StructureSetLabel (3006,0002).
        frame_of_reference_uid: of the contours' coordinates; empty when not stated.
        structures: in the order of the file.
        image_uids: SOP Instance UIDs of the images it was drawn on; may be empty.
        plane_spacing_mm: the commonest distance between neighbouring contour planes over all
            structures, or of the linked image's slices; None when no structure has two planes.
        made: StructureSetDate and StructureSetTime as YYYYMMDDHHMMSS, or the date alone; empty where absent.
        approval_status: ApprovalStatus (300E,0002); empty where absent.
        slices: those that the structures could have been drawn on: of the linked image, else by the planes of
            all structures; None where nothing is known of them.
    """

    uid: str = field(repr=False)
    label: str
    frame_of_reference_uid: str = field(repr=False)
    structures: tuple[Structure, ...]
    image_uids: frozenset[str] = field(repr=False)
    plane_spacing_mm: float | None
    made: str = ""
    approval_status: str = ""
    slices: DrawingSlices | None = field(default=None, repr=False)

    def structure(self, name: str) -> Structure:
        """The only structure of exactly this name.

        Raises:
            StructureNameError: none has the name, or several have.
        """
        named = [structure for structure in self.structures if structure.name == name]
        if not named:
            names = ", ".join(repr(structure.name) for structure in self.structures)
            raise StructureNameError(f"no structure is named {name!r}; the structure set has {names}")
        if len(named) > 1:
            numbers = ", ".join(str(structure.number) for structure in named)
            raise StructureNameError(f"{len(named)} structures are named {name!r} (ROI numbers {numbers})")
        return named[0]
