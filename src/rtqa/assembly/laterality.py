"""Structures with a side in their name, and where the middle of the patient is.

DICOM's x grows towards the patient's left whatever the position on the couch (PS3.3 C.7.6.2.1.1), so only the
middle is to be found.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from rtqa.assembly.context import PhasePlan
from rtqa.messages import Unknown
from rtqa.model.geometry import Floats
from rtqa.model.structure import Contours, Structure
from rtqa.nomenclature.icru_volumes import TARGET_ROLES, find_volume
from rtqa.nomenclature.name_list import find_meaning, list_paired
from rtqa.nomenclature.name_marks import find_mark
from rtqa.protocol.names import find_candidates
from rtqa.protocol.schema import ProtocolStructure

MIDDLE_ORGANS = ("SpinalCord", "SpinalCanal", "Brainstem", "OpticChiasm", "Pituitary")
BODIES = ("Body", "External")

DRAWN_MM = 5.0
"""How far a middle may lie off by how it was drawn."""

CUT_MM = 20.0
"""How far the middle of the body's outline may lie off: an arm or a shoulder is often cut off on one side."""

TURNED_DEG = 20.0
"""How far a head may be turned; what lies before or behind the middle moves to a side with it."""

MIRRORED_MM = 20.0
"""So far organs of a pair lie from their mirror images: parotids of 116 patients 18 mm at most (OpenKBP)."""

