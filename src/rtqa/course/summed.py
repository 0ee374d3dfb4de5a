"""The phases of one patient taken together: carried into the last one's frame, checked, and added up.

What was drawn twice must lie in one place before a sum is believed. Targets are left out of that: between
the phases they are meant to shrink. What the registration misses by, within what is tolerated, is looked at
too: the sum is made anew as the structures would have the phases lie, and its values join the interval.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import median

import numpy as np

from rtqa.course.composite import Composite, PhaseDose, compose
from rtqa.course.misfit import TOLERATED_MM, Misfit, fit_misfit
from rtqa.course.registration import DOUBTFUL, find_motion
from rtqa.dvh.settings import Interpolation
from rtqa.errors import UnsupportedError
from rtqa.geometry.dice import Overlap, measure_overlap
from rtqa.geometry.outlines import Outlines
from rtqa.messages import Cause, CauseKind, Listing, Message, Quantity, Unknown
from rtqa.model.geometry import Floats, owned
from rtqa.model.image import Image
from rtqa.model.registration import Registration
from rtqa.model.structure import Structure, StructureSet
from rtqa.nomenclature.icru_volumes import TARGET_ROLES, find_volume, is_body
from rtqa.nomenclature.name_list import find_meaning
from rtqa.nomenclature.name_marks import find_mark
from rtqa.nomenclature.spelling import normalise

LEAST_DICE = 0.5
"""Structures that share less than half of their volume do not lie in one place."""

BETTER_BY = 0.05
"""An inverse that brings the structures together better by this much is the right way round."""

NO_ANATOMY = frozenset(
    {"GTV", "CTV", "PTV", "ITV", "IRRAD_VOLUME", "TREATED_VOLUME", "BOLUS", "AVOIDANCE", "CONTROL"}
)
"""RTROIInterpretedTypes (3006,00A4) of what need not lie where it lay before."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Drawn:
    """One phase: its dose, and what was drawn for it in the dose's frame.

    Attributes:
        dose: of the phase.
        structure_set: what was drawn.
        stands_for: the protocol's name of a structure, by ROI number, where one stands for it alone.
        image: what it was drawn on; None where it is not at hand.
    """

    dose: PhaseDose
    structure_set: StructureSet
    stands_for: Mapping[int, str] = field(default_factory=dict)
    image: Image | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SummedPhases:
    """The sum of the phases, or why they cannot be added up.

    Attributes:
        phases: in the order of treatment.
        overlaps: for each earlier phase, how its structures lie upon those of the last; empty where nothing
            could be compared.
        misfits: for each earlier phase, what its registration leaves; none where there is an obstacle before.
        obstacle: why there is no sum; None where there is a sum.
        trilinear, tricubic: the sum under two interpolations of the doses; None where there is an obstacle.
    """

    phases: tuple[Drawn, ...]
    overlaps: tuple[tuple[Overlap, ...], ...]
    misfits: tuple[Misfit, ...] = ()
    obstacle: Unknown | None = None
    trilinear: Composite | None = field(default=None, repr=False)
    tricubic: Composite | None = field(default=None, repr=False)

    def find_obstacle(self, structure_name: str) -> Unknown | None:
        """Why the sum says nothing of one structure of the last phase; None where it does."""
        if self.obstacle is not None:
            return self.obstacle
        pairs = (pair for pairs in self.overlaps for pair in pairs if pair.name == structure_name)
        least = min(pairs, key=lambda pair: pair.dice, default=None)
        if least is None or least.dice >= LEAST_DICE:
            return None
        return Unknown(
            Message("phase-registration.structure-apart", name=structure_name, overlap=_percent(least.dice)),
            Cause(CauseKind.STRUCTURE_DOUBTFUL, structure_name),
        )

    def mend(self, structure: Structure) -> tuple[Composite, ...]:
        """The sums around a structure of the last phase as it would be by what was drawn in both phases.

        One has all structures meet as well as a rigid motion can; the other has this structure meet, where it
        was drawn in every earlier phase. Along the normal a structure that was not drawn whole twice follows
        the others. None where there is an obstacle, or every phase has been drawn alike.
        """
        if self.trilinear is None:
            return ()
        points = structure.contours.points_mm
        *earlier, last = self.trilinear.phases
        common = [misfit.motion for misfit in self.misfits]
        single = [
            _mend_one(_find_pair(pairs, structure.name), misfit)
            for pairs, misfit in zip(self.overlaps, self.misfits, strict=True)
        ]
        return tuple(
            compose(
                [
                    *(
                        replace(phase, to_last=owned(mend @ phase.to_last))
                        for phase, mend in zip(earlier, mended, strict=True)
                    ),
                    last,
                ],
                around_mm=points,
            )
            for mended in (common, single)
        )


