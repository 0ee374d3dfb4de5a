"""The generic model of a beam, with what a machine file states put in its place."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache

import numpy as np

from rtqa.model.geometry import Floats
from rtqa.transport.beam_model import BeamModel, find_usual_output
from rtqa.transport.machine_file import MachineBeam
from rtqa.transport.pencil_kernel import PencilKernel, find_square_share

TPR_SD, PDD_SD = 0.002, 0.005
"""How well TPR20,10 is known where it is measured, and where it follows from a depth dose."""

_OUTPUT_AT_CM, _SIDE_CM = 10.0, 10.0
_SOURCES_MM = (0.3, 6.0)
"""Standard deviations that a penumbra may lead to."""

_K = np.linspace(0.0, 8.0, 16001)[1:]
"""Spatial frequencies in mm⁻¹ over which an edge is made of waves; the shortest wave is 0.8 mm."""


def put_machine(model: BeamModel, beam: MachineBeam) -> BeamModel:
    """The model with what a machine's beam states; what it leaves out stays usual."""
    if beam.tpr20_10 is not None:
        model = replace(model, tpr=beam.tpr20_10, tpr_sd=TPR_SD)
    elif beam.pdd10_percent is not None:
        model = replace(model, tpr=find_tpr(beam.pdd10_percent), tpr_sd=PDD_SD)
    model = replace(model, cgy_per_mu=find_usual_output(model.tpr))
    if beam.output_cgy_per_mu is not None:
        model = replace(
            model,
            cgy_per_mu=_find_output(model, beam),
            output_sd_frac=beam.output_sd_percent / 100.0,
            is_output_known=True,
        )
    if beam.leaf_transmission_percent is not None:
        model = replace(model, leaf_frac=beam.leaf_transmission_percent / 100.0)
    if beam.jaw_transmission_percent is not None:
        model = replace(model, jaw_frac=beam.jaw_transmission_percent / 100.0)
    if beam.leaf_offset_mm is not None:
        model = replace(model, leaf_offset_mm=beam.leaf_offset_mm)
    return model if beam.penumbra_mm is None else _put_penumbra(model, beam.penumbra_mm)


def find_tpr(pdd10_percent: float) -> float:
    """TPR20,10 from the depth dose at 10 cm in 10 × 10 cm², SSD 100 cm (IAEA TRS-398, 6.3.1)."""
    return -0.7898 + 0.0329 * pdd10_percent - 0.000166 * pdd10_percent**2


def find_penumbra_mm(model: BeamModel) -> float:
    """From 80 to 20 % of the axis, in 10 × 10 cm² at 10 cm depth, 100 cm from the source.

    Across the edge, primary and scatter are steps spread by λ / √(λ² + k²), the transform of the kernel, and
    by the source's Gaussian; what comes from the head has its own. Along it, each is what a square field has
    on its axis of an endless slit.
    """
    half_mm = _SIDE_CM * 10.0 / 2.0
    terms = model.kernel.at(np.array([_OUTPUT_AT_CM]))
    x, cosines = _list_places_mm(half_mm)
    waves = 2.0 / np.pi * np.sin(_K * half_mm) / _K * (_K[1] - _K[0])
    source, head = (np.exp(-((sigma * _K) ** 2) / 2.0) for sigma in (model.source_mm, model.head_mm))
    along_head = math.erf(half_mm / math.sqrt(2.0) / model.head_mm)
    dose, axis = np.zeros_like(x), 0.0
    for endless, per_cm in ((terms.primary, terms.a_per_cm), (terms.scatter, terms.b_per_cm)):
        per_mm = float(per_cm[0]) / 10.0
        spread = per_mm / np.sqrt(per_mm**2 + _K**2)
        along = find_square_share(per_mm, half_mm) / float(waves @ spread)
        for share, shape in (
            ((1.0 - model.head_frac) * along, waves * source * spread),
            (model.head_frac * along_head, waves * head),
        ):
            dose += endless[0] * share * (cosines @ shape)
            axis += float(endless[0] * share * shape.sum())
    dose /= axis
    high, low = (float(np.interp(-level, -dose, x)) for level in (0.8, 0.2))
    return low - high


@cache
def _list_places_mm(half_mm: float) -> tuple[Floats, Floats]:
    """Places (p,) across an edge, and each wave there: shape (p, k)."""
    x = half_mm + np.arange(-15.0, 15.01, 0.25)
    return x, np.cos(np.outer(x, _K))


def _put_penumbra(model: BeamModel, penumbra_mm: float) -> BeamModel:
    """The source, by halving, that gives the penumbra; the narrowest or widest where none does."""
    low, high = _SOURCES_MM
    for _ in range(12):
        middle = (low + high) / 2.0
        narrower = find_penumbra_mm(replace(model, source_mm=middle)) < penumbra_mm
        low, high = (middle, high) if narrower else (low, middle)
    return replace(model, source_mm=(low + high) / 2.0)


def _find_output(model: BeamModel, beam: MachineBeam) -> float:
    """A MU's cGy at 10 cm depth, 100 cm from the source, from what it is where it is stated."""
    kernel, ssd_cm = PencilKernel.of_quality(model.tpr), beam.output_ssd_cm
    here = kernel.on_axis(_SIDE_CM, _OUTPUT_AT_CM, to_surface_cm=100.0 - _OUTPUT_AT_CM)
    if beam.output_depth_cm is not None:
        there = kernel.on_axis(_SIDE_CM, beam.output_depth_cm, to_surface_cm=ssd_cm)
    else:
        depths_cm = np.arange(0.8, 4.0, 0.05)
        there = max(kernel.on_axis(_SIDE_CM, depth, to_surface_cm=ssd_cm) for depth in depths_cm)
    return (beam.output_cgy_per_mu or 0.0) * here / there
