"""A machine learnt from plans: the factor between their doses and the generic machine's, and its leaves.

A plan's dose is s (C + o · ∂C/∂o + t · ∂C/∂t) of the calculated dose C, the leaves' offset o and what closed
leaves let through t: all three at once by weighted least squares over its points.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from rtqa.documents.toml_text import write_key, write_value
from rtqa.geometry.outlines import Outlines
from rtqa.messages import Cause, CauseKind, Message, Unknown
from rtqa.model.case import Treatment
from rtqa.model.geometry import Floats
from rtqa.transport.beam_model import BeamModel
from rtqa.transport.calculate import calculate_second_dose
from rtqa.transport.machine_file import Machine, MachineBeam
from rtqa.transport.prepared_beams import calculate_beams, prepare_beams
from rtqa.transport.second_dose import HOT_FRAC

STEP_OFFSET_MM, STEP_LEAF_FRAC = 0.5, 0.005
"""By which both are changed, to see what the dose makes of it."""

_TOGETHER = 20
"""So many points err together, as neighbours do: they count as one."""

MOST_OFFSET_SD_MM, MOST_LEAF_SD_FRAC = 0.3, 0.004
"""A plan that knows them no better than this tells nothing of them: open fields, leaves under the jaws."""

_FEWEST, _FEW_SD_FRAC, _LEAST_SD_FRAC = 3, 0.025, 0.005
"""From so many plans on, their spread is known; that of fewer; and no machine is known better than this."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Learnt:
    """What a plan tells of its machine.

    Attributes:
        model: the generic one of its beams, of one energy.
        treatment_machine: as the plan names it.
        planned_gy, calculated_gy: shape (n,), where the dose is high.
        by_offset, by_leaf: shape (n,); how the calculated dose changes for each mm and each 1 let through.
        offset_mm, leaf_frac: what is to be added to the model's, each with its standard deviation.
    """

    model: BeamModel
    treatment_machine: str
    planned_gy: Floats
    calculated_gy: Floats
    by_offset: Floats
    by_leaf: Floats
    offset_mm: tuple[float, float]
    leaf_frac: tuple[float, float]

    @property
    def tells_offset(self) -> bool:
        """Whether it knows the leaves' offset."""
        return self.offset_mm[1] < MOST_OFFSET_SD_MM

    @property
    def tells_leaf(self) -> bool:
        """Whether it knows what closed leaves let through."""
        return self.leaf_frac[1] < MOST_LEAF_SD_FRAC

    def scale(self, offset_mm: float = 0.0, leaf_frac: float = 0.0) -> float:
        """Planned over calculated dose, with leaves so much otherwise."""
        calculated = self.calculated_gy + offset_mm * self.by_offset + leaf_frac * self.by_leaf
        return float(np.median(self.planned_gy / calculated))


def learn_of_plan(
    treatment: Treatment, *, progress: Callable[[str, int, int], None] | None = None
) -> Learnt | Unknown:
    """What a plan tells of its machine; Unknown with the reason where it tells nothing."""
    second = calculate_second_dose(
        treatment, outlines=Outlines.of_set(treatment.structure_set), progress=progress
    )
    plan = treatment.plan
    if isinstance(second, Unknown) or plan is None or treatment.dose is None:
        return second if isinstance(second, Unknown) else Unknown(Message("transport.no-plan"))
    beams = prepare_beams(plan)
    if isinstance(beams, Unknown):
        return beams
    if len({(beam.model.energy_mv, beam.model.is_unflattened) for beam in beams}) > 1:
        return Unknown(Message("transport.several-energies"), Cause(CauseKind.NOT_SUPPORTED))
    if len({beam.beam.machine for beam in beams}) > 1:
        return Unknown(Message("transport.several-machines"), Cause(CauseKind.NOT_SUPPORTED))
    points = second.points
    in_dose = points.in_dose[second.is_compared[points.in_dose]]

    def change(**by: float) -> Floats:
        """The calculated dose with every model so much otherwise, less the usual."""
        otherwise = tuple(
            replace(
                beam, model=replace(beam.model, **{key: getattr(beam.model, key) + by[key] for key in by})
            )
            for beam in beams
        )
        doses = calculate_beams(otherwise, points.points_mm[in_dose], patient=second.patient)
        mu = np.array([beam.meterset_mu for beam in beams])
        gy: Floats = mu @ np.array([dose.gy_per_mu for dose in doses])
        return gy - second.calculated_gy[in_dose]

    by_offset = change(leaf_offset_mm=STEP_OFFSET_MM) / STEP_OFFSET_MM
    by_leaf = change(leaf_frac=STEP_LEAF_FRAC) / STEP_LEAF_FRAC
    return fit_machine(
        points.planned_gy[in_dose],
        second.calculated_gy[in_dose],
        sd_gy=second.sd_gy[in_dose],
        by_offset=by_offset,
        by_leaf=by_leaf,
        max_gy=float(treatment.dose.values_gy.max()),
        model=beams[0].model,
        treatment_machine=beams[0].beam.machine,
    )


