"""Two reports side by side: verdicts, values with their differences, curves and pictures."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace

from rtqa.findings import Finding, Report, ReportedPicture
from rtqa.findings.fields import finite
from rtqa.messages import Interval
from rtqa.messages.safe_text import show
from rtqa.metrics.outcome import Measurement, Outcome
from rtqa.render.page.curves import Figure, Line, collect_figures
from rtqa.render.page.page import Grid
from rtqa.render.words.language import ENGLISH, Language
from rtqa.render.words.number import format_number
from rtqa.render.words.wording import badge, format_outcome, numbers_of, word_of

_NOTHING = "–"
_NOTE = "page.difference-note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What two reports say, as tables, figures and pairs of pictures.

    Attributes:
        verdicts: of A and B.
        grids: each with a title.
        figures: the curves of both, one figure a phase.
        pictures: of A and of B, through the same point; None where B has none.
    """

    verdicts: tuple[str, str]
    grids: tuple[Grid, ...]
    figures: tuple[Figure, ...]
    pictures: tuple[tuple[ReportedPicture, ReportedPicture | None], ...]


def compare_reports(a: Report, b: Report, say: Language = ENGLISH) -> Comparison:
    """Lay two reports side by side; what only one of them has stands with a dash for the other."""
    titled = (
        (say("page.doses-and-volumes-against-their-limits"), _limit_grid(a, b, say)),
        (say("page.targets"), _measure_grid(a, b, say)),
        (say("page.structures"), _structure_grid(a, b, say)),
        (say("page.other-findings"), _finding_grid(a, b, say)),
    )
    return Comparison(
        verdicts=(badge(a.verdict.value, say), badge(b.verdict.value, say)),
        grids=tuple(replace(grid, title=title) for title, grid in titled if grid.rows),
        figures=tuple(_overlay(a, b, say)),
        pictures=tuple(_pairs(a, b)),
    )


def _limit_grid(a: Report, b: Report, say: Language) -> Grid:
    rows = []
    for one, other in _paired(_limits(a), _limits(b)):
        either = one or other
        if either is None:
            continue
        numbers = numbers_of(either, say)
        rows.append(
            (
                show(either.subject),
                show(either.phase),
                numbers.metric,
                numbers.limit,
                *(_verdict(each, say) for each in (one, other)),
                *(_value(each, say) for each in (one, other)),
                _difference(one.outcome if one else None, other.outcome if other else None),
            )
        )
    columns = (
        say("page.structure"),
        say("page.phase"),
        say("page.metric"),
        say("page.limit"),
        "A",
        "B",
        say("page.a-value"),
        say("page.b-value"),
        say("page.difference"),
    )
    return _grid(columns, rows, n_words=6, note=say(_NOTE))


def _measure_grid(a: Report, b: Report, say: Language) -> Grid:
    sides = [
        {(each.phase, each.structure, str(each.outcome.spec)): each.outcome for each in report.measures}
        for report in (a, b)
    ]
    rows = [
        (
            show(structure),
            show(phase),
            metric,
            *(format_outcome(side[key], say) if key in side else _NOTHING for side in sides),
            _difference(*(side.get(key) for side in sides)),
        )
        for key in dict.fromkeys([*sides[0], *sides[1]])
        for phase, structure, metric in (key,)
    ]
    columns = (
        say("page.target"),
        say("page.phase"),
        say("page.metric"),
        say("page.a-value"),
        say("page.b-value"),
        say("page.difference"),
    )
    return _grid(columns, rows, n_words=3)


def _structure_grid(a: Report, b: Report, say: Language) -> Grid:
    sides = [{(each.phase, each.structure): each for each in report.curves} for report in (a, b)]
    rows = []
    for key in dict.fromkeys([*sides[0], *sides[1]]):
        curves = [side.get(key) for side in sides]
        cells: list[str] = []
        for name in ("volume_cm3", "mean_gy", "max_gy"):
            values = [finite(getattr(curve, name)) if curve else None for curve in curves]
            cells += [_NOTHING if value is None else format_number(value) for value in values]
            first, second = values
            known = first is not None and second is not None
            cells.append(format_number((second or 0.0) - (first or 0.0), signed=True) if known else _NOTHING)
        rows.append((show(key[1]), show(key[0]), *cells))
    whats = (say("page.volume-cm3"), say("page.mean-gy"), say("page.max-gy"))
    compared = (column for what in whats for column in (f"A: {what}", f"B: {what}", "B − A"))
    return _grid((say("page.structure"), say("page.phase"), *compared), rows, n_words=2)


