"""Doses exported plane by plane: single-plane RTDOSE objects of one series, stacked into one dose.

A plane alone has no thickness, and none is made up: one that stacks with no other is not used.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from rtqa.dicom.candidates import Candidate
from rtqa.dicom.dose import DosePart, UnusableDose
from rtqa.messages import Message, Quantity
from rtqa.model.case import Deviation, DeviationKind
from rtqa.model.geometry import Grid

SIDEWAYS_MM = 0.1
"""How far planes may be shifted against each other in their own plane."""

SAME_PLACE_MM = 0.01
"""Planes closer than this are two doses of one place, which no stack can hold."""

AnyDose = DosePart | UnusableDose


def stack_planes(doses: Sequence[Candidate[AnyDose]]) -> list[Candidate[AnyDose]]:
    """Stack the doses of a single plane that belong together; all others stay as they are, in their order."""
    stacks: defaultdict[tuple[object, ...], list[Candidate[AnyDose]]] = defaultdict(list)
    for place, dose in enumerate(doses):
        part = dose.value
        is_plane = isinstance(part, DosePart) and part.grid.shape_kji[0] == 1
        # What is no plane is a stack by itself.
        stacks[_find_key(dose.person.study_uid, dose.patient_id, part) if is_plane else (place,)].append(dose)
    return [stacked for stack in stacks.values() for stacked in _stack(stack)]


def _find_key(study_uid: str, patient_id: str, part: AnyDose) -> tuple[object, ...]:
    """What all planes of one dose share."""
    assert isinstance(part, DosePart)  # noqa: S101
    grid = part.grid
    return (
        *(study_uid, patient_id, part.series_uid, part.plan_uid, part.structure_set_uid),
        *(part.summation, part.quantity, part.extent, grid.shape_kji, grid.frame_of_reference_uid),
        tuple(np.round(grid.affine_mm[:3, :2].ravel(), 4)),
    )


def _stack(stack: list[Candidate[AnyDose]]) -> list[Candidate[AnyDose]]:
    parts = [dose.value for dose in stack if isinstance(dose.value, DosePart)]
    if not parts or parts[0].grid.shape_kji[0] != 1:
        return stack
    if len(parts) == 1:
        return [replace(stack[0], value=_refuse(parts[0], Message("rtdose.single-plane")))]
    normal = parts[0].grid.directions[2]
    corners = np.array([part.grid.affine_mm[:3, 3] for part in parts])
    offsets = (corners - corners[0]) @ normal
    order = np.argsort(offsets)
    sideways = corners - corners[0] - np.outer(offsets, normal)
    if np.abs(sideways).max() > SIDEWAYS_MM or np.diff(offsets[order]).min() <= SAME_PLACE_MM:
        unusable = Message("rtdose.planes-do-not-stack", n=len(parts))
        return [replace(stack[0], value=_refuse(parts[0], unusable))]
    return [replace(stack[order[0]], value=_join([parts[index] for index in order], offsets[order]))]


def _join(parts: list[DosePart], offsets: np.ndarray) -> DosePart:
    """One dose of planes in order, of which each was scaled by its own file."""
    first = parts[0]
    i_mm, j_mm, _ = first.grid.spacing_mm
    grid = Grid.from_planes(
        position_mm=first.grid.affine_mm[:3, 3],
        orientation=first.grid.directions[:2].ravel(),
        spacing_mm=(j_mm, i_mm),
        offsets_mm=offsets - offsets[0],
        shape_ji=(first.grid.shape_kji[1], first.grid.shape_kji[2]),
        frame_of_reference_uid=first.grid.frame_of_reference_uid,
    )
    values = np.concatenate([part.values_gy for part in parts])
    values.setflags(write=False)
    spacing = Quantity(round(grid.spacing_mm[2], 3), "mm")
    if grid.is_uniform:
        kind, message = DeviationKind.DOSE_SUMMED, Message("rtdose.stacked", n=len(parts), spacing=spacing)
    else:
        # A file that was left out of the export leaves a gap.
        kind, message = DeviationKind.DOSE_EXTENT, Message("rtdose.stacked-gaps", n=len(parts))
    return replace(
        first,
        grid=grid,
        values_gy=values,
        made=min(part.made for part in parts),
        as_water=any(part.as_water for part in parts),
        for_tissue=all(part.for_tissue for part in parts),
        stored_dvhs=(),
        deviations=(Deviation(kind=kind, subject="RTDOSE", message=message),),
    )


def _refuse(part: DosePart, reason: Message) -> UnusableDose:
    return UnusableDose(
        uid=part.uid, reason=reason, plan_uid=part.plan_uid, structure_set_uid=part.structure_set_uid
    )
