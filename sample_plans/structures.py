"""The structure lists of the two kinds of sample plan: chemoradiotherapy (CCRT) and lattice (SFRT)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from anatomy import Anatomy, build_anatomy
from shapes import Point, Solid, both_sides, ellipsoid, grow, intersect, stack, subtract, union

VERTEX_RADIUS_MM = 7.5
BULKY_NODE_CENTRE_MM = (-57.0, 2.0, -39.0)
# A tetrahedron with edges of 30 to 32 mm, its corners on CT planes.
VERTEX_OFFSETS_MM = ((15.0, 0.0, 12.0), (-15.0, 0.0, 12.0), (0.0, 15.0, -12.0), (0.0, -15.0, -12.0))


@dataclass(frozen=True, slots=True)
class Roi:
    """One structure: its name, RT ROI Interpreted Type, display colour (RGB) and shape."""

    name: str
    role: str
    colour: tuple[int, int, int]
    solid: Solid


def ccrt_structures() -> tuple[Anatomy, tuple[Roi, ...]]:
    """Three dose levels: primary, node, and both sides of the neck, each with a margin."""
    anatomy = build_anatomy(
        primary=ellipsoid((-18.0, -20.0, -6.0), (13.0, 15.0, 17.0)),
        node=ellipsoid((-43.0, 11.0, -28.0), (12.0, 14.0, 19.0)),
    )
    under_skin = partial(_under_skin, anatomy.body)
    neck_levels = both_sides(
        stack(
            [
                (-96, 34, 2, 11, 12),
                (-88, 35, 4, 14, 16),
                (-60, 37, 6, 14, 20),
                (-28, 40, 8, 14, 21),
                (0, 38, 6, 11, 17),
                (16, 36, 6, 9, 11),
                (20, 36, 6, 7, 8),
            ]
        )
    )
    clinical = union(grow(anatomy.primary, 10.0), grow(anatomy.node, 8.0), neck_levels, blend_mm=10.0)
    targets = (
        Roi("GTVtn0", "GTV", (255, 0, 0), under_skin(anatomy.primary, 7.0)),
        Roi("GTVn", "GTV", (255, 120, 0), under_skin(anatomy.node, 7.0)),
        Roi("CTV", "CTV", (255, 0, 255), under_skin(clinical, 6.0)),
        Roi("PTV_7000", "PTV", (160, 0, 0), under_skin(grow(anatomy.primary, 4.0), 5.0)),
        Roi("PTV_6600", "PTV", (200, 90, 0), under_skin(grow(anatomy.node, 4.0), 5.0)),
        Roi("PTV_5400", "PTV", (0, 0, 255), under_skin(grow(clinical, 4.0), 5.0)),
    )
    return anatomy, (*_organ_rois(anatomy), *targets)


def sfrt_structures() -> tuple[Anatomy, tuple[Roi, ...]]:
    """The same patient before induction: a bulky right neck node, with a lattice of four spheres in it."""
    anatomy = build_anatomy(
        primary=ellipsoid((-18.0, -21.0, -4.0), (14.0, 16.0, 18.0)),
        node=ellipsoid(BULKY_NODE_CENTRE_MM, (30.0, 31.0, 34.0)),
    )
    spheres = [ellipsoid(centre, (VERTEX_RADIUS_MM,) * 3) for centre in _vertex_centres_mm()]
    targets = (
        Roi("GTVtn0", "GTV", (255, 0, 0), subtract(anatomy.primary, grow(anatomy.node, 1.0))),
        Roi("GTVn", "GTV", (255, 120, 0), anatomy.node),
        *(Roi(f"Vertex_{n:02d}", "PTV", (255, 255, 0), sphere) for n, sphere in enumerate(spheres, start=1)),
        Roi("PTV_Vertices", "PTV", (0, 0, 255), union(*spheres)),
    )
    return anatomy, (*_organ_rois(anatomy), *targets)


def _vertex_centres_mm() -> list[Point]:
    """Centres of the spheres of the lattice, in the order of their numbers."""
    x, y, z = BULKY_NODE_CENTRE_MM
    return [(x + dx, y + dy, z + dz) for dx, dy, dz in VERTEX_OFFSETS_MM]


def _organ_rois(anatomy: Anatomy) -> tuple[Roi, ...]:
    colours = {
        "SpinalCord": (0, 255, 0),
        "Brainstem": (0, 160, 160),
        "Parotid_L": (0, 200, 255),
        "Parotid_R": (120, 160, 255),
        "Bone_Mandible": (200, 200, 120),
        "Larynx": (255, 160, 200),
        "Cavity_Oral": (160, 100, 60),
    }
    organs = (Roi(name, "ORGAN", colours[name], solid) for name, solid in anatomy.organs.items())
    return (Roi("Body", "EXTERNAL", (230, 200, 170), anatomy.body), *organs)


def _under_skin(body: Solid, solid: Solid, depth_mm: float) -> Solid:
    return intersect(solid, grow(body, -depth_mm))
