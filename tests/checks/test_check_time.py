"""TIME-OVERALL, TIME-APART, TIME-INTERVAL and TIME-SOURCES: dates and counts from a paper calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from cases import (
    PLAN_UID,
    PRESCRIBED_GY,
    PROTOCOL,
    blamed,
    case,
    found,
    group,
    judged,
    plan,
    prescription,
    treatment,
    without_what_boxes_cannot_keep,
)

from rtqa.errors import DocumentError, UsageError
from rtqa.findings import Finding, Report, ReportedSetting, Verdict
from rtqa.messages import Cause, CauseKind, Message
from rtqa.model.record import BeamRecord
from without_second_dose import check

SCHEMA = 'schema = "rtqa-course/1"\n'
NOT_HANDED_IN = (
    "Phase ccrt has no plan among the files, and its dates or its number of fractions are not known; "
    "clause ccrt-overall-time is not judged."
)


def on_course(
    folder: Path, text: str, *, n_fractions: int | None = 30, records: tuple[BeamRecord, ...] = ()
) -> Report:
    """The report on a plan of chemoradiotherapy, without a fraction pattern, with this course file."""
    file = folder / "own_course.toml"
    file.write_text(SCHEMA + text, encoding="utf-8")
    groups = (replace(group(n_fractions), pattern=""),)
    rx = [prescription(n, dose_gy) for n, dose_gy in enumerate(PRESCRIBED_GY.values(), 1)]
    one = replace(case(treatment(plan=plan(*rx, fraction_groups=groups))), records=records)
    return check(one, protocol=PROTOCOL, course=file)


def ccrt(*lines: str) -> str:
    return "\n".join(["[[phase]]", 'id = "ccrt"', *lines, ""])


def only(report: Report, code: str, *, phase: str = "ccrt") -> Finding:
    """The one finding of a code that carries a verdict, or the one INFO row."""
    rows = [f for f in found(report, code) if f.phase == phase]
    (finding,) = [f for f in rows if f.verdict is not None] or rows
    return finding


def told(report: Report, code: str) -> list[str]:
    """The summaries of a code's INFO rows."""
    return [f.summary for f in found(report, code) if f.verdict is None]


# ---------------------------------------------------------------------------------------- TIME-OVERALL


def test_33_fractions_at_five_a_week_fail_and_the_remedy_is_named(tmp_path: Path) -> None:
    report = on_course(tmp_path, ccrt("fractions_per_week = 5", "start = 2026-03-02"), n_fractions=33)
    finding = only(report, "TIME-OVERALL")
    assert finding.verdict is Verdict.FAIL
    assert finding.summary == (
        "33 fractions, projected, from Mon 2026-03-02 to Wed 2026-04-15: 45 days with first and last "
        "counted, 44 days from first to last, 6.6 treatment weeks; at most 6 weeks asked for."
    )
    assert "total treatment time ≤6 weeks" in finding.evidence.quote
    remedy, cost = told(report, "TIME-OVERALL")
    assert remedy == (
        "To end by Sun 2026-04-12 (6 weeks with first and last day counted), give 3 extra fractions beside "
        "the regular 5 a week: on free Saturdays (Sat 2026-03-07, Sat 2026-03-14, Sat 2026-03-21, "
        "Sat 2026-03-28, Sat 2026-04-04, Sat 2026-04-11) or as a second fraction on any of the 30 days that "
        "have a single one, at least 6 h apart."
    )
    # 30 of 33 fractions of 70/33 Gy: EQD2(10) is 70.71 × 30/33; d (1 + d/10) × 30 = 70.71 × 1.2 at d = 2.298.
    assert cost.startswith(
        "Without extra fractions, 30 of 33 fractions are given by Sun 2026-04-12: an EQD2 of 64.28 Gy "
        "instead of 70.71 Gy (α/β 10 Gy: "
    )
    assert "30 remaining fractions of 2.30 Gy instead of 2.12 Gy would restore the planned EQD2" in cost


def test_33_fractions_at_six_a_week_pass(tmp_path: Path) -> None:
    report = on_course(tmp_path, ccrt("fractions_per_week = 6", "start = 2026-03-02"), n_fractions=33)
    finding = only(report, "TIME-OVERALL")
    assert finding.verdict is Verdict.PASS
    assert "to Wed 2026-04-08: 38 days with first and last counted, 37 days from first" in finding.summary
    assert told(report, "TIME-OVERALL") == []


def test_31_fractions_are_review_as_the_readings_disagree(tmp_path: Path) -> None:
    report = on_course(tmp_path, ccrt("fractions_per_week = 5", "start = 2026-03-02"), n_fractions=31)
    finding = only(report, "TIME-OVERALL")
    assert finding.verdict is Verdict.REVIEW
    assert finding.reason == (
        "the clause can be counted in several ways, and they disagree: it is kept by days from first to "
        "last, and broken by days with first and last counted and treatment weeks"
    )
    assert finding.table is not None
    rows = [(str(way), takes, at_most, str(kept)) for way, takes, at_most, kept in finding.table.rows]
    assert rows == [
        ("days with first and last counted", 43.0, 42.0, "no"),
        ("days from first to last", 42.0, 42.0, "yes"),
        ("treatment weeks", 6.2, 6.0, "no"),
    ]


