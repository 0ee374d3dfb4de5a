"""Hand-made findings and curves, and names that want to be more than names."""

from __future__ import annotations

import base64

import numpy as np

from rtqa.findings import Evidence, Finding, ReportedCurve, Verdict
from rtqa.messages import Cause, CauseKind, Interval, Limit, Message, Quantity
from rtqa.metrics import Measurement
from rtqa.protocol import Constraint

SOURCE = "NCT00000000, registration text, section I.1.1"
ONE_PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="
)
"""The smallest PNG: one grey pixel."""
HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "[red]x[/red]",
    "{{7*7}}",
    "../../etc",
    "=cmd()",
    "a\x1b[31mb\x07\x9bc\td\ne",
    "left\u202etfel\u2066",
    "脊髓" * 32,
    "%s{0}$x",
    '#import "x"',
)


def limit(ident: str, metric: str, relation: str, value: float, **more: object) -> Constraint:
    return Constraint.model_validate(
        {
            "id": ident,
            "phase": "ccrt",
            "structure": "SpinalCord",
            "metric": metric,
            "relation": relation,
            "limit": value,
            "quote": "reducing the radiation dose to critical organs (e.g., spinal cord ≤45Gy)",
            "source": SOURCE,
            **more,
        }
    )


def judged(
    verdict: Verdict | None,
    constraint: Constraint,
    value: float,
    *,
    interval: tuple[float, float] | None = None,
) -> Finding:
    spec = constraint.metric
    variation = {}
    message_id = "dv-limit.exceeded" if verdict is Verdict.FAIL else "dv-limit.kept"
    if verdict is Verdict.VARIATION and constraint.variation is not None:
        message_id = "dv-limit.variation"
        variation = {"variation": Limit(constraint.relation, constraint.variation, spec.unit)}
    span = Interval(low=interval[0], high=interval[1]) if interval else None
    return Finding(
        code="DOSE-LIMIT",
        verdict=verdict,
        subject=constraint.subject,
        phase=constraint.phase,
        message=Message(
            message_id,
            structure=constraint.subject,
            metric=str(spec).partition("[")[0],
            value=Quantity(value, spec.unit),
            limit=Limit(constraint.relation, constraint.limit, spec.unit),
            quantity=constraint.quantity,
            alpha_beta=Quantity(0.0, "Gy"),
            **variation,
        ),
        causes=(Cause(CauseKind.LIMIT_EXCEEDED, constraint.subject),) if verdict is Verdict.FAIL else (),
        section="targets" if constraint.relation.startswith(">") else "organs",
        outcome=Measurement(spec=spec, value=value, unit=spec.unit, interval=span),
        constraint=constraint,
        evidence=Evidence.of(constraint),
    )


def sigmoid(structure: str, *, middle_gy: float, volume_cm3: float, n: int = 2049) -> ReportedCurve:
    dose = np.linspace(0.5, middle_gy * 1.3, n)
    volume = volume_cm3 / (1.0 + np.exp((dose - middle_gy) / 2.0))
    volume -= volume[-1]
    return ReportedCurve(
        structure=structure,
        phase="ccrt",
        quantity="physical",
        volume_cm3=float(volume[0]),
        coverage_frac=1.0,
        min_gy=0.5,
        mean_gy=middle_gy,
        max_gy=float(dose[-1]),
        dose_gy=dose,
        volume_curve_cm3=volume,
    )
