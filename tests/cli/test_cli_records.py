"""rtqa check on DICOM files of a plan beside treatment records: what was given, and what is open about it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pydicom
import pytest
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence as Items
from pydicom.uid import ExplicitVRLittleEndian, RTBeamsTreatmentRecordStorage
from typer.testing import Result

SAMPLE = Path(__file__).parents[2] / "sample_plans" / "ccrt_pass"
WEEKDAYS = [day for n in range(60) if (day := date(2025, 3, 31) + timedelta(days=n)).weekday() < 5]
ENDED_TWICE = (
    "by the treatment records, a beam came to its normal end more than once in one fraction "
    "(Tue 2025-04-01): given twice, recorded twice, or its number was used again"
)

Run = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The passing sample without its images, in a course of five fractions a week."""
    for path in SAMPLE.glob("*.dcm"):
        shutil.copy(path, tmp_path)
    (tmp_path / "course.toml").write_text(
        'schema = "rtqa-course/1"\nprotocol = "nct07041788"\n'
        '[[phase]]\nid = "ccrt"\nfolder = "."\nfractions_per_week = 5\n',
        encoding="utf-8",
    )
    return tmp_path


def write_record(
    folder: Path,
    day: date | None,
    fraction: int | None,
    *,
    time: str = "083000",
    beams: Sequence[int] | None = None,
    broke_off: int | None = None,
    **elements: Any,
) -> None:
    """A record of the plan's beams on a day, one of which may have been broken off, as a file of its own."""
    plan = pydicom.dcmread(SAMPLE / "RTPLAN.dcm")
    given = [int(beam.BeamNumber) for beam in plan.BeamSequence] if beams is None else beams
    number = len(list(folder.glob("RECORD*"))) + 1
    record = Dataset()
    record.SOPClassUID = RTBeamsTreatmentRecordStorage
    record.SOPInstanceUID = f"1.2.3.7.{number}"
    record.Modality = "RTRECORD"
    record.PatientName, record.PatientID = plan.PatientName, plan.PatientID
    record.PatientBirthDate, record.StudyInstanceUID = plan.PatientBirthDate, plan.StudyInstanceUID
    record.SeriesInstanceUID = "1.2.3.8"
    record.TreatmentDate = f"{day:%Y%m%d}" if day is not None else ""
    record.TreatmentTime = time
    record.ReferencedFractionGroupNumber = 1
    reference = Dataset()
    reference.ReferencedSOPClassUID, reference.ReferencedSOPInstanceUID = (
        plan.SOPClassUID,
        plan.SOPInstanceUID,
    )
    record.ReferencedRTPlanSequence = Items([reference])
    record.TreatmentSessionBeamSequence = Items(
        [_beam(beam, fraction, status="MACHINE" if beam == broke_off else "NORMAL") for beam in given]
    )
    for keyword, value in elements.items():
        setattr(record, keyword, value)
    record.file_meta = FileMetaDataset()
    record.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    pydicom.dcmwrite(folder / f"RECORD{number:03}.dcm", record, enforce_file_format=True)


def _beam(number: int, fraction: int | None, *, status: str) -> Dataset:
    beam = Dataset()
    beam.ReferencedBeamNumber, beam.CurrentFractionNumber = number, fraction
    beam.TreatmentTerminationStatus, beam.TreatmentDeliveryType = status, "TREATMENT"
    return beam


def rows(run: Run, folder: Path, code: str) -> list[dict[str, Any]]:
    """The findings of a check on the phase, or on records of no plan."""
    done = run("check", folder, "--format", "json")
    assert done.exit_code in (1, 3), done.output
    return [
        row for row in json.loads(done.stdout)["findings"] if row["code"] == code and row["phase"] != "sfrt"
    ]


def the_row(run: Run, folder: Path, code: str) -> dict[str, Any]:
    (only,) = [row for row in rows(run, folder, code) if row["verdict"] != "info"]
    return only


def test_thirty_records_are_a_course_of_thirty_fractions(run: Run, folder: Path) -> None:
    for n, day in enumerate(WEEKDAYS[:30], 1):
        write_record(folder, day, n)
    overall = the_row(run, folder, "TIME-OVERALL")
    assert overall["verdict"] == "pass"
    assert overall["summary"].startswith(
        "30 fractions given, by treatment records, from Mon 2025-03-31 to Fri 2025-05-09: 40 days"
    )
    sources = the_row(run, folder, "TIME-SOURCES")
    assert sources["summary"] == "30 fractions given, by treatment records; what two sources state agrees."


