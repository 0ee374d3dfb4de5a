"""Whether the second calculation is quiet on doses of an engine of other kernels and constants.

    python benchmarks/second_dose_engine.py [PLAN]

The engine spreads the fluence of each direction by Gaussians and weakens it by exponentials, whose constants
are fitted by energy to typical depth doses and outputs. With it the dose of a plan (`sample_plans/ccrt_pass`)
is made anew, for machines and patients that differ in one thing each. A line shows the largest share of a
limit of shape that is taken, of scale, and of the skin; the exit status is 1 where anything is asked.
"""

from __future__ import annotations

import math
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import numpy as np
from scipy.ndimage import binary_dilation, binary_erosion, gaussian_filter, map_coordinates
from scipy.optimize import least_squares

from rtqa.dicom.read import read_case
from rtqa.geometry.outlines import Outlines
from rtqa.messages import Unknown
from rtqa.model.case import Treatment
from rtqa.model.geometry import Floats, Grid
from rtqa.model.plan import Plan
from rtqa.model.technique import list_given_mu, list_treatment_beams
from rtqa.transport.calculate import calculate_second_dose
from rtqa.transport.judge import (
    MOST_CHI,
    MOST_DEVIATION,
    MOST_SHIFT_MM,
    find_most_rms_frac,
    judge_scale,
    judge_shape,
    list_usual_scales,
)
from rtqa.transport.openings import Plane, draw_jaws, draw_leaves
from rtqa.transport.patient import Patient, build_patient, find_body
from rtqa.transport.segments import Segment, cut_segments
from rtqa.transport.skin import Skin, look_at_skin

SAMPLE = Path(__file__).parents[1] / "sample_plans" / "ccrt_pass"
STEP_MM, AXIS_MM = 2.0, 1000.0

# Depth of the maximum in mm; % of it at 5, 10, 15 and 20 cm, 10 × 10 cm², SSD 100 cm; output of 5 and 20 cm
# over that of 10 cm at 10 cm depth. Typical, and from memory; the second calculation is made of others.
TYPICAL: dict[tuple[float, str], tuple[float, list[float], list[float]]] = {
    (6.0, ""): (15.0, [86.3, 66.8, 51.2, 38.8], [0.907, 1.094]),
    (10.0, ""): (23.0, [91.3, 73.5, 58.6, 46.3], [0.918, 1.073]),
    (15.0, ""): (28.0, [94.4, 77.2, 62.6, 50.4], [0.925, 1.065]),
    (18.0, ""): (32.0, [96.3, 79.6, 65.2, 53.0], [0.930, 1.060]),
    (6.0, "FFF"): (13.5, [84.3, 63.5, 47.4, 35.0], [0.918, 1.075]),
    (10.0, "FFF"): (22.0, [90.0, 71.1, 55.5, 43.2], [0.933, 1.050]),
}
CONES = {6.0: (190.0, 1.6), 10.0: (145.0, 1.25)}
HEAD_MM, NEAR_MM, FAR_MM = 30.0, 25.0, 70.0


@dataclass(frozen=True, kw_only=True)
class Machine:
    """What of a machine and of a way to calculate may differ; lengths in mm."""

    energy_mv: float = 6.0
    mode: str = ""
    penumbra: float = 2.2
    leaf_frac: float = 0.01
    leaf_offset: float = 0.0
    attenuation: float = 1.0
    head_more: float = 0.0
    is_mu_at_10_cm: bool = False


@dataclass(frozen=True, kw_only=True)
class Sound:
    """A machine and a patient, as the plan's dose has them, and how that dose is stated."""

    name: str
    machine: Machine = field(default_factory=Machine)
    patient: Callable[[Floats], Floats] = lambda density: density
    has_ct: bool = True
    grid_mm: float = 3.0
    bone_frac: float = 0.0


def list_sound() -> Iterator[Sound]:
    """All that is tried."""
    for energy_mv, mode in TYPICAL:
        machine = Machine(energy_mv=energy_mv, mode=mode)
        yield Sound(name=f"{energy_mv:g} MV {mode}", machine=machine)
        yield Sound(name=f"{energy_mv:g} MV {mode}, no CT", machine=machine, has_ct=False)
    yield Sound(name="1 cGy at 10 cm", machine=Machine(is_mu_at_10_cm=True))
    for penumbra in (1.2, 3.0, 4.0):
        yield Sound(name=f"penumbra {penumbra}", machine=Machine(penumbra=penumbra))
    for frac in (0.004, 0.025):
        yield Sound(name=f"leaves let {frac} through", machine=Machine(leaf_frac=frac))
    for offset in (-0.3, 0.5, 1.0):
        yield Sound(name=f"leaf ends {offset} mm", machine=Machine(leaf_offset=offset))
    for factor in (0.975, 1.025):
        yield Sound(name=f"attenuation × {factor}", machine=Machine(attenuation=factor))
    for more in (-0.05, 0.05):
        yield Sound(name=f"head scatter {more:+}", machine=Machine(head_more=more))
    for step in (1.5, 2.0, 4.0, 5.0):
        yield Sound(name=f"grid of {step} mm", grid_mm=step)
    yield Sound(name="dose to medium", bone_frac=0.10)
    yield Sound(name="dose to medium, no CT", bone_frac=0.10, has_ct=False)
    yield Sound(name="bone a third denser", patient=lambda d: np.where(d > 1.1, 1.1 + 1.35 * (d - 1.1), d))
    yield Sound(name="all 2 % denser", patient=lambda d: 1.02 * d)
    yield Sound(
        name="body 2.5 mm larger", patient=lambda d: np.where(binary_dilation(d > 0.05), np.maximum(d, 1), d)
    )
    yield Sound(name="body 2.5 mm smaller", patient=lambda d: np.where(binary_erosion(d > 0.05), d, 0.0))