NATIONAL_DAY = '[[holiday]]\nfirst = 2026-10-01\nlast = 2026-10-07\nname = "National Day"\n'


def test_30_fractions_across_the_national_day_holiday_fail_and_make_up_days_mend_it(tmp_path: Path) -> None:
    lines = ("fractions_per_week = 5", "start = 2026-09-14")
    report = on_course(tmp_path, NATIONAL_DAY + ccrt(*lines))
    finding = only(report, "TIME-OVERALL")
    assert finding.verdict is Verdict.FAIL
    assert (
        "to Fri 2026-10-30: 47 days with first and last counted, 46 days from first to last, 7 t"
        in finding.summary
    )
    lost, remedy, cost = told(report, "TIME-OVERALL")
    assert lost == (
        "5 treatment days are lost: Thu 2026-10-01 (National Day), Fri 2026-10-02 (National Day), "
        "Mon 2026-10-05 (National Day), Tue 2026-10-06 (National Day), Wed 2026-10-07 (National Day)."
    )
    assert (
        "give 5 extra fractions beside the regular 5 a week: on free Saturdays (Sat 2026-09-19, "
        "Sat 2026-09-26, Sat 2026-10-10, " in remedy
    )
    # 25 of 30 fractions of 70/30 Gy: 71.94 × 25/30.
    assert "25 of 30 fractions are given by Sun 2026-10-25: an EQD2 of 59.95 Gy instead of 71.94 Gy" in cost

    saturdays = "make_up_days = [2026-09-19, 2026-09-26, 2026-10-10, 2026-10-17, 2026-10-24]"
    mended = only(on_course(tmp_path, NATIONAL_DAY + ccrt(*lines, saturdays)), "TIME-OVERALL")
    assert mended.verdict is Verdict.PASS
    assert "to Sat 2026-10-24: 41 days" in mended.summary


def weekdays(first: date, count: int) -> list[date]:
    days = (first + timedelta(days=n) for n in range(2 * count))
    return [day for day in days if day.weekday() < 5][:count]


def test_a_delivered_course_is_counted_by_its_own_days_without_a_rhythm(tmp_path: Path) -> None:
    days = weekdays(date(2026, 3, 2), 30)
    report = on_course(tmp_path, ccrt(f"delivered = [{', '.join(map(str, days))}]"))
    finding = only(report, "TIME-OVERALL")
    assert finding.verdict is Verdict.PASS
    # 40 days are 40/7 weeks.
    assert finding.summary.startswith(
        "30 fractions given, by the course file, from Mon 2026-03-02 to Fri 2026-04-10: 40 "
    )
    assert "5.714 treatment weeks" in finding.summary


def test_a_course_half_way_through_is_projected_from_what_was_given(tmp_path: Path) -> None:
    days = weekdays(date(2026, 3, 2), 31)
    days.remove(date(2026, 3, 5))
    listed = f"delivered = [{', '.join(map(str, days[:20]))}]"
    gap = '[[phase.gap]]\nfirst = 2026-03-05\ncause = "machine breakdown"'
    report = on_course(tmp_path, ccrt("fractions_per_week = 5", listed, gap))
    finding = only(report, "TIME-OVERALL")
    assert finding.verdict is Verdict.REVIEW
    assert "30 fractions, 20 given and 10 projected, from Mon 2026-03-02 to Mon 2026-04-13: 43 " in (
        finding.summary
    )
    lost, remedy, _ = told(report, "TIME-OVERALL")
    assert lost == "1 treatment day is lost: Thu 2026-03-05 (machine breakdown)."
    assert (
        "give 1 extra fraction beside the regular 5 a week: on free Saturdays (Sat 2026-04-04, "
        "Sat 2026-04-11) or" in remedy
    )


def given(n: int, *more: str) -> str:
    """The first fractions of a course of 30 from Mon 2026-03-02, on every weekday."""
    days = ", ".join(map(str, weekdays(date(2026, 3, 2), 30)[:n]))
    return ccrt("fractions_per_week = 5", f"delivered = [{days}]", *more)


