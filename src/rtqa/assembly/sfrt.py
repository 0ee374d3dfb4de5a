"""A plan of the spatially fractionated phase: its vertices found, its targets described."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rtqa.assembly.context import (
    NO_DOSE,
    PhasePlan,
    find_obstacle,
    target_prescriptions,
    why_not_physical,
)
from rtqa.assembly.sfrt_plan import SfrtPlan
from rtqa.course.file import Vertices as StatedVertices
from rtqa.documents.suggestion import find_closest
from rtqa.documents.wildcards import fits
from rtqa.errors import UnsupportedError
from rtqa.messages import Cause, CauseKind, Listing, Message, Quantity, Unknown
from rtqa.metrics.sfrt import Layout, SfrtChoices, describe_target, lay_out
from rtqa.metrics.sfrt.found import find_regions
from rtqa.model.dose import Dose, DoseQuantity
from rtqa.model.structure import Structure, StructureSet
from rtqa.protocol.schema import Protocol
from rtqa.protocol.sfrt_rule import SfrtRule, names_like

OUTLINE = "EXTERNAL"
"""RT ROI Interpreted Type (3006,00A4) of the patient's outline."""

"""Signs of a course file's pattern for names, as a regular expression has them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """What is there to describe: a plan with targets, structures and a dose that means something in them."""

    plan: PhasePlan
    protocol: Protocol
    rule: SfrtRule
    targets: Sequence[Structure]
    structure_set: StructureSet
    dose: Dose

    @property
    def volumes(self) -> list[Structure]:
        """The plan's structures that enclose a volume."""
        return [structure for structure in self.structure_set.structures if structure.is_volume]

    @property
    def highest_gy(self) -> float | None:
        """The highest dose that the plan prescribes to a target."""
        stated = (prescription.dose_gy for prescription in target_prescriptions(self.plan.plan))
        return max((dose_gy for dose_gy in stated if dose_gy is not None), default=None)


def describe_sfrt(
    plan: PhasePlan, protocol: Protocol, *, stated: StatedVertices | None = None
) -> SfrtPlan | None:
    """Describe a plan that the protocol takes as spatially fractionated; None for any other.

    Args:
        plan: the plan, its structures matched and their DVHs computed.
        protocol: whose ``[sfrt]`` table says how.
        stated: what the course file says of the vertices; nothing else is then looked for.
    """
    rule = protocol.sfrt
    if rule is None or plan.phase_id != rule.phase:
        return None
    parts = _find_parts(plan, protocol, rule)
    if isinstance(parts, Unknown):
        return SfrtPlan(obstacle=parts)
    try:
        return _describe(parts, stated)
    except UnsupportedError as error:
        return SfrtPlan(obstacle=Unknown(error.message, Cause(CauseKind.STRUCTURE_DOUBTFUL)))


def _find_parts(plan: PhasePlan, protocol: Protocol, rule: SfrtRule) -> _Parts | Unknown:
    structure_set, dose = plan.treatment.structure_set, plan.treatment.dose
    if dose is None:
        return find_obstacle(plan.treatment) or NO_DOSE
    if structure_set is None:
        cause = Cause(CauseKind.FILE_ABSENT, Message("file.structures"))
        return Unknown(Message("sfrt.why-no-structures"), cause)
    if dose.quantity is not DoseQuantity.PHYSICAL:
        return why_not_physical(dose.quantity)
    targets = _matched(plan, rule.targets, structure_set)
    unknown = next((dvh for target in targets if isinstance(dvh := plan.dvhs[target.number], Unknown)), None)
    if unknown is not None:
        return unknown
    if not targets:
        message = Message("sfrt.why-no-target", names=Listing(rule.targets, "or"))
        return Unknown(message, Cause(CauseKind.STRUCTURE_NOT_FOUND, rule.targets[0]))
    return _Parts(
        plan=plan, protocol=protocol, rule=rule, targets=targets, structure_set=structure_set, dose=dose
    )


def _describe(parts: _Parts, stated: StatedVertices | None) -> SfrtPlan:
    vertices = _find_vertices(parts) if stated is None else _take_stated(stated, parts)
    if isinstance(vertices, Unknown):
        return SfrtPlan(obstacle=vertices)
    how, drawn = vertices
    layouts = _lay_out(parts, drawn)
    without = tuple(layout.target.name for layout in layouts if not layout.vertices.inside)
    targets = tuple(
        describe_target(
            layout,
            prescription_gy=parts.highest_gy,
            n_fractions=parts.plan.plan.n_fractions if parts.plan.plan is not None else None,
            choices=_choices(parts.rule),
        )
        for layout in layouts
        if layout.vertices.inside
    )
    return SfrtPlan(
        how=how,
        targets=targets,
        without=without,
        stray=_stray(layouts),
        prescription_gy=parts.highest_gy,
        obstacle=None if targets else _why_elsewhere(how, without),
    )


