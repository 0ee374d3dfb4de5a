"""Adds up the doses of one plan, and says how much of the treatment the sum covers (PS3.3 C.8.8.3).

DoseSummationType (3004,000A) says what a dose was calculated for:

================ =================================== =========================================
value            dose of                             counted
================ =================================== =========================================
PLAN             all fraction groups of the plan     as it is; any other dose is left aside
MULTI_PLAN       two or more plans                   as it is, and reported
FRACTION         one fraction group, all fractions   as it is
FRACTION_SESSION one fraction of a fraction group    × the group's fractions
BEAM             the entire delivery of some beams   as it is
BEAM_SESSION     one fraction of some beams          × the group's fractions
================ =================================== =========================================

A BEAM dose is thus the dose of all fractions of its beams, and the sum over the plan's
treatment beams is the plan's dose. Where the plan states its dose for a point and the grid
shows there that the file holds otherwise (:mod:`rtqa.dicom.fractions`), the point decides.
Files of type FRACTION are so often one fraction that an undecided one is reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from rtqa.dicom.dose import DosePart
from rtqa.dicom.dose_beside import find_contradicting, find_unknown_parts
from rtqa.dicom.fractions import Evidence, Held, find_held
from rtqa.errors import AmbiguousInputError
from rtqa.messages import Listing, Message, Quantity
from rtqa.model.case import Deviation, DeviationKind
from rtqa.model.dose import Dose, DoseOfBeam, DoseScope
from rtqa.model.plan import FractionGroup, Plan

_GROUPS = frozenset({"FRACTION", "FRACTION_SESSION"})
_BEAMS = frozenset({"BEAM", "BEAM_SESSION"})
_SESSIONS = frozenset({"FRACTION_SESSION", "BEAM_SESSION"})

Piece = tuple[int, int]
"""A fraction group's number and a beam's, or 0 for all beams of the group."""


@dataclass(slots=True, kw_only=True)
class _Sum:
    """The parts that make up a dose, how often each counts, and what there is to say."""

    parts: list[tuple[DosePart, int]]
    scope: DoseScope
    n_fractions: int | None
    deviations: list[Deviation]

    def report(self, kind: DeviationKind, message: Message) -> None:
        self.deviations.append(Deviation(kind=kind, subject="RTDOSE", message=message))

    def count(self, part: DosePart, groups: Sequence[FractionGroup], plan: Plan) -> int:
        """Return how often a part counts, and note what is to be said about it."""
        if not groups:
            return 1
        alike = len(groups) > 1 and len(groups) == len(plan.fraction_groups) and plan.has_groups_alike
        n_fractions = plan.n_fractions if alike else groups[0].n_fractions if len(groups) == 1 else None
        if n_fractions is None:
            if part.summation in _SESSIONS:
                self.scope, self.n_fractions = DoseScope.FRACTION, 1
                self.report(DeviationKind.DOSE_PARTIAL, Message("rtdose.fractions-not-stated"))
            elif part.summation == "FRACTION":
                self.report(DeviationKind.DOSE_EXTENT, Message("rtdose.fraction-not-compared"))
            return 1
        # Groups that give the same fraction are as one group with the fractions of all.
        group = replace(groups[0], n_fractions=n_fractions)
        evidence = find_held(part, group, plan)
        self._tell(part, evidence, n_fractions)
        held = evidence.held or (Held.ONE_FRACTION if part.summation in _SESSIONS else Held.WHOLE)
        return n_fractions if held is Held.ONE_FRACTION else 1

    def _tell(self, part: DosePart, evidence: Evidence, n_fractions: int) -> None:
        """Say what decided how often a part counts: for information where it is what the type says."""
        summation, stated = part.summation, Quantity(evidence.stated_gy, "Gy", 2)
        at_point = Quantity(evidence.grid_gy, "Gy", 2)
        if evidence.held is None:
            if summation == "FRACTION" and n_fractions > 1:
                message = Message("rtdose.fraction-open", n=n_fractions)
                self.report(DeviationKind.DOSE_EXTENT, message)
        elif evidence.held is Held.WHOLE:
            message = Message("rtdose.is-whole", summation=summation, stated=stated, grid=at_point)
            if summation == "FRACTION":
                self.report(DeviationKind.DOSE_SUMMED, message)
            elif summation in _SESSIONS:
                self.report(DeviationKind.DOSE_EXTENT, message)
        elif summation not in _SESSIONS:
            message = Message(
                "rtdose.is-one", summation=summation, stated=stated, grid=at_point, n=n_fractions
            )
            # Of FRACTION it is a known misreading of the standard; under another name it is unheard of.
            kind = DeviationKind.DOSE_SUMMED if summation == "FRACTION" else DeviationKind.DOSE_EXTENT
            self.report(kind, message)


def sum_doses(parts: Sequence[DosePart], plan: Plan | None) -> tuple[Dose | None, list[Deviation]]:
    """Make one dose of a plan's RTDOSE objects.

    Args:
        parts: at least one, all usable.
        plan: the plan they belong to; None where there is none.

    Returns:
        The dose, and what is to be said about how it came about; None where the parts do not add up,
        being on different grids or of different quantities.

    Raises:
        AmbiguousInputError: two doses claim to be the whole, or the same beam or fraction group.
    """
    dose, deviations = _sum(parts, plan)
    if dose is not None and plan is not None:
        dose = replace(dose, of_beams=tuple(_list_of_beams(parts, plan)))
    return dose, deviations


def _sum(parts: Sequence[DosePart], plan: Plan | None) -> tuple[Dose | None, list[Deviation]]:
    for summation in ("PLAN", "MULTI_PLAN"):
        whole = [part for part in parts if part.summation == summation]
        if len(whole) > 1:
            raise AmbiguousInputError(
                f"{len(whole)} RTDOSE objects are each the whole dose of one plan (DoseSummationType "
                f"{summation}): name the files to use"
            )
        if whole:
            dose, deviations = _compute(_take_whole(whole[0], plan))
            beside = [part for part in parts if part is not whole[0]]
            return dose, [*deviations, *_doubt(whole[0], plan, dose=dose, beside=beside)]
    by_group = [part for part in parts if part.summation in _GROUPS]
    pieces = by_group or [part for part in parts if part.summation in _BEAMS]
    if plan is None:
        return _compute(_take_alone(pieces))
    dose, deviations = _compute(_take_pieces(pieces, plan))
    return dose, [*deviations, *(doubt for part in pieces for doubt in _doubt(part, plan))]


def _list_of_beams(parts: Sequence[DosePart], plan: Plan) -> Iterator[DoseOfBeam]:
    """The doses that are each of one beam, which one fraction group has, and which no other is of."""
    wanted, groups = _find_treatment_beams(plan), {group.number: group for group in plan.fraction_groups}
    of_beam: dict[int, list[tuple[DosePart, int]]] = {}
    for part in parts:
        pieces = _find_pieces(part, wanted, by_group=False) if part.summation in _BEAMS else set()
        if len(pieces) == 1:
            ((group, beam),) = pieces
            of_beam.setdefault(beam, []).append((part, group))
    for beam, doses in of_beam.items():
        if len(doses) == 1 and sum(number == beam for _, number in wanted) == 1:
            ((part, group),) = doses
            # What is to be said of it is said where it is a part of the sum.
            counted = _Sum(parts=[], scope=DoseScope.PLAN, n_fractions=None, deviations=[])
            times = counted.count(part, [groups[group]], plan)
            if counted.scope is DoseScope.PLAN:
                yield DoseOfBeam(beam=beam, grid=part.grid, values_gy=part.values_gy, times=times)


def _doubt(
    part: DosePart, plan: Plan | None, *, dose: Dose | None = None, beside: Sequence[DosePart] = ()
) -> Iterator[Deviation]:
    """What a dose names and its plan lacks; and what lies beside the whole plan's dose and contradicts it."""
    if plan is None or part.summation == "MULTI_PLAN":
        return
    messages = [*find_unknown_parts(part, plan)]
    if dose is not None and beside:
        messages += find_contradicting(part, dose.values_gy.astype(np.float64), beside=beside, plan=plan)
    for message in messages:
        yield Deviation(kind=DeviationKind.DOSE_EXTENT, subject="RTDOSE", message=message)