def test_a_course_that_lacks_a_fraction_months_later_is_asked_about_once(tmp_path: Path) -> None:
    report = on_course(tmp_path, "as_of = 2026-08-20\n" + given(29))
    finding = only(report, "TIME-OVERALL")
    assert finding.verdict is Verdict.REVIEW
    assert finding.reason == (
        "29 of 30 fractions were given, the last on Thu 2026-04-09: has the course ended, or is it "
        "unfinished? Give ended, or the other fractions, in the course file"
    )
    assert told(report, "TIME-OVERALL") == []
    asked = Cause(CauseKind.COURSE_DATA_ABSENT, Message("calendar.whether-ended", phase="ccrt"))
    assert asked in finding.causes
    assert interval(report, "maintenance-after-ccrt").causes[0] == asked
    assert interval(report, "re-imaging-after-ccrt").causes[0] == asked
    assert only(report, "TIME-SOURCES").verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("as_of", "gap", "ends"),
    [
        # 14 days after Thu 9 April the last fraction still is to come; after 15 nobody knows.
        ("2026-04-23", "", "to Thu 2026-04-23"),
        ("2026-04-24", "", None),
        # Two weeks of them are stated as lost.
        ("2026-05-05", '[[phase.gap]]\nfirst = 2026-04-10\nlast = 2026-04-24\ncause = "toxicity"', "to Tue"),
    ],
)
def test_a_pause_of_two_weeks_is_projected_over_and_a_longer_one_is_not(
    tmp_path: Path, as_of: str, gap: str, ends: str | None
) -> None:
    finding = only(on_course(tmp_path, f"as_of = {as_of}\n" + given(29, gap)), "TIME-OVERALL")
    assert (finding.message.id == "time-overall.not-judged") is (ends is None)
    assert ends is None or ends in finding.summary


def test_a_course_that_ended_early_is_judged_as_it_was_given(tmp_path: Path) -> None:
    text = "as_of = 2026-08-20\n[events]\nmaintenance-start = 2026-05-08\n"
    report = on_course(tmp_path, text + given(29, "ended = 2026-04-09"))
    finding = only(report, "TIME-OVERALL")
    # Thu 9 April is the 39th day from Mon 2 March.
    assert (finding.verdict, "29 fractions given" in finding.summary) == (Verdict.PASS, True)
    assert "to Thu 2026-04-09: 39 days with first and last counted" in finding.summary
    # 29 days to Fri 8 May.
    assert interval(report, "maintenance-after-ccrt").verdict is Verdict.PASS
    assert only(report, "TIME-SOURCES").reason == (
        "the phase ended on Thu 2026-04-09 after 29 of 30 planned fractions"
    )


def test_an_end_before_the_last_fraction_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="ended: 2026-04-08 is before the last fraction delivered"):
        on_course(tmp_path, given(29, "ended = 2026-04-08"))


def test_a_course_that_can_no_longer_end_in_time_is_told_how_much_room_is_left(tmp_path: Path) -> None:
    report = on_course(tmp_path, ccrt("fractions_per_week = 5", "delivered = [2026-03-02, 2026-04-10]"))
    _, remedy, _ = told(report, "TIME-OVERALL")
    # 28 are still to come after Fri 10 April; up to the deadline lies one Saturday.
    assert remedy == (
        "The course can no longer end by Sun 2026-04-12 (6 weeks with first and last day counted): 28 extra "
        "fractions are needed, and free Saturdays and second fractions on a treatment day make room for 1."
    )


def test_what_only_a_course_file_tells_is_one_kind_of_cause_and_names_what_is_missing() -> None:
    report = check(case(treatment()), protocol=PROTOCOL)
    causes = [
        cause
        for finding in report.findings
        if finding.code.startswith("TIME-") and finding.verdict is Verdict.REVIEW
        for cause in finding.causes
    ]
    assert {cause.kind for cause in causes} == {CauseKind.COURSE_DATA_ABSENT}
    assert Cause(CauseKind.COURSE_DATA_ABSENT, Message("calendar.fraction-dates", phase="ccrt")) in causes
    assert {str(cause.subject) for cause in causes} == {
        "dates of the fractions of phase ccrt",
        "date of enrolment in the trial",
        "date of start of induction therapy",
        "date of baseline CT or MRI of head and neck",
        "date of start of concurrent chemotherapy",
        "date of start of maintenance therapy",
        "date of re-imaging after chemoradiotherapy",
    }


@pytest.mark.parametrize(
    ("lines", "n_fractions", "reason"),
    [
        (["fractions_per_week = 5"], 30, "the date of the first fraction is not known"),
        (["start = 2026-03-02"], 30, "neither the course file nor the plan states on which weekdays"),
        (["fractions_per_week = 5", "start = 2026-03-02"], None, ""),
    ],
)
def test_what_is_missing_is_review_and_named(
    tmp_path: Path, lines: list[str], n_fractions: int | None, reason: str
) -> None:
    finding = only(on_course(tmp_path, ccrt(*lines), n_fractions=n_fractions), "TIME-OVERALL")
    if n_fractions is None:  # then the plan is of no phase, and the course file says nothing about its length
        assert (finding.verdict, str(finding.message)) == (None, NOT_HANDED_IN)
    else:
        assert finding.verdict is Verdict.REVIEW
        assert finding.reason.startswith(reason)


def test_without_a_course_file_time_is_review() -> None:
    report = without_what_boxes_cannot_keep(check(case(treatment()), protocol=PROTOCOL))
    assert {row for row in blamed(report) if row[2] == "fail"} == set()
    assert only(report, "TIME-OVERALL").verdict is Verdict.REVIEW
    assert report.verdict is Verdict.REVIEW


