"""A head and neck: skin, bones, airway, organs at risk and targets, and the CT numbers they show.

Positions are patient LPS mm for a supine, head-first patient. z = 0 lies at the second cervical vertebra,
x = 0 in the median plane. The tumour is in the right oropharynx, its node in the right neck.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.interpolate import PchipInterpolator

from shapes import (
    Array,
    Lattice,
    Solid,
    both_sides,
    capsule,
    distance_map,
    ellipsoid,
    grow,
    half_space,
    intersect,
    mirror,
    sample,
    stack,
    subtract,
    union,
)

VERTEBRA_Z_MM = (28.0, 10.0, -8.0, -26.0, -44.0, -62.0, -80.0, -99.0, -119.0)

_CANAL_Y_MM = PchipInterpolator([-140, -110, -80, -40, 0, 30, 45], [50, 39, 29, 22, 24, 22, 20])
_SKULL_BASE_Z_MM = PchipInterpolator([-110, -60, -10, 20, 60, 110], [68, 58, 44, 30, 16, 20])


@dataclass(frozen=True, slots=True)
class Anatomy:
    """Named solids of one patient; `tissues` are the rest of what the CT shows, painted in order."""

    body: Solid
    organs: dict[str, Solid]
    primary: Solid
    node: Solid
    airway: Solid
    tissues: tuple[tuple[Solid, float], ...]


def build_anatomy(primary: Solid, node: Solid) -> Anatomy:
    """A patient with the given primary tumour and neck node; the skin bulges over a node that needs room."""
    body = union(_skin(), grow(node, 8.0), blend_mm=14.0)
    cord = stack(
        [
            (z, 0.0, _canal_y(z), a, b)
            for z, a, b in (
                (-123, 5.6, 4.1),
                (-90, 6.2, 4.2),
                (-60, 6.8, 4.4),
                (-20, 6.3, 4.4),
                (31, 5.8, 4.8),
            )
        ]
    )
    brainstem = stack(
        [
            (31, 0, 21, 6.2, 5.4),
            (42, 0, 18, 9, 7.5),
            (54, 0, 12, 15, 12.5),
            (66, 0, 9, 16, 12.5),
            (78, 0, 9, 13, 9),
        ]
    )
    parotid_l = stack(
        [
            (-16, 58, 10, 4, 6),
            (-10, 58, 11, 8, 11),
            (2, 58, 12, 11, 16),
            (16, 59, 12, 12, 18),
            (28, 60, 10, 11, 16),
            (36, 61, 7, 7, 11),
            (40, 61, 6, 3, 5),
        ]
    )
    larynx = stack(
        [
            (-86, 0, -31, 13, 12),
            (-78, 0, -32, 16, 15),
            (-64, 0, -31, 19, 17),
            (-54, 0, -28, 18, 15),
            (-48, 0, -26, 13, 11),
        ]
    )
    oral = ellipsoid((0.0, -52.0, -7.0), (29.0, 27.0, 21.0))
    carve = (grow(node, 1.5), grow(primary, 1.0))
    organs = {
        "SpinalCord": cord,
        "Brainstem": brainstem,
        "Parotid_L": parotid_l,
        "Parotid_R": subtract(mirror(parotid_l), *carve),
        "Bone_Mandible": subtract(_mandible(), *carve),
        "Larynx": larynx,
        "Cavity_Oral": subtract(oral, *carve),
    }
    airway = subtract(_airway(), grow(primary, 1.0))
    tissues = _tissues(organs, primary=primary, node=node, airway=airway)
    return Anatomy(body, organs, primary, node, airway, tuple(tissues))


def paint_ct(anatomy: Anatomy, lattice: Lattice) -> npt.NDArray[np.int16]:
    """CT numbers (HU) on the lattice, edges softened over a voxel as a scanner's would be."""
    depth = -distance_map(anatomy.body, lattice)
    hu = np.full(lattice.shape_kji, -1000.0)
    for beyond_mm, value in ((0.0, 20.0), (2.5, -95.0), (8.0, 45.0)):
        hu += (value - hu) * np.clip(0.5 + (depth - beyond_mm) / 2.5, 0.0, 1.0)
    for solid, value in anatomy.tissues:
        window, distance = sample(solid, lattice, 3.0)
        hu[window] += (value - hu[window]) * np.clip(0.5 - distance / 2.5, 0.0, 1.0)
    hu += np.where(depth > 0.0, _grain_hu(lattice.shape_kji), 0.0)
    return np.asarray(np.round(np.clip(hu, -1000.0, 3000.0)), dtype=np.int16)


