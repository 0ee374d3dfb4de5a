"""The list of checks, found by looking: a check is one `@check` function in a module of `rtqa.checks`."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal, Protocol, TypeVar, get_args, overload

import rtqa.checks
from rtqa.assembly.context import PhasePlan, Subject
from rtqa.checks.core.kinds import asks, find_kind, find_kind_of_all, put_behind, say_not_asked
from rtqa.checks.core.rows import Row
from rtqa.findings import Finding, Verdict
from rtqa.messages import Cause, CauseKind

Section = Literal[
    "prescriptions", "targets", "organs", "sfrt", "calendar", "dose", "structures", "beams", "images", "files"
]
"""Where the report shows what a check finds; in the order of reading."""


class Rule(Protocol):
    """A clause that is judged on each plan of its phase."""

    @property
    def phase(self) -> str | None:
        """Of which phase; None: of no phase's plan."""


R = TypeVar("R", bound=Rule)
Judge = Callable[..., Iterator[Row]]
"""A function as `check` takes it; its parameters follow from how often it is asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One question asked of a case.

    Attributes:
        code: short, stable name; its page is ``docs/checks/CODE.md``, its module ``<family>/<code>.py``.
        question: what it asks, in one line.
        family: the folder of `rtqa.checks` that it lies in.
        section: where the report shows what it finds.
        order: its place within its section.
        cause: what stands behind a row that is not passed and names no cause; None where all rows are
            information, and none decides.
        answer: yields a finding for everything that the question concerns; at least one, unless another check
            says why nothing could be asked.
    """

    code: str
    question: str
    family: str
    section: Section
    order: int
    cause: CauseKind | None
    answer: Callable[[Subject], Iterator[Finding]]


@overload
def check(
    code: str, question: str, *, section: Section, order: int, cause: CauseKind | None, per: Literal["case"]
) -> Callable[[Callable[[Subject], Iterator[Row]]], Check]: ...


@overload
def check(
    code: str,
    question: str,
    *,
    section: Section,
    order: int,
    cause: CauseKind | None,
    per: Literal["plan"],
) -> Callable[[Callable[[PhasePlan, Subject], Iterator[Row]]], Check]: ...


@overload
def check(
    code: str,
    question: str,
    *,
    section: Section,
    order: int,
    cause: CauseKind | None,
    per: Literal["rule"],
    rules: Callable[[Subject], Iterable[R]],
) -> Callable[[Callable[[R, PhasePlan, Subject], Iterator[Row]]], Check]: ...


def check(
    code: str,
    question: str,
    *,
    section: Section,
    order: int,
    cause: CauseKind | None,
    per: Literal["case", "plan", "rule"],
    rules: Callable[[Subject], Iterable[Rule]] = lambda _: (),
) -> Callable[[Judge], Check]:
    """Make a check of a function that yields rows.

    Args:
        code: of the check.
        question: what it asks.
        section: of the report.
        order: within the section.
        cause: of a row that is not passed and names none; None where no row decides.
        per: how often the function is asked: ``case``, once (``subject``); ``plan``, of each plan (``plan,
            subject``); ``rule``, of each clause on each plan of the clause's phase (``rule, plan, subject``).
        rules: with ``per="rule"``: which clauses.
    """

    def make(judge: Judge) -> Check:
        def answer(subject: Subject) -> Iterator[Finding]:
            of_all = find_kind_of_all(subject.plans)
            if per == "case":
                rows = judge(subject) if asks(code, made.family, of_all) else iter([say_not_asked(of_all)])
                yield from (put_behind(_stamp(row, made), of_all) for row in rows)
                return
            asked = [plan for plan in subject.plans if asks(code, made.family, find_kind(plan))]
            for plan in (plan for plan in subject.plans if plan not in asked):
                yield _stamp(say_not_asked(find_kind(plan)), made, plan)
            if per == "plan":
                answers = [(plan, judge(plan, subject)) for plan in asked]
            else:
                answers = [
                    (plan, judge(rule, plan, subject))
                    for rule in rules(subject)
                    for plan in asked
                    if rule.phase is not None and plan.phase_id == rule.phase
                ]
            for plan, rows in answers:
                kind = find_kind(plan)
                yield from (put_behind(_stamp(row, made, plan), kind) for row in rows)

        made = Check(
            code=code,
            question=question,
            family=judge.__module__.removeprefix("rtqa.checks.").partition(".")[0],
            section=section,
            order=order,
            cause=cause,
            answer=answer,
        )
        return made

    return make


def _stamp(row: Row, check: Check, plan: PhasePlan | None = None) -> Finding:
    """A row as a finding: whose it is, of which phase, and why it is not passed."""
    is_settled = row.verdict in (None, Verdict.PASS, Verdict.VARIATION)
    usual = (Cause(check.cause, row.subject),) if check.cause is not None else ()
    return Finding(
        code=check.code,
        verdict=row.verdict,
        subject=row.subject or (plan.treatment.label if plan is not None else ""),
        phase=row.phase if row.phase is not None else plan.phase_id if plan is not None else "",
        message=row.message,
        explanation=row.reason,
        outcome=row.outcome,
        constraint=row.constraint,
        evidence=row.evidence,
        table=row.table,
        caveat=row.caveat,
        causes=() if is_settled else row.causes or usual,
        section=row.section or check.section,
    )


@cache
def catalog() -> tuple[Check, ...]:
    """Every check, in the order of reading."""
    names = [module.name for module in pkgutil.walk_packages(rtqa.checks.__path__, "rtqa.checks.")]
    modules = [importlib.import_module(name) for name in names]
    found = {value for module in modules for value in vars(module).values() if isinstance(value, Check)}
    sections = get_args(Section)
    return tuple(sorted(found, key=lambda check: (sections.index(check.section), check.order)))