def test_33_fractions_at_five_a_week_fail_whatever_the_start(tmp_path: Path) -> None:
    finding = only(on_course(tmp_path, ccrt("fractions_per_week = 5"), n_fractions=33), "TIME-OVERALL")
    assert finding.verdict is Verdict.FAIL
    assert finding.summary.startswith("33 fractions at 5 a week take 45–47 days")


def test_a_start_that_has_passed_without_a_fraction_listed_is_review(tmp_path: Path) -> None:
    text = "as_of = 2026-03-10\n" + ccrt("fractions_per_week = 5", "start = 2026-03-02")
    finding = only(on_course(tmp_path, text), "TIME-OVERALL")
    assert finding.verdict is Verdict.REVIEW
    assert finding.explanation == Message("time-overall.why-nothing-given", as_of=date(2026, 3, 10))


# ------------------------------------------------------------------------------------------- TIME-APART


@pytest.mark.parametrize(
    ("second", "verdict", "words"),
    [
        ("2026-03-02T14:00:00", Verdict.PASS, "at least 6 h apart"),
        ("2026-03-02T13:30:00", Verdict.FAIL, "5.5 h on Mon 2026-03-02"),
        ("2026-03-02", Verdict.REVIEW, "Two fractions lie on one day (Mon 2026-03-02)"),
        ("2026-03-03", None, "because no day has two"),
    ],
)
def test_two_fractions_on_one_day(tmp_path: Path, second: str, verdict: Verdict | None, words: str) -> None:
    report = on_course(tmp_path, ccrt(f"delivered = [2026-03-02T08:00:00, {second}]"))
    finding = only(report, "TIME-APART")
    assert finding.verdict is verdict
    assert words in finding.summary


@pytest.mark.parametrize(
    ("evening", "morning", "verdict", "words"),
    [
        ("2026-03-02T22:00:00", "2026-03-03T02:00:00", Verdict.FAIL, "4 h on Tue 2026-03-03"),
        ("2026-03-02T22:00:00", "2026-03-03T04:00:00", None, "because no day has two"),
    ],
)
def test_two_fractions_over_midnight(
    tmp_path: Path, evening: str, morning: str, verdict: Verdict | None, words: str
) -> None:
    finding = only(on_course(tmp_path, ccrt(f"delivered = [{evening}, {morning}]")), "TIME-APART")
    assert finding.verdict is verdict
    assert words in finding.summary


def test_second_fractions_that_are_planned_are_not_yet_due(tmp_path: Path) -> None:
    week = '["Mon", "Tue", "Wed", "Thu", "Fri"]'
    lines = (f"weekdays = {week}", 'twice_daily = ["Fri"]', "start = 2026-03-02")
    finding = only(on_course(tmp_path, ccrt(*lines)), "TIME-APART")
    # 30 fractions at six a week end on the fifth Friday.
    assert finding.verdict is None
    assert finding.summary.startswith("Not yet due: two fractions are planned on each of 5 days")


# ---------------------------------------------------------------------------------------- TIME-INTERVAL


def interval(report: Report, rule: str) -> Finding:
    (finding,) = found(report, "TIME-INTERVAL", rule)
    return finding


@pytest.mark.parametrize(
    ("sfrt", "induction", "verdict", "words"),
    [
        ("2026-01-12", "2026-01-15", Verdict.PASS, "3 days; asked for: 0 to 7 days after SFRT"),
        ("2026-01-12", "2026-01-18", Verdict.PASS, "6 days"),
        ("2026-01-12", "2026-01-19", Verdict.PASS, "7 days"),
        ("2026-01-12", "2026-01-20", Verdict.FAIL, "8 days"),
        ("2026-01-12", "2026-01-11", Verdict.FAIL, "1 day earlier"),
    ],
)
def test_induction_within_seven_days_after_sfrt(
    tmp_path: Path, sfrt: str, induction: str, verdict: Verdict, words: str
) -> None:
    phase = f'[[phase]]\nid = "sfrt"\nfractions = 1\ndelivered = [{sfrt}]\n'
    report = on_course(tmp_path, f"[events]\ninduction-start = {induction}\n{phase}")
    finding = interval(report, "induction-after-sfrt")
    assert (finding.verdict, words in finding.summary) == (verdict, True)


@pytest.mark.parametrize(
    ("ct", "verdict"),
    [
        ("2026-01-05", Verdict.PASS),
        ("2026-01-11", Verdict.PASS),
        ("2026-01-12", Verdict.REVIEW),
        ("2026-01-13", Verdict.FAIL),
        ("2026-01-02", Verdict.REVIEW),
        ("2025-12-28", Verdict.FAIL),
    ],
)
def test_planning_ct_near_enrolment(tmp_path: Path, ct: str, verdict: Verdict) -> None:
    phase = f'[[phase]]\nid = "sfrt"\nfractions = 1\nplanning_ct = {ct}\n'
    report = on_course(tmp_path, f"[events]\nenrolment = 2026-01-05\n{phase}")
    assert interval(report, "sfrt-ct-near-enrolment").verdict is verdict