def test_a_fraction_resumed_on_the_next_day_counts_once_and_the_course_ends_later(
    run: Run, folder: Path
) -> None:
    """The fifth breaks off on Friday in its last beam, which is given on Monday; all others follow."""
    days = [*WEEKDAYS[:4], *WEEKDAYS[5:31]]
    beams = [int(beam.BeamNumber) for beam in pydicom.dcmread(SAMPLE / "RTPLAN.dcm").BeamSequence]
    write_record(folder, WEEKDAYS[4], 5, broke_off=beams[-1])
    write_record(folder, WEEKDAYS[5], 5, beams=beams[-1:])
    for n, day in enumerate(days, 1):
        if n != 5:
            write_record(folder, day, n)
    overall = the_row(run, folder, "TIME-OVERALL")
    # The 31st weekday is Mon 12 May: 43 days with both ends, 42 from first to last.
    assert overall["verdict"] == "review"
    assert (
        "30 fractions given, by treatment records, from Mon 2025-03-31 to Mon 2025-05-12: 43 d"
        in overall["summary"]
    )
    assert the_row(run, folder, "TIME-SOURCES")["verdict"] == "pass"


def test_a_fraction_resumed_on_the_same_day_is_not_two(run: Run, folder: Path) -> None:
    write_record(folder, WEEKDAYS[0], 1, time="080000", broke_off=9)
    write_record(folder, WEEKDAYS[0], 1, time="090000", beams=[9])
    (apart,) = rows(run, folder, "TIME-APART")
    assert (apart["verdict"], apart["id"]) == ("info", "time-apart.no-pairs")
    assert the_row(run, folder, "TIME-SOURCES")["summary"].startswith("1 fraction given")


@pytest.mark.parametrize(("second", "verdict"), [("143000", "pass"), ("120000", "fail")])
def test_two_fractions_of_a_day_must_stand_apart(run: Run, folder: Path, second: str, verdict: str) -> None:
    write_record(folder, WEEKDAYS[0], 1, time="080000")
    write_record(folder, WEEKDAYS[0], 2, time=second)
    assert the_row(run, folder, "TIME-APART")["verdict"] == verdict
    assert the_row(run, folder, "TIME-SOURCES")["summary"].startswith("2 fractions given")


def test_two_records_of_a_day_without_numbers_are_one_fraction_and_in_doubt(run: Run, folder: Path) -> None:
    write_record(folder, WEEKDAYS[0], None, time="080000")
    write_record(folder, WEEKDAYS[0], None, time="143000")
    sources = the_row(run, folder, "TIME-SOURCES")
    assert sources["verdict"] == "review"
    assert (
        "a beam came to its normal end more than once in one fraction (Mon 2025-03-31)" in sources["reason"]
    )
    assert "18 recorded beams name no fraction; those of one day were taken as one" in sources["reason"]


@pytest.mark.parametrize(
    ("spoilt", "reason"),
    [
        ({"day": None}, "9 recorded beams have no usable date and were not counted"),
        (
            {"broke_off": 3},
            "by the treatment records, 1 fraction was begun and not completed (Tue 2025-04-01)",
        ),
        (
            {"beams": [1, 2]},
            "by the treatment records, 1 fraction was begun and not completed (Tue 2025-04-01)",
        ),
        ({"fraction": 4}, "by their numbers, 2 fractions are missing from the treatment records (2, 3)"),
        (
            {"fraction": 1},
            ENDED_TWICE,
        ),
    ],
    ids=["no date", "broken off", "beams left out", "numbers left out", "the same number again"],
)
def test_what_a_record_leaves_open_is_review(
    run: Run, folder: Path, spoilt: dict[str, Any], reason: str
) -> None:
    write_record(folder, WEEKDAYS[0], 1)
    write_record(folder, **{"day": WEEKDAYS[1], "fraction": 2, **spoilt})
    sources = the_row(run, folder, "TIME-SOURCES")
    assert (sources["verdict"], sources["reason"]) == ("review", reason)


def test_more_records_than_fractions_are_planned_are_review(run: Run, folder: Path) -> None:
    for n, day in enumerate(WEEKDAYS[:31], 1):
        write_record(folder, day, n)
    assert the_row(run, folder, "TIME-SOURCES")["reason"] == "31 fractions were given, of 30 planned"


def test_the_same_record_twice_counts_once(run: Run, folder: Path) -> None:
    write_record(folder, WEEKDAYS[0], 1)
    shutil.copy(folder / "RECORD001.dcm", folder / "COPY.dcm")
    sources = the_row(run, folder, "TIME-SOURCES")
    assert sources["verdict"] == "pass"
    assert sources["summary"].startswith("1 fraction given, by treatment records")


def test_records_of_another_plan_are_not_counted(run: Run, folder: Path) -> None:
    other = Dataset()
    other.ReferencedSOPClassUID, other.ReferencedSOPInstanceUID = "1.2.840.10008.5.1.4.1.1.481.5", "1.2.3.99"
    write_record(folder, WEEKDAYS[0], 1, ReferencedRTPlanSequence=Items([other]))
    sources = the_row(run, folder, "TIME-SOURCES")
    assert sources["summary"] == "9 recorded beams were given from a plan that is not among the files."
    assert sources["verdict"] == "review"
