"""Depth doses, output factors and off-axis ratios of the second calculation, beside published ones.

    python benchmarks/second_dose_water.py [--plot FILE]

The tables of docs/explanation/second-calculation.md; with --plot (needs matplotlib) the ratios as a drawing.
"""

from __future__ import annotations

import argparse
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

PDD_OTHER = {
    (6.0, ""): {5: 86.0, 20: 40.0},
    (10.0, ""): {5: 91.0, 20: 46.0},
    (15.0, ""): {5: 94.0, 20: 50.0},
}
"""Likewise at 5 and 20 cm, in whole percent: a physicist's notes (github.com/lixinzhan/MedPhys)."""

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


def give(beam: Beam, points_mm: list[tuple[float, float, float]], patient: Patient | None = None) -> Floats:
    """Dose for each MU at points."""
    segments, model = cut_segments(beam), find_beam_model(beam)
    if isinstance(segments, Unknown) or isinstance(model, Unknown):
        raise SystemExit("not followed")
    return compute_beam_dose(
        segments, np.array(points_mm), patient=patient or WATER, model=model, source_axis_mm=1000.0
    ).gy_per_mu


WATER = water()
LUNG = 0.25


def with_wedge() -> Patient:
    """Water with a wedge of lung from 5 cm depth on: no thicker than 0 at x = -50 mm, 100 mm at x = 50 mm."""
    density = WATER.density.copy()
    x = WATER.first_mm[0] + np.arange(density.shape[2]) * STEP_MM
    y = WATER.first_mm[1] + np.arange(density.shape[1]) * STEP_MM
    thick = np.clip(x + 50.0, 0.0, 100.0)
    density[:, (y[:, None] > 50.0) & (y[:, None] < 50.0 + thick)] = LUNG
    return replace(WATER, density=density)


def compare_depth_doses() -> dict[str, tuple[float, float]]:
    """In percent of the maximum, SSD 100 cm, 10 × 10 cm²: published and calculated."""
    compared = {}
    for (energy, mode), at_10 in PDD_10.items():
        beam = square(100.0, energy_mv=energy, mode=mode, ssd_mm=1000.0)
        shallow = [10.0, 12.5, 15.0, 17.5, 20.0, 22.5, 25.0, 27.5, 30.0]
        highest = give(beam, [(0.0, depth, 0.0) for depth in shallow]).max()
        for depth_cm, published in sorted({10: at_10, **PDD_OTHER.get((energy, mode), {})}.items()):
            (dose,) = give(beam, [(0.0, 10.0 * depth_cm, 0.0)])
            compared[f"{energy:g} MV {mode} {depth_cm} cm"] = published, 100.0 * dose / highest
    return compared


def compare_outputs() -> dict[str, tuple[float, float]]:
    """At 10 cm depth over that of 10 × 10 cm²; nan where none is published."""
    compared = {}
    for energy, measured in OUTPUT.items():
        here = [(0.0, 100.0, 0.0)]
        (whole,) = give(square(100.0, energy_mv=energy, mode="", ssd_mm=900.0), here)
        for side, published in {**measured, 200: np.nan, 400: np.nan}.items():
            (dose,) = give(square(side, energy_mv=energy, mode="", ssd_mm=900.0), here)
            compared[f"{energy:g} MV {side / 10:g} cm"] = published, dose / whole
    return compared


def compare_profiles() -> dict[str, tuple[float, float]]:
    """Off the axis over on it, at 10 cm depth, 10 MV."""
    compared = {}
    for mode, measured in OFF_AXIS.items():
        for off_axis, published in measured.items():
            beam = square(2.5 * off_axis, energy_mv=10.0, mode=mode, ssd_mm=900.0)
            axis, aside = give(beam, [(0.0, 100.0, 0.0), (float(off_axis), 100.0, 0.0)])
            compared[f"10 MV {mode} {off_axis / 10:g} cm off"] = published, aside / axis
    return compared


def compare_wedge() -> dict[str, tuple[float, float]]:
    """Behind a wedge of lung, 20 cm deep in 6 MV, 20 × 20 cm²: Batho's power law, and calculated.

    Dose with lung over that without; by the power law, (T(b) / T(b + t))^(1 − density), b the depth behind
    lung of thickness t, and T the tissue-maximum ratio, which inverse squares make of depth doses.
    """
    beam, wedge = square(200.0, energy_mv=6.0, mode="", ssd_mm=900.0), with_wedge()
    compared = {}
    for x in (-40.0, -20.0, 0.0, 20.0, 40.0):
        thick, depth = x * 1.1 + 50.0, 200.0  # at the wedge's middle, where rays are x · 1.0 to 1.1 off
        behind = depth - 50.0 - thick
        axis = give(beam, [(0.0, behind, 0.0), (0.0, behind + thick, 0.0)])
        near, far = axis * np.square((900.0 + np.array([behind, behind + thick])) / 1000.0)
        power = (near / far) ** (1.0 - LUNG)
        point = [(x * 1.1, depth, 0.0)]
        compared[f"lung {thick:.0f} mm"] = power, (give(beam, point, wedge) / give(beam, point))[0]
    return compared


COMPARED = {
    "Depth dose, 10 × 10 cm²": compare_depth_doses,
    "Output at 10 cm depth": compare_outputs,
    "Off the axis at 10 cm depth": compare_profiles,
    "Behind a wedge of lung": compare_wedge,
}


def plot(file: str, tables: dict[str, dict[str, tuple[float, float]]]) -> None:
    """Calculated over published, a panel each."""
    from matplotlib import pyplot as plt  # noqa: PLC0415 (for the drawing alone)

    figure, panels = plt.subplots(1, len(tables), figsize=(13, 3.6), sharey=True, layout="constrained")
    for panel, (title, table) in zip(panels, tables.items(), strict=True):
        known = {name: pair for name, pair in table.items() if not np.isnan(pair[0])}
        panel.axhspan(0.98, 1.02, color="#d0d7de", alpha=0.6, lw=0)
        panel.plot(list(known), [calculated / published for published, calculated in known.values()], "o")
        panel.set_title(title, fontsize=10)
        panel.tick_params(axis="x", rotation=90, labelsize=7)
        panel.grid(axis="y", alpha=0.4)
    panels[0].set_ylabel("calculated / published")
    figure.savefig(file)


def main() -> None:
    """Print each table."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    arguments.add_argument("--plot", metavar="FILE", help="draw the ratios (.svg, .png)")
    chosen = arguments.parse_args()
    tables = {title: compare() for title, compare in COMPARED.items()}
    for title, table in tables.items():
        print(title)
        for name, (published, calculated) in table.items():
            print(f"  {name:22s} {calculated:8.3f} ({published:.3f}) {calculated / published:.3f}")
    if chosen.plot:
        plot(chosen.plot, tables)
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
