"""What changes nothing changes nothing: every verdict stays, and every value within the DVH's interval."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pydicom
import pytest
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)
from seeded_files import ROLES, Files, make_base
from seeded_verdict import Seen, judge
from sound_variations import Change, Variation, all_variations

from rtqa.findings import Verdict
from rtqa.metrics import Measurement

VARIATIONS = all_variations()
TRIED = VARIATIONS[::12]
"""Every twelfth; all are tried by `benchmarks/detection.py`, which fails where one is asked about."""


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The folder of a good case, written once."""
    return cache(lambda name: make_base(name, tmp_path_factory.mktemp("harmless") / name))


@pytest.fixture(scope="module")
def seen_of_good(good: Callable[[str], Path]) -> Callable[[str], Seen]:
    """What is said of it."""
    return cache(lambda name: judge(good(name)))


@pytest.fixture
def base(good: Callable[[str], Path]) -> Path:
    return good("ccrt_pass")


@pytest.fixture
def before(seen_of_good: Callable[[str], Seen]) -> Seen:
    return seen_of_good("ccrt_pass")


def in_syntax(uid: str) -> Change:
    """All RT objects in another transfer syntax."""

    def change(files: Files) -> None:
        for dataset in (files.plan, files.structures, files.dose):
            dataset.file_meta.TransferSyntaxUID = uid

    return change


SYNTAXES = (
    ImplicitVRLittleEndian,
    ExplicitVRLittleEndian,
    DeflatedExplicitVRLittleEndian,
)


def measured(seen: Seen) -> dict[tuple[str, str, str], Measurement]:
    """Every value, by check, subject and metric."""
    assert seen.report is not None
    return {
        (row.code, row.subject, str(row.outcome.spec)): row.outcome
        for row in seen.report.findings
        if isinstance(row.outcome, Measurement)
    }


def compare(seen: Seen, before: Seen) -> None:
    assert seen.blamed == {}
    assert seen.verdict == Verdict.PASS.value
    assert len(measured(seen)) >= 6
    compare_values(seen, before)


def compare_values(seen: Seen, before: Seen) -> None:
    ours, theirs = measured(seen), measured(before)
    assert ours.keys() == theirs.keys()
    for key, outcome in ours.items():
        interval = theirs[key].interval
        assert interval is not None
        assert outcome.value in interval, key


def test_the_catalogue_names_no_variation_twice() -> None:
    assert len({each.name for each in VARIATIONS}) == len(VARIATIONS)
    assert len({each.about for each in VARIATIONS} - {""}) == len(VARIATIONS)


@pytest.mark.parametrize("sound", TRIED, ids=lambda sound: sound.name)
def test_a_sound_variation_keeps_its_verdict(
    sound: Variation, good: Callable[[str], Path], seen_of_good: Callable[[str], Seen], tmp_path: Path
) -> None:
    files = Files(good(sound.base))
    sound.change(files)
    seen = judge(files.write(tmp_path))
    assert (seen.verdict, seen.blamed) == ("pass", {})
    if sound.keeps_values:
        compare(seen, seen_of_good(sound.base))


@pytest.mark.parametrize("uid", SYNTAXES, ids=lambda uid: uid.name)
def test_every_transfer_syntax_is_the_same_plan(uid: str, base: Path, before: Seen, tmp_path: Path) -> None:
    files = Files(base)
    in_syntax(uid)(files)
    compare(judge(files.write(tmp_path)), before)


def test_big_endian_is_the_same_plan(base: Path, before: Seen, tmp_path: Path) -> None:
    files = Files(base)
    bits = files.dose.BitsAllocated
    swapped = np.frombuffer(files.dose.PixelData, f"<u{bits // 8}").astype(f">u{bits // 8}")
    files.dose.PixelData = swapped.tobytes()
    in_syntax(ExplicitVRBigEndian)(files)
    files.dropped.update(ROLES)
    folder = files.write(tmp_path)
    for role, dataset in (("RTPLAN", files.plan), ("RTSTRUCT", files.structures), ("RTDOSE", files.dose)):
        pydicom.dcmwrite(
            folder / f"{role}.dcm", dataset, implicit_vr=False, little_endian=False, force_encoding=True
        )
    compare(judge(folder), before)


def test_names_of_files_and_folders_mean_nothing(base: Path, before: Seen, tmp_path: Path) -> None:
    written = Files(base).write(tmp_path / "plan")
    for number, path in enumerate(sorted(written.rglob("*.dcm"), reverse=True)):
        folder = tmp_path / "renamed" / str(number % 3)
        folder.mkdir(parents=True, exist_ok=True)
        path.rename(folder / f"{number:04d}")
    (written / "course.toml").rename(tmp_path / "renamed" / "course.toml")
    compare(judge(tmp_path / "renamed"), before)
