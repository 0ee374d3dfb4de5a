"""Does every phase take no longer than it may, and do its fractions stand far enough apart?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise

from rtqa.assembly.context import Subject
from rtqa.assembly.timeline import write_day
from rtqa.checks.core.catalog import check
from rtqa.checks.timing.prolongation import explain_late
from rtqa.course.calendar import OverallTime, overall_time, project
from rtqa.course.delivered import Fraction
from rtqa.course.moments import day_of
from rtqa.course.timeline import Timeline
from rtqa.findings import Evidence, Finding, Table, Verdict
from rtqa.protocol.time_rules import CountedAs, ScheduleRule

WORDS: dict[CountedAs, str] = {
    "inclusive-days": "days with first and last counted",
    "difference-days": "days from first to last",
    "treatment-weeks": "treatment weeks",
}
ANY_MONDAY = date(2024, 1, 1)
"""Of a course without a date every weekday is tried; which week it is does not matter."""


@check("TIME-OVERALL", "Does every phase take no longer than the protocol allows?")
def overall(subject: Subject) -> Iterator[Finding]:
    """One finding for each schedule clause."""
    for rule in subject.protocol.schedules:
        timeline = subject.chronicle.timelines[rule.phase]
        finding = open_finding("TIME-OVERALL", rule, subject)
        if subject.is_untouched(rule.phase):
            yield leave_out(finding, rule)
        elif timeline.n_fractions is None:
            yield replace(finding, explanation="neither plan nor course file states one number of fractions")
        elif timeline.start is None:
            yield _for_any_start(finding, rule, timeline)
        elif not timeline.is_over and timeline.rhythm is None:
            yield _without_rhythm(finding, rule, timeline)
        else:
            judged = _judge(finding, rule, timeline, as_of=subject.chronicle.as_of)
            yield judged
            if judged.verdict is not Verdict.PASS:
                yield from explain_late(judged, rule, timeline, subject=subject)


@check("TIME-APART", "Do two fractions of one day stand far enough apart?")
def apart(subject: Subject) -> Iterator[Finding]:
    """One finding for each schedule clause that asks for it."""
    for rule in subject.protocol.schedules:
        if rule.min_hours_between is None:
            continue
        timeline = subject.chronicle.timelines[rule.phase]
        finding = open_finding("TIME-APART", rule, subject)
        if subject.is_untouched(rule.phase):
            yield leave_out(finding, rule)
        elif not timeline.days:
            yield replace(finding, explanation="no day of a fraction is known: give them in the course file")
        else:
            yield _judge_apart(finding, timeline, least_h=rule.min_hours_between)


def leave_out(finding: Finding, rule: ScheduleRule) -> Finding:
    """INFO on a phase that nothing handed in tells of: shown, so that it does not look like passed."""
    why = f"No plan of phase {rule.phase} was handed in, and its dates or fractions are not known"
    return replace(finding, verdict=None, message=f"{why}; not judged: {rule.id}.")


def open_finding(code: str, rule: ScheduleRule, subject: Subject) -> Finding:
    """A finding on a schedule clause that is not decided yet."""
    plans = subject.of_phase(rule.phase)
    return Finding(
        code=code,
        verdict=Verdict.REVIEW,
        subject=plans[0].treatment.label if plans else rule.phase,
        phase=rule.phase,
        message=f"Time of phase {rule.phase} not judged; at most {rule.max_weeks} weeks asked for.",
        evidence=Evidence.of(rule),
    )


def find_kept(rule: ScheduleRule, time: OverallTime) -> dict[CountedAs, bool]:
    """Whether a time keeps the limit in each way of counting that the clause names."""
    most_days = 7 * rule.max_weeks
    kept: dict[CountedAs, bool] = {
        "inclusive-days": time.inclusive_days <= most_days,
        "difference-days": time.difference_days <= most_days,
        "treatment-weeks": time.treatment_weeks <= rule.max_weeks,
    }
    return {way: kept[way] for way in rule.counted_as}


def _judge(finding: Finding, rule: ScheduleRule, timeline: Timeline, *, as_of: date | None) -> Finding:
    time = overall_time(timeline.days, rhythm=timeline.rhythm)
    kept = find_kept(rule, time)
    finding = replace(finding, message=_summary(rule, timeline, time), table=_table(rule, time, kept))
    if not any(kept.values()):
        return replace(finding, verdict=Verdict.FAIL)
    if not all(kept.values()):
        keeping = _listed(way for way, is_kept in kept.items() if is_kept)
        breaking = _listed(way for way, is_kept in kept.items() if not is_kept)
        return replace(finding, explanation=f"the readings disagree: kept by {keeping}, not by {breaking}")
    if as_of is not None and not timeline.given and timeline.days[0] < as_of:
        return replace(
            finding,
            explanation=f"by its start the course was begun before {as_of}, and no delivered fraction is "
            "listed",
        )
    return replace(finding, verdict=Verdict.PASS)


def _for_any_start(finding: Finding, rule: ScheduleRule, timeline: Timeline) -> Finding:
    """Without a date: a course that is too long on every weekday of its start, holidays aside, fails."""
    reason = (
        f"the date of the first fraction is not known: give start of phase {rule.phase} in the course file"
    )
    if timeline.rhythm is None or timeline.n_fractions is None or timeline.rhythm.extra:
        return replace(finding, explanation=reason)
    rhythm = replace(timeline.rhythm, closed=frozenset())
    starts = [ANY_MONDAY + timedelta(days=n) for n in range(7) if rhythm.per_weekday[n]]
    times = [
        overall_time(project(timeline.n_fractions, start=start, rhythm=rhythm), rhythm=rhythm)
        for start in starts
    ]
    shortest, longest = min(t.inclusive_days for t in times), max(t.inclusive_days for t in times)
    summary = (
        f"{timeline.n_fractions} fractions at {rhythm.per_week} a week take {shortest} to {longest} days "
        f"with first and last counted, by the weekday of the start; at most {rule.max_weeks} weeks asked for."
    )
    finding = replace(finding, message=summary, explanation=reason)
    if not any(any(find_kept(rule, time).values()) for time in times):
        return replace(finding, verdict=Verdict.FAIL, explanation="")
    return finding


def _without_rhythm(finding: Finding, rule: ScheduleRule, timeline: Timeline) -> Finding:
    """What was given so far may break the limit already."""
    finding = replace(
        finding,
        explanation="neither course file nor plan states on which weekdays the patient is treated: give "
        f"fractions_per_week or weekdays of phase {rule.phase} in the course file",
    )
    if not timeline.given:
        return finding
    time = overall_time(timeline.days, rhythm=None)
    if any(find_kept(rule, time).values()):
        return finding
    return replace(finding, verdict=Verdict.FAIL, message=_summary(rule, timeline, time), explanation="")


def _summary(rule: ScheduleRule, timeline: Timeline, time: OverallTime) -> str:
    n_given, n_in_all = len(timeline.given), timeline.n_fractions
    first, last = timeline.days[0], timeline.days[-1]
    if not timeline.projected:
        what = f"{n_given} fractions, by {timeline.given_by},"
    elif n_given:
        what = f"{n_in_all} fractions, {n_given} of them given, the others projected,"
    else:
        what = f"{n_in_all} fractions, projected,"
    counts = ", ".join(f"{_value(way, time)} {WORDS[way]}" for way in rule.counted_as)
    return (
        f"{what} from {write_day(first)} to {write_day(last)}: {counts}; "
        f"at most {rule.max_weeks} weeks asked for."
    )


def _table(rule: ScheduleRule, time: OverallTime, kept: dict[CountedAs, bool]) -> Table:
    rows = tuple(
        (
            WORDS[way],
            _value(way, time),
            f"{rule.max_weeks if way == 'treatment-weeks' else 7 * rule.max_weeks}",
            "yes" if kept[way] else "no",
        )
        for way in rule.counted_as
    )
    return Table(
        title="Overall treatment time", columns=("Counted as", "Takes", "At most", "Kept"), rows=rows
    )


def _value(way: CountedAs, time: OverallTime) -> str:
    values = {
        "inclusive-days": time.inclusive_days,
        "difference-days": time.difference_days,
        "treatment-weeks": time.treatment_weeks,
    }
    return f"{values[way]:.4g}"


def _listed(ways: Iterator[CountedAs]) -> str:
    return " and ".join(WORDS[way] for way in ways)


def _judge_apart(finding: Finding, timeline: Timeline, *, least_h: float) -> Finding:
    pairs = [pair for pair in pairwise(timeline.given) if day_of(pair[1].begun) <= day_of(pair[0].completed)]
    planned = [day for day, next_day in pairwise(timeline.projected) if day == next_day]
    hours = [_hours_between(one, other) for one, other in pairs]
    too_close = [
        (pair, gap) for pair, gap in zip(pairs, hours, strict=True) if gap is not None and gap < least_h
    ]
    if too_close:
        listed = ", ".join(f"{gap:.3g} h on {day_of(one.completed)}" for (one, _), gap in too_close)
        summary = f"Two fractions of one day less than {least_h:g} h apart: {listed}."
        return replace(finding, verdict=Verdict.FAIL, message=summary)
    if None in hours:
        days = ", ".join(
            f"{day_of(one.completed)}" for (one, _), gap in zip(pairs, hours, strict=True) if gap is None
        )
        return replace(
            finding,
            message=f"Two fractions on one day ({days}), at least {least_h:g} h asked for.",
            explanation="their times are not known: give delivered with times in the course file",
        )
    if planned:
        return replace(
            finding,
            verdict=None,
            message=f"Not yet due: two fractions are planned on each of {len(set(planned))} days, at least "
            f"{least_h:g} h apart.",
        )
    summary = (
        f"All pairs of fractions on one day, {len(pairs)}, stand at least {least_h:g} h apart."
        if pairs
        else "No day has two fractions."
    )
    return replace(finding, verdict=Verdict.PASS, message=summary)


def _hours_between(one: Fraction, other: Fraction) -> float | None:
    """From the end of one fraction to the begin of the next; None where a time is not known."""
    if isinstance(one.completed, datetime) and isinstance(other.begun, datetime):
        return (other.begun - one.completed) / timedelta(hours=1)
    return None
