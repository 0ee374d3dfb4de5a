"""Which pictures a plan gets: three planes through its highest dose and through each point that matters."""

from __future__ import annotations

import colorsys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from rtqa.findings import ColorKey, Finding, ReportedPicture, Verdict
from rtqa.model.case import Treatment
from rtqa.model.dose import Dose
from rtqa.model.geometry import Floats
from rtqa.model.image import Image
from rtqa.model.structure import Structure
from rtqa.pictures.draw import Level, Outline, Pixels, View, draw
from rtqa.pictures.outline import axial_polygons, cut
from rtqa.pictures.plane import AXES, Plane, box_of, cube_around, planes_through
from rtqa.pictures.point import highest_dose_point, worst_point

HIGHEST_DOSE = "highest dose"
MOST_POINTS = 8
"""Of one plan; beyond, a report would be an atlas."""

_SHARES = ((0.2, "#3b6fd4"), (0.4, "#2fb4c8"), (0.6, "#3fae4b"), (0.8, "#c9b52a"), (0.95, "#f08a24"),
           (1.0, "#e2352b"), (1.07, "#c51fb4"))  # fmt: skip
"""Isodoses as shares of the highest prescribed dose, and their colours."""

_WINDOWS = {"soft tissue": (-160.0, 240.0), "bone": (-450.0, 1050.0)}
"""In HU: what is black and what is white."""


class Point(NamedTuple):
    """A point worth a picture, shape (3,), in mm, and what it is."""

    place_mm: Floats
    what: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scene:
    """A plan to be drawn.

    Attributes:
        phase: the protocol's phase, or empty.
        treatment: the plan; without a dose there is nothing to draw.
        shown: ROI numbers of the structures whose outlines are drawn.
        findings: those of the phase; the worst point is drawn of each structure that fails its limit.
        points: further points.
        has_own_points: whether its highest dose and its worst points are drawn before them.
    """

    phase: str
    treatment: Treatment
    shown: tuple[int, ...]
    findings: tuple[Finding, ...]
    points: tuple[Point, ...] = ()
    has_own_points: bool = True


def draw_pictures(scene: Scene) -> list[ReportedPicture]:
    """Axial, coronal and sagittal planes through each point; none where there is no dose."""
    dose = scene.treatment.dose
    if dose is None or not np.nanmax(dose.values_gy) > 0.0:
        return []
    image = _usable_image(scene.treatment, dose)
    structures = _drawn_structures(scene, dose)
    own = [Point(highest_dose_point(dose), HIGHEST_DOSE), *_worst_points(scene, structures, dose)]
    points = [*(own if scene.has_own_points else ()), *scene.points]
    easel = _Easel(scene, dose, image=image, structures=structures)
    pictures = [
        easel.picture(plane, point) for point in points[:MOST_POINTS] for plane in easel.planes(point)
    ]
    if image is not None and image.modality == "CT" and points:
        axial = easel.planes(points[0])[0]
        pictures.append(easel.picture(axial, points[0], window="bone"))
    return pictures


