"""A patient whose every identifying element is a sentinel: it is found nowhere but where it was asked for."""

from __future__ import annotations

import base64
import re
import shutil
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pydicom
import pytest

from rtqa.render.files.typeset import can_render_pdf

SENTINELS = {
    "PatientName": "SENTINELNAME^GIVEN",
    "PatientID": "SENTINELID",
    "PatientBirthDate": "19010203",
    "PatientSex": "M",
    "PatientAddress": "SENTINELADDRESS",
    "PatientTelephoneNumbers": "SENTINELPHONE",
    "OtherPatientIDs": "SENTINELOTHERID",
    "OtherPatientNames": "SENTINELOTHERNAME",
    "PatientMotherBirthName": "SENTINELMOTHER",
    "PatientComments": "SENTINELCOMMENT",
    "AdditionalPatientHistory": "SENTINELHISTORY",
    "EthnicGroup": "SENTINELGROUP",
    "Occupation": "SENTINELJOB",
    "AccessionNumber": "SENTINELACC",
    "StudyID": "SENTINELSTUDY",
    "ReferringPhysicianName": "SENTINELDOCTOR",
    "PhysiciansOfRecord": "SENTINELRECORD",
    "InstitutionName": "SENTINELHOSPITAL",
    "InstitutionAddress": "SENTINELSTREET",
    "StationName": "SENTINELSTATION",
    "OperatorsName": "SENTINELOPERATOR",
    "DeviceSerialNumber": "SENTINELSERIAL",
}
FACE = ("SENTINELNAME", "SENTINELID", "19010203")
"""What --identify puts on the face of a report."""

Sample = Callable[[str], Path]


@pytest.fixture
def folder(sample: Sample, tmp_path: Path) -> Path:
    """The failing sample plan with sentinels, in a folder and files named after the patient."""
    case = tmp_path / "SENTINELFOLDER"
    case.mkdir()
    for source in sorted(sample("ccrt_fail").rglob("*.dcm")):
        ds = pydicom.dcmread(source)
        for keyword, value in SENTINELS.items():
            setattr(ds, keyword, value)
        ds.save_as(case / f"SENTINELFILE_{source.parent.name}_{source.name}")
    return case


def check(*args: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from rtqa.cli.main import main; main()", "check", *map(str, args)]
    return subprocess.run(
        [*command, "--protocol", "nct07041788"], capture_output=True, text=True, check=False
    )


def texts(out: Path) -> Iterator[tuple[str, str]]:
    """Every file's name and bytes, with what is packed in it unpacked too."""
    for path in sorted(out.iterdir()):
        content = path.read_bytes()
        parts = [path.name.encode(), content]
        parts += [unpacked(found) for found in re.findall(rb"stream\r?\n(.*?)endstream", content, re.DOTALL)]
        packed = re.findall(rb"(?:image/png;base64,|\"png\": \")([A-Za-z0-9+/=]{100,})", content)
        parts += [base64.b64decode(found) for found in packed]
        yield path.name, b"\n".join(parts).decode("latin-1")


def unpacked(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return stream


def words_of_pdf(path: Path) -> str:
    pypdf = pytest.importorskip("pypdf")
    return " ".join(page.extract_text() for page in pypdf.PdfReader(path).pages)


FORMATS = "html,json,csv" + (",pdf" if can_render_pdf() else "")


def test_nothing_tells_who_it_is(folder: Path, tmp_path: Path) -> None:
    done = check(folder, "--out", tmp_path / "out", "--format", FORMATS, "--timings")
    assert done.returncode == 1, done.stderr
    told = {"screen": done.stdout + done.stderr, **dict(texts(tmp_path / "out"))}
    if can_render_pdf():
        told["words of the PDF"] = words_of_pdf(tmp_path / "out" / "report.pdf")
    for place, text in told.items():
        assert "SENTINEL" not in text, place
        assert "19010203" not in text, place


def test_with_identify_the_face_tells_three_things_and_no_more(folder: Path, tmp_path: Path) -> None:
    done = check(folder, "--out", tmp_path / "out", "--format", FORMATS, "--identify", "--no-pictures")
    assert done.returncode == 1, done.stderr
    assert "SENTINEL" not in done.stdout + done.stderr
    told = dict(texts(tmp_path / "out"))
    page = told["report.html"]
    assert [page.count(each) for each in FACE] == [1, 1, 1]
    assert all(each in told["report.json"] for each in FACE)
    assert "SENTINEL" not in told["report.csv"]
    if can_render_pdf():
        told["report.pdf"] = words_of_pdf(tmp_path / "out" / "report.pdf")
        assert all(each in told["report.pdf"] for each in FACE)
    for place, text in told.items():
        assert not set(re.findall("SENTINEL[A-Z]+", text)) - set(FACE), place


@pytest.mark.parametrize("spoilt", ["cut", "another patient", "no dose"])
def test_errors_do_not_tell_either(folder: Path, tmp_path: Path, spoilt: str) -> None:
    plan, dose = (next(folder.glob(f"*{role}.dcm")) for role in ("RTPLAN", "RTDOSE"))
    match spoilt:
        case "cut":
            for path in folder.iterdir():
                path.write_bytes(path.read_bytes()[:300])
        case "another patient":
            ds = pydicom.dcmread(plan)
            ds.PatientID = "SENTINELSECOND"
            ds.save_as(plan)
        case "no dose":
            dose.unlink()
    done = check(folder, "--out", tmp_path / "out", "--format", "html,json", "--no-pictures")
    assert done.returncode in {1, 3, 4}
    told = done.stdout + done.stderr
    if (tmp_path / "out").exists():
        told += "".join(text for _, text in texts(tmp_path / "out"))
    assert "SENTINEL" not in told
    shutil.rmtree(folder)
