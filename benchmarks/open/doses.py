"""Doses calculated from the beams, held to the planning system's at points."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from programs import ask

import rtqa
from rtqa.dvh.dose_frame import interpolate_gy
from rtqa.errors import RtqaError

SAMPLE_PLANS = Path(__file__).parents[2] / "sample_plans"
PLANS = ("alderson", "srs_raystation", "srs", "breast", "lung_pinnacle", "prostate", "headneck_1")
N_POINTS = 2000


def print_doses(task: str, programs: Sequence[Path], *, realdata: Path | None, scratch: Path) -> None:
    """A line for each plan and engine."""
    print(f"{task:14}{'plan':18}{'points':>8}{'scale':>8}{'shape, rms':>12}")
    for folder in _list_plans(realdata):
        points_mm, planned_gy = _choose_points(folder)
        if not len(points_mm):
            continue
        handed, asked = scratch / folder.name, scratch / f"{folder.name}.json"
        _link_without_dose(folder, handed)
        asked.write_text(json.dumps(points_mm.tolist()), encoding="utf-8")
        for program in programs:
            answer = ask(program, handed, asked)
            if not answer:
                print(f"{program.stem:14}{folder.name:18}{'no answer':>16}", flush=True)
                continue
            found_gy = np.array(answer[-1], dtype=float)
            scale = float(planned_gy @ found_gy / (found_gy @ found_gy))
            off = np.sqrt(np.mean((scale * found_gy - planned_gy) ** 2)) / planned_gy.max()
            print(
                f"{program.stem:14}{folder.name:18}{len(points_mm):8}{scale:8.3f}{100 * off:10.2f} %",
                flush=True,
            )


def _list_plans(realdata: Path | None) -> Iterator[Path]:
    yield from (SAMPLE_PLANS / name for name in ("ccrt_pass", "sfrt_lattice"))
    if realdata is not None:
        yield from (realdata / name for name in PLANS if (realdata / name).is_dir())


def _choose_points(folder: Path) -> tuple[np.ndarray, np.ndarray]:
    """Points (n, 3) in mm by chance among the nodes above half of the maximum, moved by less than a voxel."""
    try:
        (treatment,) = rtqa.read_case(folder).treatments
    except (RtqaError, ValueError):
        return np.zeros((0, 3)), np.zeros(0)
    dose = treatment.dose
    if dose is None or treatment.plan is None:
        return np.zeros((0, 3)), np.zeros(0)
    rng = np.random.default_rng(1)
    nodes = np.argwhere(dose.values_gy[1:-1, 1:-1, 1:-1] > dose.values_gy.max() / 2)[:, ::-1] + 1.0
    chosen = nodes[rng.choice(len(nodes), min(N_POINTS, len(nodes)), replace=False)]
    points_mm = dose.grid.to_points_mm(chosen + rng.uniform(-0.5, 0.5, chosen.shape))
    return points_mm, interpolate_gy(dose, points_mm).astype(float)


def _link_without_dose(folder: Path, handed: Path) -> None:
    """Everything but dose and course file."""
    for path in sorted(folder.rglob("*.dcm")):
        if "RTDOSE" not in path.name.upper() and not path.name.upper().startswith("RD"):
            target = handed / path.relative_to(folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.symlink_to(path)
