"""What a physicist would script first: the protocol's limits on histograms of dicompyler-core, by names.

It reads structures and dose alone.
"""

from __future__ import annotations

import warnings
from pathlib import Path

from rtqa.interop.dicompyler import import_dicompyler

LIMITS = {
    "ccrt_pass": {
        "SpinalCord": ("max", 0.0, 45.0),
        "Parotid_L": ("mean", 0.0, 26.0),
        "Parotid_R": ("mean", 0.0, 26.0),
        "GTVtn0": ("D95", 66.5, 74.9),
        "GTVn": ("D95", 62.7, 70.62),
        "CTV": ("D95", 51.3, 57.78),
    },
    "sfrt_lattice": {"SpinalCord": ("max", 0.0, 45.0), "Parotid_L": ("mean", 0.0, 26.0)},
}
"""Statistic, and least and greatest dose in Gy, of each structure: the protocol's, for each good case."""


def find_objection(folder: Path, base: str) -> str:
    """The limit that is broken, or the error that ends it; empty where it accepts."""
    parser, calculator = import_dicompyler("dicomparser"), import_dicompyler("dvhcalc")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            structures = parser.DicomParser(str(folder / "RTSTRUCT.dcm"))
            dose = parser.DicomParser(str(folder / "RTDOSE.dcm"))
            numbers = {item["name"]: number for number, item in structures.GetStructures().items()}
            for name, (statistic, low, high) in LIMITS[base].items():
                dvh = calculator.get_dvh(structures.ds, dose.ds, numbers[name])
                value = dvh.statistic("D95").value if statistic == "D95" else getattr(dvh, statistic)
                if not low <= value <= high:
                    return f"limit of {name} broken"
        except Exception as error:  # noqa: BLE001 (whatever it raises is its answer)
            return f"error: {type(error).__name__}"
    return ""
