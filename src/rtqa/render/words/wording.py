"""Verdicts, limits and numbers in words, the same in every form of the report."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

from rtqa.findings import Finding, Report, ReportedPicture, Verdict
from rtqa.messages import Interval
from rtqa.messages.safe_text import show
from rtqa.messages.values import finite
from rtqa.metrics.grammar import MetricSpec
from rtqa.metrics.outcome import Measurement, Outcome, Unmeasurable
from rtqa.protocol.constraint import SUM, Constraint
from rtqa.render.words.language import ENGLISH, Language
from rtqa.render.words.number import format_number

SYMBOLS = {"pass": "✓", "variation": "≈", "review": "?", "fail": "✗", "info": "i"}
"""A verdict is always a symbol and a word: never a colour alone."""

_TONES = {symbol: word for word, symbol in SYMBOLS.items() if word != "info"}

DISCLAIMER = "page.disclaimer"

NOTICES = "page.notices"

_RELATIONS = {"<=": "≤", "<": "<", ">=": "≥", ">": ">"}


def word_of(verdict: Verdict | None) -> str:
    """``pass``, ``variation``, ``review``, ``fail``, or ``info`` for a row without a verdict."""
    return verdict.value if verdict else "info"


def tone_of(text: str) -> str:
    """The verdict whose symbol a text begins with, as its word; empty where it begins with none."""
    return _TONES.get(text.split(" ", 1)[0], "")


def badge(word: str, say: Language = ENGLISH) -> str:
    """The symbol and the word: ``✗ FAIL``."""
    return f"{SYMBOLS[word]} {say(f'verdict.{word}')}"


def count_line(report: Report, say: Language = ENGLISH) -> str:
    """How many findings carry each verdict, worst first, those of none left out."""
    counts = report.counts
    parts = [
        f"{counts[word]} {say(f'verdict.count-{word}')}"
        for word in ("fail", "review", "variation", "pass", "info")
        if counts[word]
    ]
    return " · ".join(parts) or say("page.nothing-was-checked")


def worst_first(findings: tuple[Finding, ...]) -> list[int]:
    """Their places: FAIL, REVIEW, VARIATION, PASS, then INFO; within each the report's own order."""
    order = {word: n for n, word in enumerate(("fail", "review", "variation", "pass", "info"))}
    return sorted(range(len(findings)), key=lambda place: order[word_of(findings[place].verdict)])


class Measured(NamedTuple):
    """The bare numbers of an outcome.

    Attributes:
        metric: what is asked for.
        value: in the metric's unit; None where it is not known, not finite included.
        known: the value's interval, or the bounds of one that is not known.
    """

    metric: MetricSpec
    value: float | None
    known: Interval | None


def measured_outcome(outcome: Outcome) -> Measured:
    """What was measured, or would have been."""
    match outcome:
        case Measurement(spec=spec, value=value, interval=interval):
            return Measured(spec, finite(value), interval)
        case Unmeasurable(spec=spec, bounds=bounds):
            return Measured(spec, None, bounds)


def measured_of(finding: Finding) -> Measured | None:
    """What was measured for a finding, or would have been; None where nothing is."""
    if finding.outcome is not None:
        return measured_outcome(finding.outcome)
    return Measured(finding.constraint.measured, None, None) if finding.constraint else None


def phase_name(phase: str, say: Language) -> str:
    """A phase by its name; the sum of all phases as such."""
    return say("page.sum") if phase == SUM else show(phase)


def place_of(picture: ReportedPicture, say: Language = ENGLISH) -> str:
    """Where a picture's plane lies, and what is under the dose: ``axial, z = −12.5 mm · CT, bone``."""
    axis = {"axial": "z", "coronal": "y", "sagittal": "x"}[picture.plane]
    position = f"{picture.position_mm:.1f}".replace("-", "−")
    place = f"{say(f'plane.{picture.plane}')}, {axis} = {position} mm"
    return f"{place} · {say.write(picture.image)}" if picture.image else place


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """The numbers of a finding as text; each is empty where there is none.

    Attributes:
        metric: what is measured, such as ``D0.03cc[Gy]`` or ``Mean[Gy] EQD2(3)``; it states the unit of all
            the others.
        value: measured value; where bounds alone keep the limit, the one on its side, such as ``≤ 44.70``;
            else ``unknown``.
        interval: where the value lies, such as ``44.91–45.20`` or ``≥ 47.00``.
        limit: such as ``≤ 45``.
        margin: distance to the limit; positive on the side that the limit allows.
    """

    metric: str = ""
    value: str = ""
    interval: str = ""
    limit: str = ""
    margin: str = ""


def format_outcome(outcome: Outcome, say: Language = ENGLISH) -> str:
    """A value with its interval, such as ``67.50 [67.10–67.80]``, for a column that states the metric."""
    metric, value, known = measured_outcome(outcome)
    text = say("page.unknown") if value is None else format_number(value, metric.unit)
    interval = format_interval(known, metric.unit) if known else ""
    return f"{text} [{interval}]" if interval else text


def numbers_of(finding: Finding, say: Language = ENGLISH) -> Numbers:
    """Round what was measured for reading, but never so far that it meets a limit it does not meet."""
    measured, constraint = measured_of(finding), finding.constraint
    if measured is None:
        return Numbers()
    metric, value, known = measured
    limit = constraint.limit if constraint else None
    return Numbers(
        metric=show(str(metric)) + _quantity(constraint),
        value=_bound(finding, known) or say("page.unknown")
        if value is None
        else format_number(value, metric.unit, apart_from=limit),
        interval=format_interval(known, metric.unit, limit) if known else "",
        limit=_limit(constraint) if constraint else "",
        margin=_margin(value, constraint) if constraint and value is not None else "",
    )


def _bound(finding: Finding, known: Interval | None) -> str:
    """The bound by which a limit is kept that nothing was measured for; empty where none is."""
    limit = finding.constraint
    if known is None or limit is None or finding.verdict is not Verdict.PASS:
        return ""
    relation, end = ("≤", known.high) if limit.relation.startswith("<") else ("≥", known.low)
    return f"{relation} {format_number(end, limit.unit, apart_from=limit.limit)}"


def _quantity(constraint: Constraint | None) -> str:
    """`` EQD2(3)``: in fractions of 2 Gy, by an α/β of 3 Gy; empty for physical dose."""
    if constraint is None or constraint.quantity == "physical" or constraint.alpha_beta is None:
        return ""
    return f" EQD2({constraint.alpha_beta.gy:g})"


def _limit(constraint: Constraint) -> str:
    text = f"{_RELATIONS[constraint.relation]} {constraint.limit:.10g}"
    if constraint.variation is not None:
        text += f" ({constraint.variation:.10g})"
    return text.replace("-", "−")


def _margin(value: float, constraint: Constraint) -> str:
    allowed = constraint.limit - value if constraint.relation.startswith("<") else value - constraint.limit
    return format_number(allowed, constraint.unit, apart_from=0.0, signed=True)


def format_interval(known: Interval, unit: str = "", limit: float | None = None) -> str:
    """Both ends, or the end that is known; empty where nothing is, or where it is the value alone."""
    low, high = (
        format_number(end, unit, apart_from=limit) if math.isfinite(end) else ""
        for end in (known.low, known.high)
    )
    if not high:
        return f"≥ {low}" if known.low > 0.0 else ""
    return f"{low}–{high}" if known.low != known.high else ""
