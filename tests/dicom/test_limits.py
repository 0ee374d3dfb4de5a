"""What is larger than any plan has is refused in a sentence; what only looks large costs little."""

from __future__ import annotations

import os
import resource
from pathlib import Path

import numpy as np
import pytest
import shapely
from builders import SQUARE, contour, dose, plan, save_case, square, structures
from hypothesis import given
from hypothesis import strategies as st

from rtqa.dicom import read_case
from rtqa.documents.reading import read_document
from rtqa.documents.wildcards import fits
from rtqa.dvh.coverage import cover_cells
from rtqa.errors import InputError, UnsupportedError, UsageError
from rtqa.findings.report import ReportedCurve
from rtqa.findings.thin import thin_curve
from rtqa.geometry.rings import Rings, resolve_rings
from rtqa.model.geometry import Floats, owned


def peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10


def resolved(rings: list[Floats], *, offsets_mm: list[float] | None = None) -> Rings:
    starts = np.cumsum([0, *map(len, rings)])
    return resolve_rings(
        np.concatenate(rings),
        starts=starts,
        offsets_mm=np.array(offsets_mm or [0.0] * len(rings)),
        is_xor=np.zeros(len(rings), dtype=bool),
    )


def ring(half: float, x: float = 0.0) -> Floats:
    return np.array(SQUARE) * (half / 10.0) + (x, 0.0)


def test_contours_that_repeat_one_another_are_one_in_no_time() -> None:
    before = peak_mb()
    rings = resolved([ring(10.0)] * 50_000)
    assert rings.plane_areas == pytest.approx([400.0])
    assert peak_mb() - before < 200


def test_of_contours_in_each_other_the_areas_alternate() -> None:
    # Squares of 2, 4 … 80 mm in each other, the outermost solid: 80² − 78² + 76² − …
    rings = resolved([ring(n) for n in range(1, 41)])
    assert rings.plane_areas == pytest.approx([sum((2 * n) ** 2 * (-1) ** n for n in range(1, 41))])


@pytest.mark.parametrize(
    ("n", "step", "words"),
    [(500, 1e-3, "more than 100000 pairs of contours"), (201, 0.09, "201 contours of one plane cross")],
)
def test_more_contours_in_or_across_each_other_than_any_plan_has_are_refused(
    n: int, step: float, words: str
) -> None:
    with pytest.raises(UnsupportedError) as refused:
        resolved([ring(10.0 + 0.001 * k, x=step * k) for k in range(n)])
    assert words in str(refused.value).replace(",", "")


def test_a_point_a_thousand_kilometres_away_costs_nothing() -> None:
    """A triangle over a grid of 20 × 30 cells, whose tip lies outside: its area in the grid is exact."""
    before = peak_mb()
    for far in (1e3, 1e9):
        triangle = shapely.Polygon([(-0.5, -0.5), (10.0, -0.5), (10.0, far)])
        covered = cover_cells(Rings.of_regions([triangle], np.zeros(1)), shape_vu=(20, 30), n_sub=2)
        inside = covered.moments[0].sum() + (covered.interior.last - covered.interior.first + 1).sum()
        grid = shapely.box(0.0, 0.0, 30.0, 20.0)
        assert inside == pytest.approx(triangle.intersection(grid).area, rel=1e-6)
    assert peak_mb() - before < 50


def test_a_contour_a_kilometre_wide_is_read(tmp_path: Path) -> None:
    wide = [contour([(x * 1e5, y * 1e5, z) for x, y in SQUARE]) for z in (-3, 0, 3)]
    case = read_case(save_case(tmp_path, plan(), dose(), structures({"PTV": wide, "Cord": [square(0)]})))
    assert case.treatment.structure_set is not None


def test_a_sequence_of_more_items_than_any_plan_has_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rtqa.dicom.bytes.nested.MOST_ITEMS", 2)
    with pytest.raises(InputError, match=r"the sequence \(300C,0004\) has more than 2 items"):
        read_case(save_case(tmp_path, plan()))


@pytest.mark.parametrize(
    ("limit", "words"),
    [("MOST_CONTOURS", r"\(3006,0039\) has more than 3"), ("MOST_POINTS", "and no more than 3")],
)
def test_more_contours_or_points_than_any_plan_has_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, words: str
) -> None:
    monkeypatch.setattr(f"rtqa.dicom.contour_data.{limit}", 3)
    with pytest.raises(InputError, match=words):
        read_case(save_case(tmp_path, structures()))


def test_more_structures_than_any_plan_has_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rtqa.dicom.structures.MOST_STRUCTURES", 1)
    with pytest.raises(InputError, match="StructureSetROISequence says 2, and no more than 1 are read"):
        read_case(save_case(tmp_path, structures()))


def test_a_file_of_more_bytes_than_any_plan_has_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rtqa.dicom.objects.MOST_FILE_BYTES", 100)
    with pytest.raises(InputError, match="no plan, dose or image needs so many"):
        read_case(save_case(tmp_path, structures()))


def test_documents_are_regular_files_of_bounded_size(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "large").write_bytes(bytes(9))
    (tmp_path / "right").write_bytes(bytes(8))
    assert read_document(tmp_path / "right", what="the file", most=8) == bytes(8)
    for path, words in (
        (Path("/dev/zero"), "the file 'zero' is no file"),
        (tmp_path / "pipe", "the file 'pipe' is no file"),
        (tmp_path, "is a folder"),
        (tmp_path / "large", "the file 'large' is larger than 0 MiB"),
        (tmp_path / "none", "the file 'none' cannot be read: No such file"),
    ):
        with pytest.raises(UsageError, match=words):
            read_document(path, what="the file", most=8)


@given(st.text("ab", max_size=9), st.text("ab*?", max_size=7))
def test_wildcards_are_what_fnmatch_has(name: str, pattern: str) -> None:
    from fnmatch import fnmatchcase  # noqa: PLC0415 (the outside truth)

    assert fits(name, pattern) == fnmatchcase(name, pattern)


def test_a_pattern_of_many_stars_ends() -> None:
    assert not fits("a" * 5000, "*a" * 200 + "b")


def test_a_curve_below_nothing_is_refused_and_thinning_it_ends() -> None:
    falling = np.array([-1.0, -2.0, -2.5, -9.0])
    assert len(thin_curve(np.arange(4.0), falling)) == 4
    numbers = {"volume_cm3": 1.0, "coverage_frac": 1.0, "min_gy": 0.0, "mean_gy": 0.0, "max_gy": 0.0}
    for volumes, whole in ((falling, 1.0), (np.array([1.0, 0.5, 0.2, 0.0]), 0.0)):
        with pytest.raises(ValueError, match="must be above 0"):
            ReportedCurve(
                structure="PTV",
                phase="",
                quantity="physical",
                dose_gy=owned(np.arange(4.0)),
                volume_curve_cm3=owned(volumes),
                **{**numbers, "volume_cm3": whole},
            )
