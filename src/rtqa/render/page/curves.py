"""What a DVH plot shows, whoever draws it: curves, their uncertainty, and the marks of limits on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rtqa.findings import Finding, Report, ReportedCurve
from rtqa.findings.colors import structure_colors
from rtqa.findings.thin import thin_curve
from rtqa.messages.safe_text import show
from rtqa.metrics.grammar import Answer, MetricKind, MetricSpec
from rtqa.protocol.constraint import SUM
from rtqa.render.words.language import ENGLISH, Language
from rtqa.render.words.wording import badge, numbers_of, phase_name, word_of

DASHES = ("solid", "dash", "dot", "dashdot")
"""Lines differ by more than their colour: files give neighbours like ones, and some eyes see fewer."""

_TARGETS = frozenset({"GTV", "CTV", "PTV"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A limit on a curve.

    Attributes:
        dose_gy, percent: where it stands.
        points_left: whether the curve has to lie on its left.
        words: the limit and its verdict.
    """

    dose_gy: float
    percent: float
    points_left: bool
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One structure's curve, in percent of its whole volume.

    Attributes:
        name: of the structure, one line of safe text.
        color: ``#rrggbb``, the same in all curves and pictures.
        dash: of :data:`DASHES`.
        is_shown: whether it is drawn without being asked for: a limit is judged on it, or it is a target with
            doses of its own; where that is so of none, a target, and where there is none, anything.
        dose_gy, percent: the curve, from 0 Gy on.
        band: lists of dose in Gy and of the lowest and highest percent there; empty where none is known.
        marks: the limits on it.
    """

    name: str
    color: str
    dash: str
    is_shown: bool
    dose_gy: list[float]
    percent: list[float]
    band: tuple[list[float], list[float], list[float]]
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """All curves of a phase.

    Attributes:
        phase: of the protocol, `sum`, or empty; safe text.
        title: the phase in words.
        lines: its curves.
    """

    phase: str
    title: str
    lines: tuple[Line, ...]


def collect_figures(report: Report, say: Language = ENGLISH) -> list[Figure]:
    """One figure for each phase that has curves."""
    phases = dict.fromkeys(curve.phase for curve in report.curves)
    colors = structure_colors(report.structures, others=[curve.structure for curve in report.curves])
    return [
        Figure(
            phase=show(phase), title=_title(phase, say), lines=_lines(report, phase, colors=colors, say=say)
        )
        for phase in phases
    ]


def _title(phase: str, say: Language) -> str:
    if not phase:
        return say("page.no-phase-recognised")
    return phase_name(phase, say) if phase == SUM else say("page.phase-named", phase=phase)


def _lines(report: Report, phase: str, *, colors: Mapping[str, str], say: Language) -> tuple[Line, ...]:
    curves = [curve for curve in report.curves if curve.phase == phase]
    judged = {
        str(finding.subject) for finding in report.findings if finding.phase == phase and finding.outcome
    }
    judged |= {measure.structure for measure in report.measures if measure.phase == phase}
    if not any(curve.structure in judged for curve in curves):
        names = {curve.structure for curve in curves}
        targets = {
            structure.name
            for structure in report.structures
            if structure.phase == phase and structure.role in _TARGETS
        }
        judged = names & targets or names
    lines: list[Line] = []
    for number, curve in enumerate(curves):
        kept = thin_curve(curve.dose_gy, curve.volume_curve_cm3)
        percent = (100.0 / curve.volume_cm3 * curve.volume_curve_cm3[kept]).round(4).tolist()
        lines.append(
            Line(
                name=show(curve.structure) + (" (EQD2)" if curve.quantity == "eqd2" else ""),
                color=colors[curve.structure],
                dash=_free_dash(lines, number, color=colors[curve.structure]),
                is_shown=curve.structure in judged,
                # From 0 Gy on, where all that lies inside the dose grid receives at least that dose.
                dose_gy=[0.0, *curve.dose_gy[kept].round(4).tolist()],
                percent=[percent[0], *percent],
                band=_band(curve),
                marks=tuple(_marks(curve, report.findings, say)),
            )
        )
    return tuple(lines)


def _free_dash(lines: Sequence[Line], number: int, *, color: str) -> str:
    """A dash that no line of this colour has, such as the EQD2 of the same structure, as far as they go."""
    dashes = [DASHES[(number + n) % len(DASHES)] for n in range(len(DASHES))]
    taken = {line.dash for line in lines if line.color == color}
    return next((dash for dash in dashes if dash not in taken), dashes[0])


def _band(curve: ReportedCurve) -> tuple[list[float], list[float], list[float]]:
    if curve.band is None:
        return [], [], []
    low, high = (100.0 * curve.band.low_frac).round(3), (100.0 * curve.band.high_frac).round(3)
    return curve.band.dose_gy.tolist(), low.tolist(), high.tolist()


def _marks(curve: ReportedCurve, findings: Sequence[Finding], say: Language) -> list[Mark]:
    """The limits on this curve that have a place there."""
    marks = []
    for finding in findings:
        constraint = finding.constraint
        if constraint is None or (finding.subject, finding.phase) != (curve.structure, curve.phase):
            continue
        if constraint.quantity != curve.quantity or constraint.over is not None:
            continue
        place = _place(constraint.metric, constraint.limit, curve.volume_cm3)
        if place is not None:
            numbers = numbers_of(finding, say)
            verdict = badge(word_of(finding.verdict), say)
            words = f"{say.write(finding.subject)}: {numbers.metric} {numbers.limit}, {verdict}"
            points_left = constraint.is_kept_by_dose is False
            marks.append(Mark(dose_gy=place[0], percent=place[1], points_left=points_left, words=words))
    return marks


def _place(metric: MetricSpec, limit: float, volume_cm3: float) -> tuple[float, float] | None:
    """Where on the curve a limit stands, in Gy and percent; a mean stands on the dose axis.

    None where it has no such place: a volume of the whole structure, a dose in percent, or a ratio.
    """
    if metric.needs_prescription or metric.kind in (MetricKind.VOLUME, MetricKind.ISODOSE):
        return None
    given = metric.at or 0.0
    if metric.kind.answer not in (Answer.DOSE, Answer.VOLUME):
        return None
    if metric.kind.answer is Answer.VOLUME:
        percent = limit if metric.unit == "%" else 100.0 * limit / volume_cm3
        gray = given / 100.0 if metric.at_unit == "cGy" else given
        return gray, 100.0 - percent if metric.kind is MetricKind.VOLUME_BELOW else percent
    percent = given if metric.at_unit == "%" else 100.0 * given / volume_cm3
    match metric.kind:
        case MetricKind.COLDEST_DOSE:
            percent = 100.0 - percent
        case MetricKind.MIN:
            percent = 100.0
        case MetricKind.HOTTEST_MEAN | MetricKind.COLDEST_MEAN | MetricKind.GEUD:
            percent = 0.0
        case MetricKind.MEDIAN:
            percent = 50.0
    return limit / 100.0 if metric.unit == "cGy" else limit, percent
