"""The planning system's own DVHs, which it exported with the dose of `breast`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pydicom
import pytest
import shapely

import rtqa.dicom
from rtqa.dicom.stored_dvh import StoredDVH, read_stored_dvhs
from rtqa.dvh.compute import structure_dvh
from rtqa.dvh.curve import DVH
from rtqa.dvh.settings import DEFAULT, DvhSettings
from rtqa.dvh.vendor.profiles import LIKENESSES, System
from rtqa.model.geometry import Floats
from rtqa.model.structure import Structure

SMALLEST_CM3 = 10.0
APART = ("BODY", "Scar")
"""BODY leaves the dose grid, and another part of it is in the planning system's DVH; Scar is a thin wire."""

WITHOUT_FULL_CAPS = ("Tumor Bed", "Tumor Bed Block")


@dataclass(frozen=True)
class Exported:
    """A cumulative DVH of a DVHSequence item (PS3.3 C.8.8.4): bin widths in Gy, volumes in cm³."""

    edges_gy: Floats
    volume_cm3: Floats

    @classmethod
    def from_item(cls, item: pydicom.Dataset) -> Exported:
        assert (item.DVHType, item.DoseUnits, item.DVHVolumeUnits) == ("CUMULATIVE", "GY", "CM3")
        widths, volumes = np.array(item.DVHData, dtype=float).reshape(-1, 2).T
        edges = np.concatenate([[0.0], np.cumsum(widths * float(item.DVHDoseScaling))[:-1]])
        return cls(edges, volumes)

    @property
    def total_cm3(self) -> float:
        return float(self.volume_cm3[0])

    @property
    def mean_gy(self) -> float:
        return float(np.trapezoid(self.volume_cm3, self.edges_gy)) / self.total_cm3

    def dose_at(self, share: float) -> float:
        return float(np.interp(-share * self.total_cm3, -self.volume_cm3, self.edges_gy))


@dataclass(frozen=True)
class Compared:
    structure: Structure
    ours: DVH
    theirs: Exported


@pytest.fixture(scope="module")
def compared(realdata: Path) -> dict[str, Compared]:
    return compare(realdata, DEFAULT)


def compare(realdata: Path, settings: DvhSettings) -> dict[str, Compared]:
    treatment = rtqa.dicom.read_case(realdata / "breast").treatment
    assert treatment.dose is not None
    assert treatment.structure_set is not None
    exported = {
        int(item.DVHReferencedROISequence[0].ReferencedROINumber): Exported.from_item(item)
        for item in pydicom.dcmread(realdata / "breast" / "RTDOSE.dcm").DVHSequence
    }
    return {
        structure.name: Compared(
            structure,
            structure_dvh(
                structure,
                dose=treatment.dose,
                set_spacing_mm=treatment.structure_set.plane_spacing_mm,
                settings=settings,
            ),
            exported[structure.number],
        )
        for structure in treatment.structure_set.structures
        if structure.number in exported
    }


@pytest.fixture(scope="module")
def judged(compared: dict[str, Compared]) -> dict[str, Compared]:
    return {
        name: pair
        for name, pair in compared.items()
        if name not in APART and pair.theirs.total_cm3 > SMALLEST_CM3
    }


def test_five_structures_are_judged(judged: dict[str, Compared]) -> None:
    assert judged.keys() == {"Breast", "Heart", "Lt Lung", *WITHOUT_FULL_CAPS}


def test_volumes_agree_to_1_5_percent(judged: dict[str, Compared]) -> None:
    for name in judged.keys() - set(WITHOUT_FULL_CAPS):
        pair = judged[name]
        assert pair.ours.total_cm3 == pytest.approx(pair.theirs.total_cm3, rel=0.015), name


def prism_volumes_cm3(structure: Structure) -> tuple[float, float]:
    """Sums of shapely's areas: between the outermost planes only, and with half a slice beyond each."""
    areas: dict[float, float] = {}
    for _, points in structure.contours:
        z = round(float(points[0, 2]), 2)
        assert z not in areas, "one contour a plane"
        areas[z] = shapely.Polygon(points[:, :2]).area
    heights = np.array(sorted(areas))
    area = np.array([areas[z] for z in heights])
    gap = float(np.diff(heights)[0])
    assert np.diff(heights) == pytest.approx(gap, abs=0.01)
    whole = float(area.sum() * gap) / 1000
    return whole - float(area[0] + area[-1]) * gap / 2 / 1000, whole


