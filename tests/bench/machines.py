"""A sample plan's beams as other machines have them: two layers of leaves, other orders, stated points."""

from __future__ import annotations

import copy
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from pydicom.dataset import Dataset
from seeded_files import Files, device

from rtqa.dicom import read_case
from rtqa.dicom.write.common import item
from rtqa.geometry.point_dose import sample

Floats = npt.NDArray[np.float64]


def as_halcyon(files: Files) -> None:
    """Two layers, MLCX1 and MLCX2, that both leave the plan's opening; jaws wide open."""
    files.plan.Manufacturer = "Varian Medical Systems"
    _in_layers(files, ("MLCX1", "MLCX2"), interleaved=False)


def as_mridian(files: Files) -> None:
    """Two layers that are both called MLCX, pair by pair, without jaws."""
    files.plan.Manufacturer, files.plan.ManufacturerModelName = "ViewRay, Inc.", "ViewRay System"
    _in_layers(files, ("MLCX", "MLCX"), interleaved=True)
    for point in files.points():
        point.BeamLimitingDevicePositionSequence = [
            each
            for each in point.BeamLimitingDevicePositionSequence
            if each.RTBeamLimitingDeviceType == "MLCX"
        ]
    for beam in files.plan.BeamSequence:
        beam.BeamLimitingDeviceSequence = [
            each for each in beam.BeamLimitingDeviceSequence if each.RTBeamLimitingDeviceType == "MLCX"
        ]


def _in_layers(files: Files, kinds: tuple[str, str], *, interleaved: bool) -> None:
    """The jaws go into the first layer; the second has its leaves split where the first has pairs."""
    for beam in files.plan.BeamSequence:
        leaves = next(d for d in beam.BeamLimitingDeviceSequence if d.RTBeamLimitingDeviceType == "MLCX")
        edges = np.array(leaves.LeafPositionBoundaries, dtype=float)
        split = np.sort(np.concatenate([edges, (edges[1:] + edges[:-1]) / 2]))
        jaws = {
            kind: [float(v) for v in device(beam.ControlPointSequence[0], kind).LeafJawPositions]
            for kind in ("ASYMX", "ASYMY")
        }
        others = [d for d in beam.BeamLimitingDeviceSequence if d.RTBeamLimitingDeviceType != "MLCX"]
        beam.BeamLimitingDeviceSequence = others + [
            item(
                RTBeamLimitingDeviceType=kind,
                NumberOfLeafJawPairs=len(each) - 1,
                LeafPositionBoundaries=[f"{value:.2f}" for value in each],
            )
            for kind, each in zip(kinds, (edges, split), strict=True)
        ]
        for point in beam.ControlPointSequence:
            banks = np.array(device(point, "MLCX").LeafJawPositions, dtype=float).reshape(2, -1)
            banks = np.clip(banks, *jaws["ASYMX"])
            outside = (edges[1:] <= jaws["ASYMY"][0]) | (edges[:-1] >= jaws["ASYMY"][1])
            banks[:, outside] = banks[0, outside]
            kept = [
                d
                for d in point.BeamLimitingDevicePositionSequence
                if "MLCX" not in str(d.RTBeamLimitingDeviceType)
            ]
            for jaw in kept:
                jaw.LeafJawPositions = ["-140", "140"]
            point.BeamLimitingDevicePositionSequence = kept + [
                item(
                    RTBeamLimitingDeviceType=kind,
                    LeafJawPositions=[f"{v:.2f}" for v in (each.T if interleaved else each).ravel()],
                )
                for kind, each in zip(kinds, (banks, np.repeat(banks, 2, axis=1)), strict=True)
            ]


def move_leaves(files: Files, kind: str, move: Callable[[Floats], Floats]) -> None:
    """Move all leaves of a layer, at every control point."""
    for point in files.points():
        leaves = device(point, kind)
        leaves.LeafJawPositions = [
            f"{value:.2f}" for value in move(np.array(leaves.LeafJawPositions, dtype=float))
        ]


def state_points(files: Files, *, scale: float = 1.0, shift_mm: float = 0.0, n_points: int = 1) -> None:
    """Beams that state their doses for the isocentre, as much as the grid has there.

    Args:
        scale: of the doses that are stated.
        shift_mm: of the point along x, its dose staying the isocentre's.
        n_points: as many points about the isocentre; the beams name them in turns.
    """
    dose = read_case(files.base / "RTDOSE.dcm").treatment.dose
    assert dose is not None
    isocentre = [float(v) for v in files.plan.BeamSequence[0].ControlPointSequence[0].IsocenterPosition]
    _, there_gy = sample(dose.grid, dose.values_gy, (isocentre[0], isocentre[1], isocentre[2]))
    shares = files.shares()
    stated_gy = sum(float(share.BeamDose) for share in shares)
    n_fractions = int(files.plan.FractionGroupSequence[0].NumberOfFractionsPlanned)
    for n, share in enumerate(shares):
        share.BeamDose = f"{scale * float(share.BeamDose) / stated_gy * there_gy / n_fractions:.6f}"
        x, y, z = isocentre
        share.BeamDoseSpecificationPoint = [
            f"{x + shift_mm:.2f}",
            f"{y:.2f}",
            f"{z + 3.0 * (n % n_points):.2f}",
        ]


def add_beam(files: Files, number: int) -> tuple[Dataset, Dataset]:
    """A copy of the first beam and of its share, to be changed."""
    beam, share = copy.deepcopy(files.plan.BeamSequence[0]), copy.deepcopy(files.shares()[0])
    beam.BeamNumber = share.ReferencedBeamNumber = number
    files.plan.BeamSequence.append(beam)
    group = files.plan.FractionGroupSequence[0]
    group.ReferencedBeamSequence.append(share)
    group.NumberOfBeams = len(group.ReferencedBeamSequence)
    return beam, share
