"""From slabs to parts by the model that is asked for."""

from __future__ import annotations

from rtqa.dvh.cap_models import Parts, split_caps, whole_slabs
from rtqa.dvh.settings import Between, DvhSettings, Ends
from rtqa.geometry.rings import Rings
from rtqa.geometry.slabs import Slabs
from rtqa.model.geometry import Floats


def modelled(rings: Rings, slabs: Slabs, *, unit_mm: Floats, settings: DvhSettings) -> tuple[Rings, Parts]:
    """The planes that stand for a structure, and what each of them stands for.

    Args:
        rings: the structure's planes, in units of `unit_mm` (2,).
        slabs: which of them belong together, and how far each reaches.
        unit_mm: the unit of the points along each axis.
        settings: the model of the structure between its contours, and beyond.
    """
    if not settings.intervals and settings.between is Between.PRISM and settings.ends is Ends.FLAT:
        return rings, whole_slabs(slabs)
    parts = split_caps(rings, slabs)
    if settings.between is not Between.PRISM:
        from rtqa.dvh.vendor.interpolated_slices import densify  # noqa: PLC0415 (seldom asked for)

        rings, parts = densify(
            rings, slabs, parts, unit_mm=unit_mm, smooth=settings.between is Between.SMOOTH
        )
    if settings.ends is Ends.TAPERED:
        from rtqa.dvh.vendor.end_caps import taper  # noqa: PLC0415 (likewise)

        rings, parts = taper(rings, parts, unit_mm=unit_mm)
    elif settings.ends is Ends.UNDOSED:
        from rtqa.dvh.vendor.end_caps import leave_undosed  # noqa: PLC0415 (likewise)

        parts = leave_undosed(parts, rings.plane_areas)
    return rings, parts if settings.intervals else parts.as_they_are
