"""The first page: the decision, the causes and who can remove them, targets, organs."""

from __future__ import annotations

from collections import Counter

from rtqa.findings import Finding, Report, ReportedCause, ReportedPlan
from rtqa.messages import Listing, Message
from rtqa.messages.safe_text import show
from rtqa.metrics.outcome import Measurement, Outcome, Unmeasurable
from rtqa.render.page.page import CauseLine, FirstPage, Grid
from rtqa.render.words.language import Language
from rtqa.render.words.number import format_known, format_number
from rtqa.render.words.wording import SYMBOLS, badge, numbers_of, phase_name, word_of

VACUOUS = "dv-limit.vacuous"
"""The message of a limit that no plan can break, under which nothing was compared."""

MOST_DETAILS = 4
"""More findings of one cause than these are counted, and stand in the evidence."""


_WITHOUT_PLAN = ("phase-plan.without-plan", "phase-plan.without-plan-or-clauses")


def lay_first_page(report: Report, say: Language) -> FirstPage:
    """Lay the first page out."""
    return FirstPage(
        plans=tuple(_plan_line(plan, say) for plan in report.plans),
        not_judged=_not_judged(report, say),
        causes=tuple(_cause_line(cause, say) for cause in report.causes),
        targets=_target_grid(report, say),
        organs=_organ_grid(report, say),
    )


def _not_judged(report: Report, say: Language) -> str:
    """Which phases of the protocol no plan was handed in of; empty where none is missing."""
    absent = [row.phase for row in report.findings if row.message.id in _WITHOUT_PLAN]
    return say("page.not-judged", phases=Listing(tuple(absent), "and")) if absent else ""


def _plan_line(plan: ReportedPlan, say: Language) -> str:
    """``HN1 (ccrt): PTV70 70 Gy, PTV56 56 Gy in 35 fractions``."""
    name = f"{show(plan.label)} ({show(plan.phase)})" if plan.phase else show(plan.label)
    if not plan.prescriptions:
        return say("page.plan-prescribes-nothing", plan=name)
    doses = ", ".join(f"{show(p.structure)} {format_number(p.dose_gy)} Gy" for p in plan.prescriptions)
    n = plan.prescriptions[0].n_fractions
    if n is None:
        return say("page.plan-prescribes", plan=name, doses=doses)
    return say("page.plan-prescribes-in", plan=name, doses=doses, n=n)


def _cause_line(cause: ReportedCause, say: Language) -> CauseLine:
    word = word_of(cause.verdict)
    n_more = len(cause.details) - MOST_DETAILS
    return CauseLine(
        word=word,
        badge=badge(word, say),
        summary=say.write(cause.summary),
        details=tuple(say.write(message) for message in cause.details[:MOST_DETAILS]),
        n_details=len(cause.details),
        more=say("page.more-of-this", n=n_more) if n_more > 0 else "",
        phases=", ".join(phase_name(phase, say) for phase in cause.phases),
        action=say.write(cause.action),
        owner=say.write(Message(f"owner.{cause.owner}")),
        first=cause.findings[0],
    )


def _unclear_phases(report: Report) -> frozenset[str]:
    """Phases of which several plans were handed in: which one's values count is to be said first."""
    plans = Counter(plan.phase for plan in report.plans)
    return frozenset(phase for phase, n_plans in plans.items() if n_plans > 1)


def _target_grid(report: Report, say: Language) -> Grid | None:
    """Every target with a prescription or of the protocol: what is prescribed, and what it receives."""
    unclear = _unclear_phases(report)
    metrics = tuple(dict.fromkeys(str(measure.outcome.spec) for measure in report.measures))
    received: dict[tuple[str, str], dict[str, Outcome]] = {}
    for measure in report.measures:
        of_target = received.setdefault((measure.phase, measure.structure), {})
        of_target[str(measure.outcome.spec)] = measure.outcome
    prescribed: dict[tuple[str, str], list[float]] = {}
    for stated in report.prescriptions:
        prescribed.setdefault((stated.phase, stated.structure), []).append(stated.dose_gy)
    rows = [
        (
            show(structure),
            show(phase),
            " / ".join(map(format_number, prescribed.get((phase, structure), ()))) or "–",
            *(_value(received.get((phase, structure), {}).get(metric), say) for metric in metrics),
        )
        for phase, structure in dict.fromkeys([*prescribed, *received])
        if phase not in unclear
    ]
    if not rows:
        return None
    columns = (say("page.target"), say("page.phase"), say("page.prescribed-gy"), *metrics)
    return _grid(say("page.targets"), columns, rows)


def _organ_grid(report: Report, say: Language) -> Grid | None:
    """Every limited organ: one row a limit, one column a phase, the sum, and the sum in fractions of 2 Gy."""
    targets, unclear = frozenset(report.protocol.targets), _unclear_phases(report)
    limits: dict[tuple[str, str, str], dict[str, Finding]] = {}
    for finding in report.findings:
        limit = finding.constraint
        if limit is None or finding.code == "DV-REFERENCE" or targets.issuperset(limit.names):
            continue
        if finding.phase in unclear:
            continue
        if finding.outcome is None and len(limit.names) > 1:
            # Of several organs together nothing is known; each has a row of its own.
            continue
        text = f"{limit.measured} {numbers_of(finding, say).limit}"
        column = _column(finding, say)
        row = limits.setdefault((say.write(finding.subject), limit.subject, text), {})
        row.setdefault(column, finding)
    if not limits:
        return None
    columns = tuple(dict.fromkeys(column for row in limits.values() for column in row))
    rows = [
        (
            show(subject) if subject == wanted else f"{show(subject)} → {show(wanted)}",
            limit,
            *(_judged_value(row.get(column), say) for column in columns),
        )
        for (subject, wanted, limit), row in limits.items()
    ]
    rows = [row for row in rows if any(cell != "–" for cell in row[2:])]
    if not rows:
        return None
    headings = (say("page.organ"), say("page.limit"), *columns)
    n_vacuous = sum(finding.message.id == VACUOUS for row in limits.values() for finding in row.values())
    note = say("page.vacuous-note", n=n_vacuous) if n_vacuous else ""
    return _grid(say("page.organs-at-risk"), headings, rows, note=note)


def _column(finding: Finding, say: Language) -> str:
    limit = finding.constraint
    name = phase_name(finding.phase, say)
    if limit is None or limit.quantity == "physical":
        return name
    return f"{name}, EQD2"


def _judged_value(finding: Finding | None, say: Language) -> str:
    """``✗ 61.04``, ``✗ ≥ 61.04``, ``? unknown``, ``vacuous``; a dash where nothing was to be judged."""
    if finding is None:
        return "–"
    if finding.message.id == VACUOUS:
        return say("page.vacuous")
    numbers = numbers_of(finding, say)
    is_known = numbers.value != say("page.unknown")
    if finding.verdict is None and not is_known:
        return "–"
    value = numbers.value if is_known or not numbers.interval else numbers.interval
    return f"{SYMBOLS[word_of(finding.verdict)]} {value}"


def _value(outcome: Outcome | None, say: Language) -> str:
    if outcome is None:
        return "–"
    if isinstance(outcome, Unmeasurable) and outcome.unknown.message.id == "metric.no-prescription":
        return "–"
    return format_known(
        outcome.value if isinstance(outcome, Measurement) else None, outcome.spec.unit, say=say
    )


def _grid(title: str, columns: tuple[str, ...], rows: list[tuple[str, ...]], *, note: str = "") -> Grid:
    is_number = tuple(n > 1 for n in range(len(columns)))
    return Grid(title=title, columns=columns, is_number=is_number, rows=tuple(rows), note=note)
