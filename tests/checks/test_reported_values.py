"""What a report tells beside its findings, on the committed sample plan."""

from __future__ import annotations

import numpy as np
import pytest
from sample import judge_sample

from rtqa.findings import Report
from rtqa.metrics import Measurement


@pytest.fixture(scope="module")
def report() -> Report:
    return judge_sample("ccrt_pass")


def test_prescriptions_are_those_of_the_plan(report: Report) -> None:
    # sample_plans/README.md: 70, 66 and 54 Gy in 30 fractions, to the targets and to their margins.
    targets = {
        "GTVtn0": 70.0,
        "GTVn": 66.0,
        "CTV": 54.0,
        "PTV_7000": 70.0,
        "PTV_6600": 66.0,
        "PTV_5400": 54.0,
    }
    assert {p.structure: p.dose_gy for p in report.prescriptions} == targets
    assert {(p.phase, p.n_fractions) for p in report.prescriptions} == {("ccrt", 30)}


def test_targets_are_described_by_the_doses_of_icru_83(report: Report) -> None:
    assert report.protocol.targets == ("GTVtn0", "GTVn", "CTV")
    values = {
        str(row.outcome.spec): row.outcome.value
        for row in report.measures
        if row.structure == "GTVtn0" and isinstance(row.outcome, Measurement)
    }
    assert list(values) == ["D98%[Gy]", "D95%[Gy]", "D50%[Gy]", "D2%[Gy]", "V95%[%]"]
    curve = next(each for each in report.curves if each.structure == "GTVtn0")
    percent = 100.0 * curve.volume_curve_cm3 / curve.volume_cm3
    for metric, share in (("D98%[Gy]", 98.0), ("D95%[Gy]", 95.0), ("D50%[Gy]", 50.0), ("D2%[Gy]", 2.0)):
        above = curve.dose_gy[percent >= share].max()
        below = curve.dose_gy[percent <= share].min()
        assert above - 1e-9 <= values[metric] <= below + 1e-9
    # 95 % of the prescribed 70 Gy.
    assert values["V95%[%]"] == pytest.approx(percent[curve.dose_gy >= 66.5].max(), abs=0.5)


def test_every_curve_lies_in_its_band(report: Report) -> None:
    for curve in report.curves:
        assert curve.band is not None
        at_gy = curve.band.dose_gy
        share = np.interp(at_gy, curve.dose_gy, curve.volume_curve_cm3 / curve.volume_cm3, right=0.0)
        # Doses are rounded to a tenth of a milligray, where the curve is steep.
        assert (curve.band.low_frac <= share + 1e-3).all()
        assert (share <= curve.band.high_frac + 1e-3).all()
