"""Does each structure lie on the side of the patient's middle that its name says?"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.checks.core.catalog import check
from rtqa.findings import Finding, Verdict
from rtqa.model.geometry import Floats
from rtqa.model.structure import Contours, Structure
from rtqa.nomenclature.name_list import list_paired
from rtqa.protocol.names import find_candidates
from rtqa.protocol.schema import ProtocolStructure

CODE = "STRUCT-MIDDLE"

IN_THE_MIDDLE = ("SpinalCord", "SpinalCanal", "Brainstem", "OpticChiasm", "Pituitary")
BODIES = ("Body", "External")

DRAWN_MM = 5.0
"""How far a middle may lie off by how it was drawn."""

CUT_MM = 20.0
"""How far the middle of the body's outline may lie off: an arm or a shoulder is often cut off on one side."""

TURNED_DEG = 20.0
"""How far a head may be turned; what lies before or behind the middle moves to a side with it."""

NEAR_MM = 30.0
"""Contours of a middle structure this far above and below an organ tell where the middle is beside it."""


@check(CODE, "Does each structure lie on the side of the patient's middle that its name says?")
def middle_sides(subject: Subject) -> Iterator[Finding]:
    """A row for each structure whose name says a side; one a treatment where there is none.

    DICOM's x grows towards the patient's left whatever the position on the couch, so only the middle is to be
    found.
    """
    for one in subject.plans:
        named = _find_named(one, subject.protocol.structures)
        middle = _find_middle(one.structures)
        for each in named:
            finding = _finding(each.structure.name, one, verdict=Verdict.PASS, summary="")
            yield _judge(_pair(each, named), middle, finding)
        if not named:
            yield _finding(
                one.treatment.label, one, verdict=None, summary="No structure's name says left or right."
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Named:
    """A drawn structure whose name says a side.

    Attributes:
        structure: as drawn.
        organ: what it is, without its side.
        sign: +1 where its name says left, −1 right: the sign of LPS x.
        is_judged: whether the protocol speaks of it.
        centre_mm: shape (3,); the middle of its box.
        reach_mm: lowest and highest z.
        partner: the one structure of the same organ whose name says the other side; empty where none does.
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
    def side(self) -> str:
        return "left" if self.sign > 0 else "right"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Middle:
    """Where the middle of the patient is.

    Attributes:
        points_mm: shape (n, 3); the middle of each contour of what lies there.
        by: the structures that tell.
        doubt_mm: how far it may lie off.
    """

    points_mm: Floats
    by: str
    doubt_mm: float

    def find_distance(self, each: _Named) -> tuple[float, float]:
        """Least and most distance of a structure from it, towards the side that its name says."""
        off_mm = each.sign * (float(each.centre_mm[0]) - self._beside(each)[:, 0])
        return float(off_mm.min()), float(off_mm.max())

    def find_turned_mm(self, each: _Named) -> float:
        """How far the structure may have moved to a side with a head that is turned."""
        before_mm = np.abs(each.centre_mm[1] - self._beside(each)[:, 1])
        return math.tan(math.radians(TURNED_DEG)) * float(before_mm.max())

    def _beside(self, each: _Named) -> Floats:
        """The points at the height of a structure; the nearest one where there is none."""
        z = self.points_mm[:, 2]
        away = np.maximum(np.maximum(each.reach_mm[0] - z, z - each.reach_mm[1]), 0.0)
        return self.points_mm[away <= max(NEAR_MM, float(away.min()))]


def _judge(each: _Named, middle: _Middle | None, finding: Finding) -> Finding:
    name = each.structure.name
    is_paired = bool(each.partner) and each.beyond_mm > DRAWN_MM
    if middle is not None:
        finding = _judge_by_middle(each, middle, finding, is_paired=is_paired)
    else:
        reason = "no structure tells where the patient's middle is: cord, brain stem, body or the other side"
        finding = _leave_open(each, replace(finding, message=f"{name}: side not known.", explanation=reason))
    if is_paired and finding.verdict is not Verdict.PASS and not _is_crossed(each, middle):
        summary = f"{name} lies {each.beyond_mm:.0f} mm to the {each.side} of {each.partner}."
        return replace(finding, verdict=Verdict.PASS, message=summary, explanation="")
    return finding


def _judge_by_middle(each: _Named, middle: _Middle, finding: Finding, *, is_paired: bool) -> Finding:
    """Where a structure lies from the middle; a turned head explains what its pair bears out."""
    least_mm, most_mm = middle.find_distance(each)
    where = _tell_distance(least_mm, most_mm, each.sign)
    finding = replace(finding, message=f"{each.structure.name} lies {where} of the middle ({middle.by}).")
    if least_mm > middle.doubt_mm:
        return finding
    if most_mm < -(middle.doubt_mm + middle.find_turned_mm(each)) and not is_paired:
        return _speak_against(each, replace(finding, explanation=f"its name says {each.side}"))
    reason = f"its name says {each.side}, and a turned head or a crooked middle may be why it is not"
    return _leave_open(each, replace(finding, explanation=reason))


def _is_crossed(each: _Named, middle: _Middle | None) -> bool:
    """Whether the middle, wherever it is, lies on the wrong side."""
    return middle is not None and middle.find_distance(each)[1] <= 0.0


def _speak_against(each: _Named, finding: Finding) -> Finding:
    """A structure that no clause is on fails no plan, and is for a person to look at."""
    return replace(finding, verdict=Verdict.FAIL if each.is_judged else Verdict.REVIEW)


def _leave_open(each: _Named, finding: Finding) -> Finding:
    """What cannot be told of a structure that no clause is on is only told."""
    return replace(finding, verdict=Verdict.REVIEW if each.is_judged else None)


def _tell_distance(least_mm: float, most_mm: float, sign: int) -> str:
    """Where a structure lies, in words; the distances are towards the side that its name says."""
    ends = sorted((sign * least_mm, sign * most_mm))
    if ends[0] < 0 < ends[1]:
        return f"{-ends[0]:.0f} mm to the right to {ends[1]:.0f} mm to the left"
    low, high = sorted(abs(end) for end in ends)
    distance = f"{low:.0f}" if round(low) == round(high) else f"{low:.0f}–{high:.0f}"
    return f"{distance} mm to the {'left' if ends[1] > 0 else 'right'}"


def _find_named(one: PhasePlan, wanted: Sequence[ProtocolStructure]) -> list[_Named]:
    """The protocol's structures with a side in their name, then the profession's others, in file order."""
    own = {each.name: one.matches[each.name].candidates for each in wanted if each.name[-2:] in ("_L", "_R")}
    found = {
        candidate.structure_number: (name, True)
        for name, candidates in own.items()
        for candidate in candidates
    }
    paired = _as_organs(list_paired())
    for organ, candidates in zip(paired, find_candidates(paired, one.structures, mapping={}), strict=True):
        for candidate in candidates:
            found.setdefault(candidate.structure_number, (organ.name, False))
    return [
        _describe(structure, *found[structure.number])
        for structure in one.structures
        if structure.number in found and structure.is_volume
    ]


def _describe(structure: Structure, name: str, is_judged: bool) -> _Named:  # noqa: FBT001 (unpacked)
    points = structure.contours.closed().points_mm
    low, high = points.min(axis=0), points.max(axis=0)
    return _Named(
        structure=structure,
        organ=name[:-2],
        sign=1 if name.endswith("_L") else -1,
        is_judged=is_judged,
        centre_mm=(low + high) / 2,
        reach_mm=(float(low[2]), float(high[2])),
    )


def _pair(each: _Named, named: Sequence[_Named]) -> _Named:
    """The structure with what its partner tells; as it is where none or several are of the other side."""
    others = [other for other in named if other.organ == each.organ and other.sign != each.sign]
    if len(others) != 1:
        return each
    beyond_mm = each.sign * float(each.centre_mm[0] - others[0].centre_mm[0])
    return replace(each, partner=others[0].structure.name, beyond_mm=beyond_mm)


def _find_middle(structures: Sequence[Structure]) -> _Middle | None:
    for names, doubt_mm in ((IN_THE_MIDDLE, DRAWN_MM), (BODIES, CUT_MM)):
        numbers = {
            candidate.structure_number
            for candidates in find_candidates(_as_organs(names), structures, mapping={})
            for candidate in candidates
        }
        drawn = [each for each in structures if each.number in numbers and each.is_volume]
        if drawn:
            middles = [_middles(each.contours.closed()) for each in drawn]
            by = ", ".join(each.name for each in drawn)
            return _Middle(points_mm=np.concatenate(middles), by=by, doubt_mm=doubt_mm)
    return None


def _middles(contours: Contours) -> Floats:
    """The middle of the box around each contour, shape (n, 3)."""
    lows, highs = (
        each.reduceat(contours.points_mm, contours.starts[:-1]) for each in (np.minimum, np.maximum)
    )
    return (lows + highs) / 2


def _as_organs(names: Iterable[str]) -> list[ProtocolStructure]:
    return [ProtocolStructure(name=name, role="organ") for name in names]


def _finding(about: str, one: PhasePlan, *, verdict: Verdict | None, summary: str) -> Finding:
    return Finding(code=CODE, verdict=verdict, subject=about, phase=one.phase_id, message=summary)
