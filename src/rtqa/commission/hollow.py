"""Solids with a hole, and bodies put together from others."""

from __future__ import annotations

import numpy as np

from rtqa.commission.closed_forms import NEVER_SLOPED, torus_beyond_along
from rtqa.commission.outlines import Ellipse, Section
from rtqa.commission.solids import Body, Slicing, Solid, cylinder_body, lying_cylinder, sphere
from rtqa.model.geometry import Floats


def torus(ring_mm: float, tube_mm: float) -> Solid:
    """A torus about z: its sections are rings."""

    def section(z_mm: float) -> Section:
        q = float(np.sqrt(tube_mm**2 - z_mm**2))
        return [Ellipse(ring_mm + q, ring_mm + q), Ellipse(ring_mm - q, ring_mm - q, -1)]

    def beyond_mm3(t_mm: Floats, n: Floats) -> Floats:
        if abs(n[2]) < 1.0 - NEVER_SLOPED:
            raise ValueError("a torus has a closed form along its axis alone")
        return torus_beyond_along(t_mm, ring_mm=ring_mm, tube_mm=tube_mm)

    body = Body(
        volume_mm3=2.0 * np.pi**2 * ring_mm * tube_mm**2,
        centroid_mm=np.zeros(3),
        reach_mm=lambda n: float(ring_mm * np.hypot(n[0], n[1]) + tube_mm),
        beyond_mm3=beyond_mm3,
    )
    return Solid(
        body=body,
        half_height_mm=tube_mm,
        section=section,
        slicing=lying_cylinder(tube_mm, 1.0).slicing,  # its sections' area goes with height as that one's
    )


def tube(outer_mm: float, inner_mm: float, height_mm: float) -> Solid:
    """A cylinder along z with a hole along its axis."""
    return Solid(
        body=joined(
            (1, cylinder_body(outer_mm, height_mm), 0.0), (-1, cylinder_body(inner_mm, height_mm), 0.0)
        ),
        half_height_mm=height_mm / 2.0,
        section=lambda _: [Ellipse(outer_mm, outer_mm), Ellipse(inner_mm, inner_mm, -1)],
        slicing=lambda _: Slicing(0.0, 0.0),
    )


def shell(outer_mm: float, inner_mm: float) -> Solid:
    """A ball with a hollow about its centre: some sections have a hole, the outer ones have none."""
    outer, inner = sphere(outer_mm), sphere(inner_mm)

    def section(z_mm: float) -> Section:
        if abs(z_mm) >= inner_mm:
            return outer.section(z_mm)
        hole = np.sqrt(inner_mm**2 - z_mm**2)
        return [*outer.section(z_mm), Ellipse(hole, hole, -1)]

    body = joined((1, outer.body, 0.0), (-1, inner.body, 0.0))

    def slicing(slice_mm: float) -> Slicing:
        both_mm3 = sum(
            shell.body.volume_mm3 * shell.slicing(slice_mm).volume_frac for shell in (outer, inner)
        )
        return Slicing(both_mm3 / body.volume_mm3, outer.slicing(slice_mm).across_mm)

    return Solid(body=body, half_height_mm=outer_mm, section=section, slicing=slicing)


def joined(*parts: tuple[int, Body, float]) -> Body:
    """Bodies added up: each with its sign (−1 for what is missing from another) and its z in mm."""
    volume = sum(sign * body.volume_mm3 for sign, body, _ in parts)
    up = np.array([0.0, 0.0, 1.0])
    moments = [sign * body.volume_mm3 * (body.centroid_mm + z * up) for sign, body, z in parts]

    def beyond_mm3(t_mm: Floats, n: Floats) -> Floats:
        return np.asarray(sum(sign * body.beyond_mm3(t_mm - n[2] * z, n) for sign, body, z in parts))

    return Body(
        volume_mm3=float(volume),
        centroid_mm=np.sum(moments, axis=0) / volume,
        reach_mm=lambda n: max(body.reach_mm(n) + n[2] * z for sign, body, z in parts if sign > 0),
        beyond_mm3=beyond_mm3,
    )
