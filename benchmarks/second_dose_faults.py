"""Which faults of beams and dose the second calculation sees on real plans, and that it is quiet without any.

    RTQA_REALDATA=FOLDER python benchmarks/second_dose_faults.py [--points N] [--random N [--seed S]] [PLAN…]

A plan is a folder of RTQA_REALDATA, or the path of another. With --random, so many faults of random kind,
size, direction and beam are tried instead of the list, all beyond published detectability.

Each fault changes the plan's beams or its dose as read, and the comparison is made anew. A line shows the
root mean square of the differences over the maximum, that over its uncertainty, the greatest deviation of a
structure, and planned over calculated dose; and which of DOSE-SECOND, DOSE-OUTPUT, BEAM-ALONE and
DOSE-SKIN would ask about it.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

import numpy as np

from rtqa.dicom.read import read_case
from rtqa.geometry.outlines import Outlines
from rtqa.messages import Unknown
from rtqa.model.case import Treatment
from rtqa.model.dose import Dose
from rtqa.model.geometry import Grid, owned
from rtqa.model.plan import Beam, ControlPoint
from rtqa.transport import points as points_module
from rtqa.transport.alone import compare_alone
from rtqa.transport.judge import (
    MOST_ALONE,
    MOST_SHIFT,
    MOST_SHIFT_MM,
    is_image_moved,
    judge_scale,
    judge_shape,
)
from rtqa.transport.patient import Patient, build_patient, find_body
from rtqa.transport.points import choose_points
from rtqa.transport.prepared_beams import calculate_beams, prepare_beams
from rtqa.transport.second_dose import ELSEWHERE, SecondDose, compare_doses
from rtqa.transport.skin import Skin, look_at_skin
from rtqa.transport.uncertainty import find_known_frac

PLANS = ("alderson", "srs_raystation", "breast", "srs")
Change = Callable[[ControlPoint, Beam], ControlPoint]


@dataclass(frozen=True, kw_only=True)
class Fault:
    """A fault: its kind, how large it is, and what it changes of beams or of the dose.

    Attributes:
        place: of the one beam that is changed, from 0, the first, to 1, the last; None of all.
        energy_mv: that all beams are taken for, with a machine file that knows both.
        is_left_out: whether the one beam is missing in the plan's dose.
        is_of_another: whether the dose is that of another plan, laid with its maximum on this one's.
        ct_mm: by what the CT lies elsewhere than structures, beams and dose.
    """

    kind: str
    size: str = ""
    change: Change | None = None
    place: float | None = None
    meterset: float = 1.0
    dose: Callable[[Dose], Dose] | None = None
    energy_mv: float | None = None
    is_left_out: bool = False
    is_of_another: bool = False
    ct_mm: tuple[float, float, float] | None = None
    is_large: bool = True


def turn(**angles: float) -> Change:
    """Turn gantry, collimator or couch by angles in degrees."""
    return lambda point, _: replace(
        point, **{f"{name}_deg": (getattr(point, f"{name}_deg") or 0.0) + by for name, by in angles.items()}
    )


def move(*by_mm: float) -> Change:
    """Move the isocentre."""
    return lambda point, _: replace(point, isocenter_mm=owned(point.isocenter_mm + np.array(by_mm)))


def leaves(make: Callable[[np.ndarray], np.ndarray]) -> Change:
    """Change the leaves of every layer, (2, n)."""
    return lambda point, _: replace(
        point, leaves_mm={layer: owned(make(np.array(at))) for layer, at in point.leaves_mm.items()}
    )


def widen(by_mm: float) -> Change:
    """Open each gap that is open by so much in all."""

    def make(at: np.ndarray) -> np.ndarray:
        is_open = at[1] - at[0] > 0.5
        wider = at + np.where(is_open, np.array([[-by_mm / 2], [by_mm / 2]]), 0.0)
        middle = wider.mean(axis=0)
        return np.array([np.minimum(wider[0], middle), np.maximum(wider[1], middle)])

    return leaves(make)


def shift_dose(*by_mm: float) -> Callable[[Dose], Dose]:
    """Move the dose against everything else."""
    return lambda dose: replace(dose, grid=move_grid(dose.grid, by_mm))


def move_grid(grid: Grid, by_mm: Sequence[float]) -> Grid:
    """The same voxels elsewhere."""
    affine = np.array(grid.affine_mm)
    affine[:3, 3] += by_mm
    return replace(grid, affine_mm=owned(affine))


def scale_dose(factor: float) -> Callable[[Dose], Dose]:
    """Multiply the dose."""
    return lambda dose: replace(dose, values_gy=(dose.values_gy * factor).astype(np.float32))


def mirror_dose(axis: int) -> Callable[[Dose], Dose]:
    """Turn the voxels round along an axis of the array."""
    return lambda dose: replace(dose, values_gy=np.ascontiguousarray(np.flip(dose.values_gy, axis)))


AXES = {"x": np.array([1.0, 0.0, 0.0]), "y": np.array([0.0, 1.0, 0.0]), "z": np.array([0.0, 0.0, 1.0])}


def list_faults() -> list[Fault]:
    """Every fault, by kind in ascending size."""
    lists = (
        list_faults_of_place,
        list_faults_of_leaves,
        list_faults_of_meterset,
        list_faults_of_energy,
        list_faults_of_dose,
    )
    return [fault for list_some in lists for fault in list_some()]


def list_faults_of_place() -> Iterator[Fault]:
    """Isocentre and angles."""
    for size, (name, way) in product((2.0, 3.0, 5.0, 10.0), AXES.items()):
        moved = move(*size * way)
        yield Fault(kind=f"isocentre {name}", size=f"{size:g} mm", change=moved, is_large=size >= 5)
    for angle, sizes in {
        "gantry": (3.0, 5.0, 10.0, 90.0, 180.0),
        "collimator": (3.0, 5.0, 10.0, 90.0),
        "couch": (5.0, 10.0),
    }.items():
        for size in sizes:
            yield Fault(kind=angle, size=f"{size:g}°", change=turn(**{angle: size}), is_large=size >= 10)
    for size, place in product((10.0, 20.0, 40.0, -40.0, 90.0, 180.0), (0.0, 0.5, 1.0)):
        yield Fault(
            kind="one beam's gantry", size=f"{size:g}° at {place:g}", change=turn(gantry=size), place=place
        )
    for size, place in product((20.0, 90.0), (0.0, 0.5)):
        yield Fault(
            kind="one beam's collimator",
            size=f"{size:g}° at {place:g}",
            change=turn(collimator=size),
            place=place,
        )
    yield Fault(kind="one beam's isocentre", size="5 mm", change=move(5.0, 0.0, 0.0), place=0.0)
    yield Fault(kind="one beam's isocentre", size="10 mm", change=move(0.0, 10.0, 0.0), place=0.5)


def list_faults_of_leaves() -> Iterator[Fault]:
    """Leaves moved, mirrored and taken for their neighbours."""
    for size in (1.0, 2.0, 3.0, 5.0, 10.0):
        offset = leaves(lambda at, by=size: at + by)
        yield Fault(kind="both banks moved", size=f"{size:g} mm", change=offset, is_large=size >= 3)
    for size in (2.0, 4.0, 6.0, -2.0, -4.0):
        kind = "gaps wider" if size > 0 else "gaps narrower"
        yield Fault(kind=kind, size=f"{abs(size):g} mm", change=widen(size), is_large=abs(size) >= 4)
    yield Fault(kind="leaf banks mirrored", change=leaves(lambda at: -at[::-1]))
    yield Fault(kind="leaf pairs reversed", change=leaves(lambda at: at[:, ::-1]))
    yield Fault(kind="leaves of the next pair", change=leaves(lambda at: np.roll(at, 1, axis=1)))


def list_faults_of_meterset() -> Iterator[Fault]:
    """Monitor units of all beams, and of the first."""
    for factor in (0.7, 0.8, 0.9, 1.1, 1.2, 1.3, 1.5):
        is_large = not 0.85 < factor < 1.15
        yield Fault(kind="meterset of all", size=f"× {factor:g}", meterset=factor, is_large=is_large)
    for factor in (0.0, 0.5, 0.7, 0.85, 1.15, 1.3, 2.0):
        yield Fault(
            kind="meterset of one beam",
            size=f"× {factor:g}",
            meterset=factor,
            place=0.0,
            is_large=not 0.75 < factor < 1.25,
        )


def list_faults_of_energy() -> Iterator[Fault]:
    """All beams taken for those of another energy, with a machine file."""
    for energy_mv in (6.0, 10.0, 15.0):
        change: Change = lambda point, _, to=energy_mv: replace(point, energy_mv=to)  # noqa: E731
        yield Fault(kind="energy", size=f"{energy_mv:g} MV", change=change, energy_mv=energy_mv)


def list_faults_of_dose() -> Iterator[Fault]:
    """The dose moved, scaled and mirrored."""
    for size, (name, way) in product((2.0, 3.0, 5.0), AXES.items()):
        yield Fault(
            kind=f"dose moved {name}", size=f"{size:g} mm", dose=shift_dose(*size * way), is_large=size >= 5
        )
    for factor in (0.8, 0.9, 0.96, 1.04, 1.1, 1.2):
        is_large = not 0.85 < factor < 1.15
        yield Fault(kind="dose scaled", size=f"× {factor:g}", dose=scale_dose(factor), is_large=is_large)
    for size, axis in (("left to right", 2), ("front to back", 1), ("head to feet", 0)):
        yield Fault(kind="dose mirrored", size=size, dose=mirror_dose(axis))
    for place in (0.0, 0.5, 1.0):
        yield Fault(kind="dose without one beam", size=f"at {place:g}", place=place, is_left_out=True)
    yield Fault(kind="dose of another plan", is_of_another=True)
    for size, (name, way) in product((10.0, 20.0), AXES.items()):
        yield Fault(kind=f"CT moved {name}", size=f"{size:g} mm", ct_mm=tuple(size * way))


def draw_faults(n: int, *, seed: int) -> Iterator[Fault]:
    """Faults beyond published detectability, of random kind, size, direction and beam."""
    random = np.random.default_rng(seed)

    def size(low: float, high: float) -> float:
        return float(random.uniform(low, high) * random.choice([-1.0, 1.0]))

    def step(low: float, high: float) -> tuple[float, ...]:
        way = random.normal(size=3)
        return tuple(random.uniform(low, high) * way / np.linalg.norm(way))

    for number in range(n):
        place = float(random.uniform(0.0, 1.0))
        angle, wide, by, leaf = size(10, 60), size(10, 90), step(5, 15), size(3, 8)
        factor = float(random.choice([random.uniform(0.4, 0.7), random.uniform(1.3, 2.0)]))
        which, way = f"at {place:.2f}", " ".join(f"{along:.1f}" for along in by) + " mm"
        kinds = (
            Fault(kind="isocentre", size=way, change=move(*by)),
            Fault(kind="gantry", size=f"{angle:.0f}°", change=turn(gantry=angle)),
            Fault(kind="collimator", size=f"{wide:.0f}°", change=turn(collimator=wide)),
            Fault(kind="both banks moved", size=f"{leaf:.1f} mm", change=leaves(lambda at, by=leaf: at + by)),
            Fault(kind="meterset of one beam", size=f"× {factor:.2f} {which}", meterset=factor, place=place),
            Fault(
                kind="one beam's gantry", size=f"{angle:.0f}° {which}", change=turn(gantry=angle), place=place
            ),
            Fault(
                kind="one beam's collimator",
                size=f"{wide:.0f}° {which}",
                change=turn(collimator=wide),
                place=place,
            ),
            Fault(kind="one beam's isocentre", size=f"{way} {which}", change=move(*by), place=place),
            Fault(kind="meterset of all", size=f"× {1 / factor:.2f}", meterset=1 / factor),
            Fault(kind="dose moved", size=way, dose=shift_dose(*by)),
            Fault(kind="dose without one beam", size=which, place=place, is_left_out=True),
            Fault(kind="leaf banks mirrored", change=leaves(lambda at: -at[::-1])),
        )
        yield kinds[number % len(kinds)]


class Bench:
    """One plan: patient, points and each beam's dose, calculated anew where a fault touches them."""

    def __init__(self, treatment: Treatment, *, name: str) -> None:
        self.treatment, self.name = treatment, name
        self.outlines = Outlines.of_set(treatment.structure_set)
        patient = build_patient(treatment, self.outlines)
        if not isinstance(patient, Patient) or treatment.plan is None or treatment.dose is None:
            raise SystemExit("no patient, plan or dose")
        self.patient, self.plan, self.dose = patient, treatment.plan, treatment.dose
        self.points = choose_points(treatment, self.dose, self.outlines)
        beams = prepare_beams(self.plan)
        if isinstance(beams, Unknown):
            raise SystemExit(str(beams.message))
        self.beams = beams
        self.doses = calculate_beams(beams, self.points.points_mm, patient=patient)
        usual = self.compare()
        self.scale = 1.0 if isinstance(usual, Unknown) else usual.scale

    def compare(self, fault: Fault | None = None) -> SecondDose | Unknown:
        """The comparison with a fault, or as it is."""
        beams, doses, points, dose = self.beams, list(self.doses), self.points, self.dose
        if fault is not None and fault.change is not None:
            touched = [beams[n].beam.number for n in self._touched(fault)]
            change = fault.change
            plan = replace(
                self.plan,
                beams=tuple(
                    replace(beam, control_points=tuple(change(point, beam) for point in beam.control_points))
                    if beam.number in touched
                    else beam
                    for beam in self.plan.beams
                ),
            )
            changed = prepare_beams(plan)
            if isinstance(changed, Unknown):
                raise SystemExit(str(changed.message))
            anew = tuple(beam for beam in changed if beam.beam.number in touched)
            beams = changed
            for place, calculated in zip(
                self._touched(fault),
                calculate_beams(anew, points.points_mm, patient=self.patient),
                strict=True,
            ):
                doses[place] = calculated
        patient = self.patient
        if fault is not None and fault.ct_mm is not None:
            patient = self._move_ct(fault.ct_mm)
            doses = list(calculate_beams(beams, points.points_mm, patient=patient))
        if fault is not None and (fault.dose is not None or fault.is_of_another):
            dose = fault.dose(self.dose) if fault.dose is not None else self._take_another()
            points = choose_points(self.treatment, dose, self.outlines)
            doses = list(calculate_beams(beams, points.points_mm, patient=patient))
        factors = np.ones(len(beams))
        if fault is not None and fault.meterset != 1.0:
            factors[self._touched(fault)] = fault.meterset
        by_beam = np.array(
            [f * b.meterset_mu * d.gy_per_mu for f, b, d in zip(factors, beams, doses, strict=True)]
        )
        if fault is not None and fault.is_left_out:
            (place,) = self._touched(fault)
            points = replace(
                points, planned_gy=np.maximum(points.planned_gy - self.scale * by_beam[place], 0.0)
            )
        second = compare_doses(
            beams, doses, by_beam, points=points, patient=patient, max_gy=float(dose.values_gy.max())
        )
        if isinstance(second, Unknown):
            return second
        known = find_known_frac(has_ct=self.patient.has_ct, has_lungs=bool(self.patient.lungs))
        alone = compare_alone(
            self.plan,
            beams,
            doses,
            dose=dose,
            points=points,
            calculated_gy=second.scale * by_beam,
            known_frac=known,
            usual_depth_mm=second.usual_depth_mm,
        )
        # Of a plan without energy's machine file, scale is judged as always.
        output_sd = 0.01 if fault is not None and fault.energy_mv is not None else None
        scale = second.scale / self.scale if output_sd is not None else second.scale
        return replace(second, alone=alone, output_sd_frac=output_sd, scale=scale)

    def _move_ct(self, by_mm: tuple[float, float, float]) -> Patient:
        image = self.treatment.image
        if image is None:
            raise SystemExit("no CT")
        moved = replace(self.treatment, image=replace(image, grid=move_grid(image.grid, by_mm)))
        patient = build_patient(moved, self.outlines)
        if not isinstance(patient, Patient):
            raise SystemExit(str(patient.message))
        return patient

    def _take_another(self) -> Dose:
        """The dose of another plan, with its maximum where this one's is, and as high."""
        name = "srs_raystation" if self.name != "srs_raystation" else "lung_pinnacle"
        other = read_case(Path(os.environ["RTQA_REALDATA"]) / name).treatments[0].dose
        if other is None:
            raise SystemExit(f"{name} has no dose")
        by_mm = _find_maximum_mm(self.dose) - _find_maximum_mm(other)
        return scale_dose(float(self.dose.values_gy.max() / other.values_gy.max()))(shift_dose(*by_mm)(other))

    def _touched(self, fault: Fault) -> list[int]:
        """The places of the beams that a fault changes."""
        last = len(self.beams) - 1
        return list(range(last + 1)) if fault.place is None else [round(fault.place * last)]

    def list_doubts(self, second: SecondDose, fault: Fault | None) -> list[str]:
        """The checks that would ask."""
        shift = second.patient.image_shift
        is_moved = shift is not None and is_image_moved(shift)
        doubts = ["SECOND"] if judge_shape(second) or is_moved else []
        doubts += ["OUTPUT"] if judge_scale(second) else []
        doubts += ["ALONE"] if any(abs(beam.deviation) > MOST_ALONE for beam in second.alone) else []
        body = find_body(self.treatment, self.outlines)
        if body is not None and (fault is None or fault.dose is not None):
            seen = look_at_skin(fault.dose(self.dose) if fault and fault.dose else self.dose, body)
            if isinstance(seen, Skin) and seen.length_mm > max(MOST_SHIFT_MM, MOST_SHIFT * seen.sd_mm):
                doubts.append("SKIN")
        return doubts


