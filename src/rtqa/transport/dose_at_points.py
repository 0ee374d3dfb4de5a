"""The dose of a beam at points: its fluence, spread by the pencil kernel, at the depth of each point."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from rtqa.model.geometry import Floats
from rtqa.transport.beam_model import BeamModel
from rtqa.transport.openings import Plane, draw_jaws, draw_leaves, find_box_mm
from rtqa.transport.patient import Patient
from rtqa.transport.pencil_kernel import AtDepth
from rtqa.transport.segments import Segment
from rtqa.transport.spread import Spreader, list_nodes, sample, take_between

FINE_MM, COARSE_MM = 2.0, 5.0
"""Pixels of the maps of what goes straight on, and of scatter and what comes from the head."""

_MARGIN_MM = 25.0
"""What the primary reaches around an opening."""

_HALF_COARSE_MM, _REACH_COARSE_MM = 220.0, 300.0
"""From the axis to the edge of the coarse maps, and how far scatter reaches."""

_BATCH = 8
"""Segments whose maps are made at once."""

_NEAREST = 0.8
"""Of the isocentre's distance from the source; points lie no nearer, and no further than by its inverse."""

_LEAST_DENSITY = 0.15
"""In what is thinner, kernels are spread no further."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BeamDose:
    """What a beam gives to points for each MU.

    Attributes:
        gy_per_mu: shape (n,).
        depth_mm: shape (n,); water-equivalent depth of each, averaged over the beam by dose.
        shallow_frac: shape (n,); share of the dose that is given at less depth than the build-up needs.
        narrow_frac: shape (n,); share of the primary that an endless field would add, by dose.
    """

    gy_per_mu: Floats
    depth_mm: Floats
    shallow_frac: Floats
    narrow_frac: Floats


def compute_beam_dose(
    segments: Sequence[Segment],
    points_mm: Floats,
    *,
    patient: Patient,
    model: BeamModel,
    source_axis_mm: float,
    progress: Callable[[], None] = lambda: None,
) -> BeamDose:
    """The dose of a beam at points (n, 3) of the patient."""
    near, far = (np.maximum(about, _LEAST_DENSITY) for about in patient.densities_about(points_mm))
    gy, deep, shallow, narrow = np.zeros((4, len(points_mm)))
    field = _Field(segments=segments, model=model, near=_ends(near), far=_ends(far))
    pose: tuple[float, ...] = ()
    terms, depth_cm = model.kernel.at(near), near
    for segment, fine, coarse in field.list_maps():
        if segment.pose != pose:
            pose = segment.pose
            depth_cm = (
                patient.depths_mm(points_mm, segment.isocenter_mm + source_axis_mm * segment.axes[2]) / 10
            )
            terms = model.kernel.at(depth_cm)
        # Points in the collimator's axes; `away` is the distance from the source in units of the isocentre's.
        x, y, z = segment.axes @ (points_mm - segment.isocenter_mm).T
        away = (source_axis_mm - z) / source_axis_mm
        xy = x / away, y / away
        straight, scattered = field.take(fine, coarse, xy, terms=terms, near=near * away, far=far * away)
        weight = segment.share_frac * field.gy_per_mu * (1000.0 / (source_axis_mm * away)) ** 2
        dose = weight * (terms.primary * straight + terms.scatter * scattered)
        gy += dose
        deep += dose * depth_cm * 10.0
        shallow += dose * (depth_cm < model.build_up_cm)
        narrow += dose * np.clip(1.0 - straight, 0.0, 1.0)
        progress()
    given = np.where(gy > 0, gy, np.inf)
    return BeamDose(
        gy_per_mu=gy, depth_mm=deep / given, shallow_frac=shallow / given, narrow_frac=narrow / given
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class _Field:
    """The maps of a beam's segments in the isocentre plane.

    A fine map is of what goes straight from the source, by λ of the primary; a coarse one, first, of what
    goes straight through closed leaves or comes from the head, and then of all, by λ of the scatter.

    Attributes:
        segments: of the beam.
        model: of its machine.
        near, far: least and greatest density about the points, for which maps are made.
    """

    segments: Sequence[Segment]
    model: BeamModel
    near: tuple[float, float]
    far: tuple[float, float]

    @cached_property
    def fine(self) -> Spreader:
        box = find_box_mm(segment.aperture for segment in self.segments)
        if box is None:
            box = np.array([[-10.0, 10.0]] * 2)
        box = np.clip(box, -_HALF_COARSE_MM, _HALF_COARSE_MM)
        margin = np.array([-_MARGIN_MM, _MARGIN_MM])
        return Spreader.on(Plane.around(box + margin, step_mm=FINE_MM), reach_mm=2 * _MARGIN_MM)

    @cached_property
    def coarse(self) -> Spreader:
        box = [(-_HALF_COARSE_MM, _HALF_COARSE_MM)] * 2
        return Spreader.on(Plane.around(box, step_mm=COARSE_MM), reach_mm=_REACH_COARSE_MM)

    @cached_property
    def primary_nodes(self) -> Floats:
        """λ in mm⁻¹ of the fine maps."""
        declines = self.model.kernel.at(np.array([0.0, 30.0])).a_per_cm / 10.0
        return list_nodes(declines.min() * self.near[0] * _NEAREST, declines.max() * self.near[1] / _NEAREST)

    @cached_property
    def scatter_nodes(self) -> Floats:
        declines = self.model.kernel.at(np.linspace(0.0, 40.0, 9)).b_per_cm / 10.0
        return list_nodes(declines.min() * self.far[0] * _NEAREST, declines.max() * self.far[1] / _NEAREST)

    @cached_property
    def gy_per_mu(self) -> float:
        """What makes the reference field's dose that of the model."""
        side_cm, depth_cm = 10.0, 10.0
        from_head = math.erf(side_cm * 10 / 2 / math.sqrt(2) / self.model.head_mm) ** 2
        fluence = 1.0 - self.model.head_frac * (1.0 - from_head)
        endless = self.model.kernel.on_axis(side_cm, depth_cm, to_surface_cm=100.0 - depth_cm) / (2 * np.pi)
        return self.model.cgy_per_mu / 100.0 / fluence / endless

    def list_maps(self) -> Iterator[tuple[Segment, Floats, Floats]]:
        """Each segment with its fine maps and its coarse maps, shape (m, ny, nx) each."""
        model, fine, coarse = self.model, self.fine, self.coarse
        to_fine = fine.gauss(model.source_mm) * fine.kernels(self.primary_nodes)
        from_head = model.head_frac * coarse.gauss(model.head_mm)
        to_coarse = (1.0 - model.head_frac + from_head) * coarse.kernels(self.scatter_nodes)
        shapes = [self._profile(spreader.plane) for spreader in (fine, coarse)]
        for first in range(0, len(self.segments), _BATCH):
            batch = self.segments[first : first + _BATCH]
            drawn = [
                [self._draw(segment, spreader.plane) for segment in batch] for spreader in (fine, coarse)
            ]
            opened = np.array([is_open for is_open, _ in drawn[0]]) * shapes[0]
            straight = (1.0 - model.head_frac) * fine.spread(opened, to_fine)
            opened = np.array([is_open for is_open, _ in drawn[1]]) * shapes[1]
            leaked = np.array([leak for _, leak in drawn[1]]) * shapes[1]
            beside = leaked[:, None] + coarse.spread(opened, from_head[None])
            scattered = coarse.spread(opened + leaked, to_coarse)
            both = np.concatenate([beside, scattered], axis=1)
            yield from zip(batch, straight, both, strict=True)

    def take(
        self,
        fine: Floats,
        coarse: Floats,
        xy: tuple[Floats, Floats],
        *,
        terms: AtDepth,
        near: Floats,
        far: Floats,
    ) -> tuple[Floats, Floats]:
        """The primary and the scatter of a segment at points, in units of an endless field's: (n,) each.

        Args:
            fine: its fine maps.
            coarse: its coarse maps.
            xy: the points in the isocentre plane, in mm.
            terms: the kernel at their depths.
            near: density about them times their distance from the source, by which a kernel of lengths in
                water at the point becomes one of lengths in the isocentre plane.
            far: likewise, of the density further about them.
        """
        straight = sample(fine, self.fine.plane, xy)
        beside, *scattered = sample(coarse, self.coarse.plane, xy)
        primary = take_between(straight, self.primary_nodes, terms.a_per_cm / 10.0 * near) + beside
        return primary, take_between(np.array(scattered), self.scatter_nodes, terms.b_per_cm / 10.0 * far)

    def _draw(self, segment: Segment, plane: Plane) -> tuple[Floats, Floats]:
        """What is open of each pixel, and what goes through what is closed: shape (ny, nx) each."""
        model = self.model
        jaws = draw_jaws(segment.aperture, plane)
        is_open = jaws * draw_leaves(segment.aperture, plane, leaf_offset_mm=model.leaf_offset_mm)
        return is_open, model.leaf_frac * (jaws - is_open) + model.jaw_frac * model.leaf_frac * (1.0 - jaws)

    def _profile(self, plane: Plane) -> Floats:
        return self.model.profile(np.hypot(plane.x_mm, plane.y_mm[:, None]))


def _ends(values: Floats) -> tuple[float, float]:
    return float(values.min()), float(values.max())
