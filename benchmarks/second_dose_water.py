"""Depth doses, output factors and off-axis ratios of the second calculation, beside published ones.

    python benchmarks/second_dose_water.py

The tables of docs/explanation/second-calculation.md.
"""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from rtqa.messages import Unknown
from rtqa.model.geometry import Floats, owned
from rtqa.model.plan import Beam, ControlPoint
from rtqa.transport.beam_model import find_beam_model
from rtqa.transport.dose_at_points import compute_beam_dose
from rtqa.transport.patient import STEP_MM, Patient
from rtqa.transport.segments import cut_segments

PDD_10 = {(6.0, ""): 66.3, (10.0, ""): 73.5, (15.0, ""): 76.8, (6.0, "FFF"): 63.4, (10.0, "FFF"): 71.0}
"""In percent at 10 cm, SSD 100 cm, 10 × 10 cm²: one clinic's dose rules, published with its tools."""

OUTPUT = {
    6.0: {60: 0.930, 40: 0.878, 30: 0.842, 20: 0.790},
    10.0: {60: 0.937, 40: 0.890, 30: 0.857, 20: 0.796},
}
"""By side in mm at 10 cm depth, Elekta, mean of 6 to 22 machines: Followill, JACMP 13(5) (2012) 282."""

OFF_AXIS = {
    "": {40: 0.958, 80: 0.981, 120: 1.006, 160: 1.007},
    "FFF": {40: 0.808, 80: 0.656, 120: 0.542, 160: 0.452},
}
"""10 MV at 10 cm depth, at 80 % of a field's half width, by mm: JACMP 17(3) (2016) 358, Table 4."""


def water(depth_mm: float = 350.0, half_mm: float = 250.0) -> Patient:
    """A slab whose surface is at y = 0."""
    n, deep = int(2 * half_mm / STEP_MM) + 1, int(depth_mm / STEP_MM)
    density = np.pad(np.ones((n, deep, n), dtype=np.float32), ((0, 0), (1, 1), (0, 0)))
    return Patient(first_mm=np.array([-half_mm, -STEP_MM / 2, -half_mm]), density=density, has_ct=True)


def square(side_mm: float, *, energy_mv: float, mode: str, ssd_mm: float) -> Beam:
    """A field from the front."""
    jaws = (-side_mm / 2, side_mm / 2)
    point = ControlPoint(
        meterset_frac=0.0,
        gantry_deg=0.0,
        collimator_deg=0.0,
        couch_deg=0.0,
        jaws_x_mm=jaws,
        jaws_y_mm=jaws,
        leaves_mm={},
        isocenter_mm=owned([0.0, 1000.0 - ssd_mm, 0.0]),
        energy_mv=energy_mv,
        dose_rate_mu_per_min=None,
    )
    return Beam(
        number=1,
        name="",
        machine="",
        radiation="PHOTON",
        delivery_type="TREATMENT",
        control_points=(point, replace(point, meterset_frac=1.0)),
        dosimeter_unit="MU",
        patient_position="HFS",
        fluence_mode=mode,
    )


def give(beam: Beam, points_mm: list[tuple[float, float, float]]) -> Floats:
    """Dose for each MU at points."""
    segments, model = cut_segments(beam), find_beam_model(beam)
    if isinstance(segments, Unknown) or isinstance(model, Unknown):
        raise SystemExit("not followed")
    points = np.array(points_mm)
    return compute_beam_dose(segments, points, patient=WATER, model=model, source_axis_mm=1000.0).gy_per_mu


WATER = water()


def main() -> None:
    """Print each table."""
    print("depth dose in percent of the maximum, SSD 100 cm, 10 × 10 cm²; published at 10 cm")
    for (energy, mode), published in PDD_10.items():
        depths = [10.0, 12.5, 15.0, 17.5, 20.0, 22.5, 25.0, 27.5, 30.0, 50.0, 100.0, 200.0]
        doses = give(
            square(100.0, energy_mv=energy, mode=mode, ssd_mm=1000.0), [(0.0, d, 0.0) for d in depths]
        )
        five, ten, twenty = 100.0 * doses[-3:] / doses.max()
        print(
            f"  {energy:g} MV {mode:3s} 5 cm {five:5.1f}  10 cm {ten:5.1f} ({published})  20 cm {twenty:5.1f}"
        )
    print("output at 10 cm depth, over 10 × 10 cm²")
    for energy, measured in OUTPUT.items():
        here = [(0.0, 100.0, 0.0)]
        whole = give(square(100.0, energy_mv=energy, mode="", ssd_mm=900.0), here)[0]
        for side, value in {**measured, 200: np.nan, 400: np.nan}.items():
            dose = give(square(side, energy_mv=energy, mode="", ssd_mm=900.0), here)[0]
            print(f"  {energy:g} MV {side:4d} mm {dose / whole:.3f} ({value:.3f})")
    print("off-axis ratio at 10 cm depth, 10 MV")
    for mode, measured in OFF_AXIS.items():
        for off_axis, value in measured.items():
            beam = square(2.5 * off_axis, energy_mv=10.0, mode=mode, ssd_mm=900.0)
            axis, aside = give(beam, [(0.0, 100.0, 0.0), (float(off_axis), 100.0, 0.0)])
            print(f"  {mode:3s} {off_axis:4d} mm {aside / axis:.3f} ({value:.3f})")
    for n_points in (100, 1000, 3000):
        beam = square(100.0, energy_mv=6.0, mode="", ssd_mm=900.0)
        many = [(x, 100.0, 0.0) for x in np.linspace(-60.0, 60.0, n_points)]
        since = time.process_time()
        for _ in range(5):
            give(beam, many)
        each_s = (time.process_time() - since) / 5
        print(f"cost of a segment with {n_points} points: {each_s:.3f} s")


if __name__ == "__main__":
    main()