class _Easel:
    """What all pictures of a plan share: its volumes, isodoses and outlines."""

    def __init__(
        self, scene: Scene, dose: Dose, *, image: Image | None, structures: Sequence[Structure]
    ) -> None:
        self._phase, self._dose, self._image = scene.phase, dose, image
        self._voxels = image.load() if image is not None else None
        self._levels = _levels(scene.treatment, dose)
        self._box_mm = cube_around(dose, self._levels[0].gray)
        set_ = scene.treatment.structure_set
        self._spacing_mm = (set_.plane_spacing_mm if set_ is not None else None) or 1.0
        self._outlined = [(one, _on_black(one, n), axial_polygons(one)) for n, one in enumerate(structures)]

    def planes(self, point: Point) -> list[Plane]:
        return planes_through(point.place_mm, self._box_mm)

    def picture(self, plane: Plane, point: Point, *, window: str = "soft tissue") -> ReportedPicture:
        """The plane, with what it holds of image, dose and structures."""
        first, second, _ = AXES[plane.orientation]
        dose_gy = plane.sample(self._dose.values_gy, self._dose.grid)
        backdrop, grey, name = self._backdrop(plane, window)
        keys: list[ColorKey] = []
        outlines: list[Outline] = []
        for structure, color, polygons in self._outlined:
            lines = cut(polygons, plane, spacing_mm=self._spacing_mm)
            if lines:
                keys.append(ColorKey(label=structure.name, color=color))
                outlines.append(Outline(lines, color))
        view = View(
            plane=plane,
            backdrop=backdrop,
            window=grey,
            dose_gy=dose_gy,
            levels=self._levels,
            outlines=outlines,
            mark_mm=(float(point.place_mm[first]), float(point.place_mm[second])),
        )
        reached = [level for level in self._levels if level.gray <= np.nan_to_num(dose_gy).max()]
        return ReportedPicture(
            phase=self._phase,
            plane=plane.orientation,
            position_mm=round(plane.position_mm, 2),
            through=point.what,
            structures=tuple(keys),
            levels=tuple(ColorKey(label=f"{level.gray:g} Gy", color=level.color) for level in reached),
            image=name,
            png=draw(view),
        )

    def _backdrop(self, plane: Plane, window: str) -> tuple[Pixels | None, tuple[float, float], str]:
        """The image on the plane, what is black and white in it, and how both are called."""
        if self._image is None or self._voxels is None:
            return None, (0.0, 1.0), ""
        values = plane.sample(self._voxels, self._image.grid)
        if self._image.modality == "CT":
            return values, _WINDOWS[window], f"CT, {window}"
        low, high = np.nanpercentile(values, (1.0, 99.0)) if np.isfinite(values).any() else (0.0, 1.0)
        return values, (float(low), float(high)), self._image.modality


def _usable_image(treatment: Treatment, dose: Dose) -> Image | None:
    """The image, where it shares the dose's frame and overlaps it."""
    image = treatment.image
    if image is None or not _same_frame(image.grid.frame_of_reference_uid, dose.grid.frame_of_reference_uid):
        return None
    low, high = box_of([dose.grid, image.grid])
    return image if (high > low).all() else None


def _drawn_structures(scene: Scene, dose: Dose) -> list[Structure]:
    structure_set = scene.treatment.structure_set
    if structure_set is None or not _same_frame(
        structure_set.frame_of_reference_uid, dose.grid.frame_of_reference_uid
    ):
        return []
    return [one for one in structure_set.structures if one.number in scene.shown]


def _same_frame(one: str, other: str) -> bool:
    """Whether two frames of reference may be one: a file that states none is drawn, and judged elsewhere."""
    return not one or not other or one == other


def _worst_points(scene: Scene, structures: Sequence[Structure], dose: Dose) -> list[Point]:
    """The worst point of each structure that fails a limit, in the order of the findings."""
    points = {}
    for finding in scene.findings:
        if finding.verdict is not Verdict.FAIL or finding.constraint is None:
            continue
        is_cold = finding.constraint.relation.startswith(">")
        for one in structures:
            if one.name == finding.subject and (one.number, is_cold) not in points:
                place = worst_point(one, dose, is_cold=is_cold)
                which = "lowest" if is_cold else "highest"
                if place is not None:
                    points[one.number, is_cold] = Point(place, f"{which} dose in {one.name}")
    return list(points.values())


def _levels(treatment: Treatment, dose: Dose) -> list[Level]:
    """Shares of the highest prescribed dose; where none is prescribed, of the highest dose there is."""
    prescriptions = treatment.plan.prescriptions if treatment.plan is not None else ()
    whole_gy = max((each.dose_gy for each in prescriptions if each.dose_gy), default=0.0)
    whole_gy = whole_gy or float(np.nanmax(dose.values_gy)) / 1.07
    return [Level(float(f"{share * whole_gy:.3g}"), color) for share, color in _SHARES]


def _on_black(structure: Structure, number: int) -> str:
    """The structure's own colour, as light as a line on black needs."""
    rgb = structure.color_rgb
    hue, lightness, saturation = (
        colorsys.rgb_to_hls(*(min(max(part, 0), 255) / 255.0 for part in rgb))
        if rgb is not None
        else (number * 0.618 % 1.0, 0.6, 0.8)
    )
    parts = colorsys.hls_to_rgb(hue, max(lightness, 0.5), saturation)
    return "#" + "".join(f"{round(255 * part):02x}" for part in parts)