@pytest.mark.parametrize(
    ("first", "drug", "verdict"),
    [
        ("2026-03-02", "2026-03-03", Verdict.PASS),
        ("2026-03-02", "2026-03-04", Verdict.REVIEW),
        ("2026-03-02T08:00:00", "2026-03-04T08:00:00", Verdict.PASS),
        ("2026-03-02T08:00:00", "2026-03-04T09:00:00", Verdict.FAIL),
        # 47 to 71 h: the evening of 4 March is too late, its first hour is not.
        ("2026-03-02T01:00:00", "2026-03-04", Verdict.REVIEW),
        # From 24 h on, and 48 h less a minute at most.
        ("2026-03-02T00:01:00", "2026-03-03", Verdict.PASS),
        ("2026-03-04T08:00:00", "2026-03-02T08:00:00", Verdict.PASS),
        ("2026-03-02", "2026-03-06", Verdict.FAIL),
    ],
)
def test_chemotherapy_within_48_hours(tmp_path: Path, first: str, drug: str, verdict: Verdict) -> None:
    text = f"[events]\nconcurrent-chemotherapy-start = {drug}\n" + ccrt(f"start = {first}")
    assert interval(on_course(tmp_path, text), "ccrt-chemotherapy-within-48-hours").verdict is verdict


@pytest.mark.parametrize(
    ("start", "verdicts"),
    [
        # Induction begins on Thu 15 January; its three cycles of three weeks end with Wed 18 March.
        ("2026-03-19", ["pass", "pass", "pass"]),
        ("2026-03-12", ["pass", "pass", "pass"]),
        ("2026-03-11", ["pass", "pass", "review"]),
        ("2026-01-18", ["pass", "pass", "review"]),
        ("2026-01-14", ["pass", "fail", "review"]),
        ("2026-01-12", ["fail", "fail", "review"]),
        ("2026-01-05", ["fail", "fail", "review"]),
    ],
)
def test_sfrt_comes_first_then_three_cycles_then_chemoradiotherapy(
    tmp_path: Path, start: str, verdicts: list[str]
) -> None:
    sfrt = '[[phase]]\nid = "sfrt"\nfractions = 1\ndelivered = [2026-01-12]\n'
    text = "as_of = 2026-03-31\n[events]\ninduction-start = 2026-01-15\n" + sfrt
    report = on_course(tmp_path, text + ccrt("fractions_per_week = 5", f"start = {start}"))
    clauses = ("ccrt-after-sfrt", "ccrt-after-induction", "ccrt-after-three-cycles")
    found = [interval(report, clause).verdict for clause in clauses]
    assert [verdict.value if verdict is not None else "info" for verdict in found] == verdicts


def test_a_phase_that_has_not_begun_is_not_yet_due(tmp_path: Path) -> None:
    sfrt = '[[phase]]\nid = "sfrt"\nfractions = 1\ndelivered = [2026-01-12]\n'
    text = "as_of = 2026-02-01\n[events]\ninduction-start = 2026-01-15\n" + sfrt
    report = on_course(tmp_path, text + ccrt("fractions_per_week = 5"))
    finding = interval(report, "ccrt-after-three-cycles")
    assert (finding.verdict, finding.message.id) == (None, "time-interval.not-yet-due")
    assert "on Thu 2026-03-12 or later" in finding.summary


def course_that_ended(as_of: str, *events: str) -> str:
    """30 fractions, the last on Fri 2026-04-10."""
    days = ", ".join(map(str, weekdays(date(2026, 3, 2), 30)))
    return "\n".join([f"as_of = {as_of}", "[events]", *events, ccrt(f"delivered = [{days}]")])


@pytest.mark.parametrize(
    ("as_of", "event", "verdict", "words"),
    [
        (
            "2026-04-20",
            "",
            None,
            "Not yet due: start of maintenance therapy, from Fri 2026-05-08 to Fri 2026-05-22",
        ),
        ("2026-05-10", "", None, "Due: start of maintenance therapy, from Fri 2026-05-08 to Fri 2026-05-22"),
        ("2026-05-23", "", Verdict.REVIEW, "not judged"),
        ("2026-06-01", "maintenance-start = 2026-05-08", Verdict.PASS, "28 days"),
        ("2026-06-01", "maintenance-start = 2026-05-22", Verdict.PASS, "42 days"),
        ("2026-06-01", "maintenance-start = 2026-05-23", Verdict.FAIL, "43 days"),
        ("2026-06-01", "maintenance-start = 2026-05-07", Verdict.FAIL, "27 days"),
        ("2026-04-20", "maintenance-start = 2026-05-11", None, "Still ahead: start of maintenance therapy"),
        ("2026-04-20", "maintenance-start = 2026-05-30", Verdict.FAIL, "50 days"),
    ],
)
def test_maintenance_four_to_six_weeks_after_the_last_fraction(
    tmp_path: Path, as_of: str, event: str, verdict: Verdict | None, words: str
) -> None:
    report = on_course(tmp_path, course_that_ended(as_of, event))
    finding = interval(report, "maintenance-after-ccrt")
    assert finding.verdict is verdict
    assert words in finding.summary
    assert ("was due from Fri 2026-05-08 to Fri 2026-05-22" in finding.reason) is (as_of == "2026-05-23")


