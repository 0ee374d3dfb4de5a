"""Two reports side by side: verdicts, values with their differences, curves and pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rtqa.findings import Finding, Report, ReportedPicture
from rtqa.findings.comparison import are_apart, limits_of, measures_of, others_of, pair_up
from rtqa.messages import Message
from rtqa.messages.safe_text import show
from rtqa.messages.values import finite
from rtqa.metrics.outcome import Measurement, Outcome
from rtqa.render.page.curves import Figure, Line, collect_figures
from rtqa.render.page.layout import lay_strip
from rtqa.render.page.page import Grid, Page, Section
from rtqa.render.page.picture_rows import PictureRow, lay_row
from rtqa.render.page.tables import lay_table
from rtqa.render.words.language import ENGLISH, Language
from rtqa.render.words.number import format_number
from rtqa.render.words.wording import (
    DISCLAIMER,
    badge,
    count_line,
    format_outcome,
    numbers_of,
    phase_name,
    word_of,
)

_DECIMALS = 4
"""Two runs of one plan differ by less, from the order of sums."""

_NOTHING = "–"


def compare_reports(
    a: Report,
    b: Report,
    say: Language = ENGLISH,
    *,
    remarks: Sequence[Message] = (),
    are_of_one_patient: bool | None = None,
) -> Page:
    """Lay two reports side by side; what only one of them has stands with a dash for the other.

    Args:
        a: a report.
        b: another.
        say: the words.
        remarks: what stands above all else, below what sets the two reports apart as a whole.
        are_of_one_patient: as the files say; None where that is only for the reports to say.
    """
    mismatches = find_mismatches(a, b, are_of_one_patient=are_of_one_patient)
    badges = "   ".join(f"{side} {badge(report.verdict.value, say)}" for side, report in (("A", a), ("B", b)))
    sections = (
        Section(id="reports", title=say("page.comparison"), grids=_report_grid(a, b, say)),
        Section(
            id="limits",
            title=say("page.doses-and-volumes-against-their-limits"),
            grids=_limit_grid(a, b, say),
        ),
        Section(id="targets", title=say("page.targets"), grids=_measure_grid(a, b, say)),
        Section(id="structures", title=say("page.structures"), grids=_structure_grid(a, b, say)),
        Section(id="findings", title=say("page.other-findings"), grids=_finding_grid(a, b, say)),
        Section(
            id="dvh",
            title=say("page.dose-volume-histograms"),
            notes=(say("page.overlay-note"),),
            figures=_overlay(a, b, say),
        ),
        Section(id="pictures", title=say("page.isodoses"), pictures=_pairs(a, b, say)),
    )
    return Page(
        title=f"{say('page.comparison')}: {badges}",
        word="info",
        badge=badges,
        created=max(a.created, b.created),
        remarks=tuple(("review", say.write(remark)) for remark in (*mismatches, *remarks)),
        strip=(),
        sections=tuple(section for section in sections if not section.is_empty),
        disclaimer=say(DISCLAIMER),
    )


def find_mismatches(a: Report, b: Report, *, are_of_one_patient: bool | None = None) -> tuple[Message, ...]:
    """What sets two reports apart as a whole: other patients, or other protocols.

    Args:
        a: a report.
        b: another.
        are_of_one_patient: as the files say; None where that is only for the reports to say.
    """
    mismatches = []
    if are_of_one_patient is None and a.identity is not None and b.identity is not None:
        who = [(identity.patient_id, identity.birth_date) for identity in (a.identity, b.identity)]
        are_of_one_patient = who[0] == who[1] if all(patient_id for patient_id, _ in who) else None
    if are_of_one_patient is False:
        mismatches.append(Message("page.patients-differ", a=a.case_key, b=b.case_key))
    elif are_of_one_patient is None and a.case_key != b.case_key:
        mismatches.append(Message("page.cases-differ", a=a.case_key, b=b.case_key))
    first, second = a.protocol, b.protocol
    names = [
        Message("page.protocol-version", id=protocol.id, version=protocol.version)
        for protocol in (first, second)
    ]
    if names[0] != names[1]:
        mismatches.append(Message("page.protocols-differ", a=names[0], b=names[1]))
    elif first.sha256 != second.sha256:
        mismatches.append(
            Message(
                "page.protocol-files-differ", protocol=names[0], a=first.sha256[:12], b=second.sha256[:12]
            )
        )
    return tuple(mismatches)


def _report_grid(a: Report, b: Report, say: Language) -> tuple[Grid, ...]:
    """What the two reports are."""
    sides = [
        {
            say("page.verdict"): badge(report.verdict.value, say),
            say("page.findings-by-verdict"): count_line(report, say),
            **dict(lay_strip(report, say)),
        }
        for report in (a, b)
    ]
    return lay_table(("", "A", "B"), [(name, *(side[name] for side in sides)) for name in sides[0]])


def _limit_grid(a: Report, b: Report, say: Language) -> tuple[Grid, ...]:
    rows = []
    for of_a, of_b in pair_up(limits_of(a), limits_of(b)).values():
        either = of_a or of_b
        if either is None:
            continue
        numbers = numbers_of(either, say)
        rows.append(
            (
                say.write(either.subject),
                phase_name(either.phase, say),
                numbers.metric,
                numbers.limit,
                *(_verdict(side, say) for side in (of_a, of_b)),
                *(_value(side, say) for side in (of_a, of_b)),
                _difference(*(side.outcome if side else None for side in (of_a, of_b))),
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
    return lay_table(columns, rows, numbers=range(6, 9), note=say("page.difference-note"))


def _measure_grid(a: Report, b: Report, say: Language) -> tuple[Grid, ...]:
    sides = (measures_of(a), measures_of(b))
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
    return lay_table(columns, rows, numbers=range(3, 6))


def _structure_grid(a: Report, b: Report, say: Language) -> tuple[Grid, ...]:
    sides = [{(curve.phase, curve.structure): curve for curve in report.curves} for report in (a, b)]
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
    columns = (say("page.structure"), say("page.phase"), *compared)
    return lay_table(columns, rows, numbers=range(2, len(columns)))


def _finding_grid(a: Report, b: Report, say: Language) -> tuple[Grid, ...]:
    """Where the two differ; what both found alike is left out."""
    rows = []
    for of_a, of_b in pair_up(others_of(a), others_of(b)).values():
        either = of_a or of_b
        if either is None or (of_a and of_b and (of_a.verdict, of_a.message) == (of_b.verdict, of_b.message)):
            continue
        sides = (of_a, of_b)
        cells = (*(_verdict(side, say) for side in sides), *(_summary(side, say) for side in sides))
        rows.append((show(either.code), phase_name(either.phase, say), *cells))
    columns = (say("page.check"), say("page.phase"), "A", "B", say("page.a-finding"), say("page.b-finding"))
    return lay_table(columns, rows)


def _verdict(finding: Finding | None, say: Language) -> str:
    return badge(word_of(finding.verdict), say) if finding else _NOTHING


def _value(finding: Finding | None, say: Language) -> str:
    return format_outcome(finding.outcome, say) if finding and finding.outcome else _NOTHING


def _summary(finding: Finding | None, say: Language) -> str:
    return say.write(finding.message) if finding else _NOTHING


def _difference(a: Outcome | None, b: Outcome | None) -> str:
    if not (isinstance(a, Measurement) and isinstance(b, Measurement)):
        return _NOTHING
    difference = round(b.value - a.value, _DECIMALS) + 0.0  # no −0
    text = format_number(difference, b.unit, signed=True)
    return f"{text} *" if are_apart(a, b) else text


def _overlay(a: Report, b: Report, say: Language) -> tuple[Figure, ...]:
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
    return tuple(figures)


def _pairs(a: Report, b: Report, say: Language) -> tuple[PictureRow, ...]:
    """Each picture of A, beside it that of B through the same point."""
    theirs = {_what(picture): picture for picture in b.pictures}
    rows = []
    for picture in a.pictures:
        other = theirs.get(_what(picture))
        if other is None:
            rows.append(lay_row([(f"A (B: {say('page.not-drawn')}): ", picture)], say))
        else:
            rows.append(lay_row([("A: ", picture), ("B: ", other)], say))
    return tuple(rows)


def _what(picture: ReportedPicture) -> tuple[object, ...]:
    return picture.phase, picture.plane, picture.through, picture.image
