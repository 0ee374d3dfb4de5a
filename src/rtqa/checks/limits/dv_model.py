"""How much does a sum in fractions of 2 Gy rest on the model?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rtqa.assembly.context import Subject, Together
from rtqa.assembly.eqd2 import measure_equivalent
from rtqa.assembly.phase_sum import measure_in
from rtqa.checks.core.catalog import check
from rtqa.checks.core.judge import describe, name_metric
from rtqa.checks.core.rows import Row
from rtqa.course.composite import Composite
from rtqa.course.summed import carry
from rtqa.findings import Table
from rtqa.messages import Listing, Message, Quantity, Unknown
from rtqa.metrics import Measurement, MetricSpec, Outcome, parse_metric
from rtqa.model.structure import Structure
from rtqa.protocol.constraint import SUM, AlphaBeta, Constraint

LQ_HOLDS_TO_GY = 10.0
"""Dose of a fraction up to which LQ is validated; to 18 Gy it is reasonable (Brenner, Semin Radiat Oncol
18:234, 2008, doi:10.1016/j.semradonc.2008.04.004)."""


@check(
    "DV-MODEL",
    "How much do the sums in fractions of 2 Gy rest on the model?",
    section="organs",
    order=40,
    cause=None,
    per="case",
)
def sum_model(subject: Subject) -> Iterator[Row]:
    """One INFO row for each structure of each limit on the sum in EQD2, or one that says why not."""
    rows = [row for limit in subject.protocol.constraints for row in _describe(limit, subject.together)]
    obstacle = subject.together.obstacle
    nothing = Row(
        verdict=None,
        subject=Message("plan.phases"),
        phase=SUM,
        message=Message("dv-model.no-sum"),
        reason=obstacle.message if obstacle is not None else None,
    )
    yield from rows or [nothing]


def _describe(limit: Constraint, together: Together) -> Iterator[Row]:
    summed = together.summed
    composite = summed.trilinear if summed is not None else None
    if limit.phase != SUM or limit.quantity != "eqd2" or limit.alpha_beta is None or composite is None:
        return
    if limit.over is not None:
        return
    for name in limit.names:
        only = together.last.resolved[name].only
        if isinstance(only, Unknown):
            continue
        models = _Models(
            alpha_beta=limit.alpha_beta, spec=limit.metric, together=together, composite=composite
        )
        yield Row(
            verdict=None,
            subject=only.name,
            phase=SUM,
            message=Message("dv-model.other-models", structure=only.name, metric=name_metric(limit.metric)),
            reason=Message(
                "dv-model.alpha-beta",
                alpha_beta=Quantity(limit.alpha_beta.gy, "Gy"),
                source=limit.alpha_beta.source,
            ),
            table=models.tabulate(name, only.structure),
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
            title=Message("dv-model.table", structure=structure.name),
            columns=(
                Message("dv-model.column-model"),
                Message("dv-model.column-alpha-beta"),
                Message("dv-model.column-metric", metric=name_metric(self.spec), unit=self.spec.unit),
            ),
            rows=tuple((model, alpha_beta_gy, _value(outcome)) for model, alpha_beta_gy, outcome in rows),
            note=Message(
                "dv-model.note",
                large_fractions=self._describe_large_fractions(structure),
                recovery=self._describe_recovery(),
            ),
        )

    def _models(self, structure: Structure) -> Iterator[tuple[Message, float, Outcome]]:
        last, gy = self.together.last, self.alpha_beta.gy
        for value in (gy, *self.alpha_beta.also):
            outcome = measure_in(structure, self.composite.eqd2(value), self.spec, plan=last)
            yield Message("dv-model.judged" if value == gy else "dv-model.lq"), value, outcome
        transition_gy = self.alpha_beta.straight_from_gy
        if transition_gy is not None:
            dose = self.composite.eqd2_lql(gy, transition_gy=transition_gy)
            outcome = measure_in(structure, dose, self.spec, plan=last)
            yield Message("dv-model.lq-l", dose=Quantity(transition_gy, "Gy")), gy, outcome

    def _phases(self, name: str) -> Iterator[tuple[Message, float, Outcome]]:
        gy = self.alpha_beta.gy
        for plan, phase in zip(self.together.plans, self.composite.phases, strict=True):
            only = plan.resolved[name].only
            if isinstance(only, Unknown):
                continue
            outcome = measure_equivalent(plan, only.number, self.spec, alpha_beta_gy=gy)
            yield Message("dv-model.phase-alone", phase=plan.phase_id), gy, outcome
            if plan is not self.together.last:
                drawn = carry(only.structure, phase.to_last)
                outcome = measure_in(drawn, self.composite.eqd2(gy), self.spec, plan=plan)
                yield Message("dv-model.drawn-for-phase", phase=plan.phase_id), gy, outcome

    def _describe_large_fractions(self, structure: Structure) -> Message:
        spec = parse_metric(f"V{LQ_HOLDS_TO_GY:g}Gy[cc]")
        dose = self.composite.largest_fraction()
        outcome = measure_in(structure, dose, spec, plan=self.together.last)
        validated = Quantity(LQ_HOLDS_TO_GY, "Gy")
        if isinstance(outcome, Measurement) and outcome.value == 0.0:
            return Message("dv-model.within-lq", validated=validated)
        return Message("dv-model.beyond-lq", volume=describe(outcome), validated=validated)

    def _describe_recovery(self) -> Message:
        recovered = tuple(
            Message(
                "dv-model.recovered-share",
                share=Quantity(100 * (1 - phase.remaining_frac), "%"),
                phase=phase.phase,
            )
            for phase in self.composite.phases
            if phase.remaining_frac != 1.0
        )
        return (
            Message("dv-model.recovered", shares=Listing(recovered))
            if recovered
            else Message("dv-model.no-recovery")
        )


def _value(outcome: Outcome) -> float | None:
    return float(outcome.value) if isinstance(outcome, Measurement) else None