def on_axis(depth: float, side: float, constants: Floats) -> float:
    """Without the inverse square, by attenuation, scatter near and far, head and build-up."""
    mu, near, far, head, build_up = map(float, constants)

    def within(sd: float) -> float:
        return math.erf(side / 2 / math.sqrt(2) / sd) ** 2

    scatter = near * (1 - math.exp(-depth / 40)) * within(NEAR_MM) + far * depth * within(FAR_MM)
    primary = 1 - head + head * within(HEAD_MM)
    return (1 - 0.55 * math.exp(-build_up * depth)) * math.exp(-mu * depth) * (primary + scatter)


def at_ssd(depth: float, constants: Floats) -> float:
    """Of 10 × 10 cm² on the surface at 100 cm."""
    away = 1 + depth / AXIS_MM
    return on_axis(depth, 100.0 * away, constants) / away**2


@cache
def fit(energy_mv: float, mode: str) -> tuple[float, ...]:
    """The constants that give what is typical."""
    deepest, depth_doses, outputs = TYPICAL[energy_mv, mode]

    def miss(constants: Floats) -> list[float]:
        highest, at_10 = at_ssd(deepest, constants), on_axis(100.0, 100.0, constants)
        depths = zip((50.0, 100.0, 150.0, 200.0), depth_doses, strict=True)
        sides = zip((50.0, 200.0), outputs, strict=True)
        slope = at_ssd(deepest + 1, constants) - at_ssd(deepest - 1, constants)
        return [
            *(2 * (100 * at_ssd(depth, constants) / highest - known) for depth, known in depths),
            *(200 * (on_axis(100.0, side, constants) / at_10 - known) for side, known in sides),
            2000 * slope / highest,
        ]

    bounds = ([0.001, 0.0, 0.0, 0.0, 0.02], [0.01, 0.4, 0.006, 0.15, 0.5])
    return tuple(least_squares(miss, [0.0043, 0.11, 0.0015, 0.06, 0.15], bounds=bounds).x)


def calculate(plan: Plan, points_mm: Floats, *, patient: Patient, machine: Machine) -> Floats:
    """The plan's dose at points (n, 3), by the engine."""
    constants = np.array(fit(machine.energy_mv, machine.mode))
    deepest = TYPICAL[machine.energy_mv, machine.mode][0]
    constants[0] *= machine.attenuation
    constants[3] = max(0.0, constants[3] + machine.head_more)
    mu, near, far, head, build_up = constants
    of_a_mu = on_axis(100.0, 100.0, constants) if machine.is_mu_at_10_cm else at_ssd(deepest, constants)
    plane = Plane.around(((-200.0, 200.0), (-200.0, 200.0)), step_mm=STEP_MM)
    off_axis = np.hypot(plane.x_mm, plane.y_mm[:, None])
    profile = 1 + np.minimum(0.00025 * off_axis, 0.05)
    if machine.mode:
        r0, power = CONES[machine.energy_mv]
        profile = 1 / (1 + (off_axis / r0) ** power)
    given, gy = list_given_mu(plan), np.zeros(len(points_mm))
    for beam in list_treatment_beams(plan):
        segments = cut_segments(beam)
        assert not isinstance(segments, Unknown)  # noqa: S101 (the sample's beams are followed)
        directions: dict[tuple[float, ...], list[Segment]] = defaultdict(list)
        for segment in segments:
            directions[*segment.pose, *map(float, segment.axes.ravel())].append(segment)
        for alike in directions.values():
            fluence = profile * sum(
                segment.share_frac * open_of(segment, plane, machine) for segment in alike
            )
            spread = [
                0.95 * gaussian_filter(fluence, machine.penumbra / STEP_MM)
                + 0.05 * gaussian_filter(fluence, 3.5),
                *(
                    gaussian_filter(fluence, mm / STEP_MM, mode="constant")
                    for mm in (HEAD_MM, NEAR_MM, FAR_MM)
                ),
            ]
            first = alike[0]
            depth = patient.depths_mm(points_mm, first.isocenter_mm + AXIS_MM * first.axes[2])
            x, y, z = first.axes @ (points_mm - first.isocenter_mm).T
            away = (AXIS_MM - z) / AXIS_MM
            place = [(y / away - plane.y_mm[0]) / STEP_MM, (x / away - plane.x_mm[0]) / STEP_MM]
            primary, of_head, of_near, of_far = (map_coordinates(one, place, order=1) for one in spread)
            scatter = near * (1 - np.exp(-depth / 40)) * of_near + far * depth * of_far
            arriving = (1 - 0.55 * np.exp(-build_up * depth)) * np.exp(-mu * depth) / away**2
            share = given[beam.number] / of_a_mu / 100
            gy += share * arriving * ((1 - head) * primary + head * of_head + scatter)
    return gy


