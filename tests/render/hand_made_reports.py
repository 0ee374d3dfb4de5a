"""Hand-made findings and curves, and names that want to be more than names."""

from __future__ import annotations

import base64

import numpy as np

from rtqa.findings import Evidence, Finding, ReportedCurve, Verdict
from rtqa.findings.second_dose import (
    ReportedBeamDose,
    ReportedPair,
    ReportedProfile,
    ReportedSecondDose,
    ReportedStructureDose,
)
from rtqa.messages import Cause, CauseKind, Interval, Limit, Listing, Message, Quantity
from rtqa.metrics import Measurement
from rtqa.model.geometry import owned
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


def second_dose(name: str = "PTV") -> ReportedSecondDose:
    """A plan calculated a second time; at ± 30 mm nothing is compared."""
    position_mm = np.linspace(-30.0, 30.0, 7)
    planned_gy = 60.0 * np.exp(-((position_mm / 25.0) ** 2))
    pair = ReportedPair(planned_gy=60.1, calculated_gy=59.4, sd_gy=0.45)
    return ReportedSecondDose(
        phase="ccrt",
        basis=Message("second-dose.of-ct", curve="generic", n=1, overridden=Listing((name,))),
        machine=name,
        machine_sha256="c0ffee" * 10,
        scale=1.013,
        n_points=480,
        rms_frac=0.0062,
        chi=0.41,
        structures=(ReportedStructureDose(structure=name, n_points=120, mean=pair, d95=pair, d2=pair),),
        beams=(
            ReportedBeamDose(
                beam=3,
                energy_mv=10.0,
                is_unflattened=True,
                tpr=0.706,
                meterset_mu=7800.0,
                share_frac=1.0,
                best_factor=0.97,
            ),
        ),
        profiles=(
            ReportedProfile(
                axis="y",
                position_mm=owned(position_mm),
                planned_gy=owned(planned_gy),
                calculated_gy=owned(0.99 * planned_gy),
                sd_gy=owned(0.02 * planned_gy),
                is_compared=owned([0.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.0]),
            ),
        ),
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
