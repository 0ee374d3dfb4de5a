"""Is each object newer than what it was made from?"""

from __future__ import annotations

from collections.abc import Iterator

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.checks.core.answer import Doubt, Told, answer
from rtqa.checks.core.catalog import check
from rtqa.findings import Finding

CODE = "REF-DATES"

FIRST_YEAR = "1950"
"""No plan is older: such dates were put in for others, and order nothing."""


@check(CODE, "Is each object newer than what it was made from: image, structures, plan, dose?")
def dates(subject: Subject) -> Iterator[Finding]:
    """One finding a treatment, and one for each object that is older than what it was made from."""
    for one in subject.plans:
        rows: list[Doubt | Told] = []
        compared = 0
        for earlier, later in _pairs(one):
            if not (earlier[1] and later[1]):
                continue
            compared += 1
            if not _in_order(earlier[1], later[1]):
                rows.append(
                    Doubt(
                        found=f"The {later[0]} is of {_write(later[1])}, the {earlier[0]} of "
                        f"{_write(earlier[1])}.",
                        meaning=f"the {earlier[0]} was changed after the {later[0]} was made of it; make the "
                        f"{later[0]} again, or make sure that nothing of it changed",
                    )
                )
        if not compared:
            rows.append(Told(text="No two objects state dates that can be compared."))
        in_order = f"Dates that follow each other as they should: {compared}." if compared else ""
        yield from answer(CODE, one, rows, in_order=in_order)


def _pairs(one: PhasePlan) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    """What was made from what: each by its name and its date and time, empty where not known."""
    treatment = one.treatment
    image = ("image", _known(treatment.image.acquired) if treatment.image is not None else "")
    structures = ("structure set", _known(treatment.structure_set.made) if treatment.structure_set else "")
    plan = ("plan", _known(treatment.plan.made) if treatment.plan is not None else "")
    dose = ("dose", _known(treatment.dose.made) if treatment.dose is not None else "")
    review = ("approval", _known(treatment.plan.approval.review_date) if treatment.plan is not None else "")
    yield image, structures
    yield structures, plan
    yield plan, dose
    yield plan, review


def _known(moment: str) -> str:
    return moment if moment[:8].isdigit() and len(moment) >= 8 and moment >= FIRST_YEAR else ""


def _in_order(earlier: str, later: str) -> bool:
    """Compare to the precision that both have."""
    digits = min(len(earlier), len(later))
    return earlier[:digits] <= later[:digits]


def _write(moment: str) -> str:
    date = f"{moment[:4]}-{moment[4:6]}-{moment[6:8]}"
    return f"{date} {moment[8:10]}:{moment[10:12]}" if len(moment) >= 12 else date