def _grain_hu(shape_kji: tuple[int, int, int]) -> Array:
    """Image noise of about +-12 HU from integer mixing of the voxel number, the same everywhere."""
    mixed = np.arange(np.prod(shape_kji), dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    for shift in (29, 32):
        mixed ^= mixed >> np.uint64(shift)
        mixed *= np.uint64(0xBF58476D1CE4E5B9)
    triangular = (mixed >> np.uint64(56)).astype(np.float64) - ((mixed >> np.uint64(40)) & np.uint64(255))
    return np.asarray(triangular.reshape(shape_kji) * (12.0 / 255.0))


def _canal_y(z_mm: float) -> float:
    return float(_CANAL_Y_MM(z_mm))


def _in_front_of(y_mm: float) -> Solid:
    return half_space(lambda x, y, z: y - y_mm + 0.0 * (x + z))


def _cranium() -> Solid:
    return ellipsoid((0.0, 2.0, 70.0), (77.0, 98.0, 66.0))


def _skin() -> Solid:
    face = stack(
        [
            (-47, 0, -44, 26, 30),
            (-42, 0, -44, 38, 40),
            (-30, 0, -42, 50, 47),
            (-10, 0, -38, 60, 51),
            (15, 0, -36, 65, 53),
            (45, 0, -30, 66, 62),
            (75, 0, -20, 66, 72),
        ],
        power=2.2,
    )
    neck = stack(
        [
            (-160, 0, 22, 76, 70),
            (-100, 0, 16, 66, 66),
            (-75, 0, 10, 62, 62),
            (-50, 0, 8, 62, 62),
            (-30, 0, 9, 65, 63),
            (-10, 0, 11, 70, 66),
            (10, 0, 11, 74, 72),
            (30, 0, 10, 75, 78),
            (50, 0, 8, 74, 80),
        ],
        power=2.15,
    )
    shoulders = stack(
        [
            (-175, 0, 22, 205, 88),
            (-135, 0, 22, 190, 82),
            (-122, 0, 23, 170, 76),
            (-108, 0, 24, 132, 66),
            (-95, 0, 24, 92, 54),
            (-82, 0, 22, 62, 44),
        ],
        power=2.4,
    )
    nose = ellipsoid((0.0, -88.0, 26.0), (13.0, 24.0, 17.0))
    bridge = capsule((0.0, -98.0, 30.0), (0.0, -86.0, 62.0), 8.0)
    ear = ellipsoid((77.0, 20.0, 32.0), (7.0, 15.0, 27.0))
    return union(_cranium(), face, neck, shoulders, nose, bridge, both_sides(ear), blend_mm=14.0)


def _mandible() -> Solid:
    """A horseshoe that climbs towards the angles, with a ramus on each side."""
    outer = ellipsoid((0.0, -22.0, 0.0), (51.0, 61.0, 1e3))
    inner = ellipsoid((0.0, -22.0, 0.0), (40.0, 50.0, 1e3))
    below = half_space(lambda x, y, z: (-40.0 + 0.28 * (y + 83.0)) - z + 0.0 * x)
    above = half_space(lambda x, y, z: z - (-17.0 + 0.22 * (y + 83.0)) + 0.0 * x)
    arch = subtract(intersect(outer, below, above, _in_front_of(-8.0)), inner)
    arch = Solid(arch.field, (-52.0, -84.0, -41.0), (52.0, -7.0, 2.0))
    ramus = stack(
        [
            (-22, 46, -12, 4.5, 8),
            (-12, 47, -7, 5.0, 13),
            (8, 49, -5, 5.0, 13),
            (24, 51, -4, 4.5, 12),
            (38, 52, -1, 5.0, 7),
            (42, 52, 0, 3.5, 4),
        ],
        power=2.4,
    )
    return union(arch, both_sides(ramus), blend_mm=4.0)


def _teeth() -> Solid:
    """Both rows, as a ring."""
    outer = stack([(-16, 0, -24, 45, 56), (-6, 0, -30, 41, 52), (6, 0, -40, 34, 44)])
    inner = stack([(-17, 0, -24, 37, 47), (-6, 0, -30, 33, 44), (7, 0, -40, 26, 36)])
    return subtract(outer, inner)


def _airway() -> Solid:
    pharynx = stack(
        [
            (-160, 0, -8, 8.5, 8),
            (-120, 0, -16, 8.5, 8),
            (-90, 0, -30, 8, 9),
            (-72, 0, -33, 4, 9),
            (-64, 0, -32, 5, 9),
            (-54, 0, -24, 10, 6),
            (-35, 0, -21, 12, 6),
            (-8, 0, -19, 11, 6.5),
            (14, 0, -20, 10, 6),
            (34, 0, -22, 11, 8),
            (42, 0, -24, 8, 6),
        ]
    )
    nasal = ellipsoid((0.0, -58.0, 30.0), (7.0, 40.0, 13.0))
    mouth = ellipsoid((0.0, -50.0, 12.0), (7.0, 14.0, 2.5))
    return union(union(pharynx, nasal, blend_mm=5.0), mouth)


def _vertebrae() -> Iterator[tuple[Solid, float]]:
    canal = stack([(z, 0.0, _canal_y(z), 11.5, 8.0) for z in (-140.0, -90.0, -40.0, 0.0, 36.0)])
    for z in VERTEBRA_Z_MM:
        y = _canal_y(z)
        body = stack(
            [(z - 7.5, 0, y - 17, 14, 9.5), (z, 0, y - 17, 12.5, 9), (z + 7, 0, y - 17, 13.5, 9.5)], power=2.6
        )
        ring = stack([(z - 6, 0, y, 17, 13), (z + 6, 0, y, 17, 13)])
        side = ellipsoid((20.0, y - 8.0, z), (9.0, 6.5, 6.5))
        spine = capsule((0.0, y + 12.0, z), (0.0, y + 27.0, z - 8.0), 3.5)
        yield union(body, ring, both_sides(side), spine, blend_mm=3.0), 420.0
        yield grow(body, -3.0), 230.0
    yield canal, 15.0


def _skull() -> Iterator[tuple[Solid, float]]:
    roof = half_space(lambda x, y, z: np.asarray(_SKULL_BASE_Z_MM(y) - 0.004 * x**2 - z))
    cranium = _cranium()
    vault = Solid(grow(cranium, -7.0).field, cranium.low_mm, cranium.high_mm)
    yield intersect(vault, grow(roof, 2.0)), 1000.0
    yield intersect(grow(cranium, -13.0), grow(roof, -3.0)), 36.0
    yield both_sides(ellipsoid((10.0, 0.0, 85.0), (5.0, 26.0, 9.0))), 8.0
    yield both_sides(ellipsoid((40.0, 16.0, 40.0), (20.0, 8.0, 8.0))), 900.0
    yield both_sides(ellipsoid((60.0, 30.0, 28.0), (10.0, 13.0, 16.0))), 450.0
    yield ellipsoid((0.0, -62.0, 24.0), (34.0, 34.0, 16.0)), 120.0
    alveolar = stack([(2, 0, -46, 32, 40), (16, 0, -46, 33, 42)])
    palate = stack([(2, 0, -40, 22, 36), (11, 0, -40, 21, 36), (14, 0, -40, 5, 10)])
    yield subtract(intersect(alveolar, _in_front_of(-42.0)), palate), 750.0
    yield both_sides(ellipsoid((51.0, -54.0, 42.0), (8.0, 18.0, 7.0))), 650.0
    yield both_sides(ellipsoid((33.0, -66.0, 64.0), (19.0, 24.0, 17.0))), 600.0
    yield both_sides(ellipsoid((33.0, -68.0, 64.0), (16.0, 24.0, 14.5))), -60.0
    yield both_sides(ellipsoid((33.0, -78.0, 64.0), (12.0, 12.0, 12.0))), 12.0
    yield both_sides(ellipsoid((27.0, -60.0, 36.0), (13.0, 18.0, 13.0))), -980.0
    yield both_sides(ellipsoid((9.0, -88.0, 78.0), (10.0, 6.0, 8.0))), -980.0


def _neck_tissues() -> Iterator[tuple[Solid, float]]:
    fat = stack([(-100, 38, 8, 12, 18), (-60, 36, 4, 11, 20), (-20, 36, 2, 8, 18), (14, 34, -2, 7, 14)])
    muscle = stack(
        [
            (-112, 24, -18, 9, 7),
            (-80, 38, -6, 10, 10),
            (-40, 50, 16, 8, 15),
            (0, 58, 36, 7, 14),
            (20, 60, 42, 6, 10),
        ]
    )
    jugular = stack([(-115, 30, 0, 6.5, 6), (-60, 36, 4, 6, 5.5), (0, 33, 8, 5, 5), (25, 32, 10, 4, 4)])
    carotid = stack([(-115, 20, -4, 4, 4), (-60, 28, -4, 4, 4), (-35, 29, -2, 5, 5), (20, 28, 2, 3, 3)])
    thyroid = stack([(-108, 16, -26, 5, 7), (-96, 18, -27, 8, 10), (-80, 20, -25, 5, 8)])
    submandibular = ellipsoid((33.0, -28.0, -32.0), (10.0, 15.0, 11.0))
    posterior = ellipsoid((23.0, 48.0, -45.0), (17.0, 15.0, 75.0))
    for solid, hu in (
        (fat, -85.0),
        (posterior, 62.0),
        (muscle, 62.0),
        (jugular, 165.0),
        (carotid, 190.0),
        (thyroid, 120.0),
        (submandibular, 30.0),
    ):
        yield both_sides(solid), hu
    yield both_sides(ellipsoid((44.0, 22.0, -136.0), (27.0, 32.0, 30.0))), -820.0
    yield both_sides(capsule((12.0, -40.0, -124.0), (136.0, 8.0, -119.0), 6.0)), 480.0
    yield both_sides(capsule((28.0, 34.0, -108.0), (64.0, -10.0, -120.0), 5.0)), 420.0
    yield both_sides(ellipsoid((158.0, 18.0, -132.0), (22.0, 22.0, 18.0))), 330.0
    yield both_sides(capsule((85.0, 58.0, -140.0), (132.0, 44.0, -124.0), 6.0)), 420.0


def _tissues(
    organs: dict[str, Solid], *, primary: Solid, node: Solid, airway: Solid
) -> Iterator[tuple[Solid, float]]:
    """Solids with their CT number (HU), later ones over earlier ones."""
    yield from _skull()
    yield from _neck_tissues()
    yield from _vertebrae()
    yield grow(organs["Cavity_Oral"], -2.0), 70.0
    yield organs["Parotid_L"], -25.0
    yield organs["Parotid_R"], -25.0
    yield subtract(grow(organs["Larynx"], -1.0), grow(organs["Larynx"], -4.5)), 140.0
    hyoid = subtract(
        ellipsoid((0.0, -22.0, -42.0), (20.0, 22.0, 3.0)), ellipsoid((0.0, -20.0, -42.0), (15.0, 18.0, 20.0))
    )
    yield intersect(hyoid, _in_front_of(-26.0)), 380.0
    yield organs["Bone_Mandible"], 1150.0
    yield grow(organs["Bone_Mandible"], -3.5), 350.0
    yield intersect(_teeth(), _in_front_of(-40.0)), 1700.0
    yield organs["Brainstem"], 30.0
    yield organs["SpinalCord"], 38.0
    yield airway, -995.0
    yield primary, 78.0
    yield node, 82.0
    yield grow(node, -5.0), 48.0