def test_without_a_day_as_of_what_has_no_date_is_review(tmp_path: Path) -> None:
    text = course_that_ended("2026-04-20").replace("as_of = 2026-04-20", "")
    finding = interval(on_course(tmp_path, text), "maintenance-after-ccrt")
    assert finding.verdict is Verdict.REVIEW
    assert finding.reason.endswith("does not say up to which day it is complete (as_of)")


def test_each_re_imaging_is_counted_from_the_one_before_and_the_next_is_due(tmp_path: Path) -> None:
    text = course_that_ended("2026-09-01", "re-imaging = [2026-05-11, 2026-08-03, 2026-08-24]")
    report = on_course(tmp_path, text)
    assert interval(report, "re-imaging-after-ccrt").verdict is Verdict.PASS
    kept, early, coming = found(report, "TIME-INTERVAL", "re-imaging-every-12-weeks")
    assert (kept.verdict, "84 days" in kept.summary) == (Verdict.PASS, True)
    # The text names no tolerance: outside what was read into it is for a person to judge.
    assert (early.verdict, "21 days" in early.summary) == (Verdict.REVIEW, True)
    assert coming.verdict is None
    assert "from Mon 2026-11-09 to Mon 2026-11-23" in coming.summary


def test_a_phase_that_nothing_tells_of_is_named_and_not_judged(tmp_path: Path) -> None:
    finding = interval(
        on_course(tmp_path, "[events]\ninduction-start = 2026-01-15\n"), "induction-after-sfrt"
    )
    assert finding.verdict is None
    assert finding.summary == (
        "Phase sfrt has no plan among the files, and its dates or its number of fractions are not known; "
        "clause induction-after-sfrt is not judged."
    )


def test_a_missing_date_is_review_and_named(tmp_path: Path) -> None:
    finding = interval(
        on_course(tmp_path, "[events]\nenrolment = 2026-01-05\n"), "baseline-imaging-before-enrolment"
    )
    assert finding.verdict is Verdict.REVIEW
    assert finding.reason == (
        "the date of baseline CT or MRI of head and neck is not known: give it in the course file"
    )


# ----------------------------------------------------------------------------------------- TIME-SOURCES


def record(day: int, fraction: int, **changes: object) -> BeamRecord:
    usual: dict[str, object] = {
        "plan_uid": PLAN_UID,
        "fraction_group": 1,
        "fraction": fraction,
        "moment": datetime(2026, 3, day, 9, 0),  # noqa: DTZ001 (local time, as records have it)
        "beam_number": 1,
        "is_normal": True,
    }
    return BeamRecord(**{**usual, **changes})  # type: ignore[arg-type]


@pytest.mark.example("TIME-SOURCES", "bad")
def test_records_win_over_the_course_file_and_the_difference_is_said(tmp_path: Path) -> None:
    records = (record(2, 1), record(3, 2), record(4, 3))
    lines = ("fractions_per_week = 5", "delivered = [2026-03-02, 2026-03-03, 2026-03-05]")
    report = on_course(tmp_path, ccrt(*lines), records=records)
    finding = only(report, "TIME-SOURCES")
    assert finding.verdict is Verdict.REVIEW
    assert finding.reason == (
        "the treatment records hold 3 complete fractions and the course file 3, on other days "
        "(Wed 2026-03-04 only in the records); the records count"
    )
    # 27 more from Thu 5 March.
    assert (
        "30 fractions, 3 given and 27 projected, from Mon 2026-03-02 to Fri 2026-04-10"
        in only(report, "TIME-OVERALL").summary
    )


@pytest.mark.example("TIME-SOURCES", "good")
def test_records_that_agree_with_the_course_file_pass(tmp_path: Path) -> None:
    records = (record(2, 1), record(3, 2))
    lines = ("fractions_per_week = 5", "delivered = [2026-03-02, 2026-03-03]")
    finding = only(on_course(tmp_path, ccrt(*lines), records=records), "TIME-SOURCES")
    assert finding.verdict is Verdict.PASS
    assert (
        finding.summary
        == "2 fractions given, by treatment records; two sources state 2 things, and agree on all."
    )


def test_a_fraction_that_was_not_completed_is_not_counted_and_is_review(tmp_path: Path) -> None:
    records = (record(2, 1), record(3, 2, is_normal=False))
    report = on_course(tmp_path, ccrt("fractions_per_week = 5"), records=records)
    finding = only(report, "TIME-SOURCES")
    assert (
        finding.reason == "by the treatment records, 1 fraction was begun and not completed (Tue 2026-03-03)"
    )
    assert "1 given and 29 projected" in only(report, "TIME-OVERALL").summary


