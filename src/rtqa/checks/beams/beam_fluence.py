"""Is the dose one that these beams can give? A rough second look at geometry and monitor units.

Every hot voxel must lie in some beam's opening, and what the openings let through, times the monitor
units, must be about the dose there: a linac gives about 1 cGy per MU where it is open (AAPM TG-51), less
with depth. On plans of four kinds (IMRT, lattice, breast, radiosurgery) the median over the hot voxels was
0.64 to 0.94 cGy per MU, and its 5th and 95th percentiles lay within a factor of 1.8 of each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.checks.beams.beam_meterset import list_beams
from rtqa.checks.core.answer import Doubt, Told, answer
from rtqa.checks.core.catalog import check
from rtqa.findings import Finding
from rtqa.geometry.beams_eye_view import Mask, expose
from rtqa.model.dose import Dose
from rtqa.model.geometry import Floats
from rtqa.model.plan import Beam

CODE = "BEAM-FLUENCE"

HOT_FRAC = 0.5
"""Voxels from this share of the maximum on are looked at: they owe their dose to open fields."""

N_POINTS = 300
"""How many of them, evenly spread over the grid."""

UNSEEN_FRAC = 0.01
"""So few of them may lie in no beam's opening: penumbra at an edge of the field."""

LEAK_FRAC = 0.015
"""What goes through closed leaves, as a share of what goes through open ones."""

CGY_PER_MU = (0.4, 1.3)
SPREAD = 2.2
"""Largest plausible ratio of the 95th to the 5th percentile."""

FEWEST_BEAMS = 3
FITS_BETTER = 0.88
"""The scatter of dose for each MU, with one beam changed, as a share of that of the plan as it stands.

Without a beam, or with half or twice its monitor units, a dose that the beams gave fits them worse: on the
four plans the scatter fell to 0.94 of its own at most.
"""

_HALF, _TWICE = "with half of its monitor units", "with twice its monitor units"

_AXIAL = {"HFS": (1, 1), "HFP": (-1, -1), "FFS": (-1, 1), "FFP": (1, -1)}
"""Signs of x and y along a dose grid's columns and rows, by how the patient lies."""


@check(CODE, "Is the dose where the beams are open, and as much as their monitor units can give?")
def fluence(subject: Subject) -> Iterator[Finding]:
    """One finding a treatment, and one for each thing that the beams cannot have done."""
    for one in subject.plans:
        exposed, reason = _expose(one)
        if exposed is None:
            yield from answer(CODE, one, [Told(text=f"Beams and dose were not compared: {reason}.")])
            continue
        cgy_per_mu = exposed.cgy / exposed.given_mu.sum(axis=1)
        seen = exposed.seen
        low, median, high = np.percentile(cgy_per_mu[seen] if seen.any() else cgy_per_mu, [5, 50, 95])
        in_order = f"Every hot voxel lies in a beam's opening, with about {median:.2f} cGy for each MU there."
        rows = list(_judge(float(np.mean(~seen)), float(median), float(high / low)))
        yield from answer(CODE, one, rows or _doubt_one_beam(exposed), in_order=in_order)


