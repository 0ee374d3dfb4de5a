"""How much does a sum in fractions of 2 Gy rest on the model?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rtqa.assembly.context import Subject, Together
from rtqa.assembly.eqd2 import measure_equivalent, structure_of
from rtqa.assembly.matching import find_only_candidate
from rtqa.assembly.phase_sum import measure_in
from rtqa.checks.core.catalog import check
from rtqa.checks.core.judge import describe
from rtqa.course.composite import Composite
from rtqa.course.summed import carry
from rtqa.findings import Evidence, Finding, Table
from rtqa.messages import Unknown
from rtqa.metrics import Measurement, MetricSpec, Outcome, parse_metric
from rtqa.model.structure import Structure
from rtqa.protocol.constraint import SUM, AlphaBeta, Constraint

CODE = "DV-MODEL"

LQ_HOLDS_TO_GY = 10.0
"""Dose of a fraction up to which LQ is validated; to 18 Gy it is reasonable (Brenner, Semin Radiat Oncol
18:234, 2008, doi:10.1016/j.semradonc.2008.04.004)."""


@check(CODE, "How much do the sums in fractions of 2 Gy rest on the model?")
def sum_model(subject: Subject) -> Iterator[Finding]:
    """One INFO row for each structure of each limit on the sum in EQD2, or one that says why not."""
    told = [row for limit in subject.protocol.constraints for row in _tell(limit, subject.together)]
    yield from told or [
        Finding(
            code=CODE,
            verdict=None,
            subject="phases",
            phase=SUM,
            message="There is no sum of doses in fractions of 2 Gy to look into.",
            explanation=subject.together.obstacle,
        )
    ]


def _tell(limit: Constraint, together: Together) -> Iterator[Finding]:
    summed = together.summed
    composite = summed.trilinear if summed is not None else None
    if limit.phase != SUM or limit.quantity != "eqd2" or limit.alpha_beta is None or composite is None:
        return
    for name in limit.names:
        candidate = find_only_candidate(together.last, name)
        if isinstance(candidate, Unknown):
            continue
        structure = structure_of(together.last, candidate.structure_number)
        models = _Models(
            alpha_beta=limit.alpha_beta, spec=limit.metric, together=together, composite=composite
        )
        yield Finding(
            code=CODE,
            verdict=None,
            subject=structure.name,
            phase=SUM,
            message=f"{structure.name}: {_name(limit.metric)} of all phases in EQD2, by other models beside.",
            table=models.tabulate(name, structure),
            evidence=Evidence(reading=f"α/β {limit.alpha_beta.gy:g} Gy: {limit.alpha_beta.source}."),
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Models:
    """One metric of the sum under the model that is judged by and under others."""

    alpha_beta: AlphaBeta
    spec: MetricSpec
    together: Together
    composite: Composite

    def tabulate(self, name: str, structure: Structure) -> Table:
        """For the last phase's structure that stands for the protocol's of this name."""
        rows = [*self._models(structure), *self._phases(name)]
        return Table(
            title=f"{structure.name} in fractions of 2 Gy",
            columns=("Model", "α/β / Gy", f"{_name(self.spec)} / {self.spec.unit}"),
            rows=tuple((what, alpha_beta_gy, _value(outcome)) for what, alpha_beta_gy, outcome in rows),
            note=f"{self._describe_large_fractions(structure)} {self._describe_recovery()}",
        )

    def _models(self, structure: Structure) -> Iterator[tuple[str, float, Outcome]]:
        last, gy = self.together.last, self.alpha_beta.gy
        for value in (gy, *self.alpha_beta.also):
            outcome = measure_in(structure, self.composite.eqd2(value), self.spec, one=last)
            yield "LQ, judged" if value == gy else "LQ", value, outcome
        transition_gy = self.alpha_beta.straight_from_gy
        if transition_gy is not None:
            dose = self.composite.eqd2_lql(gy, transition_gy=transition_gy)
            outcome = measure_in(structure, dose, self.spec, one=last)
            yield f"LQ-L, straight from {transition_gy:g} Gy a fraction", gy, outcome

    def _phases(self, name: str) -> Iterator[tuple[str, float, Outcome]]:
        gy = self.alpha_beta.gy
        for one, phase in zip(self.together.plans, self.composite.phases, strict=True):
            candidate = find_only_candidate(one, name)
            if isinstance(candidate, Unknown):
                continue
            number = candidate.structure_number
            yield f"{one.phase_id} alone", gy, measure_equivalent(one, number, self.spec, alpha_beta_gy=gy)
            if one is not self.together.last:
                drawn = carry(structure_of(one, number), phase.to_last)
                outcome = measure_in(drawn, self.composite.eqd2(gy), self.spec, one=one)
                yield f"sum, in the structure drawn for {one.phase_id}", gy, outcome

    def _describe_large_fractions(self, structure: Structure) -> str:
        spec = parse_metric(f"V{LQ_HOLDS_TO_GY:g}Gy[cc]")
        dose = self.composite.largest_fraction()
        outcome = measure_in(structure, dose, spec, one=self.together.last)
        if isinstance(outcome, Measurement) and outcome.value == 0.0:
            return (
                f"No part receives more than {LQ_HOLDS_TO_GY:g} Gy, that LQ is validated to, in one fraction."
            )
        return (
            f"By doses of one fraction: {describe(outcome)}; above {LQ_HOLDS_TO_GY:g} Gy LQ is extrapolated."
        )

    def _describe_recovery(self) -> str:
        recovered = [
            f"{100 * (1 - phase.remaining_frac):g} % of {phase.phase}"
            for phase in self.composite.phases
            if phase.remaining_frac != 1.0
        ]
        return (
            f"Taken to have recovered, by the course file: {', '.join(recovered)}."
            if recovered
            else "Nothing is taken to have recovered between phases."
        )


def _name(spec: MetricSpec) -> str:
    return str(spec).partition("[")[0]


def _value(outcome: Outcome) -> float | None:
    return float(outcome.value) if isinstance(outcome, Measurement) else None
