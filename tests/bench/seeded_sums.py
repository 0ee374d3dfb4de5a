"""What a course file says of the phase before, to be changed; and reports of that phase."""

from __future__ import annotations

import re
import tempfile
from functools import cache
from pathlib import Path

from course_texts import cut_course
from seeded_files import Files, make_base

from rtqa.dicom import read_case
from rtqa.evaluation import check
from rtqa.render import render_json

RECEIVED = re.compile(r"(?:^#.*\n)?^\[phase\.received\]\n(?:.+\n)+\n", re.MULTILINE)
FIRST_PHASE = re.compile(r'^\[\[phase\]\]\nid = "sfrt"\n(?:(?!\[\[phase\]\]).*\n)*', re.MULTILINE)

FOLDER = tempfile.TemporaryDirectory(prefix="rtqa-sums-")


def receive(files: Files, **structures: str) -> None:
    """State what the first phase gave: nothing but this, each as an inline table."""
    rows = "".join(f'"{name}" = {{ {doses} }}\n' for name, doses in structures.items())
    cut_course(files, RECEIVED, f"[phase.received]\n{rows}\n")


def receive_report(files: Files, report: Path) -> None:
    """Take what the first phase gave from a report."""
    cut_course(files, RECEIVED, f'received = "{report.as_posix()}"\n\n')


@cache
def report_of(name: str, *, scale: float = 1.0, old: str = "", new: str = "") -> Path:
    """The report of a sample whose dose is scaled, written once; ``new`` stands in it for ``old``."""
    folder = Path(tempfile.mkdtemp(dir=FOLDER.name))
    files = Files(make_base(name, folder / "base"))
    files.dose.DoseGridScaling = f"{scale * float(files.dose.DoseGridScaling):.10g}"
    text = render_json(
        check(read_case(files.write(folder / "scaled")), protocol="nct07041788", second_dose=False)
    )
    (folder / "report.json").write_text(text.replace(old, new) if old else text, encoding="utf-8")
    return folder / "report.json"