def _take_whole(part: DosePart, plan: Plan | None) -> _Sum:
    if part.summation == "PLAN":
        n_fractions = plan.n_fractions if plan is not None else None
        taken = _Sum(parts=[], scope=DoseScope.PLAN, n_fractions=n_fractions, deviations=[])
        factor = taken.count(part, plan.fraction_groups, plan) if plan is not None else 1
        taken.parts.append((part, factor))
        return taken
    taken = _Sum(parts=[(part, 1)], scope=DoseScope.PLAN, n_fractions=None, deviations=[])
    taken.report(DeviationKind.DOSE_EXTENT, Message("rtdose.several-plans"))
    return taken


def _take_alone(pieces: Sequence[DosePart]) -> _Sum:
    """Take a dose of unknown plan: nothing says of how much of the treatment it is the dose."""
    per_fraction = pieces[0].summation == "FRACTION_SESSION"
    taken = _Sum(
        parts=[(pieces[0], 1)],
        scope=DoseScope.FRACTION if per_fraction else DoseScope.PARTIAL,
        n_fractions=1 if per_fraction else None,
        deviations=[],
    )
    taken.report(
        DeviationKind.DOSE_PARTIAL, Message("rtdose.part-without-plan", summation=pieces[0].summation)
    )
    return taken