def open_of(segment: Segment, plane: Plane, machine: Machine) -> Floats:
    """What of the plane is open, and what leaves let through: (ny, nx)."""
    jaws = draw_jaws(segment.aperture, plane)
    is_open = jaws * draw_leaves(segment.aperture, plane, leaf_offset_mm=machine.leaf_offset)
    return is_open + machine.leaf_frac * (jaws - is_open)


def make(base: Treatment, patient: Patient, sound: Sound) -> Treatment:
    """The plan with the energy and the dose of a machine and patient."""
    plan, dose = base.plan, base.dose
    assert plan is not None  # noqa: S101 (the sample has both)
    assert dose is not None  # noqa: S101
    machine = sound.machine
    beams = tuple(
        replace(
            beam,
            fluence_mode=f"NON_STANDARD {machine.mode}".strip() if machine.mode else beam.fluence_mode,
            control_points=tuple(replace(p, energy_mv=machine.energy_mv) for p in beam.control_points),
        )
        for beam in plan.beams
    )
    # What the planning system stated of each beam is no longer so.
    groups = tuple(
        replace(group, beams=tuple(replace(share, dose_gy=None) for share in group.beams))
        for group in plan.fraction_groups
    )
    plan = replace(plan, beams=beams, fraction_groups=groups)
    k, j, i = dose.grid.shape_kji
    low, high = dose.grid.to_points_mm(np.array([[0, 0, 0], [i - 1, j - 1, k - 1]]))
    n = ((high - low) / sound.grid_mm).astype(int) + 1
    grid = Grid.from_planes(
        position_mm=low,
        orientation=(1, 0, 0, 0, 1, 0),
        spacing_mm=(sound.grid_mm, sound.grid_mm),
        offsets_mm=np.arange(n[2]) * sound.grid_mm,
        shape_ji=(int(n[1]), int(n[0])),
        frame_of_reference_uid=dose.grid.frame_of_reference_uid,
    )
    indices = [axis.ravel() for axis in np.indices(grid.shape_kji)][::-1]
    points_mm = grid.to_points_mm(np.column_stack(indices))
    changed = replace(patient, density=sound.patient(np.array(patient.density)).astype(np.float32))
    density = changed.sample(points_mm)
    is_in = density > 0.02
    gy = np.zeros(len(points_mm))
    gy[is_in] = calculate(plan, points_mm[is_in], patient=changed, machine=machine)
    gy *= 1 - sound.bone_frac * np.clip((density - 1.12) / 0.4, 0, 1)
    values = gy.reshape(grid.shape_kji).astype(np.float32)
    image = base.image if sound.has_ct else None
    return replace(base, plan=plan, image=image, dose=replace(dose, grid=grid, values_gy=values, of_beams=()))


def main() -> int:
    """A line for each."""
    base = read_case(Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLE).treatments[0]
    outlines = Outlines.of_set(base.structure_set)
    patient, body = build_patient(base, outlines), find_body(base, outlines)
    if isinstance(patient, Unknown) or body is None:
        raise SystemExit("no patient")
    n_asked = 0
    for sound in list_sound():
        made = make(base, patient, sound)
        second = calculate_second_dose(made, outlines=outlines)
        if isinstance(second, Unknown) or made.dose is None:
            raise SystemExit("not calculated")
        worst = max(row.worst for row in second.structures)
        rms = second.rms_frac / find_most_rms_frac(second)
        shape = max(second.chi / MOST_CHI, rms, worst / MOST_DEVIATION)
        middles = [((low + high) / 2, (high - low) / 2) for low, high in list_usual_scales(second).values()]
        scale = min(abs(second.scale - middle) / half for middle, half in middles)
        seen = look_at_skin(made.dose, body)
        skin = seen.length_mm / MOST_SHIFT_MM if isinstance(seen, Skin) else 0.0
        is_asked = bool(judge_shape(second) or judge_scale(second)) or skin > 1
        n_asked += is_asked
        print(
            f"{sound.name:26s} {'ASKS' if is_asked else 'quiet'}  shape {shape:.2f}  scale {scale:.2f} "
            f"({second.scale:.3f})  skin {skin:.2f}",
            flush=True,
        )
    print(f"{n_asked} ask")
    return 1 if n_asked else 0


if __name__ == "__main__":
    sys.exit(main())
