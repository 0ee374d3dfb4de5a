"""The layer around a target: everything within some distance of it, in space, that is not the target."""

from __future__ import annotations

from rtqa.geometry.derived import intersect, ring
from rtqa.geometry.planar import PlanarStructure


def grow_shell(target: PlanarStructure, *, reach_mm: float, body: PlanarStructure | None) -> PlanarStructure:
    """The shell from a target's surface to ``reach_mm`` outside.

    Args:
        target: sections of the target.
        reach_mm: thickness, above 0.
        body: the patient's outline, which the shell ends at; None where it is not known.
    """
    shell = ring(target, from_mm=0.0, to_mm=reach_mm, name=target.name)
    return shell if body is None else intersect([shell, body], name=target.name)
