"""The report in words and rounded numbers, the same on screen, page and paper."""

from __future__ import annotations

from typing import NamedTuple

from rtqa.commission.document import (
    CommissionDocument,
    PlanningSystemPart,
    RowPart,
    SetPart,
)

DISCLAIMER = "Research and quality-assurance aid, not a medical device: a physicist decides."
NOTHING = "–"
_DECIMALS = {"Gy": 3, "cc": 4, "%": 2}

HOW_TO_READ = (
    "Each phantom is a solid drawn as contours in a dose given by a formula. The error is rtqa's value less "
    "the truth of the smooth solid. The error to the prisms is that to what the contours say as right prisms "
    "with half-slice ends: it is the calculation's own, free of what drawing in slices loses. A row passes "
    "when it is within what is allowed of both. Holds tells whether rtqa's interval holds the truth. Sets N1 "
    "and N3 have contours on both ends of each solid, and truths with flat half-slice end caps, as in Nelms "
    "et al., Med Phys 42:4435 (2015)."
)

TOLERANCES = (
    "Allowed to the prisms: 0.02 mm in any dose metric, turned into Gy by the dose's rise, and 0.01 % of the "
    "volume; in a Gaussian, 3/8 · peak · (grid/σ)² more, the bound of trilinear interpolation. To the solid, "
    "with a tenth to spare, what slices can lose: half a slice along z, and by each solid's own formula the "
    "shortfall of its outline and its volume. A volume at a dose may differ by what the true curve changes "
    "over what is allowed in that dose."
)

HEADINGS = (
    "Metric", "rtqa", "Interval", "Holds", "Truth", "Error", "%", "Allowed", "To prisms", "Allowed", "",
)  # fmt: skip
PLANNING_SYSTEM_HEADINGS = ("Planning system", "Error", "%")


class Badge(NamedTuple):
    """A verdict: never a colour alone."""

    word: str
    text: str


def badge(passed: bool) -> Badge:  # noqa: FBT001 (the one thing it turns into words)
    """``✓ PASS`` or ``✗ FAIL``."""
    return Badge("pass", "✓ PASS") if passed else Badge("fail", "✗ FAIL")


def headings(document: CommissionDocument) -> tuple[str, ...]:
    """Of a phantom's table; wider by the planning system's columns where there is one."""
    return (*HEADINGS, *(PLANNING_SYSTEM_HEADINGS if document.comparison else ()))


def cells(row: RowPart, *, is_compared: bool) -> tuple[str, ...]:
    """One metric as text, by :func:`headings`."""
    unit = row.unit
    own = (
        row.metric,
        number(row.value, unit),
        NOTHING if row.interval is None else "–".join(number(end, unit) for end in row.interval),
        NOTHING if row.truth_in_interval is None else "yes" if row.truth_in_interval else "no",
        number(row.solid.truth, unit),
        signed(row.solid.error, unit),
        signed(row.solid.error_percent),
        allowed(row.solid.tolerance, unit),
        signed(row.prisms.error, unit) if row.prisms else NOTHING,
        allowed(row.prisms.tolerance, unit) if row.prisms else NOTHING,
        "✓" if row.passed else "✗",
    )
    return (*own, *_theirs(row.planning_system, row.unit)) if is_compared else own


def _theirs(part: PlanningSystemPart | None, unit: str) -> tuple[str, str, str]:
    if part is None:
        return NOTHING, NOTHING, NOTHING
    return number(part.value, unit), signed(part.error, unit), signed(part.error_percent)


def number(value: float | None, unit: str) -> str:
    """With as many decimals as a value of this unit is read with; a dash where there is none."""
    return NOTHING if value is None else _fixed(value, _DECIMALS[unit])


def signed(error: float | None, unit: str = "%") -> str:
    """An error, with a decimal more than its value and its sign; a dash where there is none."""
    if error is None:
        return NOTHING
    text = _fixed(error, _DECIMALS[unit] + 1)
    return f"+{text}" if error > 0.0 and float(text) else text


def allowed(tolerance: float, unit: str) -> str:
    """A tolerance, with the decimals of the error that it is held against."""
    return f"±{_fixed(tolerance, _DECIMALS[unit] + 1)}"


def _fixed(value: float, decimals: int) -> str:
    text = f"{value:.{decimals}f}"
    return (text if float(text) else f"{0.0:.{decimals}f}").replace("-", "−")


def headline(document: CommissionDocument) -> str:
    """``45 of 45 phantoms passed``."""
    counts = document.counts
    return f"{counts.phantoms_passed} of {counts.phantoms} phantoms passed"


def coverage_line(document: CommissionDocument) -> str:
    """How often rtqa's own interval holds the solid's truth; no part of passing."""
    counts = document.counts
    if not counts.intervals:
        return "rtqa gave no intervals."
    return (
        f"rtqa's interval holds the smooth solid's truth in {counts.intervals_holding_truth} of "
        f"{counts.intervals} metrics; that is shown, and is no condition of passing."
    )


def comparison_line(document: CommissionDocument) -> str:
    """What the planning system's folder held; empty without one."""
    part = document.comparison
    if part is None:
        return ""
    absent = f"; it has no DVH of {', '.join(part.absent)}" if part.absent else ""
    unusable = f"; not readable: {'; '.join(part.unusable)}" if part.unusable else ""
    return f"The planning system's DVHs of {part.compared} phantoms stand beside rtqa's{absent}{unusable}."


def set_line(part: SetPart) -> str:
    """A set's slices, grid, dose and truth."""
    return (
        f"Slices {part.slice_mm:g} mm apart, dose grid {part.grid_mm:g} mm. Dose: {part.dose}. "
        f"Truth: {part.truth}."
    )