def _take_pieces(pieces: Sequence[DosePart], plan: Plan) -> _Sum:
    """Take the doses of fraction groups or beams, and see that together they are the whole plan."""
    groups = {group.number: group for group in plan.fraction_groups}
    by_group = pieces[0].summation in _GROUPS
    wanted = {(number, 0) for number in groups} if by_group else _find_treatment_beams(plan)
    taken = _Sum(parts=[], scope=DoseScope.PLAN, n_fractions=plan.n_fractions, deviations=[])
    covered: set[Piece] = set()
    for part in pieces:
        delivered = _find_pieces(part, wanted, by_group=by_group)
        if delivered & covered:
            raise AmbiguousInputError(
                f"two RTDOSE objects are the dose of {_name(delivered & covered)}: name the files to use"
            )
        covered |= delivered
        if delivered or len(pieces) == 1:
            concerned = [groups[number] for number in sorted({number for number, _ in delivered})]
            taken.parts.append((part, taken.count(part, concerned, plan)))
    if not taken.parts:
        taken.parts.append((pieces[0], 1))
    if missing := wanted - covered:
        taken.scope = DoseScope.PARTIAL
        taken.report(DeviationKind.DOSE_PARTIAL, Message("rtdose.part-missing", parts=_name(missing)))
    elif not wanted or len(groups) < len(plan.fraction_groups):
        taken.scope = DoseScope.PARTIAL
        taken.report(DeviationKind.DOSE_PARTIAL, Message("rtdose.parts-not-listed"))
    elif len(taken.parts) > 1:
        taken.report(
            DeviationKind.DOSE_SUMMED,
            Message("rtdose.added-up", n=len(taken.parts), parts=_name(covered)),
        )
    return taken


def _find_treatment_beams(plan: Plan) -> set[Piece]:
    """List the beams that deliver treatment dose; where no beams are read (ion plans), all referred to."""
    known = {beam.number: beam.treats for beam in plan.beams}
    return {
        (group.number, share.beam_number)
        for group in plan.fraction_groups
        for share in group.beams
        if known.get(share.beam_number, True)
    }


def _find_pieces(part: DosePart, wanted: set[Piece], *, by_group: bool) -> set[Piece]:
    """List what a part is the dose of; naming no fraction group, it means the plan's only one."""
    only_group = len({number for number, _ in wanted}) == 1
    if by_group:
        named = {number for number, _ in part.extent} - {0}
        return {piece for piece in wanted if piece[0] in named or (only_group and not named)}
    beams = {beam for number, beam in part.extent if number == 0} if only_group else set()
    return {piece for piece in wanted if piece in part.extent or piece[1] in beams}


def _name(pieces: Iterable[Piece]) -> Message:
    """Name beams, or fraction groups, for a message."""
    listed = sorted(set(pieces))
    if all(beam == 0 for _, beam in listed):
        groups = tuple(group for group, _ in listed)
        return Message("rtdose.fraction-groups", n=len(groups), groups=Listing(groups))
    beams = tuple(dict.fromkeys(beam for _, beam in listed))
    return Message("rtdose.beams", n=len(beams), beams=Listing(beams))


def _compute(taken: _Sum) -> tuple[Dose | None, list[Deviation]]:
    first, factor = taken.parts[0]
    if any(not part.grid.same_as(first.grid) or part.quantity != first.quantity for part, _ in taken.parts):
        taken.report(DeviationKind.DOSE_UNUSABLE, Message("rtdose.grids-differ"))
        return None, taken.deviations
    values = first.values_gy
    if len(taken.parts) > 1 or factor > 1:
        total = np.zeros(values.shape)
        for part, times in taken.parts:
            total += part.values_gy.astype(np.float64) * times
        values = total.astype(np.float32)
        values.setflags(write=False)
    dose = Dose(
        uid=first.uid,
        grid=first.grid,
        values_gy=values,
        quantity=first.quantity,
        scope=taken.scope,
        n_fractions=taken.n_fractions,
        plan_uid=first.plan_uid,
        structure_set_uid=first.structure_set_uid,
        made=min(part.made for part, _ in taken.parts),
        as_water=any(part.as_water for part, _ in taken.parts),
        for_tissue=all(part.for_tissue for part, _ in taken.parts),
        # Those of a part are no one's once it is added to others.
        stored_dvhs=first.stored_dvhs if len(taken.parts) == factor == 1 else (),
    )
    return dose, taken.deviations
