"""A report as a DICOM object: whose it is, what it refers to, and that a validator takes it."""

from __future__ import annotations

import io
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pydicom
import pytest

from rtqa.dicom import read_case
from rtqa.dicom.write.encapsulated import encapsulate_report
from rtqa.errors import InputError
from rtqa.model.case import Case

SAMPLE = Path(__file__).parents[2] / "sample_plans" / "ccrt_pass"
PDF = b"%PDF-1.7 odd"


@pytest.fixture(scope="module")
def case() -> Case:
    return read_case(SAMPLE)


def encapsulated(case: Case, pdf: bytes = PDF) -> bytes:
    return encapsulate_report(pdf, case, title="Plan review: FAIL", moment="20260203040506", version="0.1.0")


def test_it_is_of_the_plans_patient_and_study(case: Case) -> None:
    report, plan = pydicom.dcmread(io.BytesIO(encapsulated(case))), pydicom.dcmread(SAMPLE / "RTPLAN.dcm")
    for keyword in (
        "PatientName",
        "PatientID",
        "PatientBirthDate",
        "PatientSex",
        "StudyInstanceUID",
        "StudyDate",
    ):
        assert report[keyword].value == plan[keyword].value
    assert report.SeriesInstanceUID != plan.SeriesInstanceUID
    assert (report.Modality, report.DocumentTitle, report.BurnedInAnnotation) == (
        "DOC",
        "Plan review: FAIL",
        "YES",
    )
    assert (report.ContentDate, report.ContentTime) == ("20260203", "040506")
    assert report.ConceptNameCodeSequence[0].CodeMeaning == "Radiotherapy plan review"


def test_it_refers_to_plan_dose_and_structures(case: Case) -> None:
    report = pydicom.dcmread(io.BytesIO(encapsulated(case)))
    referred = {
        (item.ReferencedSOPClassUID, item.ReferencedSOPInstanceUID) for item in report.SourceInstanceSequence
    }
    files = [pydicom.dcmread(SAMPLE / f"{role}.dcm") for role in ("RTPLAN", "RTDOSE", "RTSTRUCT")]
    assert referred == {(file.SOPClassUID, file.SOPInstanceUID) for file in files}


def test_the_pdf_comes_out_as_it_went_in(case: Case) -> None:
    for pdf in (PDF, PDF + b"x"):
        report = pydicom.dcmread(io.BytesIO(encapsulated(case, pdf)))
        assert report.EncapsulatedDocument[: report.EncapsulatedDocumentLength] == pdf
        assert len(report.EncapsulatedDocument) % 2 == 0
        assert report.MIMETypeOfEncapsulatedDocument == "application/pdf"


def test_the_same_report_is_the_same_object_and_another_is_another(case: Case) -> None:
    assert encapsulated(case) == encapsulated(case)
    one, other = (pydicom.dcmread(io.BytesIO(encapsulated(case, pdf))) for pdf in (PDF, PDF + b"x"))
    assert one.SOPInstanceUID != other.SOPInstanceUID


def test_without_a_plan_or_a_patient_there_is_no_study_to_join(case: Case) -> None:
    without = tuple(replace(treatment, plan=None) for treatment in case.treatments)
    with pytest.raises(InputError, match="there is no RT plan"):
        encapsulated(replace(case, treatments=without))
    with pytest.raises(InputError, match="name none, or several"):
        encapsulated(replace(case, identity=None))


def test_names_in_other_scripts_are_kept(case: Case, tmp_path: Path) -> None:
    plan = pydicom.dcmread(SAMPLE / "RTPLAN.dcm")
    plan.SpecificCharacterSet = "ISO_IR 192"
    plan.PatientName = "Wang^XiaoDong=王^小东"
    plan.save_as(tmp_path / "RTPLAN.dcm")
    sources = tuple(
        replace(source, path=tmp_path / "RTPLAN.dcm") if source.role == "RTPLAN" else source
        for source in case.sources
    )
    report = pydicom.dcmread(io.BytesIO(encapsulated(replace(case, sources=sources))))
    assert str(report.PatientName) == "Wang^XiaoDong=王^小东"


@pytest.mark.skipif(shutil.which("dciodvfy") is None, reason="dciodvfy (dicom3tools) is not on PATH")
def test_the_validator_finds_no_error(case: Case, tmp_path: Path) -> None:
    (tmp_path / "report.dcm").write_bytes(encapsulated(case))
    done = subprocess.run(["dciodvfy", tmp_path / "report.dcm"], capture_output=True, text=True, check=False)
    lines = (done.stdout + done.stderr).splitlines()
    # A private code has a private designator, which begins with 99 (PS3.3 8.2).
    expected = [
        "EncapsulatedPDF",
        "Warning - Unrecognized defined term <99RTQA> for value 1 of attribute <Coding Scheme Designator>",
    ]
    assert lines == expected
