"""From a report to its page: which finding stands where, and what stands beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from rtqa.findings import Report
from rtqa.messages.safe_text import show, show_prose
from rtqa.render.page.curves import Figure, collect_figures
from rtqa.render.page.finding_lines import lay_line, lay_notice
from rtqa.render.page.first_page import lay_first_page
from rtqa.render.page.page import Line, Page, Section
from rtqa.render.page.peers import lay_peers
from rtqa.render.page.picture_rows import lay_pictures
from rtqa.render.page.second_dose import lay_second_doses
from rtqa.render.page.tables import prescription_grid, source_grid, structure_grid, target_grid
from rtqa.render.words.language import ENGLISH, Language
from rtqa.render.words.wording import DISCLAIMER, NOTICES, badge, worst_first


def lay_out(report: Report, say: Language = ENGLISH) -> Page:
    """Lay a report out in the order in which it is read."""
    figures = collect_figures(report, say)
    drawn = {figure.phase: number for number, figure in enumerate(figures)}
    by_place: dict[int, Line] = {}
    for place, finding in enumerate(report.findings):
        figure = drawn.get(show(finding.phase)) if finding.constraint else None
        by_place[place] = lay_line(finding, anchor=f"line-{place + 1}", figure=figure, say=say)
    sections: dict[str, list[Line]] = {}
    for place in worst_first(report.findings):
        sections.setdefault(report.findings[place].section, []).append(by_place[place])
    protocol, first = report.protocol, lay_first_page(report, say)
    key = say("page.case-key", key=report.case_key)
    return Page(
        title=f"{badge(report.verdict.value, say)}: {show(protocol.id)}, {key}",
        word=report.verdict.value,
        badge=badge(report.verdict.value, say),
        created=report.created,
        counts=tuple(
            (word, badge(word, say), report.counts[word])
            for word in ("fail", "review", "variation", "pass", "info")
            if report.counts[word]
        ),
        remarks=(
            *([] if report.findings else [("review", say("page.nothing-was-checked"))]),
            *([("review", first.not_judged)] if first.not_judged else []),
            ("info", say.write(protocol.title)),
        ),
        identity=_identity(report, say),
        strip=lay_strip(report, say),
        first=first,
        signatures=(say("page.physicist"), say("page.physician"), say("page.date")),
        lines=tuple(by_place.values()),
        sections=tuple(
            section
            for section in _sections(report, sections, figures=figures, say=say)
            if not section.is_empty
        ),
        disclaimer=say(DISCLAIMER),
    )


def _sections(
    report: Report, lines: dict[str, list[Line]], *, figures: list[Figure], say: Language
) -> list[Section]:
    """Every section, in order; what has no lines and nothing to draw is empty."""

    def plain(section: str, title: str, *notes: str) -> Section:
        of_section = lines.get(section, [])
        return Section(
            id=section,
            title=title,
            notes=notes,
            limits=tuple(line for line in of_section if line.metric),
            findings=tuple(line for line in of_section if not line.metric),
        )

    prescriptions = plain("prescriptions", say("page.prescription"))
    targets = plain("targets", say("page.targets"), say("page.targets-note"))
    structures = plain("structures", say("page.structures"), say("page.structures-note"))
    return [
        replace(prescriptions, grids=prescription_grid(report, say)),
        replace(targets, grids=target_grid(report, say)),
        plain("organs", say("page.organs-at-risk"), say("page.organs-note")),
        plain("sfrt", say("page.spatially-fractionated-radiotherapy")),
        plain("calendar", say("page.calendar")),
        Section(
            id="dvh",
            title=say("page.dose-volume-histograms"),
            notes=(say("page.dvh-note"),),
            figures=tuple(figures),
        ),
        Section(id="pictures", title=say("page.isodoses"), pictures=lay_pictures(report.pictures, say)),
        plain("dose", say("page.section-dose")),
        lay_second_doses(report, say),
        lay_peers(report, say),
        replace(structures, grids=structure_grid(report, say)),
        plain("beams", say("page.section-beams")),
        plain("images", say("page.section-images")),
        plain("files", say("page.section-files")),
        Section(
            id="protocol",
            title=say(NOTICES),
            notes=(say("page.notices-note"),),
            notices=tuple(lay_notice(notice, say) for notice in report.notices),
        ),
        Section(
            id="methods",
            title=say("page.methods-and-limits"),
            grids=source_grid(report, say),
            facts=(
                (say("page.protocol-sha256"), show(report.protocol.sha256)),
                *((say.write(setting.name), say.write(setting.value)) for setting in report.settings),
            ),
            is_folded=True,
        ),
    ]


def lay_strip(report: Report, say: Language) -> tuple[tuple[str, str], ...]:
    """Where a report comes from."""
    protocol = report.protocol
    phases = dict.fromkeys(show(structure.phase) for structure in report.structures if structure.phase)
    return tuple(
        (name, show_prose(value))
        for name, value in (
            (say("page.case"), report.case_key),
            (say("page.phases"), ", ".join(phases) or say("page.none-recognised")),
            (say("page.protocol"), say("page.protocol-version", id=protocol.id, version=protocol.version)),
            (say("page.protocol-file"), protocol.sha256[:12]),
            (say("page.files"), say("page.n-objects", n=len(report.sources))),
            (say("page.made"), _moment(report.created) or say("page.not-stamped")),
            (say("page.by"), f"rtqa {report.rtqa_version}"),
        )
    )


def _identity(report: Report, say: Language) -> tuple[tuple[str, str], ...]:
    identity = report.identity
    if identity is None:
        return ()
    return (
        (say("page.patient"), show(identity.patient_name)),
        (say("page.patient-id"), show(identity.patient_id)),
        (say("page.date-of-birth"), show(identity.birth_date)),
    )


def _moment(created: str) -> str:
    """A time in ISO 8601 as a person writes it: ``2026-11-30 13:23 UTC``."""
    try:
        return f"{datetime.fromisoformat(created):%Y-%m-%d %H:%M %Z}".strip()
    except ValueError:
        return created
