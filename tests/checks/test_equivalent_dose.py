"""A plan's DVH in fractions of 2 Gy beside that of voxels converted one by one, on the sample plans."""

from __future__ import annotations

import pytest
from sample import SAMPLE_PLANS

from rtqa.course.composite import PhaseDose, compose, composite_dvh
from rtqa.dicom import read_case
from rtqa.dvh.compute import compute_dvh
from rtqa.metrics import Measurement, measure
from rtqa.metrics.eqd2_curve import in_eqd2

METRICS = ("Min[Gy]", "D98%[Gy]", "D50%[Gy]", "D2%[Gy]", "Max[Gy]", "Mean[Gy]", "V20Gy[cc]")


@pytest.mark.parametrize(
    ("plan", "structure", "alpha_beta_gy"),
    [("ccrt_pass", "SpinalCord", 2.0), ("ccrt_pass", "Parotid_R", 3.0), ("sfrt_lattice", "Parotid_L", 3.0)],
)
def test_the_converted_curve_is_that_of_the_converted_voxels(
    plan: str, structure: str, alpha_beta_gy: float
) -> None:
    case = read_case(SAMPLE_PLANS / plan)
    (one,) = case.treatments
    assert one.plan is not None
    assert one.plan.n_fractions is not None
    assert one.dose is not None
    assert one.structure_set is not None
    n_fractions = one.plan.n_fractions
    drawn = one.structure_set.structure(structure)
    phase = PhaseDose(phase="only", dose=one.dose, n_fractions=n_fractions)
    voxels = compose([phase], around_mm=drawn.contours.points_mm).eqd2(alpha_beta_gy)
    theirs = composite_dvh(drawn, dose=voxels, beside=None, set_spacing_mm=one.structure_set.plane_spacing_mm)
    ours = in_eqd2(compute_dvh(case, structure), n_fractions=n_fractions, alpha_beta_gy=alpha_beta_gy)
    for metric in METRICS:
        mine, other = measure(ours, metric), measure(theirs, metric)
        assert isinstance(mine, Measurement)
        assert isinstance(other, Measurement)
        # Converted before they are interpolated, voxels give a little more between them: EQD2 is convex.
        assert mine.value == pytest.approx(other.value, rel=2e-3, abs=0.02), metric