def sum_phases(
    phases: Sequence[Drawn], *, registrations: Sequence[Registration], wanted: Sequence[Sequence[Structure]]
) -> SummedPhases:
    """Add the phases up around the structures wanted, where they can be carried into one frame.

    Args:
        phases: two or more, in the order of treatment; their ``to_last`` is found here.
        registrations: all at hand.
        wanted: of each phase, the structures to be looked at in the sum; at least one of the last.
    """
    *earlier, last = phases
    target = last.dose.dose.grid.frame_of_reference_uid
    carried: list[PhaseDose] = []
    overlaps: list[tuple[Overlap, ...]] = []
    misfits: list[Misfit] = []
    for phase in earlier:
        source = phase.dose.dose.grid.frame_of_reference_uid
        motion = find_motion(registrations, source=source, target=target)
        if isinstance(motion, Unknown):
            return SummedPhases(phases=tuple(phases), overlaps=(), obstacle=motion)
        pairs = tuple(_compare(last, phase, motion))
        overlaps.append(pairs)
        misfits.append(fit_misfit([pair for pair in pairs if not is_body(pair.name)]))
        mismatch = find_mismatch(pairs, misfits[-1], is_registered=source != target)
        if mismatch is not None:
            return SummedPhases(phases=tuple(phases), overlaps=tuple(overlaps), obstacle=mismatch)
        carried.append(replace(phase.dose, to_last=motion))
    around = np.concatenate(
        [
            carry(structure, dose.to_last).contours.points_mm
            for dose, structures in zip((*carried, last.dose), wanted, strict=True)
            for structure in structures
        ]
    )
    trilinear, tricubic = (
        compose([*carried, last.dose], around_mm=around, interpolation=interpolation)
        for interpolation in (Interpolation.TRILINEAR, Interpolation.TRICUBIC)
    )
    return SummedPhases(
        phases=tuple(phases),
        overlaps=tuple(overlaps),
        misfits=tuple(misfits),
        trilinear=trilinear,
        tricubic=tricubic,
    )


def carry(structure: Structure, motion: Floats) -> Structure:
    """The structure, its contours carried into another frame by a rigid motion."""
    points = owned(structure.contours.points_mm @ motion[:3, :3].T + motion[:3, 3])
    return replace(structure, contours=replace(structure.contours, points_mm=points))


def find_mismatch(overlaps: Sequence[Overlap], misfit: Misfit, *, is_registered: bool) -> Unknown | None:
    """Why the phases may not lie rightly on each other; None where no reason is known.

    Args:
        overlaps: of the structures drawn in both phases.
        misfit: what they have in common in lying apart.
        is_registered: whether a registration was applied, which then must be seen to hold.
    """
    if not overlaps:
        return Unknown(Message("phase-registration.not-confirmed"), DOUBTFUL) if is_registered else None
    given, inverse = median(pair.dice for pair in overlaps), median(pair.dice_inverse for pair in overlaps)
    if inverse > given + BETTER_BY:
        return Unknown(
            Message(
                "phase-registration.wrong-way-round",
                given=_percent(given),
                inverse=_percent(inverse),
                n=len(overlaps),
            ),
            DOUBTFUL,
        )
    apart = tuple(
        Message("phase-registration.overlap-of", name=pair.name, overlap=_percent(pair.dice))
        for pair in overlaps
        if pair.dice < LEAST_DICE
    )
    if given < LEAST_DICE or len(apart) == len(overlaps):
        return Unknown(Message("phase-registration.phases-apart", overlaps=Listing(apart)), DOUBTFUL)
    if misfit.distance_mm > TOLERATED_MM:
        return Unknown(_describe(misfit, n=len(overlaps)), DOUBTFUL)
    if is_registered and not misfit.is_known_along:
        return Unknown(Message("phase-registration.not-confirmed-along"), DOUBTFUL)
    return None


