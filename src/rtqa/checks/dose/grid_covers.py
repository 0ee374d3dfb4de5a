"""Does the dose grid reach around every structure that it is asked about?"""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.checks.core.catalog import check
from rtqa.checks.core.rows import Row, doubted, informed, passed
from rtqa.dvh.curve import DVH
from rtqa.messages import Cause, CauseKind, Message, Quantity, Unknown

COVERED_FRAC = 1.0 - 1e-6
"""A structure counts as inside the dose grid from this share of its volume on."""


@check(
    "GRID-COVERS",
    "Does the dose grid reach around every structure of the protocol?",
    section="dose",
    order=10,
    cause=CauseKind.DOSE_DOUBTFUL,
    per="plan",
)
def grid_covers(phase_plan: PhasePlan, _: Subject) -> Iterator[Row]:
    """One row for each structure that stands for one of the protocol's; one where none does."""
    structures = [drawn for resolved in phase_plan.resolved.values() for drawn in resolved.structures]
    for structure in structures:
        yield _judge(structure.name, structure.dvh)
    dose = phase_plan.treatment.dose
    if dose is not None and dose.n_uncomputed_planes:
        yield informed(Message("grid-covers.uncomputed", n=dose.n_uncomputed_planes))
    if not structures:
        # That a structure is missing is in every clause that names it.
        yield informed(Message("grid-covers.no-structure"))


def _judge(name: str, dvh: DVH | Unknown) -> Row:
    if isinstance(dvh, Unknown):
        return doubted(
            Message("grid-covers.no-dvh", structure=name), dvh.message, subject=name, cause=dvh.cause
        )
    if dvh.coverage_frac >= COVERED_FRAC:
        return passed(Message("grid-covers.inside", structure=name), subject=name)
    share = Quantity(float(f"{100 * (1 - dvh.coverage_frac):.3g}"), "%")
    if isfinite(dvh.beyond_gy):
        beyond = Quantity(dvh.beyond_gy, "Gy", 2)
        message = Message("grid-covers.bounded", structure=name, share=share, beyond=beyond)
        return informed(message, subject=name)
    return doubted(
        Message("grid-covers.outside", structure=name, share=share),
        Message("grid-covers.why-outside"),
        subject=name,
        cause=Cause(CauseKind.DOSE_DOUBTFUL),
    )
