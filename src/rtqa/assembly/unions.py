"""Several structures as one volume."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from rtqa.assembly.beyond_grid import bound_beyond
from rtqa.assembly.context import NO_DOSE, PhasePlan
from rtqa.dvh.compute import structure_dvh
from rtqa.dvh.curve import DVH
from rtqa.errors import UnsupportedError
from rtqa.messages import Cause, CauseKind, Message, Quantity, Unknown
from rtqa.model.geometry import Floats
from rtqa.model.structure import Contours, Structure

LOST_FRAC = 0.001
"""Two structures that together have less than their summed volume by more than this overlap."""


def unite(plan: PhasePlan, structures: Sequence[Structure], *, name: str) -> PhasePlan | Unknown:
    """The plan with the union of these structures in place of the first."""
    structure_set, dose = plan.treatment.structure_set, plan.treatment.dose
    dvhs = [plan.dvhs[structure.number] for structure in structures]
    unknown = next((dvh for dvh in dvhs if isinstance(dvh, Unknown)), None)
    if unknown is not None or structure_set is None or dose is None:
        return unknown or NO_DOSE
    contours = _together([structure.contours.closed() for structure in structures])
    first = structures[0]
    united = replace(first, name=name, contours=contours)
    doubtful = Cause(CauseKind.STRUCTURE_DOUBTFUL, name)
    try:
        dvh = structure_dvh(
            united,
            dose=dose,
            set_spacing_mm=structure_set.plane_spacing_mm,
            slices=structure_set.slices,
        )
        dvh = bound_beyond(dvh, united, plan.treatment)
    except UnsupportedError as error:
        return Unknown(error.message, doubtful)
    apart_cm3 = sum(part.total_cm3 for part in dvhs if isinstance(part, DVH))
    if dvh.total_cm3 < (1 - LOST_FRAC) * apart_cm3:
        together, apart = (Quantity(volume, "cm³", 2) for volume in (dvh.total_cm3, apart_cm3))
        return Unknown(Message("structure.overlap", name=name, together=together, apart=apart), doubtful)
    others = [structure for structure in structure_set.structures if structure.number != first.number]
    return replace(
        plan,
        treatment=replace(plan.treatment, structure_set=replace(structure_set, structures=(united, *others))),
        dvhs={**plan.dvhs, first.number: dvh},
    )


def _together(several: Sequence[Contours]) -> Contours:
    lengths = np.concatenate([np.diff(contours.starts) for contours in several])
    points: Floats = np.concatenate([contours.points_mm for contours in several])
    return Contours(
        points_mm=points,
        starts=np.concatenate([[0], np.cumsum(lengths)]).astype(np.intp),
        kinds=tuple(kind for contours in several for kind in contours.kinds),
    )
