"""PHASE-PLAN and PLAN-KIND: which phase is the plan of, and is it one to judge at all?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cases import (
    PITCH_MM,
    blamed,
    bulky,
    drawn_otherwise,
    found,
    group,
    image,
    judged,
    plan,
    ramps,
    the_finding,
    treatment,
    write_protocol,
)

from rtqa.errors import StructureNameError
from rtqa.findings import Verdict
from rtqa.messages import Cause, CauseKind, Message
from rtqa.model.case import Treatment
from rtqa.model.plan import Approval, PlanKind

NOT_JUDGED = "Not recognised as a phase of the protocol: none of its clauses was judged on this plan."


def with_plan(**changes: Any) -> Treatment:
    one = treatment()
    assert one.plan is not None
    return replace(one, plan=replace(one.plan, **changes))


@pytest.mark.example("PHASE-PLAN", "good")
def test_a_plan_of_several_fractions_is_chemoradiotherapy() -> None:
    report = judged(treatment())
    finding = the_finding(report, "PHASE-PLAN", "CCRT")
    assert (finding.verdict, finding.phase) == (Verdict.PASS, "ccrt")
    assert (
        finding.summary
        == "By its 30 fractions, judged as phase ccrt: Definitive concurrent chemoradiotherapy."
    )
    assert finding.evidence.reading == "A plan of two fractions or more."


def test_a_phase_without_a_plan_is_told_with_every_clause_that_was_not_judged() -> None:
    finding = the_finding(judged(treatment()), "PHASE-PLAN", "sfrt")
    assert finding.verdict is None
    assert finding.summary == (
        "No plan of this phase was handed in; not judged: sfrt-dose, sfrt-cord-max, sfrt-parotid-mean, "
        "sfrt-planning-ct, sfrt-technique, sfrt-node-size, sfrt-primary-size, sfrt-approval."
    )


@pytest.mark.parametrize(
    ("groups", "reason"),
    [
        ((), "the plan states no number of fractions"),
        ((group(None),), "the plan states no number of fractions"),
        ((group(30), group(5, number=2, meterset_mu=90.0)), "the plan has 2 fraction groups"),
        ((group(0),), "no single phase of the protocol has plans of 0 fractions"),
    ],
)
def test_a_plan_that_fits_no_one_phase_is_review_with_the_reason(
    groups: tuple[Any, ...], reason: str
) -> None:
    report = judged(with_plan(fraction_groups=groups))
    finding = the_finding(report, "PHASE-PLAN", "CCRT")
    assert (finding.verdict, finding.summary, finding.reason) == (Verdict.REVIEW, NOT_JUDGED, reason)
    assert ("PHASE-PLAN", "CCRT", "review") in blamed(report)


@pytest.mark.example("PHASE-PLAN", "undecided")
def test_a_dose_without_a_plan_is_of_no_phase() -> None:
    finding = the_finding(judged(treatment(plan=None)), "PHASE-PLAN", "(no plan)")
    assert finding.verdict is Verdict.REVIEW
    assert finding.reason == "there is no RT plan, so neither fractions nor prescription are known"


@pytest.mark.example("PHASE-PLAN", "bad")
def test_two_plans_of_one_phase_are_review_each() -> None:
    report = judged(treatment(), treatment())
    rows = found(report, "PHASE-PLAN", "CCRT")
    assert [f.verdict for f in rows] == [Verdict.REVIEW, Verdict.REVIEW]
    assert rows[0].reason == (
        "only one plan of a phase can be judged; name the files of the one to judge, "
        "or check each by itself with rtqa cohort"
    )
    assert len(found(report, "DV-LIMIT")) == 2 * 3


def test_one_plan_of_each_phase_is_judged_by_its_own_clauses() -> None:
    levels = [4.0, 16.0, 4.0, 4.0, 3.0, 3.0]
    rx = treatment(prescribed_gy={"GTVn": 15.0}).plan
    assert rx is not None
    approved = replace(rx.approval, review_date="20250109")
    rx = replace(rx, label="SFRT", fraction_groups=(group(1),), approval=approved)
    single = treatment(dose=ramps(levels, y_to_mm=30.0), plan=rx, image=image(acquired="20250106"))
    report = judged(treatment(), drawn_otherwise(single, GTVn=bulky(PITCH_MM)))
    # By the course file, the SFRT was given.
    assert [(f.subject, f.phase, f.verdict) for f in found(report, "RX-FRACTIONS")] == [
        ("CCRT", "ccrt", Verdict.PASS),
        ("SFRT", "sfrt", Verdict.PASS),
        ("sfrt", "sfrt", Verdict.PASS),
    ]
    # An even dose is no lattice; all else passes but what needs a course file.
    assert {code for code, _, _ in blamed(report)} == {"DV-SUM", "REF-PHASES", "SFRT-VERTICES"}
    assert [f for f in found(report, "PHASE-PLAN") if f.verdict is None] == []


def test_a_name_that_none_of_several_plans_has_is_refused_and_not_matched_by_name() -> None:
    with pytest.raises(StructureNameError, match="'SpinalCordd'; did you mean 'SpinalCord'"):
        judged(treatment(), treatment(), mapping={"SpinalCord": "SpinalCordd"})


def test_a_phase_of_which_the_protocol_asks_nothing_is_review(tmp_path: Path) -> None:
    report = judged(treatment(), protocol=write_protocol(tmp_path))
    finding = the_finding(report, "PHASE-PLAN", "CCRT")
    assert finding.verdict is Verdict.REVIEW
    assert finding.reason == "a phase without any clause leaves nothing to judge the plan by"
    assert report.verdict is Verdict.REVIEW


# --------------------------------------------------------------------------------------------- PLAN-KIND


@pytest.mark.parametrize("changes", [{}, {"intent": ""}, {"approval": Approval(status="", review_date="")}])
@pytest.mark.example("PLAN-KIND", "good")
def test_a_photon_plan_for_a_patient_passes(changes: dict[str, Any]) -> None:
    finding = the_finding(judged(with_plan(**changes)), "PLAN-KIND", "CCRT")
    assert (finding.verdict, finding.reason) == (Verdict.PASS, "")
    assert finding.summary == "An external-beam photon or electron plan of 1 beam, to treat a patient with."


def test_of_a_plan_without_beams_no_radiation_passes() -> None:
    finding = the_finding(judged(with_plan(beams=())), "PLAN-KIND", "CCRT")
    assert (finding.verdict, finding.message.id) == (None, "plan-kind.no-beams")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        (
            {"kind": PlanKind.PROTON},
            "rtqa reads the beams of photons and electrons alone; DVHs and limits are shown where they mean something",  # noqa: E501
        ),
        ({"intent": "VERIFICATION"}, "its PlanIntent is VERIFICATION"),
        ({"intent": "MACHINE_QA"}, "its PlanIntent is MACHINE_QA"),
        ({"approval": Approval(status="REJECTED", review_date="")}, "its ApprovalStatus is REJECTED"),
    ],
)
def test_a_plan_that_is_not_to_treat_a_patient_with_is_review(changes: dict[str, Any], reason: str) -> None:
    report = judged(with_plan(**changes))
    unread = {("PLAN-TECHNIQUE", "CCRT", "review")} if "kind" in changes else set()
    assert blamed(report) == {("PLAN-KIND", "CCRT", "review"), *unread}
    finding = the_finding(report, "PLAN-KIND", "CCRT")
    assert reason in f"{finding.summary} {finding.reason}"


@pytest.mark.parametrize(
    ("one", "code", "cause"),
    [
        (treatment(plan=None), "PLAN-KIND", Cause(CauseKind.FILE_ABSENT, Message("file.plan"))),
        (treatment(plan=None), "PHASE-PLAN", Cause(CauseKind.FILE_ABSENT, Message("file.plan"))),
        (with_plan(fraction_groups=()), "PHASE-PLAN", Cause(CauseKind.NOT_STATED)),
        (
            with_plan(fraction_groups=(group(0),)),
            "PHASE-PLAN",
            Cause(CauseKind.REQUIREMENT_NOT_MET, "CCRT"),
        ),
        (with_plan(kind=PlanKind.PROTON), "PLAN-KIND", Cause(CauseKind.NOT_SUPPORTED)),
        (with_plan(intent="SERVICE"), "PLAN-KIND", Cause(CauseKind.PLAN_DOUBTFUL)),
    ],
)
def test_what_is_in_doubt_stands_under_its_cause(one: Treatment, code: str, cause: Cause) -> None:
    (finding,) = (f for f in found(judged(one), code) if f.verdict is Verdict.REVIEW)
    assert finding.causes == (cause,)


@pytest.mark.example("PLAN-KIND", "bad")
def test_a_plan_on_a_rejected_structure_set_is_review() -> None:
    case = treatment()
    assert case.structure_set is not None
    rejected = replace(case, structure_set=replace(case.structure_set, approval_status="REJECTED"))
    finding = the_finding(judged(rejected), "PLAN-KIND", "CCRT")
    assert finding.verdict is Verdict.REVIEW
    assert finding.summary.endswith("in doubt: the ApprovalStatus of its structure set is REJECTED.")


@pytest.mark.example("PLAN-KIND", "undecided")
def test_without_a_plan_its_kind_is_not_evaluable() -> None:
    finding = the_finding(judged(treatment(plan=None)), "PLAN-KIND", "(no plan)")
    assert finding.verdict is Verdict.REVIEW
    assert finding.summary.endswith("in doubt: there is no RT plan.")


def test_a_plan_kept_from_passing_by_nothing_else_still_shows_its_label() -> None:
    report = judged(treatment(plan=plan(label="Boost [b]x[/b]")))
    assert the_finding(report, "PLAN-KIND", "Boost [b]x[/b]").verdict is Verdict.PASS


def test_without_a_structure_set_no_structure_is_called_unfound() -> None:
    causes = {cause.kind: cause for cause in judged(treatment(structure_set=None)).causes}
    assert CauseKind.STRUCTURE_NOT_FOUND not in causes
    assert Message("file.structures") in causes[CauseKind.FILE_ABSENT].subjects