def fit_machine(
    planned_gy: Floats,
    calculated_gy: Floats,
    *,
    sd_gy: Floats,
    by_offset: Floats,
    by_leaf: Floats,
    max_gy: float,
    model: BeamModel,
    treatment_machine: str,
) -> Learnt:
    """Scale, offset and transmission at once, from points (n,) of a plan; the rest is as in `Learnt`."""
    weighted = np.column_stack([calculated_gy, by_offset, by_leaf]) / sd_gy[:, None]
    size = np.linalg.norm(weighted, axis=0)
    # What leaves do not touch says nothing of them.
    is_blind = size < 1e-6 * size[0]
    unit = weighted / np.where(is_blind, 1.0, size)
    inverse = np.linalg.pinv(unit.T @ unit, rcond=1e-9)
    fitted = inverse @ (unit.T @ (planned_gy / sd_gy)) / np.where(is_blind, np.inf, size)
    sd = np.where(is_blind, np.inf, np.sqrt(np.diag(inverse) * _TOGETHER) / np.maximum(size, 1e-12))
    hot = planned_gy >= HOT_FRAC * max_gy
    return Learnt(
        model=model,
        treatment_machine=treatment_machine,
        planned_gy=planned_gy[hot],
        calculated_gy=calculated_gy[hot],
        by_offset=by_offset[hot],
        by_leaf=by_leaf[hot],
        offset_mm=(float(fitted[1] / fitted[0]), float(sd[1] / fitted[0])),
        leaf_frac=(float(fitted[2] / fitted[0]), float(sd[2] / fitted[0])),
    )


def make_machine(plans: Sequence[Learnt], *, name: str) -> Machine:
    """A machine of what one plan or more tell."""
    kinds = sorted({(learnt.model.energy_mv, learnt.model.is_unflattened) for learnt in plans})
    groups = [
        [learnt for learnt in plans if (learnt.model.energy_mv, learnt.model.is_unflattened) == kind]
        for kind in kinds
    ]
    machines = sorted({learnt.treatment_machine for learnt in plans if learnt.treatment_machine})
    return Machine(name=name, treatment_machines=tuple(machines), beam=tuple(map(_make_beam, groups)))


def _make_beam(plans: Sequence[Learnt]) -> MachineBeam:
    model = plans[0].model
    offsets = [learnt.offset_mm for learnt in plans if learnt.tells_offset]
    leaves = [learnt.leaf_frac for learnt in plans if learnt.tells_leaf]
    offset_mm, leaf_frac = _average(offsets), _average(leaves)
    leaf_frac = max(leaf_frac, -model.leaf_frac)
    scales = np.array([learnt.scale(offset_mm, leaf_frac) for learnt in plans])
    spread = float(np.std(scales, ddof=1) / np.mean(scales)) if len(plans) >= _FEWEST else _FEW_SD_FRAC
    return MachineBeam(
        energy_mv=model.energy_mv,
        flattening_filter=not model.is_unflattened,
        output_cgy_per_mu=round(float(np.median(scales)) * model.cgy_per_mu, 4),
        output_depth_cm=10.0,
        output_ssd_cm=90.0,
        output_sd_percent=round(100.0 * max(spread, _LEAST_SD_FRAC), 2),
        output_plans=len(plans),
        leaf_offset_mm=round(model.leaf_offset_mm + offset_mm, 2) if offsets else None,
        leaf_offset_plans=len(offsets) or None,
        leaf_transmission_percent=round(100.0 * (model.leaf_frac + leaf_frac), 2) if leaves else None,
        leaf_transmission_plans=len(leaves) or None,
    )


def _average(values: Sequence[tuple[float, float]]) -> float:
    """The mean of values by their standard deviations; 0 of none."""
    if not values:
        return 0.0
    value, sd = np.array(values).T
    return float(np.average(value, weights=1.0 / sd**2))


def write_machine(machine: Machine) -> str:
    """A machine as the text of its file."""
    lines = [f"name = {write_value(machine.name)}"]
    if machine.treatment_machines:
        lines.append(f"treatment_machines = {write_value(machine.treatment_machines)}")
    for beam in machine.beam:
        stated = beam.model_dump(exclude_none=True)
        lines += [
            "",
            "[[beam]]",
            *(f"{write_key(key)} = {write_value(value)}" for key, value in stated.items()),
        ]
    return "\n".join(lines) + "\n"
