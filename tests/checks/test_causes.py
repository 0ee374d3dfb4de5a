"""How findings fold under their causes: what is told first, what is told once, and of which file."""

from __future__ import annotations

from rtqa.evaluation.causes import gather_causes
from rtqa.findings import Finding, ReportedCause, Verdict
from rtqa.messages import Cause, CauseKind, Message, Quantity

DOSE = Cause(CauseKind.DOSE_DOUBTFUL)
FRAMES = Cause(CauseKind.LINK_DOUBTFUL, Message("links.frames"))
DIFFERS = Message("links.frame-differs", other="RTDOSE")
FLAT = Message("dose-voxels.flat", maximum=Quantity(70.0, "Gy"))


def finding(
    code: str,
    message: Message,
    *,
    verdict: Verdict = Verdict.REVIEW,
    cause: Cause = DOSE,
    why: Message | None = None,
    subject: str = "",
) -> Finding:
    return Finding(
        code=code,
        verdict=verdict,
        subject=subject,
        phase="",
        message=message,
        explanation=why,
        causes=(cause,),
        section="files" if code.startswith("REF") else "dose",
    )


def outside(name: str) -> Message:
    return Message("grid-covers.outside", structure=name, share=Quantity(30.0, "%"))


def the_cause(*findings: Finding) -> ReportedCause:
    (cause,) = gather_causes(findings)
    return cause


def said(cause: ReportedCause) -> tuple[Message, ...]:
    """What the first page says of a cause, in its order."""
    return (cause.summary, *cause.details)


def test_each_check_is_heard_once_before_any_is_heard_twice() -> None:
    rows = [finding("GRID-COVERS", outside(name)) for name in ("CTV", "GTVn", "Parotid_L", "Parotid_R")]
    cause = the_cause(*rows, finding("DOSE-VOXELS", FLAT))
    assert said(cause)[:2] == (outside("CTV"), FLAT)
    assert set(said(cause)) == {FLAT, *(row.message for row in rows)}
    assert cause.findings == (0, 4, 1, 2, 3)


def test_what_fails_comes_first() -> None:
    cause = the_cause(
        finding("GRID-COVERS", outside("CTV")), finding("DOSE-VOXELS", FLAT, verdict=Verdict.FAIL)
    )
    assert said(cause) == (FLAT, outside("CTV"))
    assert cause.verdict is Verdict.FAIL


def test_what_a_check_asks_itself_comes_before_what_others_cannot_tell_for_it() -> None:
    not_judged = Message("rx-delivered.not-judged", name="CTV")
    cause = the_cause(finding("RX-DELIVERED", not_judged), finding("DOSE-VOXELS", FLAT))
    assert said(cause) == (FLAT, not_judged)


def test_what_one_finding_gives_as_its_reason_and_another_says_is_told_once() -> None:
    no_dvh = [Message("grid-covers.no-dvh", structure=name) for name in ("CTV", "GTVn")]
    rows = [finding("GRID-COVERS", message, cause=FRAMES, why=DIFFERS) for message in no_dvh]
    cause = the_cause(*rows, finding("REF-FRAME", DIFFERS, cause=FRAMES, subject="RTPLAN 'HN'"))
    assert str(cause.summary) == f"RTPLAN 'HN': {DIFFERS}"
    assert cause.details == ()
    assert sorted(cause.findings) == [0, 1, 2]


def test_what_fails_is_told_though_another_says_its_reason() -> None:
    rows = [
        finding("GRID-COVERS", outside("CTV"), verdict=Verdict.FAIL, why=FLAT),
        finding("DOSE-VOXELS", FLAT),
    ]
    assert said(the_cause(*rows)) == (outside("CTV"), FLAT)


def test_files_of_which_the_same_is_said_are_named_in_one_line() -> None:
    rows = [
        finding("REF-FRAME", DIFFERS, cause=FRAMES, subject=name) for name in ("RTSTRUCT 'Phantom'", "CT")
    ]
    assert str(the_cause(*rows).summary) == f"RTSTRUCT 'Phantom' and CT: {DIFFERS}"


def test_a_message_that_names_its_file_is_left_as_it_is() -> None:
    message = Message("links.absent", role="RTPLAN")
    cause = Cause(CauseKind.LINK_DOUBTFUL, "RTPLAN")
    assert the_cause(finding("REF-LINKS", message, cause=cause, subject="RTPLAN")).summary == message


def test_requirements_are_causes_of_their_own_and_subjects_are_listed() -> None:
    absent = [Cause(CauseKind.FILE_ABSENT, what) for what in (Message("file.dose"), Message("file.beams"))]
    rows = [
        *(finding("REF-LINKS", FLAT, cause=cause) for cause in absent),
        *(
            finding(code, FLAT, cause=Cause(CauseKind.REQUIREMENT_NOT_MET), verdict=Verdict.FAIL)
            for code in ("RX-FRACTIONS", "IMG-SPACING")
        ),
    ]
    causes = gather_causes(rows)
    assert [cause.id for cause in causes] == [
        *("requirement-not-met-rx-fractions", "requirement-not-met-img-spacing"),
        "file-absent",
    ]
    assert str(causes[-1].summary) == "Not handed in: the dose and the beams of the plan."