def _describe(misfit: Misfit, *, n: int) -> Message:
    x, y, z = (Quantity(float(np.round(along)) + 0.0, "mm", 0) for along in misfit.largest_mm)
    distance = Quantity(misfit.distance_mm, "mm", 0)
    return Message("phase-registration.misses", distance=distance, x=x, y=y, z=z, n=n)


def _percent(share: float) -> Quantity:
    return Quantity(100.0 * share, "%", 0)


def _find_pair(pairs: Sequence[Overlap], name: str) -> Overlap | None:
    return next((pair for pair in pairs if pair.name == name and pair.offset_mm is not None), None)


def _mend_one(pair: Overlap | None, misfit: Misfit) -> Floats:
    """The shift (4, 4) that brings one structure where it lies in the last phase; else what all say."""
    if pair is None or pair.offset_mm is None:
        return misfit.motion
    shift = -pair.offset_mm
    if not pair.is_whole:
        normal = pair.axes[2]
        shift = shift + (misfit.mended_at(pair.center_mm) @ normal) * normal
    motion = np.eye(4)
    motion[:3, 3] = shift
    return owned(motion)


def _compare(last: Drawn, earlier: Drawn, motion: Floats) -> Iterator[Overlap]:
    """Structures that stand for one thing, one on each side; what has no volume is passed over."""
    outlines, outlines_before = Outlines.of_set(last.structure_set), Outlines.of_set(earlier.structure_set)
    for later, before in _pair(last, earlier):
        is_cut = any(
            is_body(structure.name) or structure.role == "EXTERNAL" or _is_cut(structure, image)
            for structure, image in ((later, last.image), (before, earlier.image))
        )
        try:
            drawn, drawn_before = outlines.lay_flat(later), outlines_before.lay_flat(before)
            yield measure_overlap(drawn, drawn_before, motion=motion, is_cut=is_cut)
        except UnsupportedError:
            continue


def _pair(last: Drawn, earlier: Drawn) -> Iterator[tuple[Structure, Structure]]:
    """By what they stand for; where several stand for one thing, those of one name."""
    meant, named = _by(earlier, _meaning_of), _by(earlier, lambda structure, _: normalise(structure.name))
    meant_now = _by(last, _meaning_of)
    for structure in last.structure_set.structures:
        meaning = _meaning_of(structure, last)
        alike = meant.get(meaning, []) if len(meant_now.get(meaning, [])) == 1 else []
        partners = alike if len(alike) == 1 else named.get(normalise(structure.name), [])
        if len(partners) == 1 and _is_anatomy(structure, last) and _is_anatomy(partners[0], earlier):
            yield structure, partners[0]


def _by(drawn: Drawn, key: Callable[[Structure, Drawn], str]) -> dict[str, list[Structure]]:
    """The structures of a phase by name or meaning."""
    named: dict[str, list[Structure]] = {}
    for structure in drawn.structure_set.structures:
        named.setdefault(key(structure, drawn), []).append(structure)
    return named


def _meaning_of(structure: Structure, drawn: Drawn) -> str:
    """What a structure stands for: by the protocol, the list of names, or its name alone."""
    if is_body(structure.name) or structure.role == "EXTERNAL":
        return "external"
    meaning = drawn.stands_for.get(structure.number) or find_meaning(structure.name)
    return normalise(meaning or structure.name)


def _is_anatomy(structure: Structure, drawn: Drawn) -> bool:
    """Whether it is to lie where it lay before: no target, nothing made for planning, no margin or part."""
    if find_volume(structure.name):
        return False
    if structure.number in drawn.stands_for:
        return structure.role not in TARGET_ROLES
    if find_mark(structure.name):
        return False
    is_known = structure.role == "AVOIDANCE" and find_meaning(structure.name) != ""
    return structure.role not in NO_ANATOMY or is_known


def _is_cut(structure: Structure, image: Image | None) -> bool:
    """Whether a structure reaches the first or the last slice of its scan, so that it may go on beyond."""
    if image is None or not len(structure.contours):
        return False
    heights = structure.contours.points_mm @ image.normal
    first, last = image.slice_offsets_mm[[0, -1]]
    step_mm = image.grid.spacing_mm[2]
    return bool(heights.min() < first + step_mm or heights.max() > last - step_mm)
