"""A limit on one plan: which structures it concerns, what they receive, and what follows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from math import isinf

from rtqa.assembly.context import PhasePlan
from rtqa.assembly.resolved import MatchedStructure
from rtqa.assembly.sides import find_sided
from rtqa.assembly.unions import unite
from rtqa.checks.core.judge import judge, known_bounds, limit_of, name_metric, write_apart
from rtqa.checks.core.rows import Row, informed
from rtqa.checks.limits.limited_dose import OF_PLAN, LimitedDose, doubts_of_others
from rtqa.checks.limits.tabled_limit import read_limit
from rtqa.findings import Evidence, Verdict
from rtqa.findings.derived import is_beyond_recommended
from rtqa.geometry.slabs import UNDRAWN
from rtqa.messages import Cause, CauseKind, Limit, Message, Quantity, Unknown, Value, join
from rtqa.metrics import Measurement, Outcome, Unmeasurable
from rtqa.protocol.constraint import Constraint
from rtqa.protocol.schema import Protocol as ProtocolFile


def judge_on(limit: Constraint, plan: PhasePlan, *, dose: LimitedDose | None = None) -> list[Row]:
    """The rows of a limit on one plan: at least one for each structure that it concerns.

    Args:
        limit: whatever its phase; the dose of this plan is judged.
        plan: its structures resolved for the protocol of the limit.
        dose: another dose in this plan's structures, such as the sum of all phases.
    """
    dose = dose or OF_PLAN
    match limit.logic:
        case "combined":
            rows = [_judge_union(limit, plan, dose)]
        case "contralateral" | "ipsilateral":
            name = find_sided(limit, plan)
            rows = (
                [leave_undecided(limit, name)]
                if isinstance(name, Unknown)
                else _judge_structure(limit.of_one(name), plan, name, dose=dose)
            )
        case _:
            rows = [
                row
                for name in limit.names
                for row in _judge_structure(limit.of_one(name), plan, name, dose=dose)
            ]
            rows = settle_alternatives(rows) if limit.logic == "either" else rows
    rows = [_say_by_table(row) for row in rows]
    are_targets = all(plan.resolved[name].role == "target" for name in limit.names)
    return [replace(row, section="targets") for row in rows] if are_targets else rows


def by_priority(limits: Iterable[Constraint]) -> list[Constraint]:
    """The limits in the order of their priorities, those without one last; else as in the file."""
    return sorted(limits, key=lambda limit: (limit.priority is None, limit.priority or 0))


def settle_alternatives(rows: Sequence[Row], *, at_least: int | None = None) -> list[Row]:
    """Of alternatives the best decides, or the last of as many as must hold; the worse ones are information.

    Args:
        rows: the alternatives.
        at_least: so many clauses must hold, each with all its rows; None where each row is an alternative,
            and one is enough.
    """
    worst_of: dict[str, Row] = {}
    for n, row in enumerate(rows):
        if row.verdict is not None:
            clause = row.constraint.id if at_least is not None and row.constraint is not None else str(n)
            worst_of[clause] = max(worst_of.get(clause, row), row, key=_rank)
    ranked = sorted(worst_of.values(), key=_rank)
    if not ranked:
        return list(rows)
    best = ranked[min(at_least or 1, len(ranked)) - 1]
    decides = Message("dv-limit.alternative-decides", alternative=best.message)
    return [
        row
        if row.verdict is None or _rank(row) <= _rank(best)
        else replace(row, verdict=None, reason=join(decides, row.reason), causes=())
        for row in rows
    ]


def settle_choice(limits: Sequence[Constraint], rows: list[Row], protocol: ProtocolFile) -> list[Row]:
    """The rows of limits that are alternatives (``one_of``): as many must hold as their choice says."""
    word = limits[0].one_of
    if word is None:
        return rows
    at_least = next((choice.at_least for choice in protocol.choices if choice.id == word), 1)
    return settle_alternatives(rows, at_least=at_least)


def group_choices(limits: Iterable[Constraint]) -> list[list[Constraint]]:
    """Limits by their priority, those that are alternatives together where the first of them stands."""
    groups: dict[str, list[Constraint]] = {}
    for limit in by_priority(limits):
        groups.setdefault(f"one of {limit.one_of}" if limit.one_of else limit.id, []).append(limit)
    return [*groups.values()]


def _rank(row: Row) -> Verdict:
    return row.verdict or Verdict.PASS


def _judge_structure(limit: Constraint, plan: PhasePlan, name: str, *, dose: LimitedDose) -> list[Row]:
    """The rows of every structure that may stand for the protocol's of this name."""
    resolved = plan.resolved[name]
    if resolved.is_absent:
        return [_tell_absent(limit)]
    if resolved.unknown is not None and not resolved.structures:
        return [_not_found(limit, resolved.unknown)]
    rows = [
        _judge_part(limit, plan, structure, name=structure.name, dose=dose)
        for structure in resolved.structures
    ]
    rows = [_leave_open(row, structure) for row, structure in zip(rows, resolved.structures, strict=True)]
    if all(row.verdict is Verdict.FAIL for row in rows):
        return rows
    if resolved.unknown is not None and not resolved.is_gathered:
        # What one of several passes is no pass.
        return [_in_doubt(row, [resolved.unknown]) for row in rows]
    others = doubts_of_others(limit, plan)
    return [
        row if row.verdict is Verdict.FAIL else _in_doubt(row, [*structure.doubts, *others])
        for row, structure in zip(rows, resolved.structures, strict=True)
    ]


