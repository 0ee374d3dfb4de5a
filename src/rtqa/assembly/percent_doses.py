"""What 100 % is, of a limit with a dose in percent: the dose that a structure is prescribed, and by what.

It is that of the target that is limited, or of the one that the clause names (``percent_of``). A limit on the
sum of all phases is in percent of what the phases prescribe to that target together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rtqa.assembly.context import PhasePlan, Together
from rtqa.assembly.resolved import MatchedStructure
from rtqa.assembly.stated_doses import (
    OF_POINTS,
    Source,
    StatedDose,
    list_described,
    list_doses_to,
    stated_prescriptions,
)
from rtqa.messages import Cause, CauseKind, Listing, Message, Quantity, Unknown
from rtqa.metrics import Measurement, parse_metric
from rtqa.protocol.constraint import SUM, Constraint

NEAR_FRAC = 0.05
"""How far a target's median dose may lie from a dose that is meant for it and prescribed elsewhere."""

_HALF = parse_metric("D50%[Gy]")


@dataclass(frozen=True, slots=True, kw_only=True)
class PercentDose:
    """100 % of a limit.

    Attributes:
        dose_gy: in Gy.
        name: whose it is, as the plan names it.
        source: by what it is known.
    """

    dose_gy: float
    name: str
    source: Message


def find_percent_dose(
    limit: Constraint, plan: PhasePlan, part: MatchedStructure | None = None
) -> PercentDose | Unknown:
    """100 % of a limit in percent, in the dose of one plan; or why it is not known, and what to state where.

    Args:
        limit: on a target, on several that are prescribed the same, or with ``percent_of``.
        plan: its structures resolved for the protocol of the limit.
        part: what is judged, where the limit is on one structure; each of numbered parts has its own dose.
    """
    if limit.percent_of is None:
        if limit.phase == SUM:
            return Unknown(Message("percent.of-no-phase"), _NOT_SAID)
        organ = next((name for name in limit.names if plan.resolved[name].role != "target"), None)
        if organ is not None:
            return Unknown(Message("percent.of-no-target", name=organ), _NOT_SAID)
        if limit.structure is not None and part is not None:
            return _find_stated(limit.structure, part, plan)
    doses: list[PercentDose] = []
    for name in limit.names if limit.percent_of is None else (limit.percent_of,):
        parts = plan.resolved[name].parts
        for stated in (parts,) if isinstance(parts, Unknown) else parts:
            dose = stated if isinstance(stated, Unknown) else _find_stated(name, stated, plan)
            if isinstance(dose, Unknown):
                return dose
            doses.append(dose)
    return _find_same(doses)


def find_sum_dose(limit: Constraint, together: Together) -> PercentDose | Unknown:
    """100 % of a limit on the sum: what all phases prescribe to one target, each by its own plan."""
    by_phase: list[tuple[str, PercentDose]] = []
    for plan in together.plans:
        dose = find_percent_dose(limit, plan)
        if isinstance(dose, Unknown):
            return Unknown(
                Message("phase-sum.of-phase", phase=plan.phase_id, reason=dose.message), dose.cause
            )
        by_phase.append((plan.phase_id, dose))
    shares = tuple(
        Message("percent.of-phase", phase=phase, dose=Quantity(dose.dose_gy, "Gy"))
        for phase, dose in by_phase
    )
    return PercentDose(
        dose_gy=sum(dose.dose_gy for _, dose in by_phase),
        name=by_phase[-1][1].name,
        source=Message("percent.by-all-phases", shares=Listing(shares, "and")),
    )


_NOT_SAID = Cause(CauseKind.CLAUSE_OPEN, Message("percent.whose"))


def _find_same(doses: Sequence[PercentDose]) -> PercentDose | Unknown:
    """The one dose of several structures."""
    if len({dose.dose_gy for dose in doses}) == 1:
        return doses[0]
    listed = Listing(
        tuple(
            Message("percent.of-structure", name=dose.name, dose=Quantity(dose.dose_gy, "Gy"))
            for dose in doses
        ),
        "and",
    )
    return Unknown(Message("percent.of-several", doses=listed), _NOT_SAID)


def _find_stated(name: str, part: MatchedStructure, plan: PhasePlan) -> PercentDose | Unknown:
    """What one structure is prescribed: by the plan, else the course file, else as the plan's only dose."""
    stated = list_doses_to(part, plan)
    written_gy = plan.planned_gy.get(name)
    if not stated and written_gy is not None:
        stated = [StatedDose(dose_gy=written_gy, source=Source.COURSE)]
    stated = stated or _list_only(part, plan)
    doubtful = Cause(CauseKind.PRESCRIPTION_DOUBTFUL, part.name)
    if not stated:
        return Unknown(Message("percent.not-prescribed", name=part.name), doubtful)
    if len({dose.dose_gy for dose in stated}) > 1:
        doses = Listing(tuple(Quantity(dose.dose_gy, "Gy") for dose in stated), "and")
        return Unknown(Message("percent.two-prescribed", name=part.name, doses=doses), doubtful)
    first = stated[0]
    holders = Listing(tuple(f"'{holder}'" for holder in first.holders), "and")
    source = Message("prescription.source", source=first.source.value, holders=holders)
    dose = PercentDose(dose_gy=first.dose_gy, name=part.name, source=source)
    is_alone = len({rx.dose_gy for rx in stated_prescriptions(plan)}) == 1
    if first.source is Source.HOLDER and not is_alone and not _is_near(part, plan, first.dose_gy):
        # A plan need not prescribe to every volume that it treats: another of its doses may be meant.
        given = Quantity(first.dose_gy, "Gy")
        return Unknown(Message("percent.held-otherwise", name=part.name, dose=given, source=source), doubtful)
    return dose


def _list_only(part: MatchedStructure, plan: PhasePlan) -> list[StatedDose]:
    """The plan's only dose, where it is to a site that is no structure and the dose grid holds it there."""
    stated = [rx for rx in stated_prescriptions(plan) if rx.site not in OF_POINTS]
    doses_gy = {rx.dose_gy for rx in stated if rx.dose_gy is not None}
    is_to_site = all(rx.structure_number is None for rx in stated)
    if len(doses_gy) != 1 or not is_to_site or any(list_described(rx, plan.structures) for rx in stated):
        return []
    (dose_gy,) = doses_gy
    return [StatedDose(dose_gy=dose_gy, source=Source.ONLY)] if _is_near(part, plan, dose_gy) else []


def _is_near(part: MatchedStructure, plan: PhasePlan, dose_gy: float) -> bool:
    """Whether half of a structure has a dose, or nearly."""
    median = plan.measure(part.number, _HALF)
    return isinstance(median, Measurement) and abs(median.value - dose_gy) <= NEAR_FRAC * dose_gy
