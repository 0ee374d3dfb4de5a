"""Do events lie as far apart as the protocol asks for?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from rtqa.assembly.context import Subject
from rtqa.assembly.timeline import write_day
from rtqa.checks.core.catalog import check
from rtqa.course.chronicle import Dated
from rtqa.course.interval import Kept, count, describe, due, keeps
from rtqa.course.moments import day_of
from rtqa.findings import Evidence, Finding, Verdict
from rtqa.protocol.time_rules import IntervalRule

_OF_A_PHASE = {
    "planning-ct": "planning CT",
    "first-fraction": "first fraction",
    "last-fraction": "last fraction",
}


@check("TIME-INTERVAL", "Do events lie as far apart as the protocol asks for?")
def intervals(subject: Subject) -> Iterator[Finding]:
    """One finding for each interval clause; of an event that repeats, one for each time to the next."""
    for rule in subject.protocol.intervals:
        for start, end in _pairs(rule, subject):
            yield _judge(rule, subject, start=start, end=end)


def _pairs(rule: IntervalRule, subject: Subject) -> Iterator[tuple[Dated | None, Dated | None]]:
    starts, ends = subject.chronicle.find(rule.from_), subject.chronicle.find(rule.to)
    if rule.from_ == rule.to:
        yield from pairwise(starts)
        yield (starts[-1] if starts else None), None
    else:
        yield next(iter(starts), None), next(iter(ends), None)


def _judge(rule: IntervalRule, subject: Subject, *, start: Dated | None, end: Dated | None) -> Finding:
    finding = Finding(
        code="TIME-INTERVAL",
        verdict=Verdict.REVIEW,
        subject=rule.id,
        phase=next((phase for phase in _phases(rule)), ""),
        message=f"From {_name(rule.from_, subject)} to {_name(rule.to, subject)}: not judged; "
        f"asked for: {rule.counted_as[0].says}.",
        evidence=Evidence.of(rule),
    )
    if start is not None and end is not None:
        return _decide(finding, rule, subject, start=start, end=end)
    untouched = [phase for phase in _phases(rule) if subject.is_untouched(phase)]
    if untouched:
        why = f"No plan of phase {untouched[0]} was handed in, and its dates or fractions are not known"
        return replace(finding, verdict=None, message=f"{why}; not judged: {rule.id}.")
    if start is not None:
        return _not_yet(finding, rule, subject, start=start)
    others = (other for other in subject.protocol.intervals if other.from_ != other.to)
    if rule.from_ == rule.to and any(other.to == rule.to for other in others):
        # That there is a first time, another clause asks for.
        summary = f"Not yet due: {_name(rule.to, subject)} again; counted from the first, which has no date."
        return replace(finding, verdict=None, message=summary)
    missing = [name for name, found in ((rule.from_, start), (rule.to, end)) if found is None]
    names = " and ".join(dict.fromkeys(_name(name, subject) for name in missing))
    return replace(finding, explanation=f"no date of {names} is known: give it in the course file")


def _decide(finding: Finding, rule: IntervalRule, subject: Subject, *, start: Dated, end: Dated) -> Finding:
    counted = [count(start.moment, end.moment, reading=reading) for reading in rule.counted_as]
    kept = [keeps(each, reading) for each, reading in zip(counted, rule.counted_as, strict=True)]
    names, taken = (_name(rule.from_, subject), _name(rule.to, subject)), rule.counted_as[0]
    finding = replace(
        finding,
        message=f"{_sentence(names[0])} {write_day(start.moment)}, {names[1]} {write_day(end.moment)}: "
        f"{describe(counted[0], taken)}; asked for: {taken.says}.",
    )
    planned = [name for name, dated in zip(names, (start, end), strict=True) if dated.is_planned]
    if all(each is Kept.NO for each in kept):
        if rule.outside == "fail":
            return replace(finding, verdict=Verdict.FAIL)
        return replace(finding, explanation="outside what was read into the text, which names no limit")
    if planned:
        summary = f"Not yet due: {finding.summary[0].lower()}{finding.summary[1:]}"
        return replace(finding, verdict=None, message=f"{summary} Still ahead: {' and '.join(planned)}.")
    if all(each is Kept.YES for each in kept):
        return replace(finding, verdict=Verdict.PASS)
    if Kept.OPEN in kept:
        return replace(
            finding, explanation="without the times of day it stays open; give them in the course file"
        )
    says = {
        is_kept: [r.says for r, k in zip(rule.counted_as, kept, strict=True) if k is is_kept]
        for is_kept in Kept
    }
    return replace(
        finding,
        explanation=f"the readings disagree; kept: {'; '.join(says[Kept.YES])}; "
        f"not kept: {'; '.join(says[Kept.NO])}",
    )


def _not_yet(finding: Finding, rule: IntervalRule, subject: Subject, *, start: Dated) -> Finding:
    """What has no date is due, overdue or not yet due: never kept, and never silently left out."""
    name, as_of = _name(rule.to, subject), subject.chronicle.as_of
    if as_of is None and not start.is_planned:
        return replace(
            finding,
            explanation=f"no date of {name} is known, and the course file does not say up to which day it is "
            "complete (as_of)",
        )
    first, last = due(start.moment, reading=rule.counted_as[0])
    if last is None:
        return replace(finding, explanation=f"no date of {name} is known: give it in the course file")
    window = f"from {write_day(first)} to {write_day(last)}" if first is not None else f"by {write_day(last)}"
    if as_of is not None and as_of > last and not start.is_planned:
        return replace(finding, explanation=f"{name} was due {window}, and has no date up to {as_of}")
    is_due = as_of is not None and first is not None and as_of >= first and not start.is_planned
    since = f"{_name(rule.from_, subject)} {day_of(start.moment)}"
    since += " (planned or projected)" if start.is_planned else ""
    return replace(
        finding,
        verdict=None,
        message=f"{'Due' if is_due else 'Not yet due'}: {name}, {window}; counted from {since}.",
    )


def _phases(rule: IntervalRule) -> list[str]:
    """The phases of which a moment is counted."""
    return [name.partition(".")[0] for name in (rule.from_, rule.to) if "." in name]


def _name(event: str, subject: Subject) -> str:
    phase, of_phase, moment = event.partition(".")
    if of_phase:
        return f"{_OF_A_PHASE[moment]} of phase {phase}"
    return next(each.title for each in subject.protocol.events if each.id == event)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