def _judge(unseen_frac: float, cgy_per_mu: float, spread: float) -> Iterator[Doubt]:
    if unseen_frac > UNSEEN_FRAC:
        yield Doubt(
            found=f"{100 * unseen_frac:.0f} % of the voxels with half the maximum dose lie in no "
            "beam's opening.",
            meaning="dose, isocentre, angles or leaves are not of one plan, or one of them was moved",
        )
    low, high = CGY_PER_MU
    if not low <= cgy_per_mu <= high:
        yield Doubt(
            found=f"Where beams are open, the dose grid has {cgy_per_mu:.2f} cGy for each MU.",
            meaning=f"linacs give {low:g} to {high:g}; monitor units, fractions or the dose's unit are not "
            "what they seem",
        )
    if spread > SPREAD and unseen_frac <= UNSEEN_FRAC:
        yield Doubt(
            found=f"The dose for each MU varies by a factor of {spread:.1f} over the hot voxels.",
            meaning="a beam may be missing, doubled or turned; compare beams and dose in the planning system",
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Exposed:
    """Hot voxels before the beams.

    Attributes:
        beams: numbers of the beams, length b.
        seen: shape (n,); whether a voxel lies in any beam's opening.
        given_mu: shape (n, b); the monitor units that each beam lets through to it, over the course.
        cgy: shape (n,); its dose.
    """

    beams: tuple[int, ...]
    seen: Mask
    given_mu: Floats
    cgy: Floats


def _doubt_one_beam(exposed: _Exposed) -> Iterator[Doubt]:
    """The beam whose change would make beams and dose fit each other best, where it does so clearly."""
    if len(exposed.beams) < FEWEST_BEAMS:
        return
    total_mu = exposed.given_mu.sum(axis=1)

    def scatter(given_mu: Floats) -> float:
        return float(np.std(np.log(exposed.cgy / np.maximum(given_mu, LEAK_FRAC * total_mu))))

    usual = scatter(total_mu)
    least, beam, how = min(
        (scatter(total_mu + (factor - 1.0) * own_mu), beam, how)
        for beam, own_mu in zip(exposed.beams, exposed.given_mu.T, strict=True)
        for factor, how in ((0.0, "without it"), (0.5, _HALF), (2.0, _TWICE))
    )
    if least < FITS_BETTER * usual:
        yield Doubt(
            found=f"Dose and beam {beam} do not go together: {how}, the dose fits the beams clearly better.",
            meaning="its monitor units, angles or leaves may not be those that the dose was computed with; "
            "compute the dose again",
            subject=f"beam {beam}",
        )


def _expose(one: PhasePlan) -> tuple[_Exposed | None, str]:
    """What the beams let through to some hot voxels; or None and why that is not known."""
    beams, reason = list_beams(one)
    dose, plan = one.treatment.dose, one.plan
    if not beams or dose is None or plan is None:
        return None, reason or "there is no usable dose"
    metersets = {s.beam_number: s.meterset_mu for group in plan.fraction_groups for s in group.beams}
    if reason := _find_obstacle(beams, metersets, dose):
        return None, reason
    points_mm, hot_gy = _hot_voxels(dose)
    if not len(points_mm) or plan.n_fractions is None:
        return None, "the dose grid holds no dose, or the number of fractions is not stated"
    given_mu = np.zeros((len(points_mm), len(beams)))
    seen = np.zeros(len(points_mm), dtype=bool)
    for place, beam in enumerate(beams):
        exposed = expose(beam, points_mm)
        if exposed is None:
            return None, f"beam {beam.number} does not say from where it looks, or what shapes it"
        seen |= exposed > 0
        through = exposed + LEAK_FRAC * (1.0 - exposed)
        given_mu[:, place] = plan.n_fractions * (metersets[beam.number] or 0.0) * through
    numbers = tuple(beam.number for beam in beams)
    return _Exposed(beams=numbers, seen=seen, given_mu=given_mu, cgy=100.0 * hot_gy), ""


def _find_obstacle(beams: tuple[Beam, ...], metersets: Mapping[int, float | None], dose: Dose) -> str:
    if {beam.dosimeter_unit for beam in beams} != {"MU"}:
        return "the beams' meterset is not stated to be in MU"
    if any(not metersets.get(beam.number) for beam in beams):
        return "monitor units are not stated"
    if any(not _lies_as_planned(dose, beam.patient_position) for beam in beams):
        return "the dose grid does not lie along the couch, as far as PatientPosition tells"
    return ""


def _lies_as_planned(dose: Dose, position: str) -> bool:
    """Whether the grid's columns and rows run as in an image of a patient who lies so, or along x and y."""
    along_i, along_j, _ = dose.grid.directions
    turned = _AXIAL.get(position)
    return turned is not None and any(
        np.allclose([*along_i, *along_j], [x, 0, 0, 0, y, 0], atol=1e-3) for x, y in (turned, (1, 1))
    )


def _hot_voxels(dose: Dose) -> tuple[Floats, Floats]:
    """Places (n, 3) in mm and doses (n,) in Gy of some voxels that have half the maximum or more."""
    values = dose.values_gy
    hottest_gy = float(values.max())
    if not hottest_gy > 0:
        return np.zeros((0, 3)), np.zeros(0)
    hot = np.flatnonzero(values >= HOT_FRAC * hottest_gy)
    hot = hot[np.linspace(0, len(hot) - 1, min(N_POINTS, len(hot))).astype(int)]
    k, j, i = np.unravel_index(hot, values.shape)
    return dose.grid.to_points_mm(np.column_stack([i, j, k])), values[k, j, i].astype(np.float64)
