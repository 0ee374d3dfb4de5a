"""Three planes through each point of a plan, or of the sum of all phases, that is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from rtqa.errors import RtqaError
from rtqa.findings import ColorKey, ReportedPicture
from rtqa.findings.colors import spare_color
from rtqa.geometry.outlines import Outlines
from rtqa.messages import Message
from rtqa.model.geometry import Floats, Grid
from rtqa.model.image import Image
from rtqa.model.structure import Structure, StructureSet
from rtqa.pictures.draw import Level, Outline, Pixels, View, draw
from rtqa.pictures.field import DoseField
from rtqa.pictures.plane import AXES, Plane, box_of, cut, planes_through

MOST_POINTS = 8
"""Of one plan; beyond, a report would be an atlas."""

_SHARES = ((0.2, "#3b6fd4"), (0.4, "#2fb4c8"), (0.6, "#3fae4b"), (0.8, "#c9b52a"), (0.95, "#f08a24"),
           (1.0, "#e2352b"), (1.07, "#c51fb4"))  # fmt: skip
"""Isodoses as shares of the highest prescribed dose, and their colours."""

_LIMIT_COLOR = "#ffffff"
"""Of the isodose at a limit."""

SOFT_TISSUE, _BONE = "picture.ct-soft-tissue", "picture.ct-bone"
_WINDOWS = {SOFT_TISSUE: (-160.0, 240.0), _BONE: (-450.0, 1050.0)}
"""In HU: what is black and what is white."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Point:
    """A point that pictures go through.

    Attributes:
        place_mm: shape (3,).
        through: what it is.
        limits_gy: doses of limits that are missed there; each has an isodose.
    """

    place_mm: Floats
    through: Message
    limits_gy: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scene:
    """A dose to be drawn on an image, with structures.

    Attributes:
        phase: the protocol's phase, `sum`, or empty.
        field: the dose.
        structure_set: whose structures are drawn; None where there are none.
        image: below the dose; None where there is none.
        shown: ROI numbers of the structures whose outlines are drawn.
        colors: of the structures, by their names.
        prescribed_gy: the highest prescribed dose; None where none is prescribed.
        points: to draw planes through, the first as bone too.
    """

    phase: str
    field: DoseField
    structure_set: StructureSet | None
    image: Image | None
    shown: frozenset[int]
    colors: Mapping[str, str]
    prescribed_gy: float | None
    points: tuple[Point, ...]


def draw_pictures(scene: Scene) -> list[ReportedPicture]:
    """Axial, coronal and sagittal planes through each point; none where there is no dose."""
    _, highest_gy = scene.field.highest()
    if not highest_gy > 0.0:
        return []
    easel = Easel(scene, highest_gy=highest_gy)
    points = scene.points[:MOST_POINTS]
    pictures: list[ReportedPicture] = []
    for point in points:
        planes = easel.planes(point)
        pictures += [easel.picture(plane, point) for plane in planes]
        if point is points[0] and easel.shows_ct:
            pictures.append(easel.picture(planes[0], point, window=_BONE))
    return pictures


