"""What a phase gave whose plan is not at hand: as the course file states it, or an earlier report of it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from rtqa.course.course_document import LoadedCourse
from rtqa.course.file import CoursePhase, ReceivedDose
from rtqa.course.received import enclose, enclose_eqd2, name_structures
from rtqa.documents.reading import read_document
from rtqa.dvh.curve import DVH
from rtqa.errors import DocumentError, Fault, UsageError
from rtqa.findings import Report, ReportedCurve
from rtqa.findings.report_document import parse_report
from rtqa.limits import MOST_REPORT_BYTES
from rtqa.messages import Cause, CauseKind, Message, Unknown
from rtqa.metrics.bounds import SAME_VOLUME_FRAC
from rtqa.metrics.grammar import MetricKind
from rtqa.protocol.constraint import Constraint
from rtqa.protocol.schema import Phase, Protocol

_NAMED = "the report of an earlier phase"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedPhase:
    """What a phase gave, without its plan.

    Attributes:
        phase_id: of the protocol's phase.
        source: what says so.
        doses: by the protocol's names of the structures.
        n_fractions: the fewest that it may have been given in.
    """

    phase_id: str
    source: Literal["course-file", "report"]
    doses: Mapping[str, ReceivedDose]
    n_fractions: int

    def find_dvh(self, constraint: Constraint, *, volume_cm3: float) -> DVH | Unknown:
        """The highest DVH of the structure limited, in the quantity that is limited, or why there is none."""
        (name,) = constraint.names
        received = self.doses.get(name)
        is_mean = constraint.metric.kind is MetricKind.MEAN and constraint.quantity == "physical"
        if received is None:
            return self._unknown("phase-sum.not-stated", name)
        if received.max_gy is None and not is_mean:
            return self._unknown("phase-sum.maximum-not-stated", name)
        if constraint.quantity == "eqd2" and constraint.alpha_beta is not None:
            return enclose_eqd2(
                received,
                name=name,
                volume_cm3=volume_cm3,
                n_fractions=self.n_fractions,
                alpha_beta_gy=constraint.alpha_beta.gy,
            )
        return enclose(received, name=name, volume_cm3=volume_cm3)

    def _unknown(self, reason: str, structure: str) -> Unknown:
        message = Message(reason, structure=structure, source=self.source)
        return Unknown(message, Cause(CauseKind.PHASE_ABSENT, self.phase_id))


def read_received(loaded: LoadedCourse | None, protocol: Protocol) -> dict[str, StatedPhase]:
    """What the course file states of each phase, or takes from a report.

    Raises:
        UsageError: a report that the course file names is not there, no file, or too large.
        DocumentError: it is no report, contradicts itself, or is of another protocol or phase.
    """
    if loaded is None:
        return {}
    stated = {}
    for phase in protocol.phases:
        course_phase = loaded.course.phase(phase.id)
        if course_phase is None or course_phase.received is None:
            continue
        file = loaded.received_files.get(phase.id)
        if isinstance(course_phase.received, str):
            doses = {}
            if file is not None:
                content = read_document(file, what=_NAMED, most=MOST_REPORT_BYTES)
                doses = _take(content, phase.id, protocol, label=file.name)
        else:
            named = name_structures(course_phase.received, protocol)
            doses = {name: course_phase.received[keys[0]] for name, keys in named.items() if keys}
        stated[phase.id] = StatedPhase(
            phase_id=phase.id,
            source="report" if file is not None else "course-file",
            doses=doses,
            n_fractions=_fewest_fractions(phase, course_phase),
        )
    return stated


def take_reports(reports: Sequence[Report], protocol: Protocol) -> dict[str, StatedPhase]:
    """What earlier reports hold of the protocol's phases, for phases whose plans are not at hand.

    Raises:
        UsageError: a report is of another protocol or holds no DVH of a phase, or two hold one phase.
    """
    stated: dict[str, StatedPhase] = {}
    for report in reports:
        if report.protocol.id != protocol.id:
            raise UsageError(f"an earlier report is of protocol {report.protocol.id!r}, not {protocol.id!r}")
        held = {curve.phase for curve in report.curves if curve.quantity == "physical"}
        phases = [phase for phase in protocol.phases if phase.id in held]
        if not phases:
            raise UsageError("an earlier report holds no DVH of a phase of the protocol")
        for phase in phases:
            if phase.id in stated:
                raise UsageError(f"two earlier reports hold phase {phase.id!r}: hand in one of them")
            curves = [curve for curve in report.curves if curve.phase == phase.id]
            stated[phase.id] = StatedPhase(
                phase_id=phase.id,
                source="report",
                doses=_take_doses(report, curves, protocol),
                n_fractions=_fewest_fractions(phase, None),
            )
    return stated


def _fewest_fractions(phase: Phase, stated: CoursePhase | None) -> int:
    """As the course file says; without a number, by what the protocol knows the phase."""
    listed = [n for n in (stated.fractions, len(stated.delivered)) if n] if stated is not None else []
    return min(listed, default=phase.fractions.min)


def _take(text: bytes, phase_id: str, protocol: Protocol, *, label: str) -> dict[str, ReceivedDose]:
    report = parse_report(text, label=label)
    if report.protocol.id != protocol.id:
        raise DocumentError(label, (Fault("protocol", f"is {report.protocol.id!r}, not {protocol.id!r}"),))
    curves = [curve for curve in report.curves if curve.phase == phase_id and curve.quantity == "physical"]
    if not curves:
        raise DocumentError(label, (Fault("dvhs", f"none is of phase {phase_id!r}"),))
    return _take_doses(report, curves, protocol)


def _take_doses(report: Report, curves: list[ReportedCurve], protocol: Protocol) -> dict[str, ReceivedDose]:
    curves = [curve for curve in curves if curve.quantity == "physical"]
    doses = {}
    for structure in protocol.structures:
        drawn = _find_curves(report, structure.name, curves)
        if len(drawn) == 1 and _is_whole(drawn[0]):
            doses[structure.name] = _highest(drawn[0])
    return doses


def _find_curves(report: Report, name: str, curves: list[ReportedCurve]) -> list[ReportedCurve]:
    """The curves of what stood for a structure of the protocol; what merely resembled it does not count."""
    names = {row.name for row in report.structures if row.matched_to == name and row.how != "suggested"}
    return [curve for curve in curves if curve.structure in names]


def _is_whole(curve: ReportedCurve) -> bool:
    return curve.coverage_frac >= 1.0 - SAME_VOLUME_FRAC and math.isfinite(curve.mean_gy)


def _highest(curve: ReportedCurve) -> ReceivedDose:
    """The upper ends of maximum and mean: those of the curve's band, whose steps are taken at their tops."""
    max_gy, mean_gy = float(curve.dose_gy[-1]), float(curve.mean_gy)
    if curve.band is not None:
        dose_gy, share = curve.band.dose_gy, curve.band.high_frac
        max_gy = max(max_gy, float(dose_gy[-1]))
        mean_gy = max(mean_gy, float(share[:-1] @ (dose_gy[1:] - dose_gy[:-1])))
    return ReceivedDose(max_gy=max_gy, mean_gy=min(mean_gy, max_gy))
