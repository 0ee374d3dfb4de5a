"""Work items over the network: asked for, watched, claimed, finished with the report and its verdict."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from calling_node import PLAN, calling, make_object, running, wait_for
from pydicom.dataset import Dataset
from pydicom.sr.codedict import codes
from sqlalchemy import select
from test_commitment import Listener, listening

from rtqa.desk.archive.tables import AuditEntry, Case, Report
from rtqa.desk.desk import Desk
from rtqa.desk.node.contexts import (
    ENCAPSULATED_PDF,
    UPS_EVENT,
    UPS_OF_ALL,
    UPS_PULL,
    UPS_PUSH,
    UPS_QUERY,
    UPS_WATCH,
)
from rtqa.desk.node.datasets import build, code
from rtqa.desk.node.results import build_performed
from rtqa.desk.node.scp import Node
from rtqa.desk.node.work_items import prepare_item

ALL = (PLAN, UPS_PUSH, UPS_PULL, UPS_WATCH, UPS_QUERY)


def make_request(plan_uid: str, **more: Any) -> Dataset:
    """What a treatment system asks for, after IHE-RO QAPV: a check of one plan."""
    source = build(
        TypeOfInstances="DICOM",
        StudyInstanceUID="1.2.3",
        SeriesInstanceUID="1.2.3.4",
        ReferencedSOPSequence=[build(ReferencedSOPClassUID=PLAN, ReferencedSOPInstanceUID=plan_uid)],
    )
    return build(
        PatientName="Nobody",
        PatientID="NOBODY",
        ScheduledProcedureStepPriority="HIGH",
        ProcedureStepLabel="Plan check",
        ScheduledProcedureStepStartDateTime="20261130120000",
        InputReadinessState="READY",
        ProcedureStepState="SCHEDULED",
        ScheduledWorkitemCodeSequence=[code("121729", "DCM", "RT Treatment QA with External Verification")],
        InputInformationSequence=[source],
        **more,
    )


def create(association: Any, request: Dataset, uid: str) -> int:
    status, _ = association.send_n_create(request, UPS_PUSH, uid)
    return int(status.Status)


def get(association: Any, uid: str) -> Dataset:
    status, item = association.send_n_get([], UPS_PUSH, uid, meta_uid=UPS_PULL)
    assert status.Status == 0x0000
    assert item is not None
    return item


def act(association: Any, kind: int, uid: str, **told: Any) -> int:
    under = UPS_WATCH if kind in (3, 4, 5) else UPS_PULL
    status, _ = association.send_n_action(build(**told), kind, UPS_PUSH, uid, meta_uid=under)
    return int(status.Status)


def finish_case(desk: Desk, plan_uid: str, verdict: str) -> None:
    """As the desk leaves a case that was checked."""
    document = make_object(ENCAPSULATED_PDF, modality="DOC")
    sha256 = hashlib.sha256(plan_uid.encode()).hexdigest()
    (desk.reports / sha256).mkdir(parents=True)
    document.save_as(desk.reports / sha256 / "report.dcm", enforce_file_format=True)
    with desk.archive.begin() as session:
        case = session.scalars(select(Case).where(Case.key == plan_uid)).one()
        session.add(
            Report(
                case_id=case.id,
                version=1,
                sha256=sha256,
                files={"report.dcm": "0" * 64},
                verdict=verdict,
                protocol="nct07041788",
                protocol_sha256="0" * 64,
                program_version="0",
                causes=[],
                made_at=desk.now() + timedelta(seconds=1),
            )
        )
        case.state, case.send_to = "checked", "pacs"


@pytest.fixture(scope="module")
def listener() -> Listener:
    return Listener()


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory, listener: Listener) -> Iterator[Node]:
    with listening(listener, UPS_EVENT) as port:
        more = (
            f'[[destination]]\nname = "tms"\nae_title = "LISTENER"\nhost = "127.0.0.1"\nport = {port}\n'
            '[[destination]]\nname = "pacs"\nae_title = "PACS"\nhost = "127.0.0.1"\nport = 1\n'
        )
        with running(tmp_path_factory.mktemp("ups"), more) as started:
            yield started


@pytest.mark.parametrize(
    ("verdict", "passed", "veto"),
    [("pass", "Yes", "No"), ("fail", "No", "Yes")],
)
def test_a_check_is_asked_for_watched_and_answered(
    watched: Node, listener: Listener, verdict: str, passed: str, veto: str
) -> None:
    plan = make_object()
    uid, n_before = f"{plan.SOPInstanceUID[:50]}.7", len(listener.told)
    with calling(watched, *ALL, calling="LISTENER") as association:
        assert create(association, make_request(plan.SOPInstanceUID), uid) == 0x0000
        assert act(association, 3, uid, ReceivingAE="LISTENER", DeletionLock="FALSE") == 0x0000
        assert wait_for(lambda: len(listener.told) > n_before)
        assert get(association, uid).ProcedureStepState == "SCHEDULED"
        assert association.send_c_store(plan).Status == 0x0000
        assert wait_for(lambda: get(association, uid).ProcedureStepState == "IN PROGRESS")
        finish_case(watched.desk, plan.SOPInstanceUID, verdict)
        assert wait_for(lambda: get(association, uid).ProcedureStepState == "COMPLETED")
        item = get(association, uid)
    (performed,) = item.UnifiedProcedureStepPerformedProcedureSequence
    results = {
        each.ConceptNameCodeSequence[0].CodeValue: each.ConceptCodeSequence[0].CodeMeaning
        for each in performed.PerformedProcessingParametersSequence
    }
    assert (results["PASSED"], results["VETO"]) == (passed, veto)
    assert (
        performed.PerformedProcessingParametersSequence[2].ConceptCodeSequence[0].CodeValue == verdict.upper()
    )
    (output,) = performed.OutputInformationSequence
    assert output.ReferencedSOPSequence[0].ReferencedSOPClassUID == ENCAPSULATED_PDF
    assert output.DICOMRetrievalSequence[0].RetrieveAETitle == "PACS"
    assert wait_for(
        lambda: [told.get("ProcedureStepState") for _, told in listener.told[n_before:]][-1] == "COMPLETED"
    )
    states = [told.ProcedureStepState for kind, told in listener.told[n_before:] if kind == 1]
    assert states == ["SCHEDULED", "IN PROGRESS", "COMPLETED"]
    assert any(kind == 3 for kind, _ in listener.told[n_before:])
    with watched.desk.archive.read() as session:
        lines = session.scalars(select(AuditEntry).where(AuditEntry.action == "work-item.state")).all()
    assert [line.details["state"] for line in lines if line.details["uid"] == uid] == [
        "IN PROGRESS",
        "COMPLETED",
    ]


@pytest.mark.parametrize(
    ("verdict", "is_passed"), [("pass", True), ("variation", True), ("review", False), ("fail", False)]
)
def test_what_a_person_has_still_to_decide_is_vetoed_too(verdict: str, is_passed: bool) -> None:  # noqa: FBT001
    now = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
    item = make_request("1.2.3")
    performed = build_performed(item, verdict, begun=now, ended=now, station="RTQA", version="1")
    values = [
        each.ConceptCodeSequence[0].CodeValue for each in performed.PerformedProcessingParametersSequence
    ]
    yes, no = "373066001", "373067005"
    assert values == [*((yes, no) if is_passed else (no, yes)), verdict.upper()]
    assert performed.PerformedProcedureStepEndDateTime == "20261130120000+0000"


def test_work_items_have_the_codes_that_dicom_publishes() -> None:
    published = {getattr(codes.cid9241, name).value: name for name in codes.cid9241.dir()}
    assert published["121729"] == "RTTreatmentQAWithExternalVerification"
    now = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
    for asked, done in (("", "121729"), ("121731", "121731")):
        request = make_request("1.2.3")
        request.ScheduledWorkitemCodeSequence = [code(asked, "DCM", published[asked])] if asked else []
        _, item = prepare_item(request, "1.2.4", now=now)
        performed = build_performed(item, "pass", begun=now, ended=now, station="RTQA", version="1")
        assert performed.PerformedWorkitemCodeSequence[0].CodeValue == done


def test_another_performer_claims_an_item_and_finishes_it(node: Node) -> None:
    uid = "1.2.826.0.1.3680043.8.498.1"
    with calling(node, *ALL) as association:
        assert create(association, make_request("1.2.3.4.5"), uid) == 0x0000
        assert create(association, make_request("1.2.3.4.5"), uid) == 0x0111
        assert act(association, 1, uid, ProcedureStepState="COMPLETED", TransactionUID="1.2.9") == 0xC310
        assert act(association, 1, uid, ProcedureStepState="IN PROGRESS", TransactionUID="1.2.9") == 0x0000
        assert act(association, 1, uid, ProcedureStepState="IN PROGRESS", TransactionUID="1.2.8") == 0xC302
        progress = build(ProcedureStepProgress="50", ProcedureStepProgressDescription="half")
        changes = build(TransactionUID="1.2.8", ProcedureStepProgressInformationSequence=[progress])
        assert association.send_n_set(changes, UPS_PUSH, uid, meta_uid=UPS_PULL)[0].Status == 0xC301
        changes.TransactionUID = "1.2.9"
        assert association.send_n_set(changes, UPS_PUSH, uid, meta_uid=UPS_PULL)[0].Status == 0x0000
        item = get(association, uid)
        assert item.ProcedureStepProgressInformationSequence[0].ProcedureStepProgress == 50
        assert "TransactionUID" not in item
        assert act(association, 1, uid, ProcedureStepState="COMPLETED", TransactionUID="1.2.9") == 0xC304
        performed = build(
            PerformedProcedureStepStartDateTime="20261130120000",
            PerformedProcedureStepEndDateTime="20261130120100",
        )
        done = build(TransactionUID="1.2.9", UnifiedProcedureStepPerformedProcedureSequence=[performed])
        assert association.send_n_set(done, UPS_PUSH, uid, meta_uid=UPS_PULL)[0].Status == 0x0000
        assert act(association, 1, uid, ProcedureStepState="COMPLETED", TransactionUID="1.2.8") == 0xC301
        assert act(association, 1, uid, ProcedureStepState="COMPLETED", TransactionUID="1.2.9") == 0x0000
        assert act(association, 1, uid, ProcedureStepState="COMPLETED", TransactionUID="1.2.9") == 0xB306
        assert act(association, 1, uid, ProcedureStepState="CANCELED", TransactionUID="1.2.9") == 0xC300
        assert association.send_n_set(done, UPS_PUSH, uid, meta_uid=UPS_PULL)[0].Status == 0xC300


def find(association: Any, **keys: Any) -> list[Dataset]:
    query = build(**keys)
    answers = list(association.send_c_find(query, UPS_PULL))
    assert answers[-1][0].Status == 0x0000
    return [item for status, item in answers if status.Status == 0xFF00 and item is not None]


def test_items_are_found_by_state_code_and_patient(node: Node) -> None:
    with calling(node, *ALL) as association:
        for number, label in ((11, "Boost check"), (12, "Base check")):
            create(association, _labelled(label), f"1.2.826.{number}")
        both = find(association, ProcedureStepLabel="B* check", SOPInstanceUID="")
        assert {item.SOPInstanceUID for item in both} == {"1.2.826.11", "1.2.826.12"}
        (found,) = find(
            association, ProcedureStepLabel="Boost*", ProcedureStepState="SCHEDULED", PatientID=""
        )
        assert (found.SOPInstanceUID, found.PatientID) == ("1.2.826.11", "NOBODY")
        assert find(association, ProcedureStepLabel="Boost*", ProcedureStepState="COMPLETED") == []
        coded = [code("121730", "DCM", "other")]
        assert find(association, ScheduledWorkitemCodeSequence=coded, ProcedureStepLabel="Boost*") == []
        first, second = ("20261130000000-20261130235959", "20270101000000-")
        assert (
            len(find(association, ScheduledProcedureStepStartDateTime=first, ProcedureStepLabel="B* check"))
            == 2
        )
        assert (
            find(association, ScheduledProcedureStepStartDateTime=second, ProcedureStepLabel="B* check") == []
        )


def _labelled(label: str) -> Dataset:
    request = make_request("1.2.3.4.5")
    request.ProcedureStepLabel = label
    return request


@pytest.mark.filterwarnings("ignore:Invalid value for VR UI")
def test_what_no_work_item_is_is_refused(node: Node) -> None:
    with calling(node, *ALL) as association:
        started = make_request("1.2.3")
        started.ProcedureStepState = "IN PROGRESS"
        assert create(association, started, "1.2.826.21") == 0xC309
        nameless = make_request("1.2.3")
        del nameless.ProcedureStepLabel
        assert create(association, nameless, "1.2.826.22") == 0x0120
        assert create(association, make_request("1.2.3"), "../../x") == 0x0117
        assert (
            act(association, 1, "1.2.826.404", ProcedureStepState="IN PROGRESS", TransactionUID="1.2")
            == 0xC307
        )
        assert act(association, 3, UPS_OF_ALL, ReceivingAE="NOBODY", DeletionLock="FALSE") == 0xC308


def test_a_waiting_item_is_canceled_by_its_requester(watched: Node, listener: Listener) -> None:
    uid = "1.2.826.31"
    with calling(watched, *ALL) as association:
        create(association, make_request("1.2.3.4.5"), uid)
        act(association, 3, uid, ReceivingAE="LISTENER", DeletionLock="FALSE")
        assert act(association, 2, uid, ReasonForCancellation="sent in error") == 0x0000
        assert get(association, uid).ProcedureStepState == "CANCELED"
        assert act(association, 2, uid, ReasonForCancellation="again") == 0xB304
    assert wait_for(lambda: "CANCELED" in [told.get("ProcedureStepState") for _, told in listener.told])
    assert listener.told[-1][1].ReasonForCancellation == "sent in error"


def test_who_watches_all_is_told_of_items_that_come_later(watched: Node, listener: Listener) -> None:
    with calling(watched, *ALL) as association:
        assert act(association, 3, UPS_OF_ALL, ReceivingAE="LISTENER", DeletionLock="FALSE") == 0x0000
        n_before = len(listener.told)
        create(association, make_request("1.2.3.4.5"), "1.2.826.41")
        assert wait_for(lambda: len(listener.told) > n_before)
        assert act(association, 4, UPS_OF_ALL, ReceivingAE="LISTENER") == 0x0000
        assert act(association, 4, "1.2.826.41", ReceivingAE="LISTENER") == 0x0000


def test_work_items_survive_a_restart(tmp_path: Path) -> None:
    with running(tmp_path) as node, calling(node, *ALL) as association:
        create(association, make_request("1.2.3.4.5"), "1.2.826.51")
    with running(tmp_path) as node, calling(node, *ALL) as association:
        assert get(association, "1.2.826.51").ProcedureStepLabel == "Plan check"