def test_records_of_another_plan_are_review_and_not_counted(tmp_path: Path) -> None:
    report = on_course(tmp_path, "", records=(record(2, 1, plan_uid="1.2.3.99"),))
    finding = only(report, "TIME-SOURCES", phase="")
    assert finding.verdict is Verdict.REVIEW
    assert finding.summary == "1 recorded beam was given from a plan that is not among the files."
    assert "1.2.3.99" not in repr(report)


def test_the_course_file_and_the_plan_differ_in_fractions(tmp_path: Path) -> None:
    report = on_course(tmp_path, ccrt("fractions = 33", "fractions_per_week = 6", "start = 2026-03-02"))
    assert only(report, "TIME-SOURCES").reason == (
        "the course file states 33 fractions, the plan 30; the number of the course file counts"
    )


def test_a_number_of_fractions_which_no_course_has_is_not_counted_with(tmp_path: Path) -> None:
    report = on_course(tmp_path, ccrt("fractions_per_week = 5", "start = 2026-03-02"), n_fractions=2**31 - 1)
    assert only(report, "TIME-SOURCES").reason == (
        "the plan states 2147483647 fractions, which no course has; its number was not taken"
    )
    assert only(report, "TIME-OVERALL").verdict is Verdict.REVIEW
    assert only(report, "RX-FRACTIONS").verdict is Verdict.FAIL


def test_a_start_on_a_day_without_treatment_is_said(tmp_path: Path) -> None:
    report = on_course(tmp_path, ccrt("fractions_per_week = 5", "start = 2026-03-01"))
    assert only(report, "TIME-SOURCES").reason == (
        "the start, Sun 2026-03-01, is not a day of treatment; Mon 2026-03-02 was taken"
    )


@pytest.mark.example("TIME-SOURCES", "undecided")
def test_nothing_dated_is_nothing_to_compare() -> None:
    finding = only(check(case(treatment()), protocol=PROTOCOL), "TIME-SOURCES")
    assert finding.verdict is None


def test_a_fraction_given_after_the_day_that_the_file_speaks_for_is_review(tmp_path: Path) -> None:
    text = "as_of = 2026-03-03\n" + ccrt("fractions_per_week = 5", "delivered = [2026-03-02, 2026-03-04]")
    finding = only(on_course(tmp_path, text), "TIME-SOURCES")
    assert finding.verdict is Verdict.REVIEW
    assert finding.reason == (
        "a fraction is listed as given on Wed 2026-03-04, later than the day up to which the course file is "
        "complete, Tue 2026-03-03 (as_of)"
    )


@pytest.mark.parametrize(
    ("table", "day", "words"),
    [
        ("[[holiday]]\nfirst = 2026-04-06\n", "2026-04-06", "calls closed or lost (Mon 2026-04-06)"),
        ("", "2026-03-08", "on a Sunday, which is no day of treatment (Sun 2026-03-08)"),
        ("", "2026-03-07", ""),
    ],
)
def test_a_fraction_on_a_day_without_treatment_is_asked_about(
    tmp_path: Path, table: str, day: str, words: str
) -> None:
    lines = ("fractions_per_week = 5", f"delivered = [2026-03-02, {day}]")
    finding = only(on_course(tmp_path, table + ccrt(*lines)), "TIME-SOURCES")
    assert (finding.verdict is Verdict.REVIEW) is bool(words)
    assert words in finding.reason
    made_up = (*lines, f"make_up_days = [{day}]")
    assert only(on_course(tmp_path, table + ccrt(*made_up)), "TIME-SOURCES").verdict is Verdict.PASS


def test_a_fraction_on_a_day_that_was_lost_is_asked_about(tmp_path: Path) -> None:
    gap = '[[phase.gap]]\nfirst = 2026-03-03\ncause = "machine breakdown"'
    report = on_course(tmp_path, ccrt("delivered = [2026-03-02, 2026-03-03]", gap))
    assert "calls closed or lost (Tue 2026-03-03)" in only(report, "TIME-SOURCES").reason


@pytest.mark.parametrize(("n", "verdict"), [(34, Verdict.FAIL), (33, Verdict.PASS), (30, Verdict.PASS)])
def test_fractions_given_are_held_against_the_range(tmp_path: Path, n: int, verdict: Verdict) -> None:
    days = ", ".join(map(str, weekdays(date(2026, 3, 2), n)))
    rows = found(on_course(tmp_path, ccrt(f"delivered = [{days}]")), "RX-FRACTIONS", "ccrt")
    assert [(f.verdict, f.summary) for f in rows] == [
        (verdict, f"Fractions given, by the course file: {n}; allowed: 30–33.")
    ]


def test_sfrt_given_twice_and_a_course_that_ended_early_fail(tmp_path: Path) -> None:
    sfrt = '[[phase]]\nid = "sfrt"\nfractions = 1\ndelivered = [2026-01-12, 2026-01-13]\n'
    report = on_course(tmp_path, sfrt + given(29, "ended = 2026-04-09"))
    assert {f.subject: f.verdict for f in found(report, "RX-FRACTIONS") if f.verdict is Verdict.FAIL} == {
        "sfrt": Verdict.FAIL,
        "ccrt": Verdict.FAIL,
    }
    # Not yet over: the rest may still come.
    assert found(on_course(tmp_path, given(29)), "RX-FRACTIONS", "ccrt") == []


