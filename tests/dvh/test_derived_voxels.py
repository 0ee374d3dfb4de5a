"""Structures made of drawn ones beside voxels of 0.25 mm, which know of nothing but contours."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from rtqa.geometry.derived import grow, intersect, ring, shrink, subtract, unite
from rtqa.geometry.planar import PlanarStructure

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def voxel() -> ModuleType:
    spec = importlib.util.spec_from_file_location("derived_voxels", ROOT / "benchmarks" / "derived_voxels.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def organs(voxel: ModuleType) -> dict[str, PlanarStructure]:
    found = voxel.organs_of(ROOT / "sample_plans" / "ccrt_pass", largest_cm3=1000.0)
    return {organ.name: organ for organ in found}


def test_what_a_gland_and_a_target_share_has_the_volume_of_its_voxels(
    voxel: ModuleType, organs: dict[str, PlanarStructure]
) -> None:
    pair = [organs["Parotid_L"], organs["PTV_5400"]]
    about = voxel.Voxels(pair[:1], side_mm=0.25, room_mm=0.5)
    gland, target = map(about.prism, pair)
    for made, mask in (
        (intersect(pair, name="Both"), gland & target),
        (subtract(pair[0], pair[1:], name="Spared"), gland & ~target),
        (subtract(unite(pair, name="Either"), pair[1:], name="Spared"), gland & ~target),
    ):
        assert about.cm3(mask) > 1.0
        assert made.volume_cm3 == pytest.approx(about.cm3(mask), rel=0.005)


def test_margins_are_those_of_voxels_as_nearly_as_voxels_have_those_of_a_ball(voxel: ModuleType) -> None:
    """Voxels keep the flat ends and some of the stairs: this ball grown is 4 % too large in them."""
    ball = voxel.ball(12.0)
    about = voxel.Voxels([ball], side_mm=0.5, room_mm=10.0)
    shape, prism = about.shape(ball), about.prism(ball)
    grown, within = grow(ball, 5.0, name="+"), shrink(ball, 3.0, name="-")
    around = ring(ball, from_mm=3.0, to_mm=8.0, name="Ring")
    assert grown.volume_cm3 == pytest.approx(20.580, rel=0.008)
    assert around.volume_cm3 == pytest.approx(33.510 - 14.137, rel=0.008)
    assert within.volume_cm3 == pytest.approx(3.054, rel=0.008)
    assert grown.volume_cm3 == pytest.approx(about.cm3(about.within(shape, 5.0)), rel=0.05)
    assert within.volume_cm3 == pytest.approx(about.cm3(about.left(shape, 3.0)), rel=0.11)
    assert grown.volume_cm3 < about.cm3(about.within(prism, 5.0))
    assert within.volume_cm3 > about.cm3(about.left(prism, 3.0))
