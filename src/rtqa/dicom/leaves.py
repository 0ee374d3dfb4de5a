"""Layers of leaves in an RTPLAN: whose positions are whose, and in which order a pair's two are written.

By the standard (PS3.3 C.8.8.14) LeafJawPositions holds one bank after the other: A1 A2 … B1 B2 …, and each
device of a beam has a type of its own. ViewRay's MRIdian writes both of its layers as MLCX, and their leaves
pair by pair: A1 B1 A2 B2 … Read so, no pair of a real plan crosses; read by the standard, a sixth of them do.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from pydicom.dataset import Dataset

from rtqa.dicom.elements import code, items, note_unreadable, numbers, text
from rtqa.model.geometry import Floats, owned
from rtqa.model.plan import LeafLayer

_LEAVES = frozenset({"MLCX", "MLCY", "MLCX1", "MLCX2"})

CROSSED_MM = 0.01
"""Leaves of a pair that lie this far beyond each other cross; less is written digits."""

_INTERLEAVING = ("VIEWRAY", "MRIDIAN")
"""Makers and models that are known to write a layer's leaves pair by pair."""


class LeafDevice(NamedTuple):
    """A layer of leaves, and its RTBeamLimitingDeviceType."""

    kind: str
    layer: LeafLayer


def list_leaf_devices(beam: Dataset) -> tuple[LeafDevice, ...]:
    """The layers of a beam, in the order of the file; at the end those that its control points alone name."""
    devices = []
    for item in _list_leaf_items(beam, "BeamLimitingDeviceSequence"):
        kind, edges_mm = code(item, "RTBeamLimitingDeviceType"), numbers(item, "LeafPositionBoundaries")
        layer = LeafLayer(edges_mm=None if edges_mm is None else owned(edges_mm), axis=kind[3])
        devices.append(LeafDevice(kind, layer))
    listed = {device.kind for device in devices}
    for point in items(beam, "ControlPointSequence"):
        for item in _list_leaf_items(point, "BeamLimitingDevicePositionSequence"):
            kind = code(item, "RTBeamLimitingDeviceType")
            if kind not in listed:
                listed.add(kind)
                devices.append(LeafDevice(kind, LeafLayer(edges_mm=None, axis=kind[3])))
    return tuple(devices)


def read_leaves(point: Dataset, devices: Sequence[LeafDevice], *, interleaved: bool) -> dict[int, Floats]:
    """The positions that a control point states, shape (2, n), by the place of their layer in the beam."""
    stated: dict[int, Floats] = {}
    for item in _list_leaf_items(point, "BeamLimitingDevicePositionSequence"):
        kind, positions = code(item, "RTBeamLimitingDeviceType"), numbers(item, "LeafJawPositions")
        if positions is None or len(positions) % 2:
            note_unreadable(item, "LeafJawPositions")
            continue
        same = [place for place, device in enumerate(devices) if device.kind == kind and place not in stated]
        # Of two layers of one type, the one with as many pairs; else the first that is left.
        fitting = [place for place in same if devices[place].layer.n_pairs == len(positions) // 2] or same
        for place in fitting[:1]:
            stated[place] = owned(positions.reshape(-1, 2).T if interleaved else positions.reshape(2, -1))
    return stated


def are_interleaved(plan: Dataset) -> bool:
    """Whether the leaves of a plan's beams are written pair by pair.

    Where the maker is known for it, or two layers share one type as nobody else writes them, and no pair
    crosses when they are read so. On any other machine, pairs that cross are a fault of the plan.
    """
    beams = items(plan, "BeamSequence")
    if not any(_is_known_for_it(dataset) for dataset in (plan, *beams)) and not any(map(_has_twins, beams)):
        return False
    return not any(_crosses_interleaved(beam) for beam in beams)


def _is_known_for_it(dataset: Dataset) -> bool:
    stated = f"{text(dataset, 'Manufacturer')} {text(dataset, 'ManufacturerModelName')}".upper()
    return any(name in stated for name in _INTERLEAVING)


def _has_twins(beam: Dataset) -> bool:
    kinds = [
        code(item, "RTBeamLimitingDeviceType")
        for item in _list_leaf_items(beam, "BeamLimitingDeviceSequence")
    ]
    return len(set(kinds)) < len(kinds)


def _crosses_interleaved(beam: Dataset) -> bool:
    devices = list_leaf_devices(beam)
    return any(
        np.any(leaves[0] > leaves[1] + CROSSED_MM)
        for point in items(beam, "ControlPointSequence")
        for leaves in read_leaves(point, devices, interleaved=True).values()
    )


def _list_leaf_items(dataset: Dataset, keyword: str) -> list[Dataset]:
    return [item for item in items(dataset, keyword) if code(item, "RTBeamLimitingDeviceType") in _LEAVES]
