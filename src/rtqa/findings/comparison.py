"""Two reports value by value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from rtqa.errors import require
from rtqa.findings.finding import Finding
from rtqa.findings.report import Report
from rtqa.findings.verdict import Verdict
from rtqa.messages import Interval
from rtqa.metrics.outcome import Measurement, Outcome
from rtqa.protocol.constraint import Constraint

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedValue:
    """One metric of one structure in both reports.

    Attributes:
        phase, structure, metric: of the protocol.
        limit: such as ``<= 45 Gy``; empty where no limit judges it.
        a, b: the values, in ``unit``; None where one is not known.
        unit: Gy, %, cc or cGy; empty of a ratio.
        is_apart: whether their intervals do not meet, so that the plans differ by more than is in doubt.
        verdict_a, verdict_b: of each side's finding; None where there is none, or it is information.
    """

    phase: str
    structure: str
    metric: str
    limit: str
    a: float | None
    b: float | None
    unit: str
    is_apart: bool
    verdict_a: Verdict | None
    verdict_b: Verdict | None

    @property
    def difference(self) -> float | None:
        """How much more ``b`` is than ``a``; None where one is not known."""
        return self.b - self.a if self.a is not None and self.b is not None else None

    def as_row(self) -> dict[str, str | float | None]:
        """By column, for tables."""
        return {
            "phase": self.phase,
            "structure": self.structure,
            "metric": self.metric,
            "limit": self.limit,
            "a": self.a,
            "b": self.b,
            "difference": self.difference,
            "unit": self.unit,
            "is_apart": self.is_apart,
            "verdict_a": self.verdict_a.value if self.verdict_a is not None else None,
            "verdict_b": self.verdict_b.value if self.verdict_b is not None else None,
        }


def compare(a: Report, b: Report) -> tuple[ComparedValue, ...]:
    """Lay two reports beside each other: what limits judge, then what was measured of targets.

    Values are paired by phase, clause and the protocol's name of a structure, as two plans name their own
    differently. Which of two plans is better is a clinical decision, and is not said.

    >>> import rtqa
    >>> a, b = (rtqa.check(rtqa.read_case(f"sample_plans/{name}"), protocol="nct07041788")
    ...         for name in ("ccrt_pass", "ccrt_fail"))
    >>> [row.structure for row in rtqa.compare(a, b) if row.is_apart and row.verdict_b is rtqa.Verdict.FAIL]
    ['SpinalCord', 'Parotid_R']

    Args:
        a: a report.
        b: another, of the same protocol.

    Raises:
        UsageError: one is no report.
    """
    a, b = (require(report, Report, maker="rtqa.check or rtqa.read_report") for report in (a, b))
    limits = [
        _compare(
            (either.phase, str(either.subject), str(either.constraint.metric)),
            a=of_a.outcome if of_a is not None else None,
            b=of_b.outcome if of_b is not None else None,
            limit=_write_limit(either.constraint),
            verdicts=(of_a.verdict if of_a else None, of_b.verdict if of_b else None),
        )
        for of_a, of_b in pair_up(limits_of(a), limits_of(b)).values()
        if (either := of_a or of_b) is not None and either.constraint is not None
    ]
    measures = [
        _compare(key, a=of_a, b=of_b) for key, (of_a, of_b) in pair_up(measures_of(a), measures_of(b)).items()
    ]
    return (*limits, *measures)


def measures_of(report: Report) -> dict[tuple[str, str, str], Outcome]:
    """What no limit judges, by phase, structure and metric."""
    return {(row.phase, row.structure, str(row.outcome.spec)): row.outcome for row in report.measures}


def limits_of(report: Report) -> dict[Hashable, Finding]:
    """By clause and by what of the protocol it is about: two plans name their structures differently."""
    return {
        (finding.phase, finding.constraint.id, finding.constraint.subject): finding
        for finding in report.findings
        if finding.constraint is not None
    }


def others_of(report: Report) -> dict[Hashable, Finding]:
    """By check, phase and subject, and by how many of these came before."""
    others: dict[Hashable, Finding] = {}
    n_before: Counter[Hashable] = Counter()
    for finding in report.findings:
        if finding.constraint is None:
            key = (finding.code, finding.phase, finding.subject)
            others[*key, n_before[key]] = finding
            n_before[key] += 1
    return others


def pair_up(a: Mapping[K, T], b: Mapping[K, T]) -> dict[K, tuple[T | None, T | None]]:
    """Both sides of each key, in the order of the first; None where a side has none."""
    return {key: (a.get(key), b.get(key)) for key in dict.fromkeys([*a, *b])}


def are_apart(a: Measurement, b: Measurement) -> bool:
    """Whether the intervals of two values do not meet."""
    first, second = (side.interval or Interval(low=side.value, high=side.value) for side in (a, b))
    return first.high < second.low or second.high < first.low


def _write_limit(constraint: Constraint) -> str:
    return f"{constraint.relation} {constraint.limit:.10g} {constraint.unit}".strip()


def _compare(
    key: tuple[str, str, str],
    *,
    a: Outcome | None,
    b: Outcome | None,
    limit: str = "",
    verdicts: tuple[Verdict | None, Verdict | None] = (None, None),
) -> ComparedValue:
    phase, structure, metric = key
    either = a or b
    return ComparedValue(
        phase=phase,
        structure=structure,
        metric=metric,
        limit=limit,
        a=float(a.value) if isinstance(a, Measurement) else None,
        b=float(b.value) if isinstance(b, Measurement) else None,
        unit=either.spec.unit if either is not None else "",
        is_apart=isinstance(a, Measurement) and isinstance(b, Measurement) and are_apart(a, b),
        verdict_a=verdicts[0],
        verdict_b=verdicts[1],
    )
