"""Honest inputs that a campaign spoils: a small plan with its dose, structures and image, and documents."""

from __future__ import annotations

import json
import sys
from functools import cache
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "dicom"))

from builders import contour, ct_slice, dose, plan, save, structures  # noqa: E402
from pydicom.dataset import Dataset  # noqa: E402
from pydicom.uid import ExplicitVRLittleEndian  # noqa: E402

IDENTITY = ("Secret", "ID-4711", "19500101")
"""What the small plan says of its patient, and no report or message may."""

PROTOCOL = """
schema = "rtqa-protocol/1"
id = "small"
title = "Limits of a small plan"
version = "1"
source = "made for a campaign"

[[phase]]
id = "only"
title = "The only one"
fractions = { min = 2 }

[[structure]]
name = "PTV"
role = "target"

[[structure]]
name = "Cord"
role = "organ"

[[constraint]]
id = "ptv-d95"
phase = "only"
structure = "PTV"
metric = "D95%[Gy]"
relation = ">="
limit = 50.0
quote = "D95% of at least 50 Gy"
source = "1"

[[constraint]]
id = "cord-mean"
phase = "only"
structure = "Cord"
metric = "Mean[Gy]"
relation = "<="
limit = 20.0
quote = "mean of at most 20 Gy"
source = "1"

[[constraint]]
id = "cord-max"
phase = "only"
structure = "Cord"
metric = "Max[Gy]"
relation = "<="
limit = 12.0
quote = "maximum of at most 12 Gy"
source = "1"
"""
"""Two limits that the small plan keeps, and one that it breaks."""


def _box(x: float, half_mm: float) -> list[Dataset]:
    corners = [(x + a * half_mm, b * half_mm) for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
    return [contour([(x, y, z) for x, y in corners]) for z in range(-10, 11, 2)]


def _small_dose() -> Dataset:
    """60 Gy on the left, falling to 5 Gy on the right, in cGy; with 12 planes of 16 × 20 voxels of 3 mm."""
    x = -30 + 3.0 * np.arange(20)
    along = np.interp(x, [-30, 0, 15, 30], [60, 58, 13, 5])
    voxels = np.broadcast_to(np.round(100 * along), (12, 16, 20)).astype("<u4")
    return dose(
        voxels,
        ImagePositionPatient=[-30, -24, -18],
        PixelSpacing=[3, 3],
        GridFrameOffsetVector=[3.0 * k for k in range(12)],
    )


@cache
def small_plan() -> dict[str, bytes]:
    """The files of the small plan by name."""
    objects = {
        "RTPLAN.dcm": plan(),
        "RTDOSE.dcm": _small_dose(),
        "RTSTRUCT.dcm": structures({"PTV": _box(-14, 9), "Cord": _box(18, 5)}),
        **{f"CT{n}.dcm": ct_slice(n, 4.0 * n - 4) for n in range(3)},
    }
    here = Path(__file__).parent / ".honest"
    here.mkdir(exist_ok=True)
    try:
        return {
            name: save(made, here / name, syntax=ExplicitVRLittleEndian).read_bytes()
            for name, made in objects.items()
        }
    finally:
        for file in here.iterdir():
            file.unlink()
        here.rmdir()


@cache
def documents() -> dict[str, bytes]:
    """Documents by name: protocols, course files, goals of other programs."""
    card = {
        "TemplateName": "Head and neck",
        "Site": "HN",
        "Creator": "us",
        "ScoreTemplates": [
            {
                "Structure": {"StructureId": "SpinalCord", "StructureCode": "7647"},
                "MetricType": "MaxDose",
                "InputValue": None,
                "InputUnit": None,
                "OutputUnit": "Gy",
                "ScorePoints": [
                    {"PointX": 45, "Score": 5, "Variation": False},
                    {"PointX": 50, "Score": 0, "Variation": True},
                ],
            },
            {
                "Structure": {"StructureId": "Parotid_L"},
                "MetricType": "DoseAtVolume",
                "InputValue": 50.0,
                "InputUnit": "%",
                "OutputUnit": "Gy",
                "ScorePoints": [{"PointX": 26, "Score": 2}, {"PointX": 30, "Score": 0}],
            },
        ],
    }
    goals = (
        "Structure,Code,Aliases,Plan type,Metric,Goal,Variation,Priority,Source,Percent of\n"
        "SpinalCord,,SpinalCord|Myelon,,D0.035cc[Gy],<=45,<=50,1,Our handbook,\n"
        'Body,,,,V50%[cc],<=800,,,"Our, handbook",PTV\n'
        "Parotid_L,,,,Mean[Gy],<=26,,,,\n"
    )
    return {
        "small.toml": PROTOCOL.encode(),
        "nct07041788.toml": (ROOT / "constraints" / "nct07041788.toml").read_bytes(),
        "course.toml": (ROOT / "sample_plans" / "ccrt_pass" / "course.toml").read_bytes(),
        "lattice-course.toml": (ROOT / "sample_plans" / "sfrt_lattice" / "course.toml").read_bytes(),
        "card.json": json.dumps(card, indent=1).encode(),
        "goals.csv": goals.encode(),
    }