class Easel:
    """What all pictures of a scene share: its volumes, isodoses and outlines.

    Attributes:
        box_mm: shape (2, 3); a cube about the dose.
    """

    def __init__(self, scene: Scene, *, highest_gy: float) -> None:
        self._scene = scene
        self._image = _usable_image(scene)
        try:
            self._voxels = self._image.load() if self._image is not None else None
        except RtqaError:
            # The reader says why; dose and structures are drawn all the same.
            self._image = self._voxels = None
        # Where nothing is prescribed, isodoses are shares of the highest dose there is.
        whole_gy = scene.prescribed_gy or highest_gy / 1.07
        self._levels = [Level(float(f"{share * whole_gy:.3g}"), color) for share, color in _SHARES]
        self.box_mm = scene.field.cube_around(self._levels[0].gray)
        outlines = Outlines.of_set(scene.structure_set)
        self._outlined = [
            (scene.colors.get(structure.name) or spare_color(n), drawn)
            for n, structure in enumerate(_drawn_structures(scene))
            if (drawn := outlines.of(structure)) is not None
        ]

    @property
    def shows_ct(self) -> bool:
        """Whether the image is one whose window can be chosen."""
        return self._image is not None and self._image.modality == "CT"

    def planes(self, point: Point) -> list[Plane]:
        """Axial, coronal and sagittal, as large as the dose is wide."""
        return planes_through(point.place_mm, self.box_mm)

    def picture(self, plane: Plane, point: Point, *, window: str = SOFT_TISSUE) -> ReportedPicture:
        """The plane, with what it holds of image, dose and structures."""
        first, second, _ = AXES[plane.orientation]
        dose_gy = plane.pick(self._scene.field.at)
        backdrop, grey, name = self.backdrop(plane, window)
        keys, outlines = self.outline(plane)
        limits = [Level(gray, _LIMIT_COLOR) for gray in sorted(set(point.limits_gy)) if gray > 0.0]
        view = View(
            plane=plane,
            backdrop=backdrop,
            window=grey,
            dose_gy=dose_gy,
            levels=self._levels,
            limits=limits,
            outlines=outlines,
            mark_mm=(float(point.place_mm[first]), float(point.place_mm[second])),
        )
        highest_gy = np.nan_to_num(dose_gy).max()
        reached = sorted(
            (level for level in (*self._levels, *limits) if level.gray <= highest_gy), key=_dose_of
        )
        return ReportedPicture(
            phase=self._scene.phase,
            plane=plane.orientation,
            position_mm=round(plane.position_mm, 2),
            through=point.through,
            structures=tuple(keys),
            levels=tuple(ColorKey(label=f"{level.gray:g} Gy", color=level.color) for level in reached),
            image=name,
            png=draw(view),
        )

    def outline(self, plane: Plane) -> tuple[list[ColorKey], list[Outline]]:
        """The structures that the plane meets, and where."""
        keys, outlines = [], []
        for color, structure in self._outlined:
            lines = cut(structure, plane)
            if lines:
                keys.append(ColorKey(label=structure.name, color=color))
                outlines.append(Outline(lines, color))
        return keys, outlines

    def backdrop(
        self, plane: Plane, window: str = SOFT_TISSUE
    ) -> tuple[Pixels | None, tuple[float, float], Message | None]:
        """The image on the plane, what is black and white in it, and how both are called."""
        if self._image is None or self._voxels is None:
            return None, (0.0, 1.0), None
        values = plane.sample(self._voxels, self._image.grid)
        if self.shows_ct:
            return values, _WINDOWS[window], Message(window)
        low, high = np.nanpercentile(values, (1.0, 99.0)) if np.isfinite(values).any() else (0.0, 1.0)
        name = Message("picture.image", modality=self._image.modality)
        return values, (float(low), float(high)), name


def _dose_of(level: Level) -> float:
    return level.gray


def _usable_image(scene: Scene) -> Image | None:
    """The image, where it shares the dose's frame and overlaps it."""
    image, grid = scene.image, scene.field.grid
    if image is None or not _same_frame(image.grid.frame_of_reference_uid, grid):
        return None
    low, high = box_of([grid, image.grid])
    return image if (high > low).all() else None


def _drawn_structures(scene: Scene) -> list[Structure]:
    structure_set = scene.structure_set
    if structure_set is None or not _same_frame(structure_set.frame_of_reference_uid, scene.field.grid):
        return []
    return [structure for structure in structure_set.structures if structure.number in scene.shown]


def _same_frame(frame_uid: str, grid: Grid) -> bool:
    """Whether two frames of reference may be one: a file that states none is drawn, and judged elsewhere."""
    return not frame_uid or not grid.frame_of_reference_uid or frame_uid == grid.frame_of_reference_uid
