"""What is taken of a linac of which nothing is known but its nominal energy, and whether it has a filter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from rtqa.messages import Message, Quantity, Unknown
from rtqa.model.geometry import Floats
from rtqa.model.plan import Beam
from rtqa.transport.pencil_kernel import PencilKernel

_QUALITIES: Mapping[tuple[float, bool], tuple[float, float]] = {
    (4.0, False): (0.625, 0.012),
    (6.0, False): (0.672, 0.008),
    (8.0, False): (0.710, 0.010),
    (10.0, False): (0.737, 0.008),
    (15.0, False): (0.761, 0.008),
    (18.0, False): (0.779, 0.008),
    (6.0, True): (0.632, 0.008),
    (7.0, True): (0.665, 0.012),
    (10.0, True): (0.706, 0.008),
}
"""TPR20,10 and its spread over machines, by nominal energy in MV and whether the beam is unflattened."""

_UNFLATTENED_CM: Mapping[float, tuple[float, float]] = {
    6.0: (20.0, 1.74),
    7.0: (18.0, 1.6),
    10.0: (14.06, 1.28),
}
"""Profile of an unflattened beam, 1 / (1 + (r / r0)^p): r0 in cm at 100 cm, and p.

10 MV: the off-axis ratios of J Appl Clin Med Phys 17(3) (2016) 358, Table 4, to 0.006 from 4 to 16 cm.
"""

_LEAVES: Mapping[int, tuple[float, float]] = {
    80: (0.007, 0.0),
    60: (0.014, 0.25),
    28: (0.001, 0.1),
    29: (0.001, 0.1),
}
"""What closed leaves let through, and by how many mm their ends stand back, by pairs of a layer: Agility
(80), Millennium and HD120 (60), Halcyon (28 and 29)."""

_HORN_PER_CM, _HORN_MOST = 0.003, 0.045
"""How a flattened beam's fluence rises off the axis: ibid., 10 MV in 40 × 40 cm²."""


@dataclass(frozen=True, kw_only=True, eq=False)
class BeamModel:
    """A machine's beam.

    Attributes:
        energy_mv: nominal.
        is_unflattened: whether it has no flattening filter.
        tpr, tpr_sd: TPR20,10 and what it varies by from machine to machine.
        cgy_per_mu: at 10 cm depth, 100 cm from the source, in a field of 10 × 10 cm².
        output_sd_frac: what that varies by; of a generic machine, mostly as a MU is defined at SSD or at SAD
            100 cm.
        is_output_known: whether a machine file states it.
        source_mm: standard deviation of the primary source and the leaves' edges, as seen at the isocentre.
        head_frac, head_mm: share of the fluence that comes from the head (flattening filter, primary
            collimator), and that source's standard deviation as seen at the isocentre through the jaws.
        leaf_frac, jaw_frac: what closed leaves let through, and what jaws let through of that.
        leaf_offset_mm: by how much a leaf's rounded end lets more through than its stated place says.
    """

    energy_mv: float
    is_unflattened: bool
    tpr: float
    tpr_sd: float
    cgy_per_mu: float
    output_sd_frac: float = 0.025
    is_output_known: bool = False
    source_mm: float = 1.5
    head_frac: float = 0.08
    head_mm: float = 30.0
    leaf_frac: float = 0.010
    jaw_frac: float = 0.2
    leaf_offset_mm: float = 0.15

    @cached_property
    def kernel(self) -> PencilKernel:
        """The pencil kernel of its quality."""
        return PencilKernel.of_quality(self.tpr)

    @cached_property
    def build_up_cm(self) -> float:
        """Depth of the maximum in a field of 10 × 10 cm²."""
        depths_cm = np.arange(0.5, 5.0, 0.05)
        doses = [self.kernel.on_axis(10.0, float(depth), to_surface_cm=100.0) for depth in depths_cm]
        return float(depths_cm[int(np.argmax(doses))])

    def profile(self, off_axis_mm: Floats) -> Floats:
        """Primary fluence at distances from the axis at 100 cm, in units of that on it."""
        off_axis_cm = off_axis_mm / 10.0
        if not self.is_unflattened:
            return 1.0 + np.minimum(_HORN_PER_CM * off_axis_cm, _HORN_MOST)
        r0_cm, power = _UNFLATTENED_CM[min(_UNFLATTENED_CM, key=lambda mv: abs(mv - self.energy_mv))]
        falling: Floats = 1.0 / (1.0 + (off_axis_cm / r0_cm) ** power)
        return falling


def find_beam_model(beam: Beam) -> BeamModel | Unknown:
    """The generic model of a beam; Unknown where its energy is not stated, or is none that is known."""
    energies = {point.energy_mv for point in beam.control_points if point.energy_mv is not None}
    if len(energies) != 1:
        return Unknown(Message("transport.no-energy", beam=beam.number))
    energy_mv, is_unflattened = energies.pop(), is_without_filter(beam)
    known = _QUALITIES.get((energy_mv, is_unflattened))
    if known is None:
        return Unknown(Message("transport.other-energy", beam=beam.number, energy=Quantity(energy_mv, "MV")))
    tpr, tpr_sd = known
    pairs = beam.leaf_layers[0].n_pairs if beam.leaf_layers else 0
    leaf_frac, leaf_offset_mm = _LEAVES.get(pairs, (BeamModel.leaf_frac, BeamModel.leaf_offset_mm))
    return BeamModel(
        energy_mv=energy_mv,
        is_unflattened=is_unflattened,
        tpr=tpr,
        tpr_sd=tpr_sd,
        cgy_per_mu=find_usual_output(tpr),
        head_frac=0.02 if is_unflattened else 0.08,
        leaf_frac=leaf_frac,
        leaf_offset_mm=leaf_offset_mm,
    )


def is_without_filter(beam: Beam) -> bool:
    """By FluenceMode; where that is standard or absent, by what is so on every machine of its kind.

    Halcyon and MRIdian, the machines with two layers of leaves, have no flattening filter. A machine's name
    says what it can do, and not what a beam is.
    """
    return "FFF" in beam.fluence_mode or len(beam.leaf_layers) == 2


def find_usual_output(tpr: float) -> float:
    """A MU's cGy at 10 cm depth, 100 cm from the source, in 10 × 10 cm²: between two usual calibrations.

    A MU is 1 cGy at the depth of the maximum, with either the surface or the chamber at 100 cm.
    """
    kernel = PencilKernel.of_quality(tpr)
    depths_cm = np.arange(0.8, 4.0, 0.05)
    deep = kernel.on_axis(10.0, 10.0, to_surface_cm=90.0)
    by_surface = max(kernel.on_axis(10.0, depth, to_surface_cm=100.0) for depth in depths_cm)
    by_chamber = max(kernel.on_axis(10.0, depth, to_surface_cm=100.0 - depth) for depth in depths_cm)
    return float(deep / by_surface + deep / by_chamber) / 2.0
