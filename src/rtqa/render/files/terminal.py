"""The report for a terminal, 80 columns or more, with colours or without: the first page, or everything."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from rich import box
from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from rtqa.findings import Report
from rtqa.messages.safe_text import show
from rtqa.render.page.first_page import lay_first_page
from rtqa.render.page.layout import lay_out
from rtqa.render.page.page import CauseLine, FirstPage, Grid, Line, Notice, Page, Words
from rtqa.render.words.language import ENGLISH, Language
from rtqa.render.words.wording import DISCLAIMER, NOTICES, count_line

STYLES = {"pass": "green", "variation": "cyan", "review": "yellow", "fail": "bold red", "info": "dim"}

MOST_LINES = 43
"""The first page is no longer, as two lines about files may follow; details that do not fit are counted."""

_WIDE = 100
"""From this many columns on, the phase has a column of its own."""


def draw_report(
    report: Report, *, width: int, say: Language = ENGLISH, everything: bool = False
) -> RenderableType:
    """What rich prints: the first page; with ``everything``, each finding with what it rests on behind it.

    Args:
        report: what is drawn.
        width: of the terminal, in columns.
        say: the language.
        everything: whether the evidence follows the first page.
    """
    page = lay_out(report, say)
    if not everything:
        return _draw_first_page(report, page, width=width, say=say)
    parts: list[RenderableType] = [_first_page(report, page, _WHOLE, say=say)]
    for section in page.sections:
        tables = [line.table for line in section.findings if line.table]
        if not (section.limits or section.findings):
            continue
        parts.append(Text(f"\n{section.title}", style="bold"))
        if section.limits:
            parts.append(_limits(section.limits, say, wide=width >= _WIDE))
        if section.findings:
            parts.append(_others(section.findings, say))
        parts += [_numbers(table, width=width) for table in tables]
    unsettled = [line for line in page.lines if line.word in {"fail", "review"} or line.caveat]
    if unsettled:
        parts += [
            Text(f"\n{say('page.why')}", style="bold"),
            *(_explanation(line, say) for line in unsettled),
        ]
    notices = next((section.notices for section in page.sections if section.id == "protocol"), ())
    return Group(*parts, *_notices(notices, say), Text(say(DISCLAIMER), style="dim"))


@dataclass(frozen=True, slots=True)
class _Room:
    """How much of the first page is shown; None for all.

    Attributes:
        n_details: of each cause, in their order.
        n_rows: of each list.
    """

    n_details: tuple[int, ...] | None
    n_rows: int | None


_WHOLE = _Room(None, None)

_MOST_ROWS = (12, 8, 6, 4, 3, 2, 1)
"""Of each list, where even a page without details is too long; real plans need none of these."""


def _draw_first_page(report: Report, page: Page, *, width: int, say: Language) -> RenderableType:
    """As much of it as there is room for."""
    console = Console(width=width, height=MOST_LINES, no_color=True)
    hint = Text(say("page.see-all", n=len(page.lines)), style="dim")

    def draw(room: _Room) -> RenderableType:
        return Group(_first_page(report, page, room, say=say), hint)

    def fits(room: _Room) -> bool:
        return len(console.render_lines(draw(room), console.options)) <= MOST_LINES

    return draw(_find_room(fits, n_causes=len(report.causes)))


def _find_room(fits: Callable[[_Room], bool], *, n_causes: int) -> _Room:
    """The roomiest that fits: as many details of every cause, else one of each that there is room for."""
    for n_details in (4, 3, 2, 1):
        room = _Room((n_details,) * n_causes, None)
        if fits(room):
            return room
    room = _Room((0,) * n_causes, None)
    if fits(room):
        details = [0] * n_causes
        for n in range(n_causes):
            details[n] = 1
            wider = _Room(tuple(details), None)
            if fits(wider):
                room = wider
            else:
                details[n] = 0
        return room
    rooms = [_Room((0,) * n_causes, n_rows) for n_rows in _MOST_ROWS]
    return next(filter(fits, rooms), rooms[-1])


def _first_page(report: Report, page: Page, room: _Room, *, say: Language) -> RenderableType:
    first = lay_first_page(report, say)
    parts: list[RenderableType] = [_headline(report, page, say), *map(Text, first.plans[: room.n_rows])]
    parts += _count_left(first.plans, room, say)
    parts += [Text(first.not_judged, style=STYLES["review"])] if first.not_judged else []
    if first.causes:
        parts.append(_causes(first, room, say))
    else:
        parts.append(Text(f"\n{say('page.nothing-stands-against-it')}\n"))
    for grid in (first.targets, first.organs):
        if grid is not None:
            rows = sorted(grid.rows, key=_worst_cell) if room.n_rows is not None else grid.rows
            parts.append(_numbers(replace(grid, rows=tuple(rows[: room.n_rows])), width=None, styles=True))
            parts += _count_left(rows, room, say)
    return Group(*parts)


def _count_left(rows: Sequence[object], room: _Room, say: Language) -> list[RenderableType]:
    """How many rows there is no room for."""
    n_left = len(rows) - len(rows[: room.n_rows])
    return [Text(say("page.more-of-this", n=n_left), style="dim")] if n_left else []


def _worst_cell(row: tuple[str, ...]) -> int:
    """Failed rows first, then those not known."""
    symbols = {cell[:1] for cell in row}
    return next((n for n, symbol in enumerate("✗?≈") if symbol in symbols), 3)


def _headline(report: Report, page: Page, say: Language) -> Text:
    protocol = report.protocol
    name = say("page.protocol-version", id=show(protocol.id), version=show(protocol.version))
    return Text.assemble(
        (page.badge, STYLES[page.word]),
        f"   {count_line(report, say)}\n",
        (f"{say('page.protocol')} {name} ({show(protocol.sha256[:12])})", "dim"),
        (f" · {say('page.case-key', key=show(report.case_key))} · rtqa {show(report.rtqa_version)}", "dim"),
    )


def _causes(first: FirstPage, room: _Room, say: Language) -> RenderableType:
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for n, cause in enumerate(first.causes[: room.n_rows]):
        n_details = None if room.n_details is None else room.n_details[n]
        table.add_row(Text(cause.badge, style=STYLES[cause.word]), _cause(cause, n_details, say))
    return Padding(Group(table, *_count_left(first.causes, room, say)), (1, 0), expand=False)


def _cause(cause: CauseLine, n_details: int | None, say: Language) -> Text:
    phases = f" [{cause.phases}]" if cause.phases else ""
    text = Text(f"{cause.summary}{phases}", style="bold" if cause.word == "fail" else "")
    shown = cause.details[:n_details]
    for detail in shown:
        text.append(f"\n– {detail}", style="not bold")
    if shown and cause.n_details > len(shown):
        text.append(f"\n– {say('page.more-of-this', n=cause.n_details - len(shown))}", style="dim not bold")
    text.append(f"\n→ {cause.owner}: {cause.action}", style="dim not bold")
    return text


def _table(*columns: str, say: Language) -> Table:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    for column in columns:
        table.add_column(say(column), overflow="fold", justify="right" if column == "page.margin" else "left")
    return table


def _limits(lines: tuple[Line, ...], say: Language, *, wide: bool) -> RenderableType:
    phase = ["page.phase"] if wide else []
    columns = ("page.verdict", "page.check", "page.structure", *phase)
    columns += ("page.metric", "page.value-interval", "page.limit", "page.margin")
    table = _table(*columns, say=say)
    may_wrap = {say("page.check"), say("page.structure"), say("page.phase")}
    for column in table.columns:
        column.no_wrap = column.header not in may_wrap
    for line in lines:
        subject = f"{line.subject} ({line.phase})" if not wide and line.phase else line.subject
        between = " " if wide else "\n"
        value = f"{line.value}{between}[{line.interval}]" if line.interval else line.value
        cells = [line.code, subject, *([line.phase] if wide else [])]
        cells += [line.metric, value, line.limit, line.margin]
        table.add_row(Text(line.badge, style=STYLES[line.word]), *map(Text, cells))
    return Padding(table, (0, 0, 0, 0), expand=False)


def _others(lines: tuple[Line, ...], say: Language) -> RenderableType:
    table = _table("page.verdict", "page.check", "page.phase", "page.what-was-found", say=say)
    table.columns[0].no_wrap = True
    for line in lines:
        cells = (line.code, line.phase, line.summary)
        table.add_row(Text(line.badge, style=STYLES[line.word]), *map(Text, cells))
    return Padding(table, (0, 0, 0, 0), expand=False)


def _numbers(grid: Grid, *, width: int | None, styles: bool = False) -> RenderableType:
    """A table of numbers; where its intervals would not fit, without them."""
    rows = grid.rows
    if width is not None and _number_columns(grid) > width:
        rows = tuple(tuple(cell.partition(" [")[0] for cell in row) for row in rows)
    drawn = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    for column, is_number in zip(grid.columns, grid.is_number, strict=True):
        drawn.add_column(column, overflow="fold", justify="right" if is_number else "left")
    for row in rows:
        drawn.add_row(*(Text(cell, style=_style(cell) if styles else "") for cell in row))
    title = [Text(grid.title, style="bold")] if grid.title and not styles else []
    note = [Text(grid.note, style="dim")] if grid.note else []
    return Padding(Group(*title, drawn, *note), (0, 0, 1, 0), expand=False)


def _style(cell: str) -> str:
    return {"✗": STYLES["fail"], "?": STYLES["review"], "✓": STYLES["pass"]}.get(cell[:1], "")


def _number_columns(grid: Grid) -> int:
    """How many columns of a terminal the names and numbers of a table take; prose can be folded."""
    columns = zip(*grid.rows, strict=True)
    kept = (cells for n, cells in enumerate(columns) if n == 0 or grid.is_number[n])
    return sum(max(map(cell_len, cells)) + 1 for cells in kept)


def _explanation(line: Line, say: Language) -> RenderableType:
    lines = [Text.assemble((line.badge, STYLES[line.word]), f" {line.code}: {line.summary}")]
    if line.reason:
        lines.append(Text(f"{say('page.because')} {line.reason}"))
    if line.caveat:
        lines.append(Text(f"{say('page.but')} {line.caveat}"))
    lines += _words(line.words, say)
    return Group(lines[0], Padding(Group(*lines[1:]), (0, 0, 1, 4), expand=False))


def _words(words: Words, say: Language) -> list[Text]:
    lines = []
    if words.quote:
        lines.append(Text(f"“{words.quote}”", style="italic"))
    if words.source:
        lines.append(Text(f"— {words.source}", style="dim"))
    if words.reading:
        lines.append(Text(f"{say('page.read-as')}: {words.reading}"))
    return lines + [Text(f"{say('page.not-taken')}: {other}") for other in words.not_taken]


def _notices(notices: tuple[Notice, ...], say: Language) -> list[RenderableType]:
    """The contradictions in full; of the silences, which the other forms of the report hold, their number."""
    if not notices:
        return []
    contradictions = [notice for notice in notices if notice.kind == "contradiction"]
    parts: list[RenderableType] = [Text(f"\n{say(NOTICES)}", style="bold")]
    for notice in contradictions:
        lines = [Text(line, style="dim") for line in notice.arithmetic]
        lines.append(Text(f"{say('page.read-as')}: {notice.words.reading}"))
        parts += [Text(f"§ {notice.says}"), Padding(Group(*lines), (0, 0, 1, 4), expand=False)]
    n_silences = len(notices) - len(contradictions)
    if n_silences:
        parts.append(Text(f"§ {say('page.more-silences', n=n_silences)}\n"))
    return parts
