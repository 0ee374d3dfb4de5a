"""Is each object newer than what it was made from?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.checks.core.catalog import check
from rtqa.checks.core.rows import Row, doubted, informed, passed_unless_doubted
from rtqa.messages import Cause, CauseKind, Message
from rtqa.model.case import Treatment

FIRST_YEAR = "1950"
"""No plan is older: such dates were put in for others, and order nothing."""

_DATES = Cause(CauseKind.LINK_DOUBTFUL, Message("ref-dates.dates"))


class Dated(NamedTuple):
    """An object, or its approval, and when it was made: YYYYMMDD or YYYYMMDDHHMMSS; empty where not known."""

    what: Message
    moment: str


@check(
    "REF-DATES",
    "Is each object newer than what it was made from: image, structures, plan, dose?",
    section="files",
    order=10,
    cause=CauseKind.LINK_DOUBTFUL,
    per="plan",
)
def dates(plan: PhasePlan, _: Subject) -> Iterator[Row]:
    """One row for each object that is older than what it was made from; one where none is."""
    pairs = [(earlier, later) for earlier, later in _pairs(plan.treatment) if earlier.moment and later.moment]
    if not pairs:
        yield informed(Message("ref-dates.none"))
        return
    rows = [_doubt(earlier, later) for earlier, later in pairs if not _follows(earlier.moment, later.moment)]
    yield from passed_unless_doubted(rows, Message("ref-dates.follow", n=len(pairs)))


def _doubt(earlier: Dated, later: Dated) -> Row:
    message = Message(
        "ref-dates.older",
        later=later.what,
        later_date=_date(later.moment),
        earlier=earlier.what,
        earlier_date=_date(earlier.moment),
    )
    reason = Message("ref-dates.why-older", later=later.what, earlier=earlier.what)
    return doubted(message, reason, cause=_DATES)


def _pairs(treatment: Treatment) -> Iterator[tuple[Dated, Dated]]:
    """What was made from what."""
    image, structure_set, plan, dose = (
        treatment.image,
        treatment.structure_set,
        treatment.plan,
        treatment.dose,
    )
    acquired = _known(image.acquired if image is not None else "")
    drawn = _known(structure_set.made if structure_set is not None else "")
    planned = _known(plan.made if plan is not None else "")
    computed = _known(dose.made if dose is not None else "")
    approved = _known(plan.approval.review_date if plan is not None else "")
    of_plan = Dated(Message("ref-dates.plan"), planned)
    of_structures = Dated(Message("ref-dates.structures"), drawn)
    yield Dated(Message("ref-dates.image"), acquired), of_structures
    yield of_structures, of_plan
    yield of_plan, Dated(Message("ref-dates.dose"), computed)
    yield of_plan, Dated(Message("ref-dates.approval"), approved)


def _known(moment: str) -> str:
    """The moment where it begins with digits of a date; empty where it does not, or is put in for another."""
    return moment if moment[:8].isdigit() and len(moment) >= 8 and moment >= FIRST_YEAR else ""


def _follows(earlier: str, later: str) -> bool:
    """Compare to the precision that both have."""
    digits = min(len(earlier), len(later))
    return earlier[:digits] <= later[:digits]


def _date(moment: str) -> date | str:
    """The moment as a date, with its time where there is one; as it stands where no calendar has it."""
    try:
        day = date(int(moment[:4]), int(moment[4:6]), int(moment[6:8]))
        if len(moment) < 12:
            return day
        return datetime(day.year, day.month, day.day, int(moment[8:10]), int(moment[10:12]))  # noqa: DTZ001
    except ValueError:
        return moment
