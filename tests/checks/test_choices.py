"""Which clauses hold for a patient: of an arm, of a number of fractions, of alternatives as many as must.

The boxes of :mod:`cases`: the cord's maximum is 41 Gy, the glands' means 20 and 22 Gy; 30 fractions, 70 Gy
to GTVtn0 and 66 Gy to GTVn.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from cases import found, group, ramps, treatment
from language import clause, judge

from rtqa.errors import DocumentError, UsageError
from rtqa.findings import Finding, Report, Verdict
from rtqa.messages import CauseKind

ARMS = '[[arm]]\nid = "short"\ntitle = "60 Gy"\n[[arm]]\nid = "long"\ntitle = "74 Gy"\n'
FOR_SHORT = clause("constraint", id='"cord-short"', limit="40", arms='["short"]')
FOR_LONG = clause("constraint", id='"cord-long"', limit="45", arms='["long"]')


def limits(report: Report) -> dict[str, Verdict | None]:
    return {row.constraint.id: row.verdict for row in found(report, "DV-LIMIT") if row.constraint}


@pytest.mark.parametrize(("arm", "verdict"), [("short", Verdict.FAIL), ("long", Verdict.PASS)])
def test_of_two_arms_the_one_in_the_course_file_is_judged(tmp_path: Path, arm: str, verdict: Verdict) -> None:
    report = judge(tmp_path, ARMS, FOR_SHORT, FOR_LONG, course=f'arm = "{arm}"')
    assert limits(report) == {f"cord-{arm}": verdict}
    (told,) = found(report, "PHASE-PLAN", "Arm of the protocol")
    assert (told.verdict, told.summary.split(":")[0]) == (None, f"As stated, judged as arm {arm}")


def test_without_an_arm_what_is_for_all_is_judged_and_the_rest_asked_about(tmp_path: Path) -> None:
    report = judge(tmp_path, ARMS, FOR_SHORT, FOR_LONG, clause("constraint", limit="50"))
    assert limits(report) == {"own": Verdict.PASS}
    (asked,) = found(report, "PHASE-PLAN", "Arm of the protocol")
    assert asked.verdict is Verdict.REVIEW
    assert [cause.kind for cause in asked.causes] == [CauseKind.COURSE_DATA_ABSENT]


def test_an_arm_that_is_stated_goes_before_the_course_files(tmp_path: Path) -> None:
    report = judge(tmp_path, ARMS, FOR_SHORT, FOR_LONG, course='arm = "long"', arm="short")
    assert limits(report) == {"cord-short": Verdict.FAIL}
    with pytest.raises(
        UsageError, match="no arm 'shrot': protocol own has short, long; did you mean 'short'"
    ):
        judge(tmp_path, ARMS, FOR_SHORT, arm="shrot")


def test_an_arm_that_the_protocol_does_not_have_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="no arm 'shrot' in protocol own; did you mean 'short'"):
        judge(tmp_path, ARMS, FOR_SHORT, course='arm = "shrot"')


def of_fractions(least: int, most: int, limit: str) -> str:
    return clause(
        "constraint", id=f'"for-{least}"', limit=limit, fractions=f"{{ min = {least}, max = {most} }}"
    )


def test_a_limit_for_other_fractions_is_not_asked_and_that_is_told(tmp_path: Path) -> None:
    report = judge(tmp_path, of_fractions(5, 5, "28"), of_fractions(28, 32, "45"))
    assert limits(report) == {"for-28": Verdict.PASS}
    told = found(report, "DV-LIMIT")[-1]
    assert told.verdict is None
    assert told.summary.endswith("this plan's 30 are not asked: for-5.")
    assert limits(judge(tmp_path, of_fractions(28, 32, "40"))) == {"for-28": Verdict.FAIL}


def test_without_a_number_of_fractions_such_a_limit_is_open(tmp_path: Path) -> None:
    one = treatment()
    assert one.plan is not None
    one = replace(one, plan=replace(one.plan, fraction_groups=(group(None),)))
    file = 'folder = "."\n'
    report = judge(tmp_path, of_fractions(28, 32, "45"), one=one, course=f'[[phase]]\nid = "ccrt"\n{file}')
    assert limits(report) in ({}, {"for-28": Verdict.REVIEW})


def alternatives(*limits_gy: float, at_least: int = 1) -> str:
    """The cord's maximum of 41 Gy, and the glands' means of 20 and 22 Gy, each with a limit."""
    subjects = (("SpinalCord", "Max[Gy]"), ("Parotid_L", "Mean[Gy]"), ("Parotid_R", "Mean[Gy]"))
    text = f'[[choice]]\nid = "two-of-three"\nat_least = {at_least}\n'
    return text + "".join(
        clause(
            "constraint",
            id=f'"{name.lower().replace("_", "-")}"',
            structure=f'"{name}"',
            metric=f'"{metric}"',
            limit=f"{limit_gy}",
            one_of='"two-of-three"',
        )
        for n, ((name, metric), limit_gy) in enumerate(zip(subjects, limits_gy, strict=True))
    )


@pytest.mark.parametrize(
    ("limits_gy", "expected"),
    [
        ((45.0, 26.0, 21.0), [Verdict.PASS, Verdict.PASS, None]),
        ((45.0, 19.0, 21.0), [Verdict.PASS, Verdict.FAIL, Verdict.FAIL]),
        ((45.0, 26.0, 26.0), [Verdict.PASS, Verdict.PASS, Verdict.PASS]),
        ((45.0, 20.01, 21.0), [Verdict.PASS, Verdict.REVIEW, None]),
    ],
)
def test_two_of_three_must_hold(
    tmp_path: Path, limits_gy: tuple[float, ...], expected: list[Verdict | None]
) -> None:
    report = judge(tmp_path, alternatives(*limits_gy, at_least=2))
    assert [*limits(report).values()] == expected


def test_of_alternatives_a_clause_holds_only_with_all_its_rows(tmp_path: Path) -> None:
    """Each gland ≤ 21 Gy is broken by one of them; with the cord broken too, one gland is not enough."""
    each = clause(
        "constraint",
        id='"glands"',
        structures='["Parotid_L", "Parotid_R"]',
        logic='"each"',
        metric='"Mean[Gy]"',
        limit="21",
        one_of='"either"',
    )
    cord = clause("constraint", limit="40", one_of='"either"')
    report = judge(tmp_path, each, cord)
    assert report.verdict is Verdict.FAIL
    assert [row.verdict for row in found(report, "DV-LIMIT")].count(Verdict.FAIL) == 2


def prescribed(name: str, gray: float, fractions: int) -> str:
    return clause(
        "prescription",
        id=f'"{name}"',
        structure='"GTVtn0"',
        one_of='"schedule"',
        dose_gy=f"{{ min = {gray}, max = {gray} }}",
        fractions=f"{{ min = {fractions}, max = {fractions} }}",
    )


def of_prescriptions(report: Report) -> list[Finding]:
    return [*found(report, "RX-DOSE"), *found(report, "RX-FRACTIONS")]


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ((("a", 70, 35), ("b", 70, 30)), [Verdict.PASS, Verdict.PASS]),
        ((("a", 55, 20), ("b", 66, 30)), [Verdict.FAIL, Verdict.PASS]),
        ((("a", 55, 30), ("b", 70, 30)), [Verdict.PASS, Verdict.PASS]),
        ((("a", 70, 20), ("b", 70, 25)), [Verdict.PASS, Verdict.FAIL]),
    ],
)
def test_of_two_prescriptions_the_plan_s_own_is_judged(
    tmp_path: Path, rules: tuple[tuple[str, float, int], ...], expected: list[Verdict]
) -> None:
    report = judge(tmp_path, *(prescribed(*rule) for rule in rules))
    assert [row.verdict for row in of_prescriptions(report)] == expected


SFRT = '[[phase]]\nid = "sfrt"\ntitle = "One fraction"\nfractions = { min = 1, max = 1 }\n'


@pytest.mark.parametrize(
    ("lax", "expected"), [("45", [None, Verdict.PASS]), ("38", [Verdict.FAIL, Verdict.FAIL])]
)
def test_a_sum_has_alternatives_too(tmp_path: Path, lax: str, expected: list[Verdict | None]) -> None:
    """Of limits on all phases together one is enough: 41 Gy to the cord, and 2.5 Gy in one fraction."""
    dose = replace(ramps([2.0, 2.0, 2.0, 1.5, 2.0, 2.0]), n_fractions=1)
    one = treatment(prescribed_gy={}, n_fractions=1, dose=dose)
    limits_on_sum = [
        clause("constraint", id=f'"{name}"', phase='"sum"', limit=limit, one_of='"either"')
        for name, limit in (("strict", "30"), ("lax", lax))
    ]
    report = judge(tmp_path, SFRT, *limits_on_sum, before=(one,))
    assert [row.verdict for row in found(report, "DV-SUM", "SpinalCord")] == expected