def _judge_union(limit: Constraint, plan: PhasePlan, dose: LimitedDose) -> Row:
    matches = []
    drawn = [name for name in limit.names if not plan.resolved[name].is_absent]
    if not drawn:
        return _tell_absent(limit)
    for name in drawn:
        only = plan.resolved[name].only
        if isinstance(only, Unknown):
            return leave_undecided(limit, only)
        matches.append(only)
    united = unite(plan, [matched.structure for matched in matches], name=limit.subject)
    if isinstance(united, Unknown):
        return leave_undecided(limit, united)
    row = _judge_part(limit, united, matches[0], name=limit.subject, dose=dose)
    if row.verdict is Verdict.FAIL:
        return row
    open_contours = [matched.open_contours for matched in matches if matched.open_contours is not None]
    return _in_doubt(row, [*open_contours, *doubts_of_others(limit, plan)])


def _judge_part(
    limit: Constraint, plan: PhasePlan, part: MatchedStructure, *, name: str, dose: LimitedDose
) -> Row:
    """On one structure, or several as one, by the limit that a table gives where the clause has one."""
    if limit.limit_by is None:
        return _judge_measured(limit, plan, part, name=name, dose=dose)
    tabled = read_limit(limit, plan, part.number, table=limit.limit_by, dose=dose)
    if isinstance(tabled, Unknown):
        return replace(leave_undecided(limit, tabled), subject=name)
    return tabled.qualify(_judge_measured(tabled.limit, plan, part, name=name, dose=dose))


def _judge_measured(
    limit: Constraint, plan: PhasePlan, part: MatchedStructure, *, name: str, dose: LimitedDose
) -> Row:
    """On one structure, or several as one; of a dose in percent the row says what 100 % is, and by what."""
    number = part.number
    if not limit.measured.needs_prescription or isinstance(plan.dvhs[number], Unknown):
        return _judge_value(limit, dose.measure_ratio(limit, plan, number, prescription_gy=None), name)
    percent = dose.find_percent(limit, plan, part if limit.structure is not None else None)
    if isinstance(percent, Unknown):
        return _judge_value(limit, Unmeasurable(spec=limit.measured, unknown=percent), name)
    row = _judge_value(limit, dose.measure_ratio(limit, plan, number, prescription_gy=percent.dose_gy), name)
    whole = Quantity(percent.dose_gy, "Gy")
    message = Message(
        "dv-limit.in-percent", judged=row.message, dose=whole, name=percent.name, source=percent.source
    )
    return replace(row, message=message)


def _judge_value(limit: Constraint, outcome: Outcome, name: str) -> Row:
    verdict, reason = judge(outcome, limit)
    return Row(
        verdict=verdict,
        subject=name,
        phase=limit.phase,
        message=_describe(limit, outcome, name),
        reason=reason,
        causes=tuple(_find_causes(outcome, limit, name=name, verdict=verdict)),
        outcome=outcome,
        constraint=limit,
        evidence=Evidence.of(limit),
        caveat=None if limit.priority is None else Message("dv-limit.priority", n=limit.priority),
    )


