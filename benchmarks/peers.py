"""How well a peer model knows parotids' mean doses: of patients left out, their error, intervals and alarms.

Run as ``python benchmarks/peers.py FOLDER DICOM``: FOLDER holds the patients of OpenKBP, DICOM what
``openkbp_dicom.py`` made of them. Five times a fifth of the patients is left out, three times over; what is
told of them comes from the rest alone. A parotid 10 Gy too hot is one above the 95th percentile.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path

import numpy as np

from rtqa.cohort.geometry import describe_organ, find_regions
from rtqa.cohort.peers import expect, learn
from rtqa.dicom import read_case
from rtqa.geometry.outlines import Outlines
from rtqa.nomenclature.dose_level import find_named_dose

_PAROTIDS = {"LeftParotid": "Parotid_L", "RightParotid": "Parotid_R"}
_LEVELS_GY = (70.0, 63.0, 56.0)


def _describe(file: Path, folder: Path) -> list[tuple[str, np.ndarray, float]]:
    """Patient, description and mean dose in Gy of each parotid."""
    held = np.load(folder / f"{file.parent.name}.npz")
    bits = np.unpackbits(held["masks"], axis=1).astype(bool)
    masks = dict(zip(held["names"].tolist(), bits, strict=True))
    dose_gy = np.zeros(bits.shape[1])
    dose_gy[np.cumsum(held["dose_index"])] = held["dose_cgy"] / 100.0
    structure_set = read_case(file).treatments[0].structure_set
    assert structure_set is not None  # noqa: S101 (it is all that was read)
    outlines = Outlines.of_set(structure_set)
    planar = {drawn.name: outlines.of(drawn) for drawn in structure_set.structures}
    targets = defaultdict(list)
    for name, drawn in planar.items():
        level = find_named_dose(name)
        if level is not None and drawn is not None:
            targets[level].append(drawn)
    regions = find_regions(targets, _LEVELS_GY)
    if regions is None:
        return []
    rows = []
    for theirs, ours in _PAROTIDS.items():
        organ = planar.get(ours)
        if organ is not None:
            dose = float(dose_gy[masks[theirs]].mean())
            rows.append((file.parent.name, describe_organ(organ, regions), dose))
    return rows


def main() -> None:
    """Describe all parotids, leave patients out, and tell how good what is expected of them is."""
    folder, dicom = map(Path, sys.argv[1:3])
    files = sorted(dicom.glob("*/*/RTDOSE.dcm"))
    rows = [row for file in files for row in _describe(file.with_name("RTSTRUCT.dcm"), folder)]
    patients = np.array([patient for patient, _, _ in rows])
    descriptions, values = np.array([row[1] for row in rows]), np.array([row[2] for row in rows])
    chance, errors, held, hot, false = np.random.default_rng(1), [], [], [], []
    for _ in range(3):
        for out in np.array_split(chance.permutation(np.unique(patients)), 5):
            is_out = np.isin(patients, out)
            model = learn(
                "parotid",
                "Mean[Gy]",
                descriptions[~is_out],
                values=values[~is_out],
                patients=patients[~is_out].tolist(),
            )
            assert model is not None  # noqa: S101 (there are four fifths of them)
            for description, value in zip(descriptions[is_out], values[is_out], strict=True):
                peers, hotter = expect(model, description, value), expect(model, description, value + 10.0)
                errors.append(value - peers.value)
                held.append(peers.low <= value <= peers.high)
                false.append(peers.percentile > 95.0)
                hot.append(hotter.percentile > 95.0)
    off = np.array(errors)
    r2 = 1.0 - float((off**2).mean() / values.var())
    print(f"{len(np.unique(patients))} patients, {len(values)} parotids")
    print(f"mean absolute error {np.abs(off).mean():.2f} Gy, R² {r2:.3f}")
    print(f"intervals of four of five hold {100 * np.mean(held):.1f} %")
    print(f"10 Gy too hot seen {100 * np.mean(hot):.1f} %, false {100 * np.mean(false):.1f} %")


if __name__ == "__main__":
    main()
