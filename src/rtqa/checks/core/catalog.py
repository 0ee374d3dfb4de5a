"""The list of checks, found by looking: a check is one `@check` function in a module of `rtqa.checks`."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal

import rtqa.checks
from rtqa.assembly.context import PhasePlan, Subject
from rtqa.checks.core.rows import Row
from rtqa.findings import Finding, Verdict
from rtqa.messages import Cause, CauseKind

Section = Literal[
    "prescriptions", "targets", "organs", "sfrt", "calendar", "dose", "structures", "beams", "images", "files"
]
"""Where the report shows what a check finds; in the order of reading."""

Rules = Callable[[Subject], Sequence[Any]]
"""The clauses of a protocol that a check judges; each has an id, and most a phase."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One question asked of a case.

    Attributes:
        code: short, stable name; its page is ``docs/checks/CODE.md``, its module ``<family>/<code>.py``.
        question: what it asks, in one line.
        family: the folder of `rtqa.checks` that it lies in.
        section: where the report shows what it finds.
        order: its place within its section.
        cause: what stands behind a row that is not passed and names no cause.
        answer: yields a finding for everything that the question concerns; at least one.
    """

    code: str
    question: str
    family: str
    section: Section
    order: int
    cause: CauseKind
    answer: Callable[[Subject], Iterator[Finding]]


def check(
    code: str,
    question: str,
    *,
    section: Section = "files",
    order: int = 0,
    cause: CauseKind = CauseKind.LINK_DOUBTFUL,
    per: Literal["plan", "rule", "case"] = "case",
    rules: Rules | None = None,
) -> Callable[[Callable[..., Iterator[Any]]], Check]:
    """Make a check of a function that yields rows.

    Args:
        code: of the check.
        question: what it asks.
        section: of the report.
        order: within the section.
        cause: of a row that is not passed and names none.
        per: how often the function is asked: ``plan``, of each plan (``plan, subject``); ``rule``, of each
            clause on each plan of the clause's phase (``rule, plan, subject``); ``case``, once (``subject``).
        rules: with ``per="rule"``: which clauses.
    """

    def make(function: Callable[..., Iterator[Any]]) -> Check:
        def answer(subject: Subject) -> Iterator[Finding]:
            for plan, row in _ask(function, subject, per=per, rules=rules):
                yield _complete(row, made) if isinstance(row, Finding) else _stamp(row, made, plan)

        made = Check(
            code=code,
            question=question,
            family=function.__module__.removeprefix("rtqa.checks.").partition(".")[0],
            section=section,
            order=order,
            cause=cause,
            answer=answer,
        )
        return made

    return make


def _ask(
    function: Callable[..., Iterator[Any]], subject: Subject, *, per: str, rules: Rules | None
) -> Iterator[tuple[PhasePlan | None, Any]]:
    """Every row, beside the plan that was asked about."""
    if per == "case":
        yield from ((None, row) for row in function(subject))
    elif per == "plan":
        for plan in subject.plans:
            yield from ((plan, row) for row in function(plan, subject))
    else:
        for rule in rules(subject) if rules is not None else ():
            for plan in subject.of_phase(rule.phase):
                yield from ((plan, row) for row in function(rule, plan, subject))


def _stamp(row: Row, check: Check, plan: PhasePlan | None) -> Finding:
    """A row as a finding: whose it is, of which phase, and why it is not passed."""
    is_settled = row.verdict in (None, Verdict.PASS, Verdict.VARIATION)
    subject = row.subject or (plan.treatment.label if plan is not None else "")
    return Finding(
        code=check.code,
        verdict=row.verdict,
        subject=subject,
        phase=row.phase if row.phase is not None else plan.phase_id if plan is not None else "",
        message=row.message,
        explanation=row.reason,
        outcome=row.outcome,
        constraint=row.constraint,
        evidence=row.evidence,
        table=row.table,
        caveat=row.caveat,
        causes=() if is_settled else row.causes or (Cause(check.cause, row.subject),),
        section=row.section or check.section,
    )


def _complete(finding: Finding, check: Check) -> Finding:
    """Transitional: a finding of a check that does not yield rows yet."""
    is_settled = finding.verdict in (None, Verdict.PASS, Verdict.VARIATION)
    causes = () if is_settled else finding.causes or (Cause(check.cause, finding.subject),)
    return replace(finding, causes=causes, section=finding.section or check.section)


@cache
def catalog() -> tuple[Check, ...]:
    """Every check, in the order of reading."""
    names = [module.name for module in pkgutil.walk_packages(rtqa.checks.__path__, "rtqa.checks.")]
    modules = [importlib.import_module(name) for name in names]
    found = {value for module in modules for value in vars(module).values() if isinstance(value, Check)}
    return tuple(sorted(found, key=_place))


_READING_ORDER = (
    *("PHASE", "PLAN", "RX", "DV", "TIME", "SIZE", "SFRT"),
    *("GRID", "DOSE", "STRUCT", "BEAM", "IMG", "REF"),
)
"""What a physicist asks first comes first; a kind that is not listed comes last."""


def _place(check: Check) -> tuple[int, str]:
    kind = check.code.partition("-")[0]
    return (_READING_ORDER.index(kind) if kind in _READING_ORDER else len(_READING_ORDER), check.code)