def _find_causes(outcome: Outcome, limit: Constraint, *, name: str, verdict: Verdict) -> Iterator[Cause]:
    is_broken = verdict is Verdict.FAIL or is_beyond_recommended(outcome, limit)
    if is_broken:
        yield Cause(CauseKind.LIMIT_EXCEEDED, name)
    if isinstance(outcome, Unmeasurable) and verdict is not Verdict.PASS:
        yield outcome.unknown.cause or Cause(CauseKind.STRUCTURE_DOUBTFUL, name)
    elif verdict is Verdict.REVIEW and not is_broken:
        yield Cause(CauseKind.LIMIT_UNCERTAIN, name)


def _describe(limit: Constraint, outcome: Outcome, name: str) -> Message:
    """What the structure receives beside its limit; the id says on which side it lies."""
    values: dict[str, Value] = {
        "structure": name,
        "metric": name_metric(limit.measured),
        "limit": limit_of(limit),
        "quantity": limit.quantity,
    }
    if limit.quantity == "eqd2" and limit.alpha_beta is not None:
        values["alpha_beta"] = Quantity(limit.alpha_beta.gy, "Gy")
    if isinstance(outcome, Measurement):
        values["value"] = write_apart(outcome, limit.limit)
        if limit.allows(outcome.value):
            return Message("dv-limit.kept", **values)
        if limit.variation is None or not limit.allows_as_variation(outcome.value):
            return Message("dv-limit.exceeded", **values)
        variation = Limit(limit.relation, limit.variation, limit.unit)
        return Message("dv-limit.variation", **values, variation=variation)
    bounds = known_bounds(outcome.bounds)
    if bounds is None:
        return Message("dv-limit.not-known", **values)
    values["low"] = Quantity(bounds.low, limit.unit, 2)
    if isinf(bounds.high):
        return Message("dv-limit.at-least", **values)
    values["high"] = Quantity(bounds.high, limit.unit, 2)
    is_kept = limit.allows(bounds.low) and limit.allows(bounds.high)
    return Message("dv-limit.kept-by-bounds" if is_kept else "dv-limit.between", **values)


def _say_by_table(row: Row) -> Row:
    """A row whose limit its table could not give, with the laxest of it said to be that."""
    if row.constraint is None or row.constraint.limit_by is None:
        return row
    return replace(row, message=Message("dv-limit.table-not-read", judged=row.message))


def _leave_open(row: Row, structure: MatchedStructure) -> Row:
    """A FAIL on what may not be drawn is none: where the other reading keeps the limit, it is open."""
    limit = row.constraint
    undrawn = [note for note in structure.assumptions if note.id in UNDRAWN]
    reach = row.outcome.interval if isinstance(row.outcome, Measurement) else None
    if row.verdict is not Verdict.FAIL or not undrawn or reach is None or limit is None:
        return row
    if not (limit.allows(reach.low) or limit.allows(reach.high)):
        return row
    cause = Cause(CauseKind.STRUCTURE_DOUBTFUL, structure.name)
    return _in_doubt(row, [Unknown(note, cause) for note in undrawn])


def _in_doubt(row: Row, doubts: Sequence[Unknown]) -> Row:
    """The row as a REVIEW where anything stands against it, its own reason and causes kept."""
    if not doubts:
        return row
    return replace(
        row,
        verdict=Verdict.REVIEW,
        reason=join(*(doubt.message for doubt in doubts), row.reason),
        causes=(*(doubt.cause for doubt in doubts if doubt.cause is not None), *row.causes),
    )


def _tell_absent(limit: Constraint) -> Row:
    message = Message("dv-limit.absent", structure=limit.subject, limit=limit_of(limit))
    return replace(informed(message, subject=limit.subject), phase=limit.phase, evidence=Evidence.of(limit))


def _not_found(limit: Constraint, unknown: Unknown) -> Row:
    message = Message("dv-limit.not-found", structure=limit.subject, limit=limit_of(limit))
    return replace(leave_undecided(limit, unknown), message=message)


def leave_undecided(limit: Constraint, unknown: Unknown) -> Row:
    """A limit that cannot be judged, and why."""
    return Row(
        verdict=Verdict.REVIEW,
        subject=limit.subject,
        phase=limit.phase,
        message=Message("dv-limit.not-judged", structure=limit.subject, limit=limit_of(limit)),
        reason=unknown.message,
        causes=(unknown.cause or Cause(CauseKind.STRUCTURE_DOUBTFUL, limit.subject),),
        outcome=Unmeasurable(spec=limit.measured, unknown=unknown),
        constraint=limit,
        evidence=Evidence.of(limit),
    )
