"""Which dose between the nodes is nearer to that of a finer grid, on real plans.

    python benchmarks/coarse_dose.py FOLDER…

FOLDERs are plans in DICOM. Every structure of up to 300 cm³ that lies in the dose is measured in the dose of
every second node along each axis, with trilinear and with tricubic dose, and in all nodes with tricubic dose,
which is taken for true. Prints by size of the structures how far off each is, median and 90th percentile, and
by how much the two differ in all nodes, median; in % of the structure's maximum.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np

from rtqa.dvh.compute import structure_dvh
from rtqa.dvh.curve import DVH
from rtqa.dvh.settings import DvhSettings, Interpolation
from rtqa.errors import RtqaError
from rtqa.model.dose import Dose
from rtqa.model.geometry import Floats
from thinned import Organ, clinical_organs, coarsened

METRICS = ("Mean", "D98%", "D95%", "D50%", "D2%", "Max")
SIZES_CM3 = (0.0, 1.0, 10.0, 300.0)
LEAST_GY = 1.0
SETTINGS = {kind: DvhSettings(intervals=False, interpolation=kind) for kind in Interpolation}


def doses_of(dvh: DVH) -> Floats:
    """The metrics of a curve, in Gy."""
    shares = [dvh.dose_at(share * dvh.dosed_cm3) for share in (0.98, 0.95, 0.5, 0.02)]
    return np.array([dvh.mean_gy, *shares, dvh.max_gy])


def dvhs_of(organ: Organ, dose: Dose) -> dict[Interpolation, DVH]:
    """The curves by either way of the dose between its nodes."""
    return {
        kind: structure_dvh(
            organ.structure, dose=dose, set_spacing_mm=organ.spacing_mm, settings=SETTINGS[kind]
        )
        for kind in Interpolation
    }


def errors_of(organ: Organ) -> Iterator[tuple[float, Floats]]:
    """Of each phase of the coarse grid the volume, and errors (3, metrics) in % of the maximum.

    Trilinear and tricubic in the coarse grid, and trilinear in the fine one.
    """
    fine = dvhs_of(organ, organ.dose)
    truth = fine[Interpolation.TRICUBIC]
    if not (truth.total_cm3 < SIZES_CM3[-1] and truth.max_gy > LEAST_GY):
        return
    for phase in (0, 1):
        coarse = dvhs_of(organ, coarsened(organ.dose, phase))
        curves = [*coarse.values(), fine[Interpolation.TRILINEAR]]
        if all(curve.dosed_cm3 > 0.999 * truth.total_cm3 for curve in curves):
            off = np.array([doses_of(curve) - doses_of(truth) for curve in curves])
            yield truth.total_cm3, 100.0 * off / truth.max_gy


def main() -> None:
    """Read the command line, and print a table for each size."""
    parser = argparse.ArgumentParser(description="trilinear and tricubic dose against a finer grid")
    parser.add_argument("folders", type=Path, nargs="+", help="plans in DICOM")
    values = []
    for folder in parser.parse_args().folders:
        for organ in clinical_organs(folder):
            try:
                values += errors_of(organ)
            except RtqaError:
                continue
    for least, most in pairwise(SIZES_CM3):
        errors = np.array([off for volume, off in values if least <= volume < most])
        if not len(errors):
            continue
        print(f"\n{least:g} to {most:g} cm³, n = {len(errors):<6d}" + "".join(f"{m:>14s}" for m in METRICS))
        for row, name in enumerate(("trilinear, coarse", "tricubic, coarse")):
            middle, far = np.quantile(np.abs(errors[:, row]), (0.5, 0.9), axis=0)
            cells = "".join(f"{m:7.2f} /{f:5.2f}" for m, f in zip(middle, far, strict=True))
            print(f"{name:24s}{cells}")
        print(f"{'trilinear, fine':24s}" + "".join(f"{m:+14.2f}" for m in np.median(errors[:, 2], axis=0)))


if __name__ == "__main__":
    main()
