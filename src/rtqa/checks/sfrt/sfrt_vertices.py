"""How is a spatially fractionated plan divided into peaks and valley? Reported, never failed.

REVIEW is for missing evidence alone: no number is asked of vertices or ratios.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.assembly.sfrt_plan import SfrtPlan
from rtqa.checks.core.catalog import check
from rtqa.checks.sfrt.tables import DOSES, draw_figures, draw_ratios, draw_vertices, value_of
from rtqa.findings import Evidence, Finding, Verdict
from rtqa.metrics.sfrt import SfrtTarget
from rtqa.protocol.sfrt_rule import SfrtRule

_Describe = Callable[[SfrtTarget, SfrtPlan, SfrtRule], Finding]
"""A finding of one target of a plan."""


@check("SFRT-VERTICES", "Which vertices does each spatially fractionated target have, and where do they lie?")
def vertices(subject: Subject) -> Iterator[Finding]:
    """One finding for each target; REVIEW where vertices are not known, lie in no target, or fill it."""
    for one, plan, rule in _plans(subject):
        if not plan.targets:
            yield replace(
                _row("SFRT-VERTICES", one.treatment.label, rule),
                verdict=Verdict.REVIEW,
                message="The vertices are not known: neither they nor their doses are reported.",
                explanation=_explain_unknown(plan, rule),
            )
        for target in plan.targets:
            yield _vertices(target, plan, rule)
        for name in plan.without if plan.targets else ():
            yield replace(_row("SFRT-VERTICES", name, rule), message=f"{name}: no vertex lies in it.")
        for name in plan.stray:
            yield replace(
                _row("SFRT-VERTICES", name, rule),
                verdict=Verdict.REVIEW,
                message=f"{name} lies in none of the targets.",
                explanation=f"a vertex belongs in a target, which is {' or '.join(rule.targets)}",
            )


@check("SFRT-DOSE", "What dose does each vertex receive, and what the valley between them?")
def doses(subject: Subject) -> Iterator[Finding]:
    """One finding for each target."""
    return _described(subject, "SFRT-DOSE", _doses)


@check("SFRT-PVDR", "How high do the peaks rise above the valley, by each ratio in use?")
def ratios(subject: Subject) -> Iterator[Finding]:
    """One finding for each target."""
    return _described(subject, "SFRT-PVDR", _ratios)


@check("SFRT-TARGET", "How large is each spatially fractionated target, and what does it receive as a whole?")
def targets(subject: Subject) -> Iterator[Finding]:
    """One finding for each target."""
    return _described(subject, "SFRT-TARGET", _target)


def _plans(subject: Subject) -> Iterator[tuple[PhasePlan, SfrtPlan, SfrtRule]]:
    for one in subject.plans:
        if one.sfrt is not None and subject.protocol.sfrt is not None:
            yield one, one.sfrt, subject.protocol.sfrt


def _described(subject: Subject, code: str, describe: _Describe) -> Iterator[Finding]:
    for one, plan, rule in _plans(subject):
        for target in plan.targets:
            yield describe(target, plan, rule)
        if not plan.targets:
            summary = "Not reported: the vertices are not known (SFRT-VERTICES)."
            yield replace(_row(code, one.treatment.label, rule), message=summary)


def _row(code: str, subject: str, rule: SfrtRule) -> Finding:
    """An INFO row without a summary."""
    return Finding(code=code, verdict=None, subject=subject, phase=rule.phase, message="")


def _explain_unknown(plan: SfrtPlan, rule: SfrtRule) -> str:
    if plan.obstacle:
        return plan.obstacle
    if plan.how:
        return f"what is {plan.how} lies in none of {', '.join(plan.without)}"
    names = ", ".join(rule.vertices)
    return f"no structure is named as a vertex ({names}), and none was found in the dose"


def _vertices(target: SfrtTarget, plan: SfrtPlan, rule: SfrtRule) -> Finding:
    whole, cut = value_of(target, "Whole vertices"), value_of(target, "Cut vertices")
    apart = target.figure("Mean distance to next")
    spacing = f", {value_of(target, apart.name)} apart in the mean" if apart.value is not None else ""
    no_valley = target.figure("Valley volume").reason
    return replace(
        _row("SFRT-VERTICES", target.target, rule),
        verdict=Verdict.REVIEW if no_valley else None,
        explanation=no_valley,
        message=f"{target.target}: {whole} whole and {cut} cut {target.pattern}, {plan.how}; "
        f"{value_of(target, 'Mean diameter')} wide{spacing}, "
        f"{value_of(target, 'Vertices / target')} of the target.",
        table=draw_vertices(target, "vertices and where they lie", having=lambda name: name not in DOSES),
        evidence=Evidence(reading=rule.reading),
    )


def _doses(target: SfrtTarget, plan: SfrtPlan, rule: SfrtRule) -> Finding:
    gray = plan.prescription_gy
    coverage = "The plan prescribes no dose to a target that coverage could refer to."
    if gray is not None:
        coverage = f"Coverage refers to {gray:g} Gy, the highest dose that the plan prescribes to a target."
    return replace(
        _row("SFRT-DOSE", target.target, rule),
        message=f"{target.target}: vertices {_range_of_means(target)}; valley "
        f"{value_of(target, 'Valley mean')} in the mean, {value_of(target, 'Valley max')} at most.",
        table=draw_vertices(target, "dose in the vertices", having=lambda name: name in DOSES),
        evidence=Evidence(reading=coverage),
    )


def _range_of_means(target: SfrtTarget) -> str:
    means = [each.value for row in target.vertices for each in row.figures if each.name == "Mean"]
    known = [mean for mean in means if mean is not None]
    if len(known) < len(means):
        return "of unknown mean dose"
    low, high = f"{min(known):.2f}", f"{max(known):.2f}"
    return f"{low} Gy in the mean" if low == high else f"{low}–{high} Gy in the mean"


def _ratios(target: SfrtTarget, _: SfrtPlan, rule: SfrtRule) -> Finding:
    (group,) = (group for group in target.groups if group.title == "Peak to valley")
    listed = (
        f"{each.name} {value_of(target, each.name)}{' (degenerate)' if each.warning else ''}"
        for each in group.figures
    )
    return replace(
        _row("SFRT-PVDR", target.target, rule),
        message=f"{target.target}: {'; '.join(listed)}. "
        f"The vertices are {value_of(target, 'Vertices / target')} of the target.",
        table=draw_ratios(target, group),
    )


def _target(target: SfrtTarget, _: SfrtPlan, rule: SfrtRule) -> Finding:
    chosen = (("gEUD", rule.geud), ("Survival EUD", rule.survival), ("Shells", rule.shells))
    sources = (f"{name}: {choice.source}" for name, choice in chosen if choice is not None)
    return replace(
        _row("SFRT-TARGET", target.target, rule),
        message=f"{target.target}: {value_of(target, 'Volume')}, "
        f"{value_of(target, 'Longest, 3-D')} at its longest; D95% {value_of(target, 'D95%')}, "
        f"D50% {value_of(target, 'D50%')}, D5% {value_of(target, 'D5%')}.",
        table=draw_figures(target),
        evidence=Evidence(source=" ".join(sources)),
    )
