"""Pictures of the plans of a report: which points of each are worth one."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.findings import Finding, Report, ReportedPicture
from rtqa.model.geometry import Floats

_AXIS = {"sagittal": 0, "coronal": 1, "axial": 2}
"""Which of x, y, z the position of a plane is."""


def illustrate(
    subject: Subject,
    findings: tuple[Finding, ...],
    *,
    like: Report | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> tuple[ReportedPicture, ...]:
    """Planes through the highest dose of each plan, what fails in it, and its vertices.

    Args:
        subject: the plans.
        findings: what was found of them.
        like: another report, whose planes are to be drawn instead.
        progress: told which plan is drawn.
    """
    from rtqa.pictures import Point, Scene, draw_pictures  # noqa: PLC0415 (matplotlib, for pictures alone)

    drawn: list[ReportedPicture] = []
    for done, one in enumerate(subject.plans):
        if progress is not None:
            progress(f"Pictures of {one.treatment.label}", done, len(subject.plans))
        shown = {each.number for resolved in one.resolved.values() for each in resolved.structures}
        scene = Scene(
            phase=one.phase_id,
            treatment=one.treatment,
            shown=tuple(sorted(shown)),
            findings=tuple(finding for finding in findings if finding.phase == one.phase_id),
            points=tuple(
                Point(place_mm, what)
                for place_mm, what in (_points_of(like, one.phase_id) if like is not None else _vertices(one))
            ),
            has_own_points=like is None,
        )
        drawn += draw_pictures(scene)
    return tuple(drawn)


def _vertices(one: PhasePlan) -> Iterator[tuple[Floats, str]]:
    for target in one.sfrt.targets if one.sfrt is not None else ():
        for vertex in target.vertices:
            yield np.array(vertex.centre_mm), f"centre of {vertex.name}"


def _points_of(report: Report, phase: str) -> Iterator[tuple[Floats, str]]:
    """The points whose three planes a report shows, in its order."""
    places: dict[str, dict[int, float]] = {}
    for picture in report.pictures:
        if picture.phase == phase:
            places.setdefault(str(picture.through), {})[_AXIS[picture.plane]] = picture.position_mm
    for what, place in places.items():
        if len(place) == len(_AXIS):
            yield np.array([place[axis] for axis in range(3)]), what