NEAR_MM = 30.0
"""Contours of a middle structure this far above and below an organ tell where the middle is beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SidedStructure:
    """A drawn structure whose name says a side.

    Attributes:
        structure: as drawn.
        organ: what it is, without its side.
        sign: +1 where its name says left, −1 right: the sign of LPS x.
        is_judged: whether the protocol speaks of it.
        centre_mm: shape (3,); the middle of its box.
        reach_mm: lowest and highest z.
        partner: the only structure of the same organ whose name says the other side; empty where none does.
        beyond_mm: how far it lies beyond its partner, towards its own side.
    """

    structure: Structure
    organ: str
    sign: int
    is_judged: bool
    centre_mm: Floats
    reach_mm: tuple[float, float]
    partner: str = ""
    beyond_mm: float = 0.0

    @property
    def name(self) -> str:
        """As in the file."""
        return self.structure.name

    @property
    def side(self) -> str:
        """``left`` or ``right``, as its name says."""
        return "left" if self.sign > 0 else "right"

    @property
    def is_beside_partner(self) -> bool:
        """Whether it lies clearly on its side of its partner."""
        return bool(self.partner) and self.beyond_mm > DRAWN_MM


@dataclass(frozen=True, slots=True, kw_only=True)
class Middle:
    """Where the middle of the patient is.

    Attributes:
        points_mm: shape (n, 3); the middle of each contour of what lies there.
        names: the structures that tell.
        doubt_mm: how far it may lie off.
    """

    points_mm: Floats
    names: tuple[str, ...]
    doubt_mm: float

    def find_distance_mm(self, sided: SidedStructure) -> tuple[float, float]:
        """Least and most distance of a structure from it, towards the side that its name says."""
        off_mm = sided.sign * (float(sided.centre_mm[0]) - self._points_beside(sided)[:, 0])
        return float(off_mm.min()), float(off_mm.max())

    def find_turned_mm(self, sided: SidedStructure) -> float:
        """How far the structure may have moved to a side with a head that is turned."""
        before_mm = np.abs(sided.centre_mm[1] - self._points_beside(sided)[:, 1])
        return math.tan(math.radians(TURNED_DEG)) * float(before_mm.max())

    def _points_beside(self, sided: SidedStructure) -> Floats:
        """The points at the height of a structure; the nearest one where there is none."""
        z = self.points_mm[:, 2]
        away = np.maximum(np.maximum(sided.reach_mm[0] - z, z - sided.reach_mm[1]), 0.0)
        return self.points_mm[away <= max(NEAR_MM, float(away.min()))]


def find_sided(plan: PhasePlan, wanted: Sequence[ProtocolStructure]) -> list[SidedStructure]:
    """The protocol's structures with a side in their name, and the profession's others, in file order."""
    meanings = {
        structure.number: (listed.name, True)
        for listed in wanted
        if listed.name[-2:] in ("_L", "_R")
        for structure in plan.resolved[listed.name].structures
    }
    paired = _as_organs(list_paired())
    for organ, candidates in zip(paired, find_candidates(paired, plan.structures, mapping={}), strict=True):
        for candidate in candidates:
            meanings.setdefault(candidate.structure_number, (organ.name, False))
    sided = [
        _describe(structure, *meanings[structure.number])
        for structure in plan.structures
        if structure.number in meanings and structure.is_volume
    ]
    return [_pair(structure, sided) for structure in sided]


def find_middle(structures: Sequence[Structure]) -> Middle | None:
    """The middle of the patient, by what lies in it, or by the outline of the body; None without either."""
    for names, doubt_mm in ((MIDDLE_ORGANS, DRAWN_MM), (BODIES, CUT_MM)):
        numbers = {
            candidate.structure_number
            for candidates in find_candidates(_as_organs(names), structures, mapping={})
            for candidate in candidates
        }
        drawn = [structure for structure in structures if structure.number in numbers and structure.is_volume]
        if drawn:
            return Middle(
                points_mm=np.concatenate([_find_middles(structure.contours.closed()) for structure in drawn]),
                names=tuple(structure.name for structure in drawn),
                doubt_mm=doubt_mm,
            )
    return None


def find_mirrored(plan: PhasePlan, name: str) -> Iterator[str]:
    """What lies where an organ would by its partner of the other side, as large, and under no known name.

    Args:
        plan: with what was drawn.
        name: of the protocol's organ that is missing, such as ``Parotid_L``.
    """
    sides = {"_L": "_R", "_R": "_L"}
    resolved = plan.resolved.get(name[:-2] + sides.get(name[-2:], "?"))
    partner, middle = resolved.only if resolved is not None else None, find_middle(plan.structures)
    if partner is None or isinstance(partner, Unknown) or not partner.structure.is_volume or middle is None:
        return
    place_mm, spread_mm = _find_place_mm(partner.structure)
    near = np.abs(middle.points_mm[:, 2] - place_mm[2]) <= NEAR_MM
    beside = middle.points_mm[near] if near.any() else middle.points_mm
    place_mm[0] = 2.0 * float(np.mean(beside[:, 0])) - place_mm[0]
    for structure in plan.structures:
        if not structure.is_volume or find_volume(structure.name) or structure.role in TARGET_ROLES:
            continue
        if find_meaning(structure.name) or find_mark(structure.name):
            continue
        other_mm, other_spread_mm = _find_place_mm(structure)
        is_as_large = np.all(
            np.maximum(spread_mm, other_spread_mm) <= 2.0 * np.minimum(spread_mm, other_spread_mm)
        )
        if is_as_large and float(np.linalg.norm(other_mm - place_mm)) <= MIRRORED_MM:
            yield structure.name


def _find_place_mm(structure: Structure) -> tuple[Floats, Floats]:
    """The middle of the points of a structure, and how far they spread along each axis, shape (3,) each."""
    points_mm = structure.contours.closed().points_mm
    return np.mean(points_mm, axis=0), np.std(points_mm, axis=0)


def find_box(contours: Contours) -> tuple[Floats, Floats]:
    """Two opposite corners of the box around contours, shape (3,) each, in mm."""
    return contours.points_mm.min(axis=0), contours.points_mm.max(axis=0)


def _describe(structure: Structure, name: str, is_judged: bool) -> SidedStructure:  # noqa: FBT001 (unpacked)
    low, high = find_box(structure.contours.closed())
    return SidedStructure(
        structure=structure,
        organ=name[:-2],
        sign=1 if name.endswith("_L") else -1,
        is_judged=is_judged,
        centre_mm=(low + high) / 2,
        reach_mm=(float(low[2]), float(high[2])),
    )


def _pair(sided: SidedStructure, others: Sequence[SidedStructure]) -> SidedStructure:
    """The structure with what its partner tells; as it is where none or several are of the other side."""
    partners = [other for other in others if other.organ == sided.organ and other.sign != sided.sign]
    if len(partners) != 1:
        return sided
    beyond_mm = sided.sign * float(sided.centre_mm[0] - partners[0].centre_mm[0])
    return replace(sided, partner=partners[0].name, beyond_mm=beyond_mm)


def _find_middles(contours: Contours) -> Floats:
    """The middle of the box around each contour, shape (n, 3)."""
    lows, highs = (
        extreme.reduceat(contours.points_mm, contours.starts[:-1]) for extreme in (np.minimum, np.maximum)
    )
    return (lows + highs) / 2


def _as_organs(names: Iterable[str]) -> list[ProtocolStructure]:
    return [ProtocolStructure(name=name, role="organ") for name in names]