def _why_elsewhere(how: Message, without: tuple[str, ...]) -> Unknown:
    message = Message("sfrt.why-elsewhere", how=how, targets=Listing(without))
    return Unknown(message, Cause(CauseKind.STRUCTURE_DOUBTFUL, Message("sfrt.vertices")))


def _lay_out(parts: _Parts, drawn: Sequence[Structure]) -> list[Layout]:
    organs = [structure.name for structure in parts.protocol.structures if structure.role == "organ"]
    outlines = [structure for structure in parts.volumes if structure.role == OUTLINE]
    return [
        lay_out(
            target,
            drawn=drawn,
            dose=parts.dose,
            organs=_matched(parts.plan, organs, parts.structure_set),
            body=outlines[0] if len(outlines) == 1 else None,
            set_spacing_mm=parts.structure_set.plane_spacing_mm,
            slices=parts.structure_set.slices,
        )
        for target in parts.targets
    ]


def _matched(plan: PhasePlan, names: Sequence[str], structure_set: StructureSet) -> list[Structure]:
    """What stands for these structures of the protocol, in the order of the plan."""
    numbers = {matched.number for name in names for matched in plan.resolved[name].structures}
    return [structure for structure in structure_set.structures if structure.number in numbers]


def _find_vertices(parts: _Parts) -> tuple[Message, list[Structure]] | Unknown:
    """The vertices that are drawn, or else that the dose itself shows; and how they are known."""
    vertices = _take_named(parts) or _look_in_dose(parts)
    if vertices is not None:
        return vertices
    message = Message("sfrt.why-no-vertices", names=Listing(parts.rule.vertices))
    return Unknown(message, Cause(CauseKind.STRUCTURE_NOT_FOUND, Message("sfrt.vertices")))


def _take_named(parts: _Parts) -> tuple[Message, list[Structure]] | None:
    """The structures of the first name for vertices that the plan has any of."""
    for pattern in parts.rule.vertices:
        names = names_like(pattern, [volume.name for volume in parts.volumes])
        if names:
            drawn = [volume for volume in parts.volumes if volume.name in names]
            return Message("sfrt.drawn-as", pattern=pattern), drawn
    return None


def _look_in_dose(parts: _Parts) -> tuple[Message, list[Structure]] | None:
    """What the dose itself shows of vertices in each target, if the protocol says from which dose on."""
    if parts.rule.found is None or parts.highest_gy is None:
        return None
    level_gy = parts.rule.found.at_frac * parts.highest_gy
    regions: list[Structure] = []
    for target in parts.targets:
        sections = parts.plan.outlines.lay_flat(target)
        regions += find_regions(parts.dose, sections, level_gy=level_gy, least_cm3=parts.rule.found.least_cm3)
    return (Message("sfrt.found-in-dose", dose=Quantity(level_gy, "Gy")), regions) if regions else None


def _take_stated(stated: StatedVertices, parts: _Parts) -> tuple[Message, list[Structure]] | Unknown:
    """The structures that the course file names as vertices, in the plan's order."""
    names = [volume.name for volume in parts.volumes]
    absent = next((name for name in stated.names if name not in names), None)
    if absent is not None:
        return _why_not_drawn(absent, names)
    fitting = _names_like(stated.pattern, names)
    if stated.pattern is not None and not fitting:
        message = Message("sfrt.why-no-vertices-like", pattern=stated.pattern)
        return Unknown(message, Cause(CauseKind.STRUCTURE_NOT_FOUND, Message("sfrt.vertices")))
    drawn = [volume for volume in parts.volumes if volume.name in {*stated.names, *fitting}]
    return Message("sfrt.named-by-course"), drawn


def _why_not_drawn(name: str, names: Sequence[str]) -> Unknown:
    similar = find_closest(name, names)
    message = (
        Message("sfrt.why-vertex-not-drawn", name=name)
        if similar is None
        else Message("sfrt.why-vertex-not-drawn-but-similar", name=name, similar=similar)
    )
    return Unknown(message, Cause(CauseKind.STRUCTURE_NOT_FOUND, Message("sfrt.vertices")))


def _names_like(pattern: str | None, names: Sequence[str]) -> list[str]:
    if pattern is None:
        return []
    return [name for name in names if fits(name, pattern)]


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
