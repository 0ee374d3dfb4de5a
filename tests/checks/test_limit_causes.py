"""What a script reads of a limit without a sentence: id, values, and the cause that it stands under."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from cases import (
    PITCH_MM,
    contours,
    drawn_otherwise,
    found,
    judged,
    plan,
    prescription,
    ramps,
    renamed,
    the_finding,
    treatment,
    without,
    write_protocol,
)

from rtqa.evaluation.causes import gather_causes
from rtqa.findings import Finding, Verdict
from rtqa.messages import Cause, CauseKind, Limit, Message, Quantity
from rtqa.model.case import Treatment
from rtqa.model.structure import ContourKind

CORD_X_MM = 3 * PITCH_MM


def message_of(finding: Finding) -> Message:
    assert isinstance(finding.message, Message)
    return finding.message


def causes_of(finding: Finding) -> list[tuple[CauseKind, str]]:
    return [(cause.kind, str(cause.subject)) for cause in finding.causes]


def sfrt(*, cord_gy: float) -> Treatment:
    dose = replace(ramps([4.0, 20.0, 4.0, cord_gy, 3.0, 3.0]), n_fractions=1)
    return treatment(dose=dose, plan=plan(prescription(2, 20.0), n_fractions=1, label="SFRT"))


def test_a_limit_is_told_by_its_values() -> None:
    cord = the_finding(judged(treatment({"SpinalCord": 46.5})), "DV-LIMIT", "SpinalCord")
    said = message_of(cord)
    assert said.id == "dv-limit.exceeded"
    value = said.values["value"]
    assert isinstance(value, Quantity)
    assert (value.value, value.unit) == (pytest.approx(47.5, abs=1e-4), "Gy")
    assert {name: said.values[name] for name in ("structure", "metric", "limit", "quantity")} == {
        "structure": "SpinalCord",
        "metric": "Max",
        "limit": Limit("<=", 45.0, "Gy"),
        "quantity": "physical",
    }


def test_a_limit_in_eqd2_carries_its_alpha_beta() -> None:
    rows = found(judged(treatment(), sfrt(cord_gy=4.0)), "DV-SUM", "SpinalCord")
    # What fails says each phase's share around it.
    values = [message_of(row).values for row in rows]
    said = [v["judged"].values if isinstance(v.get("judged"), Message) else v for v in values]
    assert [v.get("alpha_beta") for v in said] == [None, Quantity(2.0, "Gy")]
    assert [v["quantity"] for v in said] == ["physical", "eqd2"]


@pytest.mark.parametrize(
    ("one", "subject", "message_id", "cause"),
    [
        (treatment(), "SpinalCord", "dv-limit.kept", None),
        (
            treatment({"SpinalCord": 46.5}),
            "SpinalCord",
            "dv-limit.exceeded",
            (CauseKind.LIMIT_EXCEEDED, "SpinalCord"),
        ),
        (
            without(treatment(), "SpinalCord"),
            "SpinalCord",
            "dv-limit.not-found",
            (CauseKind.STRUCTURE_NOT_FOUND, "SpinalCord"),
        ),
        (
            treatment({"Cord": 30.0}),
            "Cord",
            "dv-limit.kept",
            (CauseKind.STRUCTURE_NOT_FOUND, "SpinalCord"),
        ),
        (
            drawn_otherwise(treatment(), SpinalCord=contours(CORD_X_MM, planes_mm=())),
            "SpinalCord",
            "dv-limit.not-known",
            (CauseKind.STRUCTURE_DOUBTFUL, "SpinalCord"),
        ),
        (
            treatment(dose=ramps([71.0, 67.0, 56.0, 40.0, 20.0, 22.0], x_from_mm=CORD_X_MM - 5.0)),
            "SpinalCord",
            "dv-limit.at-least",
            (CauseKind.DOSE_DOUBTFUL, ""),
        ),
        (
            drawn_otherwise(
                treatment(),
                SpinalCord=contours(
                    CORD_X_MM, kinds=[ContourKind.CLOSED_PLANAR] * 3 + [ContourKind.OPEN_PLANAR] * 2
                ),
            ),
            "SpinalCord",
            "dv-limit.kept",
            (CauseKind.STRUCTURE_DOUBTFUL, "SpinalCord"),
        ),
        (
            replace(treatment(), dose=None),
            "SpinalCord",
            "dv-limit.not-known",
            (CauseKind.FILE_ABSENT, "the dose"),
        ),
    ],
    ids=[
        "kept",
        "exceeded",
        "not found",
        "several",
        "no volume",
        "outside the grid",
        "open contours",
        "no dose",
    ],
)
def test_every_row_that_is_not_passed_stands_under_a_cause(
    one: Treatment, subject: str, message_id: str, cause: tuple[CauseKind, str] | None
) -> None:
    row = the_finding(judged(one), "DV-LIMIT", subject)
    assert message_of(row).id == message_id
    assert causes_of(row)[:1] == ([cause] if cause is not None else [])


def test_a_value_within_its_own_uncertainty_is_a_cause_of_its_own(tmp_path: Path) -> None:
    limit = {"structure": "SpinalCord", "metric": "D0.03cc[Gy]", "relation": "<=", "limit": 40.995}
    exact = the_finding(
        judged(treatment(), protocol=write_protocol(tmp_path, limit)), "DV-LIMIT", "SpinalCord"
    )
    assert exact.outcome is not None
    near = {**limit, "limit": round(exact.outcome.value + 1e-4, 6)}  # type: ignore[union-attr]
    row = the_finding(judged(treatment(), protocol=write_protocol(tmp_path, near)), "DV-LIMIT", "SpinalCord")
    assert row.verdict is Verdict.REVIEW
    assert causes_of(row) == [(CauseKind.LIMIT_UNCERTAIN, "SpinalCord")]
    assert row.explanation == Message("metric.uncertain")


def test_a_sum_broken_by_one_phase_alone_stands_under_the_cause_of_that_phase() -> None:
    # 46 Gy and more in thirty fractions break 45 Gy, whatever the single fraction adds.
    report = judged(treatment({"SpinalCord": 46.5}), sfrt(cord_gy=4.0))
    (phase,) = [row for row in found(report, "DV-LIMIT", "SpinalCord") if row.phase == "ccrt"]
    sums = [row for row in found(report, "DV-SUM", "SpinalCord") if row.verdict is Verdict.FAIL]
    assert phase.causes == (Cause(CauseKind.LIMIT_EXCEEDED, "SpinalCord"),)
    assert sums
    assert {row.causes[0] for row in sums} == {phase.causes[0]}


def test_a_sum_broken_by_an_earlier_phase_stands_under_its_name_there() -> None:
    # 14 Gy once are 56 Gy in fractions of 2 Gy; the cord bears another of its names in that plan.
    early = renamed(sfrt(cord_gy=13.0), SpinalCord="Spinal_Cord")
    rows = found(judged(treatment(), early), "DV-SUM")
    (row,) = [each for each in rows if each.verdict is Verdict.FAIL and "EQD2" in each.summary]
    assert row.subject == "SpinalCord"
    assert causes_of(row) == [
        (CauseKind.LIMIT_EXCEEDED, "Spinal_Cord"),
        (CauseKind.LIMIT_EXCEEDED, "SpinalCord"),
    ]


def test_rows_on_targets_stand_with_the_targets(tmp_path: Path) -> None:
    limits = (
        {"structure": "GTVn", "metric": "D95%[Gy]", "relation": ">=", "limit": 63},
        {"structure": "SpinalCord", "metric": "Max[Gy]", "relation": "<=", "limit": 45},
    )
    rows = found(judged(treatment(), protocol=write_protocol(tmp_path, *limits)), "DV-LIMIT")
    assert {row.subject: row.section for row in rows} == {"GTVn": "targets", "SpinalCord": "organs"}


def test_why_a_limit_that_is_kept_is_in_doubt_is_said_where_nothing_else_says_it() -> None:
    kept = the_finding(judged(treatment()), "DV-LIMIT", "SpinalCord")
    why = Message("dvh.resampled", spacing=Quantity(1.5, "mm"))
    doubtful = Cause(CauseKind.STRUCTURE_DOUBTFUL, "SpinalCord")
    cord = replace(kept, verdict=Verdict.REVIEW, explanation=why, causes=(doubtful,))
    (cause,) = gather_causes([cord])
    assert (cause.summary, cause.details) == (kept.message, (why,))
    bare = Message("struct-order.nothing")
    asked = replace(cord, code="STRUCT-DRAWN", constraint=None, outcome=None, message=bare)
    (cause,) = gather_causes([cord, asked])
    assert {cause.summary, *cause.details} == {kept.message, bare}
