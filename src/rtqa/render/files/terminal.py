"""The report for a terminal, 80 columns or more, with colours or without."""

from __future__ import annotations

from rich import box
from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from rtqa.findings import Finding, Report, ReportedNotice
from rtqa.findings import Table as Numbers
from rtqa.messages.safe_text import show, show_prose
from rtqa.render.page.finding_lines import lay_grid, lay_not_taken
from rtqa.render.page.page import Grid
from rtqa.render.words.messages import ENGLISH, Messages
from rtqa.render.words.wording import (
    DISCLAIMER,
    NOTICES,
    badge,
    count_line,
    evidence_of,
    numbers_of,
    reason_of,
    word_of,
    worst_first,
)

STYLES = {"pass": "green", "variation": "cyan", "review": "yellow", "fail": "bold red", "info": "dim"}

_WIDE = 100
"""From this many columns on, the phase has a column of its own."""


def draw_report(report: Report, *, width: int, say: Messages = ENGLISH) -> RenderableType:
    """What rich prints: verdict, numbers against limits, other checks, tables, then what is not settled."""
    findings = worst_first(report.findings)
    limits = [finding for finding in findings if finding.constraint]
    others = [finding for finding in findings if not finding.constraint]
    unsettled = [f for f in findings if word_of(f.verdict) in {"fail", "review"} or f.caveat]
    parts: list[RenderableType] = [_headline(report, say)]
    if limits:
        parts.append(_limits(limits, say, wide=width >= _WIDE))
    if others:
        parts.append(_others(others, say))
    parts += [_numbers(finding.table, say, width=width) for finding in findings if finding.table]
    if unsettled:
        parts += [Text(say("Why"), style="bold"), *(_explanation(finding, say) for finding in unsettled)]
    if report.notices:
        parts += _notices(report.notices, say)
    return Group(*parts, Text(say(DISCLAIMER), style="dim"))


def _headline(report: Report, say: Messages) -> Text:
    word = report.verdict.value
    protocol = report.protocol
    name = say("{id}, version {version}", id=show(protocol.id), version=show(protocol.version))
    return Text.assemble(
        (badge(word, say), STYLES[word]),
        f"   {count_line(report, say)}\n",
        (f"{say('Protocol')} {name} ({show(protocol.sha256[:12])})", "dim"),
        (f" · {say('case {key}', key=show(report.case_key))} · rtqa {show(report.rtqa_version)}", "dim"),
    )


def _table(*columns: str, say: Messages) -> Table:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    for column in columns:
        table.add_column(say(column), overflow="fold", justify="right" if column == "Margin" else "left")
    return table


def _limits(findings: list[Finding], say: Messages, *, wide: bool) -> RenderableType:
    phase = ["Phase"] if wide else []
    table = _table(
        "Verdict", "Check", "Structure", *phase, "Metric", "Value [interval]", "Limit", "Margin", say=say
    )
    may_wrap = {say("Check"), say("Structure"), say("Phase")}
    for column in table.columns:
        column.no_wrap = column.header not in may_wrap
    for finding in findings:
        word, numbers = word_of(finding.verdict), numbers_of(finding, say)
        subject = show(finding.subject)
        if not wide and finding.phase:
            subject += f" ({show(finding.phase)})"
        between = " " if wide else "\n"
        value = f"{numbers.value}{between}[{numbers.interval}]" if numbers.interval else numbers.value
        cells = [show(finding.code), subject, *([show(finding.phase)] if wide else [])]
        cells += [numbers.metric, value, numbers.limit, numbers.margin]
        table.add_row(Text(badge(word, say), style=STYLES[word]), *map(Text, cells))
    return Padding(table, (1, 0), expand=False)


def _others(findings: list[Finding], say: Messages) -> RenderableType:
    table = _table("Verdict", "Check", "Phase", "What was found", say=say)
    table.columns[0].no_wrap = True
    for finding in findings:
        word = word_of(finding.verdict)
        cells = (show(finding.code), show(finding.phase), say.sentence(finding.summary))
        table.add_row(Text(badge(word, say), style=STYLES[word]), *map(Text, cells))
    return Padding(table, (0, 0, 1, 0), expand=False)


def _numbers(table: Numbers, say: Messages, *, width: int) -> RenderableType:
    """A finding's table; where its intervals would not fit, without them."""
    grid = lay_grid(table, say)
    if _number_columns(grid) > width:
        grid = lay_grid(table, say, intervals=False)
    drawn = _table(say=say)
    for column, is_number in zip(grid.columns, grid.is_number, strict=True):
        drawn.add_column(column, overflow="fold", justify="right" if is_number else "left")
    for row in grid.rows:
        drawn.add_row(*map(Text, row))
    note = [Text(grid.note, style="dim")] if grid.note else []
    return Padding(Group(Text(grid.title, style="bold"), drawn, *note), (0, 0, 1, 0), expand=False)


def _number_columns(grid: Grid) -> int:
    """How many columns of a terminal the names and numbers of a table take; prose can be folded."""
    columns = zip(*grid.rows, strict=True)
    kept = (cells for n, cells in enumerate(columns) if n == 0 or grid.is_number[n])
    return sum(max(map(cell_len, cells)) + 1 for cells in kept)


def _explanation(finding: Finding, say: Messages) -> RenderableType:
    word = word_of(finding.verdict)
    evidence = evidence_of(finding)
    told = f" {show(finding.code)}: {say.sentence(finding.summary)}"
    lines = [Text.assemble((badge(word, say), STYLES[word]), told)]
    if reason := reason_of(finding):
        lines.append(Text(f"{say('because')} {say.sentence(reason)}"))
    if finding.caveat:
        lines.append(Text(f"{say('but')} {say.sentence(finding.caveat)}"))
    if evidence.quote:
        lines.append(Text(f"“{show_prose(evidence.quote)}”", style="italic"))
    if evidence.source:
        lines.append(Text(f"— {show_prose(evidence.source)}", style="dim"))
    if evidence.reading:
        lines.append(Text(f"{say('Read as')}: {say.sentence(evidence.reading)}"))
    lines += [Text(f"{say('Not taken')}: {other}") for other in lay_not_taken(evidence.not_taken, say)]
    return Group(lines[0], Padding(Group(*lines[1:]), (0, 0, 1, 4), expand=False))


def _notices(notices: tuple[ReportedNotice, ...], say: Messages) -> list[RenderableType]:
    """The contradictions in full; of the silences, which the other forms of the report hold, their number."""
    contradictions = [notice for notice in notices if notice.kind == "contradiction"]
    parts: list[RenderableType] = [Text(say(NOTICES), style="bold")]
    for notice in contradictions:
        lines = [Text(say.sentence(line), style="dim") for line in notice.arithmetic]
        lines.append(Text(f"{say('Read as')}: {say.sentence(notice.reading)}"))
        parts += [
            Text(f"§ {say.sentence(notice.says)}"),
            Padding(Group(*lines), (0, 0, 1, 4), expand=False),
        ]
    n_silences = len(notices) - len(contradictions)
    if n_silences:
        more = say("{n} more, where it is silent: see report.html", n=n_silences)
        parts.append(Text(f"§ {more}\n"))
    return parts
