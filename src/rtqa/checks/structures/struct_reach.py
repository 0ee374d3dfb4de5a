"""Is every organ drawn as far as the dose is high?"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np
import shapely

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.assembly.roles import list_bodies, list_organs
from rtqa.checks.core.answer import Doubt, Told, answer
from rtqa.checks.core.catalog import check
from rtqa.checks.dose.plausibility import find_box
from rtqa.findings import Finding
from rtqa.geometry.outlines import Drawn
from rtqa.model.structure import Structure

RUNS_THROUGH = 5.0
"""An organ so many times longer than wide runs through the treated volume: it has to be drawn beyond it."""

CORDS = ("SpinalCord", "SpinalCanal")

HIGH_FRAC = 0.5
ABUT_MM = 10.0
"""A structure that begins within this of where another ends, and touches it, continues it."""


@check("STRUCT-REACH", "Is every organ that runs through the treated volume drawn beyond it?")
def drawn_far_enough(subject: Subject) -> Iterator[Finding]:
    """One finding a treatment, and one for each organ that stops where dose is high."""
    for one in subject.plans:
        organs = [(name, each, one.outlines.of(each)) for name, each in list_organs(one, subject)]
        known = [(name, each, drawn) for name, each, drawn in organs if drawn is not None]
        levels = _high_levels(one)
        if levels is None or not known:
            text = "How far organs are drawn was not compared with the dose: no dose, or no organ."
            yield from answer("STRUCT-REACH", one, [Told(text=text)])
            continue
        rows = [doubt for organ in known for doubt in _stops_short(one, organ, levels)]
        low, high = levels
        in_order = f"No organ ends amid the high dose, which reaches from {low:.0f} to {high:.0f} mm."
        yield from answer("STRUCT-REACH", one, rows, in_order=in_order)


def _high_levels(one: PhasePlan) -> tuple[float, float] | None:
    """From where to where along the normal the dose has half its maximum or more; None without dose."""
    dose = one.treatment.dose
    hottest_gy = dose.values_gy.max() if dose is not None else 0.0
    if dose is None or not hottest_gy > 0:
        return None
    ends = [(each.start, each.stop - 1) for each in find_box(dose.values_gy >= HIGH_FRAC * hottest_gy)]
    box = [corner[::-1] for corner in product(*ends)]
    heights = one.outlines.place(dose.grid.to_points_mm(np.array(box, dtype=float)))[:, 2]
    return float(heights.min()), float(heights.max())


def _stops_short(
    one: PhasePlan, organ: tuple[str, Structure, Drawn], levels: tuple[float, float]
) -> Iterator[Doubt]:
    name, structure, drawn = organ
    low, high = drawn.extent_mm
    width_mm = float(np.sqrt(np.median(shapely.area(drawn.polygons))))
    if name not in CORDS and high - low < RUNS_THROUGH * width_mm:
        return
    if high <= levels[0] or low >= levels[1]:
        yield Doubt(
            found=f"{structure.name} is drawn from {low:.0f} to {high:.0f} mm, and the dose is high from "
            f"{levels[0]:.0f} to {levels[1]:.0f} mm.",
            meaning="it runs past the treated volume and is not drawn there, so its dose is not known",
            subject=structure.name,
        )
        return
    for end, plane in ((low, 0), (high, len(drawn.offsets_mm) - 1)):
        amid = levels[0] + drawn.gap_mm < end < levels[1] - drawn.gap_mm
        if amid and not _continues(one, organ, plane):
            yield Doubt(
                found=f"{structure.name} ends at {end:.0f} mm, where the dose is high ({levels[0]:.0f} to "
                f"{levels[1]:.0f} mm), and nothing continues it.",
                meaning="it may go on undrawn; draw it beyond the treated volume",
                subject=structure.name,
            )


def _continues(one: PhasePlan, organ: tuple[str, Structure, Drawn], plane: int) -> bool:
    """Whether another structure begins where this one ends, as the brainstem does where the cord ends."""
    _, structure, drawn = organ
    at_top = plane > 0
    end = drawn.extent_mm[at_top]
    bodies = {body.number for body in list_bodies(one)}
    around = shapely.buffer(drawn.region(plane), ABUT_MM)
    for other in one.structures:
        if other.number == structure.number or other.number in bodies or not other.is_volume:
            continue
        its = one.outlines.of(other)
        if its is None or abs(its.extent_mm[not at_top] - end) > ABUT_MM:
            continue
        first = 0 if at_top else len(its.offsets_mm) - 1
        if shapely.intersects(its.region(first), around):
            return True
    return False