def _finding_grid(a: Report, b: Report, say: Language) -> Grid:
    """Where the two differ; what both found alike is left out."""
    rows = []
    for one, other in _paired(_others(a), _others(b)):
        either = one or other
        if either is None or (one and other and (one.verdict, one.summary) == (other.verdict, other.summary)):
            continue
        cells = (_verdict(one, say), _verdict(other, say), *(_summary(each, say) for each in (one, other)))
        rows.append((show(either.code), show(either.phase), *cells))
    columns = (say("page.check"), say("page.phase"), "A", "B", say("page.a-finding"), say("page.b-finding"))
    return _grid(columns, rows, n_words=len(columns))


def _limits(report: Report) -> dict[Hashable, Finding]:
    """By clause and by what of the protocol it is about: two plans name their structures differently."""
    return {
        (each.phase, each.constraint.id, each.constraint.subject): each
        for each in report.findings
        if each.constraint is not None
    }


def _others(report: Report) -> dict[Hashable, Finding]:
    found: dict[Hashable, Finding] = {}
    for each in report.findings:
        if each.constraint is None:
            key = (each.code, each.phase, each.subject)
            found[(*key, sum(other[:3] == key for other in found if isinstance(other, tuple)))] = each
    return found


def _paired(
    a: dict[Hashable, Finding], b: dict[Hashable, Finding]
) -> list[tuple[Finding | None, Finding | None]]:
    return [(a.get(key), b.get(key)) for key in dict.fromkeys([*a, *b])]


def _verdict(finding: Finding | None, say: Language) -> str:
    return badge(word_of(finding.verdict), say) if finding else _NOTHING


def _value(finding: Finding | None, say: Language) -> str:
    return format_outcome(finding.outcome, say) if finding and finding.outcome else _NOTHING


def _summary(finding: Finding | None, say: Language) -> str:
    return say.write(finding.message) if finding else _NOTHING


def _difference(a: Outcome | None, b: Outcome | None) -> str:
    if not (isinstance(a, Measurement) and isinstance(b, Measurement)):
        return _NOTHING
    text = format_number(b.value - a.value, b.unit, signed=True)
    first, second = (each.interval or Interval(low=each.value, high=each.value) for each in (a, b))
    return f"{text} *" if first.high < second.low or second.high < first.low else text


def _overlay(a: Report, b: Report, say: Language) -> list[Figure]:
    """A's curves solid, B's dashed, both in A's colour."""
    drawn = [collect_figures(report, say) for report in (a, b)]
    sides = [{figure.phase: figure.lines for figure in figures} for figures in drawn]
    titles = {figure.phase: figure.title for side in drawn for figure in side}
    figures = []
    for phase, title in titles.items():
        colors = {line.name: line.color for line in (*sides[1].get(phase, ()), *sides[0].get(phase, ()))}
        lines: list[Line] = []
        for side, mark, dash in zip(sides, "AB", ("solid", "dash"), strict=True):
            lines += [
                replace(line, name=f"{line.name} ({mark})", color=colors[line.name], dash=dash)
                for line in side.get(phase, ())
            ]
        figures.append(
            Figure(phase=phase, title=title, lines=tuple(sorted(lines, key=lambda line: line.name)))
        )
    return figures


def _pairs(a: Report, b: Report) -> list[tuple[ReportedPicture, ReportedPicture | None]]:
    theirs = {_what(picture): picture for picture in b.pictures}
    return [(picture, theirs.get(_what(picture))) for picture in a.pictures]


def _what(picture: ReportedPicture) -> tuple[object, ...]:
    return picture.phase, picture.plane, picture.through, picture.image


def _grid(columns: tuple[str, ...], rows: Sequence[tuple[str, ...]], *, n_words: int, note: str = "") -> Grid:
    is_number = tuple(n >= n_words for n in range(len(columns)))
    return Grid(title="", columns=columns, is_number=is_number, rows=tuple(rows), note=note)
