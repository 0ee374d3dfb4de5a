"""What the commissioning report says, in words and rounded numbers: its page, and its tables on screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from rtqa.commission.commission_document import (
    CommissionDocument,
    HeldPart,
    PhantomPart,
    PlanningSystemPart,
    RowPart,
)
from rtqa.messages import Listing, Quantity, write_value
from rtqa.messages.safe_text import show, show_prose
from rtqa.render.page.page import Grid, Page, Section
from rtqa.render.page.tables import lay_table
from rtqa.render.words.language import ENGLISH, Language
from rtqa.render.words.wording import badge

NOTHING = "–"

_DECIMALS = {"Gy": 3, "cc": 4, "%": 2}
"""With as many decimals a value of this unit is read; its errors with one more."""

_N_COLUMNS = 11
"""Of a phantom's table; those of the planning system follow."""


def lay_out(document: CommissionDocument, say: Language = ENGLISH) -> Page:
    """Lay the report out: the largest errors, what did not pass, how to read it, and a table a phantom."""
    version = show(document.environment["rtqa"])
    facts = [*document.environment.items(), *document.settings.items()]
    counts = document.counts
    sections = (
        Section(id="worst", title=say("commission.largest-errors"), grids=(worst_table(document, say),)),
        Section(
            id="failed",
            title=say("commission.what-did-not-pass"),
            grids=lay_table(
                (say("commission.phantom"), say("page.metric"), say("page.because")), failures(document, say)
            ),
        ),
        Section(
            id="reading",
            title=say("commission.how-to-read-it"),
            notes=(say("commission.errors"), say("commission.tolerances")),
        ),
        Section(
            id="made",
            title=say("commission.made-with"),
            facts=tuple((show(name), show_prose(value)) for name, value in facts),
        ),
        *(_set_section(document, name=part.name, say=say) for part in document.sets),
    )
    word = _word(document.passed)
    return Page(
        title=f"{badge(word, say)}: {say('commission.title', version=version)}",
        word=word,
        badge=badge(word, say),
        created=document.created,
        remarks=(
            (word, say("commission.phantoms-passed", passed=counts.phantoms_passed, n=counts.phantoms)),
            ("info", say("commission.metrics-passed", passed=counts.metrics_passed, n=counts.metrics)),
        ),
        strip=(
            (say("commission.commissioning-of"), f"rtqa {version}"),
            (say("page.made"), show(document.created)),
        ),
        signatures=(say("page.physicist"), say("commission.workstation"), say("page.date")),
        sections=tuple(section for section in sections if section.notes or not section.is_empty),
        disclaimer=say("commission.disclaimer"),
    )


def worst_table(document: CommissionDocument, say: Language = ENGLISH) -> Grid:
    """The largest error of each metric over the suite, by size, with its phantom.

    In linear doses the calculation alone can err, in Gaussians interpolation adds to it; the last column is
    the planning system's, where there is one. Those of a volume at any dose are taken together. A volume's
    error is in percent of it, a volume at a dose in percent points, a dose in Gy.
    """
    gaussian = {part.name for part in document.sets if part.dose_kind == "gaussian"}
    grouped: dict[str, list[tuple[PhantomPart, RowPart]]] = {}
    for phantom in document.phantoms:
        for row in phantom.rows:
            grouped.setdefault(_group(row, say), []).append((phantom, row))
    rows = [
        (
            group,
            _worst([pair for pair in pairs if pair[0].set_name not in gaussian], lambda row: row.prisms),
            _worst([pair for pair in pairs if pair[0].set_name in gaussian], lambda row: row.prisms),
            _worst(pairs, lambda row: row.solid),
            *([_worst(pairs, lambda row: row.planning_system)] if document.comparison else []),
        )
        for group, pairs in grouped.items()
    ]
    columns = (
        say("page.metric"),
        say("commission.to-prisms-linear"),
        say("commission.to-prisms-gaussian"),
        say("commission.to-solid"),
        *([say("commission.planning-system-to-solid")] if document.comparison else []),
    )
    note = " ".join(_remarks(document, say))
    return Grid(title="", columns=columns, is_number=(False,) * len(columns), rows=tuple(rows), note=note)


def _remarks(document: CommissionDocument, say: Language = ENGLISH) -> list[str]:
    """How often rtqa's interval holds the truth, which does not decide passing; what was compared with it."""
    counts, part = document.counts, document.comparison
    texts = [say("commission.intervals", holding=counts.intervals_holding_truth, n=counts.intervals)]
    if part is not None:
        texts.append(say("commission.compared", n=part.compared))
        if part.absent:
            texts.append(say("commission.not-compared", names=Listing(part.absent)))
        if part.unusable:
            reasons = Listing(tuple(map(show_prose, part.unusable)), "semicolon")
            texts.append(say("commission.not-readable", reasons=reasons))
    return texts


def failures(document: CommissionDocument, say: Language = ENGLISH) -> list[tuple[str, str, str]]:
    """Phantom, metric and reason of all rows that did not pass, in the suite's order."""
    return [
        (show(phantom.name), show(row.metric), _because(row, say))
        for phantom in document.phantoms
        for row in phantom.rows
        if not row.passed
    ]


def phantom_errors(phantom: PhantomPart) -> tuple[str, str, str]:
    """A phantom's error in volume (percent), and its largest in Gy to the prisms and to the solid."""
    volume = [row.solid.error_percent for row in phantom.rows if row.metric == "Volume[cc]"]
    doses = [row for row in phantom.rows if row.unit == "Gy"]
    to_prisms = [row.prisms.error for row in doses if row.prisms]
    to_solid = [row.solid.error for row in doses]
    return _signed(_largest(volume)), _signed(_largest(to_prisms), "Gy"), _signed(_largest(to_solid), "Gy")


