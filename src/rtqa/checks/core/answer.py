"""How a check that looks for faults words its answer: a row for each doubt, a PASS where there is none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rtqa.assembly.context import PhasePlan
from rtqa.findings import Finding, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Something that speaks against a plan.

    Attributes:
        found: what is so, with its numbers; one sentence.
        meaning: what it may mean, and what to do about it.
        subject: what it is about; the treatment where empty.
        verdict: FAIL for what cannot be under any reading, such as leaves that cross.
    """

    found: str
    meaning: str
    subject: str = ""
    verdict: Verdict = Verdict.REVIEW


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Something to know that is no doubt: a fact, or what could not be looked at, and why."""

    text: str
    subject: str = ""


def answer(
    code: str, one: PhasePlan, rows: Iterable[Doubt | Told], *, in_order: str = ""
) -> Iterator[Finding]:
    """Make findings of what a check found on a treatment.

    Args:
        code: of the check.
        one: the treatment.
        rows: what was found, told, or not looked at.
        in_order: what a PASS says; empty where nothing could be looked at.
    """
    rows = list(rows)
    if in_order and not any(isinstance(row, Doubt) for row in rows):
        yield Finding(
            code=code,
            verdict=Verdict.PASS,
            subject=one.treatment.label,
            phase=one.phase_id,
            message=in_order,
        )
    for row in rows:
        doubt = row if isinstance(row, Doubt) else None
        yield Finding(
            code=code,
            verdict=doubt.verdict if doubt is not None else None,
            subject=row.subject or one.treatment.label,
            phase=one.phase_id,
            message=row.found if isinstance(row, Doubt) else row.text,
            explanation=doubt.meaning if doubt is not None else "",
        )
