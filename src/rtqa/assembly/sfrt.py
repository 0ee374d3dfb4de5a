"""A plan of the spatially fractionated phase: its vertices found, its targets described."""

from __future__ import annotations

from collections.abc import Sequence

from rtqa.assembly.context import PhasePlan, target_prescriptions
from rtqa.assembly.sfrt_plan import SfrtPlan
from rtqa.course.file import Vertices as StatedVertices
from rtqa.course.vertices import find_unmet, take_stated
from rtqa.errors import UnsupportedError
from rtqa.geometry.regions import axes_of, cut_sections
from rtqa.messages import Unknown
from rtqa.metrics.sfrt import Layout, SfrtChoices, describe_target, lay_out
from rtqa.metrics.sfrt.found import find_regions
from rtqa.model.dose import Dose, DoseQuantity
from rtqa.model.structure import Structure, StructureSet
from rtqa.protocol.schema import Protocol
from rtqa.protocol.sfrt_rule import SfrtRule, names_like

OUTLINE = "EXTERNAL"
"""RT ROI Interpreted Type (3006,00A4) of the patient's outline."""


def describe_sfrt(
    one: PhasePlan, protocol: Protocol, *, stated: StatedVertices | None = None
) -> SfrtPlan | None:
    """Describe a plan that the protocol takes as spatially fractionated; None for any other.

    Args:
        one: the plan, its structures matched and their DVHs computed.
        protocol: whose ``[sfrt]`` table says how.
        stated: what the course file says of the vertices; nothing else is then looked for.
    """
    rule = protocol.sfrt
    if rule is None or one.phase_id != rule.phase:
        return None
    structure_set, dose = one.treatment.structure_set, one.treatment.dose
    if structure_set is None or dose is None:
        return SfrtPlan(obstacle=f"the plan has no usable {'dose' if dose is None else 'structure set'}")
    targets = _matched(one, rule.targets, structure_set)
    obstacle = _find_obstacle(one, targets, dose)
    if obstacle or not targets:
        return SfrtPlan(obstacle=obstacle or f"no structure of the plan is named {' or '.join(rule.targets)}")
    if stated is not None and (obstacle := find_unmet(stated, structure_set)):
        return SfrtPlan(obstacle=obstacle)
    try:
        return _describe(
            one,
            protocol,
            rule=rule,
            stated=stated,
            targets=targets,
            structure_set=structure_set,
            dose=dose,
        )
    except UnsupportedError as error:
        return SfrtPlan(obstacle=str(error))


def _find_obstacle(one: PhasePlan, targets: Sequence[Structure], dose: Dose) -> str:
    """Why the dose means nothing in these targets; empty where nothing stands against it."""
    if dose.quantity is not DoseQuantity.PHYSICAL:
        return f"the dose is {dose.quantity.lower()}, not physical"
    unknown = (why for each in targets if isinstance(why := one.dvhs[each.number], Unknown))
    return next((str(why.message) for why in unknown), "")


def _describe(
    one: PhasePlan,
    protocol: Protocol,
    *,
    rule: SfrtRule,
    stated: StatedVertices | None,
    targets: Sequence[Structure],
    structure_set: StructureSet,
    dose: Dose,
) -> SfrtPlan:
    prescribed = [p.dose_gy for p in target_prescriptions(one.plan) if p.dose_gy is not None]
    highest_gy = max(prescribed, default=None)
    spacing_mm = structure_set.plane_spacing_mm
    how, drawn = _drawn(rule, structure_set) if stated is None else take_stated(stated, structure_set)
    if not drawn:
        how, drawn = _found(rule, targets, dose=dose, spacing_mm=spacing_mm, highest_gy=highest_gy)
    organs = [each.name for each in protocol.structures if each.role == "organ"]
    outlines = [each for each in structure_set.structures if each.role == OUTLINE and each.is_volume]
    layouts = [
        lay_out(
            target,
            drawn=drawn,
            dose=dose,
            organs=_matched(one, organs, structure_set),
            body=outlines[0] if len(outlines) == 1 else None,
            set_spacing_mm=spacing_mm,
        )
        for target in targets
    ]
    return SfrtPlan(
        how=how,
        targets=tuple(
            describe_target(
                layout,
                prescription_gy=highest_gy,
                n_fractions=one.plan.n_fractions if one.plan is not None else None,
                choices=_choices(rule),
            )
            for layout in layouts
            if layout.vertices.inside
        ),
        without=tuple(each.target.name for each in layouts if not each.vertices.inside),
        stray=_stray(layouts),
        prescription_gy=highest_gy,
    )


def _matched(one: PhasePlan, names: Sequence[str], structure_set: StructureSet) -> list[Structure]:
    """What stands for these structures of the protocol, in the order of the plan."""
    numbers = {each.structure_number for name in names for each in one.matches[name].candidates}
    return [structure for structure in structure_set.structures if structure.number in numbers]


def _drawn(rule: SfrtRule, structure_set: StructureSet) -> tuple[str, list[Structure]]:
    """The structures of the first name for vertices that the plan has any of, and that name in words."""
    volumes = [structure for structure in structure_set.structures if structure.is_volume]
    for pattern in rule.vertices:
        names = names_like(pattern, [structure.name for structure in volumes])
        if names:
            return f"drawn as {pattern}", [structure for structure in volumes if structure.name in names]
    return "", []


def _found(
    rule: SfrtRule,
    targets: Sequence[Structure],
    *,
    dose: Dose,
    spacing_mm: float | None,
    highest_gy: float | None,
) -> tuple[str, list[Structure]]:
    """What the dose itself shows of vertices in each target, if the protocol says from which dose on."""
    if rule.found is None or highest_gy is None:
        return "", []
    level_gy = rule.found.at_frac * highest_gy
    regions: list[Structure] = []
    for target in targets:
        sections = cut_sections(target, axes=axes_of(target), set_spacing_mm=spacing_mm)
        regions += find_regions(dose, sections, level_gy=level_gy, least_cm3=rule.found.least_cm3)
    how = f"found, not drawn: the regions that receive {level_gy:g} Gy" if regions else ""
    return how, regions


def _stray(layouts: Sequence[Layout]) -> tuple[str, ...]:
    """Vertices that lie in none of the targets."""
    outside = [set(layout.vertices.elsewhere) for layout in layouts]
    return tuple(name for name in layouts[0].vertices.elsewhere if all(name in names for names in outside))


def _choices(rule: SfrtRule) -> SfrtChoices:
    return SfrtChoices(
        geud_a=rule.geud.a if rule.geud else None,
        alpha_per_gy=rule.survival.alpha_per_gy if rule.survival else None,
        beta_per_gy2=rule.survival.beta_per_gy2 if rule.survival else None,
        shells_mm=rule.shells.thickness_mm if rule.shells else (),
    )