def test_the_calendar_shows_what_was_given_is_to_come_was_lost_and_is_closed(tmp_path: Path) -> None:
    text = '[[holiday]]\nfirst = 2026-03-06\nname = "Founding day"\n' + ccrt(
        "fractions_per_week = 5",
        "delivered = [2026-03-03, 2026-03-05T08:00:00, 2026-03-05T15:00:00]",
        "make_up_days = [2026-03-14]",
    )
    table = only(on_course(tmp_path, text, n_fractions=10), "TIME-SOURCES").table
    assert table is not None
    assert table.title == Message("calendar.title", phase="ccrt")
    # Tuesday one, Wednesday lost, Thursday two, Friday closed; seven more, one of them on a Saturday.
    assert table.rows == (
        ("1", "2026-03-02", "", "● 1", "×", "● 2, ● 3", "−", "", ""),
        ("2", "2026-03-09", "○ 4", "○ 5", "○ 6", "○ 7", "○ 8", "○ 9", ""),
        ("3", "2026-03-16", "○ 10", "", "", "", "", "", ""),
    )


def test_a_phase_without_a_day_has_no_calendar(tmp_path: Path) -> None:
    assert only(on_course(tmp_path, ccrt("fractions_per_week = 5")), "TIME-SOURCES").table is None


# --------------------------------------------------------------------------------------- the course file


def test_a_course_file_that_does_not_hold_is_refused_with_every_fault(tmp_path: Path) -> None:
    text = "as_of = 'today'\n[events]\nenrollment = 2026-01-05\n" + ccrt("planned_gy = { GTVtn = 70 }")
    with pytest.raises(DocumentError) as caught:
        on_course(tmp_path, text)
    assert [f"{fault.place}: {fault.problem}" for fault in caught.value.faults] == [
        "as_of: must be a date without a time, such as 2026-03-02, without quotes",
        "events.enrollment: no event 'enrollment' in protocol nct07041788; did you mean 'enrolment'?",
        "phase[0].planned_gy.GTVtn: no structure 'GTVtn' in protocol nct07041788; did you mean 'GTVtn0'?",
    ]


def test_vertices_of_a_phase_that_is_not_fractionated_in_space_are_refused(tmp_path: Path) -> None:
    with pytest.raises(
        DocumentError,
        match=r"line 4, ccrt\.vertices: vertices are looked for only of phase 'sfrt' in protocol nct07041788",
    ):
        on_course(tmp_path, ccrt('vertices = { names = ["V"] }'))


def test_a_phase_that_the_protocol_does_not_have_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"line 3, crt\.id: no phase 'crt' in protocol nct07041788"):
        on_course(tmp_path, '[[phase]]\nid = "crt"\n')


def test_the_protocol_may_be_named_in_the_course_file(tmp_path: Path) -> None:
    file = tmp_path / "course.toml"
    file.write_text(f'{SCHEMA}protocol = "{PROTOCOL}"\n', encoding="utf-8")
    assert check(case(treatment()), course=file).protocol.id == PROTOCOL
    with pytest.raises(UsageError, match="which protocol"):
        check(case(treatment()))
    file.write_text(f'{SCHEMA}protocol = "nct0704178"\n', encoding="utf-8")
    with pytest.raises(DocumentError, match="protocol: no protocol 'nct0704178'; did you mean 'nct07041788'"):
        check(case(treatment()), course=file)


def test_the_course_files_hash_is_in_the_report(tmp_path: Path) -> None:
    report = on_course(tmp_path, "")
    # printf 'schema = "rtqa-course/1"\n' | sha256sum
    sha256 = "f6616f4f41be285b2aab649c4bc7cf844fab6bf9588fac5b6b390e496274eb14"
    read = ReportedSetting(Message("setting.course-file"), Message("setting.given", sha256=sha256))
    assert read in report.settings
    assert str(tmp_path) not in repr(report)


def test_the_mapping_of_the_course_file_counts_and_the_users_goes_before_it(tmp_path: Path) -> None:
    file = tmp_path / "course.toml"
    file.write_text(SCHEMA + ccrt('structures = { SpinalCord = "Own" }'), encoding="utf-8")
    one = treatment({"Own": 47.0})
    by_file = check(case(one), protocol=PROTOCOL, course=file)
    assert next(f.subject for f in found(by_file, "DV-LIMIT")) == "Own"
    by_user = check(case(one), protocol=PROTOCOL, course=file, mapping={"SpinalCord": "SpinalCord"})
    assert next(f.subject for f in found(by_user, "DV-LIMIT")) == "SpinalCord"


def test_a_single_fraction_keeps_its_phase_without_the_course_file() -> None:
    report = judged(treatment(plan=plan(prescription(2, 15.0), n_fractions=1)))
    assert {f.phase for f in found(report, "RX-FRACTIONS")} == {"sfrt"}
