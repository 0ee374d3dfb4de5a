"""Faults seeded into real plans are caught as on the samples; what is harmless changes nothing there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import variations_of_export as export
from pydicom.uid import DeflatedExplicitVRLittleEndian, ImplicitVRLittleEndian
from real_files import link_real, list_new, seed
from seeded_faults import all_faults
from seeded_files import Files
from seeded_verdict import Seen, judge, named_on_first_page
from sound_variations import Change
from test_harmless_variations import compare_values, in_syntax, measured

FAULTS = {fault.name: fault for fault in all_faults()}

OF_HEADNECK = (
    *("relative_units", "cgy_labelled_as_gy", "ten_percent_less"),
    *("mirrored_left_to_right", "empty_planes", "all_structures_in_cm"),
    *("one_plane_dropped_from_the_cord", "dose_of_another_patient", "structures_and_dose_mirrored"),
    *("prescription_negative", "computed_as_in_water"),
)
OF_BREAST = (
    *("monitor_units_of_the_course", "isocentre_moved_by_5_cm_sideways", "meterset_falls"),
    *("gantry_30_degrees_off", "three_percent_less", "beam_dropped_from_both"),
)
HARMLESS = (
    export.contours_shuffled_and_reversed,
    export.points_started_elsewhere,
    export.points_doubled,
    export.contours_in_two,
    export.private_attributes,
    export.larger_grid,
    export.planes_from_the_head,
    export.stored_along(-1, -2),
    export.stored_along(2, -3),
    in_syntax(DeflatedExplicitVRLittleEndian),
    in_syntax(ImplicitVRLittleEndian),
    export.an_identical_copy,
)

Base = Callable[[str], tuple[Path, Seen]]


@pytest.fixture(scope="module")
def base(realdata: Path, tmp_path_factory: pytest.TempPathFactory) -> Base:
    """A real plan's folder, and what is said of it."""
    made: dict[str, tuple[Path, Seen]] = {}

    def of(name: str) -> tuple[Path, Seen]:
        if name not in made:
            folder = link_real(realdata / name, tmp_path_factory.mktemp("real") / name)
            made[name] = folder, judge(folder)
        return made[name]

    return of


@pytest.mark.parametrize(
    ("plan", "name"),
    [*(("headneck_1", name) for name in OF_HEADNECK), *(("breast", name) for name in OF_BREAST)],
)
def test_a_fault_of_a_real_plan_is_caught_by_the_right_check(
    plan: str, name: str, base: Base, tmp_path: Path
) -> None:
    folder, before = base(plan)
    faulty = seed(FAULTS[name], folder, tmp_path / "faulty")
    assert faulty is not None
    seen = judge(faulty)
    assert seen.verdict in ("review", "fail", "error")
    caught_by = {code for code, _ in list_new(seen, before)} & set(FAULTS[name].codes)
    assert caught_by
    if seen.report is not None:
        assert named_on_first_page(seen.report) >= caught_by


@pytest.mark.parametrize("change", HARMLESS)
def test_what_is_harmless_changes_nothing_on_a_real_plan(change: Change, base: Base, tmp_path: Path) -> None:
    folder, before = base("headneck_1")
    files = Files(folder)
    change(files)
    seen = judge(files.write(tmp_path / "same"))
    assert {code: len(rows) for code, rows in seen.blamed.items()} == {
        code: len(rows) for code, rows in before.blamed.items()
    }
    assert seen.verdict == before.verdict
    assert len(measured(seen)) >= 2
    compare_values(seen, before)