def _find_maximum_mm(dose: Dose) -> np.ndarray:
    k, j, i = np.unravel_index(int(np.argmax(dose.values_gy)), dose.values_gy.shape)
    return np.array(dose.grid.to_points_mm(np.array([[i, j, k]]))[0])


def main() -> None:
    """Try every fault on every plan."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    arguments.add_argument("--points", type=int, default=600, help="in all structures together")
    arguments.add_argument("--only", default="", help="kinds of faults that contain this")
    arguments.add_argument(
        "--random", type=int, metavar="N", help="so many random faults instead of the list"
    )
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("plans", nargs="*", default=PLANS)
    chosen = arguments.parse_args()
    faults = list_faults() if chosen.random is None else list(draw_faults(chosen.random, seed=chosen.seed))
    points_module.N_IN_ALL, points_module.N_IN_DOSE = chosen.points, 300
    for name in chosen.plans:
        treatment = read_case(Path(os.environ["RTQA_REALDATA"]) / name).treatments[0]
        bench = Bench(treatment, name=name)
        seen: dict[bool, list[bool]] = {True: [], False: []}
        for fault in (None, *(fault for fault in faults if chosen.only in fault.kind)):
            if fault is not None and fault.place is not None and len(bench.beams) < 2:
                continue
            if fault is not None and fault.ct_mm is not None and not bench.patient.has_ct:
                continue
            if fault is not None and fault.energy_mv in {beam.model.energy_mv for beam in bench.beams}:
                continue
            outcome = bench.compare(fault)
            what = "as it is" if fault is None else f"{fault.kind} {fault.size}"
            if isinstance(outcome, Unknown):
                is_seen = outcome.message.id == ELSEWHERE
                print(f"{name}: {what:32s} {'SEEN SECOND' if is_seen else '-'} {outcome.message}", flush=True)
                if fault is not None:
                    seen[fault.is_large].append(is_seen)
                continue
            doubts = bench.list_doubts(outcome, fault)
            worst = max((row.worst for row in outcome.structures), default=0.0)
            print(
                f"{name}: {what:32s} rms {100 * outcome.rms_frac:6.2f} % chi {outcome.chi:5.2f} "
                f"worst {worst:5.2f} scale {outcome.scale:.3f} "
                f"{' '.join(['SEEN', *doubts]) if doubts else '-'}",
                flush=True,
            )
            if fault is not None:
                seen[fault.is_large].append(bool(doubts))
        large, small = seen[True], seen[False]
        print(
            f"{name}: of {len(large)} large faults {sum(large)} seen, of {len(small)} small ones {sum(small)}"
        )


if __name__ == "__main__":
    main()
