"""RT Beams Treatment Records, built with pydicom, to complete fractions."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from builders import PLAN_UID, dose, item, plan, refer, save_case, structures
from pydicom.dataset import Dataset
from pydicom.uid import RTBeamsTreatmentRecordStorage

from rtqa.course.delivered import Fraction, Recorded, gather_fractions
from rtqa.dicom import read_case
from rtqa.messages import Listing, Message
from rtqa.model.case import Case

BOTH = frozenset({1, 2})


def beam(number: int, *, fraction: int | None = 1, status: str = "NORMAL", **elements: Any) -> Dataset:
    return item(
        ReferencedBeamNumber=number,
        CurrentFractionNumber=fraction,
        TreatmentTerminationStatus=status,
        **{"TreatmentDeliveryType": "TREATMENT", **elements},
    )


def record(day: str, *beams: Dataset, time: str = "", uid: str = "", **elements: Any) -> Dataset:
    """A record of these beams of the plan, on a day."""
    fields: dict[str, Any] = {
        "SOPClassUID": RTBeamsTreatmentRecordStorage,
        "SOPInstanceUID": uid or f"1.2.3.7.{day or 0}{time[:4]}.{len(beams)}",
        "Modality": "RTRECORD",
        "PatientName": "Secret^Person",
        "PatientID": "ID-4711",
        "TreatmentDate": day,
        "TreatmentTime": time,
        "ReferencedRTPlanSequence": refer(PLAN_UID),
        "ReferencedFractionGroupNumber": 1,
        "TreatmentSessionBeamSequence": list(beams),
    }
    return item(**{**fields, **elements})


def case_with(folder: Path, *records: Dataset) -> Case:
    return read_case(save_case(folder, plan(), dose(), structures(), *records))


def fractions_in(folder: Path, *records: Dataset) -> Recorded:
    case = case_with(folder, *records)
    assert all(each.plan_uid == PLAN_UID for each in case.records)
    return gather_fractions(case.records, beam_numbers=BOTH)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute)  # noqa: DTZ001 (local time, as records have it)


def test_a_record_a_fraction(tmp_path: Path) -> None:
    recorded = fractions_in(
        tmp_path,
        record("20260303", beam(1, fraction=2), beam(2, fraction=2), time="090000"),
        record("20260302", beam(1), beam(2), time="083015.25"),
    )
    begun = datetime(2026, 3, 2, 8, 30, 15)  # noqa: DTZ001
    assert recorded == Recorded(
        fractions=(
            Fraction(begun=begun, completed=begun),
            Fraction(begun=at(3, 9), completed=at(3, 9)),
        )
    )


def test_a_record_a_beam_is_one_fraction(tmp_path: Path) -> None:
    recorded = fractions_in(
        tmp_path,
        record("20260302", beam(1), time="080000", uid="1.2.3.7.1"),
        record("20260302", beam(2), time="080500", uid="1.2.3.7.2"),
    )
    assert recorded.fractions == (Fraction(begun=at(2, 8), completed=at(2, 8, 5)),)


def test_a_fraction_that_broke_off_and_was_resumed_is_one_on_the_day_of_its_last_part(tmp_path: Path) -> None:
    recorded = fractions_in(
        tmp_path,
        record("20260302", beam(1), beam(2, status="MACHINE"), time="080000"),
        record("20260303", beam(2, TreatmentDeliveryType="CONTINUATION"), time="090000"),
        record("20260304", beam(1, fraction=2), beam(2, fraction=2), time="080000"),
    )
    assert recorded.fractions == (
        Fraction(begun=at(2, 8), completed=at(3, 9)),
        Fraction(begun=at(4, 8), completed=at(4, 8)),
    )
    assert recorded.doubts == ()


@pytest.mark.parametrize(
    "again",
    [
        record("20260302", beam(1), beam(2), time="080000", uid="1.2.3.7.8"),
        record("20260303", beam(1), beam(2), time="080000"),
    ],
    ids=["recorded twice", "its number used again"],
)
def test_a_fraction_whose_beams_ended_twice_is_one_and_that_is_said(tmp_path: Path, again: Dataset) -> None:
    recorded = fractions_in(tmp_path, record("20260302", beam(1), beam(2), time="080000"), again)
    assert len(recorded.fractions) == 1
    (doubt,) = recorded.doubts
    assert doubt.id == "time-sources.ended-twice"


@pytest.mark.parametrize(
    ("number", "doubt"),
    [
        (4, Message("time-sources.left-out", n=2, numbers=Listing((2, 3)))),
        (
            2**31 - 1,
            Message("time-sources.many-left-out", n=2**31 - 3, numbers=Listing(tuple(range(2, 12)))),
        ),
    ],
    ids=["two", "millions"],
)
def test_numbers_of_fractions_that_no_record_has_are_said(
    tmp_path: Path, number: int, doubt: Message
) -> None:
    recorded = fractions_in(
        tmp_path,
        record("20260302", beam(1), beam(2)),
        record("20260305", beam(1, fraction=number), beam(2, fraction=number)),
    )
    assert len(recorded.fractions) == 2
    assert recorded.doubts == (doubt,)


def test_two_fractions_of_one_day_are_two_and_stand_apart_by_their_times(tmp_path: Path) -> None:
    recorded = fractions_in(
        tmp_path,
        record("20260302", beam(1, fraction=2), beam(2, fraction=2), time="143000"),
        record("20260302", beam(1), beam(2), time="080000"),
    )
    assert [fraction.begun for fraction in recorded.fractions] == [at(2, 8), at(2, 14, 30)]
    assert recorded.doubts == ()


@pytest.mark.parametrize("status", ["OPERATOR", "MACHINE", "UNKNOWN", ""])
def test_a_fraction_that_was_not_completed_is_not_counted_and_is_said(tmp_path: Path, status: str) -> None:
    recorded = fractions_in(tmp_path, record("20260302", beam(1), beam(2, status=status)))
    assert recorded.fractions == ()
    days = Listing((date(2026, 3, 2),), most=10)
    assert recorded.doubts == (Message("time-sources.broken-off", n=1, days=days),)


def test_a_beam_that_is_missing_leaves_its_fraction_incomplete(tmp_path: Path) -> None:
    assert fractions_in(tmp_path, record("20260302", beam(1))).fractions == ()


def test_setup_beams_and_simulated_records_do_not_count(tmp_path: Path) -> None:
    case = case_with(
        tmp_path,
        record(
            "20260302", beam(3, TreatmentDeliveryType="SETUP"), beam(4, TreatmentDeliveryType="OPEN_PORTFILM")
        ),
        record("20260303", beam(1), beam(2), TreatmentRecordContentOrigin="SIMULATION"),
    )
    assert case.records == ()


def test_without_a_time_a_fraction_has_a_day(tmp_path: Path) -> None:
    recorded = fractions_in(tmp_path, record("20260302", beam(1), beam(2)))
    assert recorded.fractions == (Fraction(begun=date(2026, 3, 2), completed=date(2026, 3, 2)),)


@pytest.mark.parametrize("day", ["", "20260231", "99991231", "18581117"])
def test_without_a_date_nothing_is_counted_and_it_is_said(tmp_path: Path, day: str) -> None:
    recorded = fractions_in(tmp_path, record(day, beam(1), beam(2)))
    assert recorded == Recorded(fractions=(), doubts=(Message("time-sources.records-undated", n=2),))


def test_without_a_fraction_number_a_day_is_a_fraction_and_it_is_said(tmp_path: Path) -> None:
    recorded = fractions_in(tmp_path, record("20260302", beam(1, fraction=None), beam(2, fraction=None)))
    assert len(recorded.fractions) == 1
    assert recorded.doubts == (Message("time-sources.records-unnumbered", n=2),)


def test_machine_and_meterset_are_read(tmp_path: Path) -> None:
    machine = item(TreatmentMachineName="LINAC-2")
    points = [item(DeliveredMeterset="0"), item(DeliveredMeterset="99.8")]
    case = case_with(
        tmp_path,
        record(
            "20260302",
            beam(1, DeliveredPrimaryMeterset="145.1"),
            beam(2, ControlPointDeliverySequence=points),
            TreatmentMachineSequence=[machine],
        ),
    )
    assert [(r.machine, r.delivered_mu) for r in case.records] == [("LINAC-2", 145.1), ("LINAC-2", 99.8)]


def test_a_record_of_another_patient_is_left_out_and_said(tmp_path: Path) -> None:
    case = case_with(tmp_path, record("20260302", beam(1), beam(2), PatientID="SOMEONE-ELSE"))
    assert case.records == ()
    assert any("another PatientID" in str(deviation.message) for deviation in case.deviations)
    assert "SOMEONE" not in repr(case)


def test_a_course_file_among_the_files_is_found(tmp_path: Path) -> None:
    save_case(tmp_path, plan(), dose(), structures())
    file = tmp_path / "course.toml"
    file.write_text('schema = "rtqa-course/1"\n', encoding="utf-8")
    case = read_case(tmp_path)
    assert case.course_files == (file,)
    assert str(tmp_path) not in repr(case)