def _set_section(document: CommissionDocument, *, name: str, say: Language) -> Section:
    """A set's slices, grid, dose and truth, and a table of each of its phantoms."""
    part = next(part for part in document.sets if part.name == name)
    spacing = {"slice": Quantity(part.slice_mm, "mm"), "grid": Quantity(part.grid_mm, "mm")}
    return Section(
        id=f"set-{show(name)}",
        title=say("commission.set", name=name),
        notes=(say("commission.set-has", **spacing, dose=part.dose, truth=part.truth),),
        grids=tuple(
            _phantom_table(phantom, is_compared=document.comparison is not None, say=say)
            for phantom in document.phantoms
            if phantom.set_name == name
        ),
    )


def _phantom_table(phantom: PhantomPart, *, is_compared: bool, say: Language) -> Grid:
    """All metrics of a phantom; wider by the planning system's columns where there is one."""
    error, allowed_ = say("commission.error"), say("commission.allowed")
    columns = (
        say("page.metric"), "rtqa", say("commission.interval"), say("commission.holds"),
        say("commission.truth"), error, "%", allowed_, say("commission.to-prisms"), allowed_,
        say("commission.passed"), say("commission.planning-system"), error, "%",
    )  # fmt: skip
    n_columns = len(columns) if is_compared else _N_COLUMNS
    return Grid(
        title=f"{badge(_word(phantom.passed), say)} {show(phantom.name)}",
        columns=columns[:n_columns],
        is_number=(False, *(True,) * (n_columns - 1)),
        rows=tuple(_cells(row, say)[:n_columns] for row in phantom.rows),
    )


def _cells(row: RowPart, say: Language) -> tuple[str, ...]:
    unit, theirs = row.unit, row.planning_system
    holds = {None: NOTHING, True: say("commission.yes"), False: say("commission.no")}
    return (
        show(row.metric),
        _number(row.value, unit),
        NOTHING if row.interval is None else "–".join(_number(end, unit) for end in row.interval),
        holds[row.truth_in_interval],
        _number(row.solid.truth, unit),
        _signed(row.solid.error, unit),
        _signed(row.solid.error_percent),
        _allowed(row.solid, unit),
        _signed(row.prisms.error, unit) if row.prisms else NOTHING,
        _allowed(row.prisms, unit) if row.prisms else NOTHING,
        "✓" if row.passed else "✗",
        _number(theirs.value if theirs else None, unit),
        _signed(theirs.error if theirs else None, unit),
        _signed(theirs.error_percent if theirs else None),
    )


def _number(value: float | None, unit: str) -> str:
    """With as many decimals as a value of this unit is read with; a dash where there is none."""
    decimals = _DECIMALS[unit]
    return NOTHING if value is None else write_value(Quantity(_rounded(value, decimals), "", decimals))


def _signed(error: float | None, unit: str = "%") -> str:
    """An error, with a decimal more than its value and its sign; a dash where there is none."""
    return NOTHING if error is None else write_value(replace(_error_in(error, unit), unit=""))


def _error_in(error: float, unit: str) -> Quantity:
    decimals = _DECIMALS[unit] + 1
    return Quantity(_rounded(error, decimals), unit, decimals, signed=True)


def _rounded(value: float, decimals: int) -> float:
    """Without the sign of a zero."""
    return round(value, decimals) + 0.0


def _allowed(part: HeldPart, unit: str) -> str:
    return f"±{write_value(Quantity(part.tolerance, '', _DECIMALS[unit] + 1))}"


def _because(row: RowPart, say: Language) -> str:
    if row.value is None:
        return say("commission.no-value", reason=show_prose(row.reason))
    value = Quantity(row.value, row.unit, _DECIMALS[row.unit])
    texts = []
    for message_id, part in (
        ("commission.off-the-solid", row.solid),
        ("commission.off-the-prisms", row.prisms),
    ):
        if part is not None and part.error is not None and not part.passed:
            tolerance = Quantity(part.tolerance, row.unit, _DECIMALS[row.unit] + 1)
            error = _error_in(part.error, row.unit)
            texts.append(say(message_id, value=value, error=error, tolerance=tolerance))
    return "; ".join(texts)


def _word(passed: bool) -> str:  # noqa: FBT001 (the one thing it turns into words)
    return "pass" if passed else "fail"


def _group(row: RowPart, say: Language) -> str:
    if row.metric == "Volume[cc]":
        return say("commission.volume-percent")
    if row.unit == "%":
        return say("commission.volume-at-a-dose")
    return f"{show(row.metric).removesuffix('[Gy]')} / Gy"


def _worst(
    pairs: Sequence[tuple[PhantomPart, RowPart]],
    part_of: Callable[[RowPart], HeldPart | PlanningSystemPart | None],
) -> str:
    known = []
    for phantom, row in pairs:
        part = part_of(row)
        error = (part.error_percent if row.metric == "Volume[cc]" else part.error) if part else None
        if error is not None:
            known.append((error, phantom.name))
    if not known:
        return NOTHING
    error, name = max(known, key=lambda pair: abs(pair[0]))
    return f"{_signed(error, 'Gy' if pairs[0][1].unit == 'Gy' else '%')} ({show(name)})"


def _largest(errors: Iterable[float | None]) -> float | None:
    return max((error for error in errors if error is not None), key=abs, default=None)