@pytest.mark.parametrize(("name", "percent_off"), [("Tumor Bed", 2.73), ("Tumor Bed Block", 1.51)])
def test_volumes_that_differ_more_lie_between_prisms_with_and_without_end_caps(
    judged: dict[str, Compared], name: str, percent_off: float
) -> None:
    """The planning system does not carry the end slices half a slice further; this library does.

    Ours is the capped sum exactly; the planning system's lies between it and the sum without caps.
    """
    pair = judged[name]
    without, capped = prism_volumes_cm3(pair.structure)
    assert pair.ours.total_cm3 == pytest.approx(capped, rel=1e-6)
    assert without <= pair.theirs.total_cm3 <= capped
    assert 100 * (pair.ours.total_cm3 / pair.theirs.total_cm3 - 1) == pytest.approx(percent_off, abs=0.02)


def test_means_agree_to_1_percent_or_0_03_gy(judged: dict[str, Compared]) -> None:
    for name, pair in judged.items():
        close = max(0.01 * pair.theirs.mean_gy, 0.03)
        assert pair.ours.mean_gy == pytest.approx(pair.theirs.mean_gy, abs=close), name


@pytest.mark.parametrize("percent", [95, 50, 5])
def test_doses_to_volumes_agree_to_0_2_gy(judged: dict[str, Compared], percent: int) -> None:
    for name, pair in judged.items():
        found = pair.ours.dose_at(percent / 100 * pair.ours.dosed_cm3)
        assert found == pytest.approx(pair.theirs.dose_at(percent / 100), abs=0.2), name


def test_whole_curves_agree_to_2_percent_of_the_volume(judged: dict[str, Compared]) -> None:
    """As shares of the volume, and 0.1 Gy either way: both have bins, and tumour beds fall off a cliff."""
    for name, pair in judged.items():
        shares = pair.theirs.volume_cm3 / pair.theirs.total_cm3
        for dose_gy, share in zip(pair.theirs.edges_gy[::20], shares[::20], strict=True):
            assert pair.ours.volume_at(dose_gy + 0.1) / pair.ours.dosed_cm3 <= share + 0.02, (name, dose_gy)
            assert pair.ours.volume_at(dose_gy - 0.1) / pair.ours.dosed_cm3 >= share - 0.02, (name, dose_gy)


def test_its_likeness_comes_closer_than_the_default(realdata: Path, compared: dict[str, Compared]) -> None:
    """Volumes of all but BODY to 0.5 %, means to 0.006 Gy; small structures, of few planes, to a sixth."""
    alike = compare(realdata, LIKENESSES[System.ECLIPSE].settings)

    def off(pairs: dict[str, Compared], name: str) -> tuple[float, float]:
        pair = pairs[name]
        by_volume = abs(pair.ours.total_cm3 / pair.theirs.total_cm3 - 1)
        return by_volume, abs(pair.ours.mean_gy - pair.theirs.mean_gy)

    for name in ("Breast", "Heart", "Lt Lung", *WITHOUT_FULL_CAPS):
        volume_frac, mean_gy = off(alike, name)
        assert volume_frac < 0.005, name
        assert mean_gy < 0.006, name
    for name, most_frac in (("Scar", 0.005), ("Nodes", 0.04), ("Borders", 0.17)):
        assert off(alike, name)[0] < most_frac, name
        assert off(compared, name)[0] > 4 * most_frac, name
    for name in ("Breast", "Heart", "Scar", "Nodes", "Borders", *WITHOUT_FULL_CAPS):
        assert off(alike, name)[0] < off(compared, name)[0], name


def test_stored_dvhs_whose_last_volume_is_a_hair_below_0_are_read(
    realdata: Path, compared: dict[str, Compared]
) -> None:
    """Five of the nine end in −5e-16 to −2e-12 cm³."""
    stored = {one.structure: one for one in read_stored_dvhs(realdata / "breast")}
    assert stored.keys() == compared.keys()
    for name, pair in compared.items():
        found = stored[name]
        assert isinstance(found, StoredDVH), name
        assert found.volume[0] == pytest.approx(pair.theirs.total_cm3, rel=1e-9)
        assert found.volume[-1] == 0.0
