"""From a report to its page: which finding stands where, and what stands beside it."""

from __future__ import annotations

from dataclasses import replace

from rtqa.findings import Report
from rtqa.messages.safe_text import show, show_prose
from rtqa.render.page.curves import Figure, collect_figures
from rtqa.render.page.finding_lines import lay_line, lay_notice
from rtqa.render.page.first_page import lay_first_page
from rtqa.render.page.page import Line, Page, Section
from rtqa.render.page.picture_rows import lay_pictures
from rtqa.render.page.tables import prescription_grid, source_grid, structure_grid, target_grid
from rtqa.render.words.language import ENGLISH, Language
from rtqa.render.words.wording import NOTICES, badge, worst_first

_TARGETS_NOTE = "page.targets-note"
_ORGANS_NOTE = "page.organs-note"
_NOTICES_NOTE = "page.notices-note"
_DVH_NOTE = "page.dvh-note"


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
    return Page(
        report=report,
        word=report.verdict.value,
        badge=badge(report.verdict.value, say),
        counts=tuple(
            (word, badge(word, say), report.counts[word])
            for word in ("fail", "review", "variation", "pass", "info")
            if report.counts[word]
        ),
        identity=_identity(report, say),
        strip=_strip(report, say),
        first=lay_first_page(report, say),
        lines=tuple(by_place.values()),
        sections=tuple(
            section
            for section in _sections(report, sections, figures=figures, say=say)
            if not section.is_empty
        ),
    )


def _sections(
    report: Report, lines: dict[str, list[Line]], *, figures: list[Figure], say: Language
) -> list[Section]:
    """Every section, in order; what has no lines and nothing to draw is empty."""

    def limits(section: str) -> tuple[Line, ...]:
        return tuple(line for line in lines.get(section, ()) if line.metric)

    def others(section: str) -> tuple[Line, ...]:
        return tuple(line for line in lines.get(section, ()) if not line.metric)

    def plain(section: str, title: str) -> Section:
        return Section(id=section, title=title, limits=limits(section), findings=others(section))

    return [
        replace(plain("prescriptions", say("page.prescription")), grids=prescription_grid(report, say)),
        replace(
            plain("targets", say("page.targets")), note=say(_TARGETS_NOTE), grids=target_grid(report, say)
        ),
        replace(plain("organs", say("page.organs-at-risk")), note=say(_ORGANS_NOTE)),
        plain("sfrt", say("page.spatially-fractionated-radiotherapy")),
        plain("calendar", say("page.calendar")),
        Section(
            id="dvh",
            title=say("page.dose-volume-histograms"),
            note=say(_DVH_NOTE),
            figures=tuple(figures),
        ),
        Section(
            id="pictures",
            title=say("page.isodoses"),
            pictures=tuple(lay_pictures(report.pictures, say)),
        ),
        plain("dose", say("page.section-dose")),
        replace(
            plain("structures", say("page.structures")),
            note=say("page.structures-note"),
            grids=structure_grid(report, say),
        ),
        plain("beams", say("page.section-beams")),
        plain("images", say("page.section-images")),
        plain("files", say("page.section-files")),
        Section(
            id="protocol",
            title=say(NOTICES),
            note=say(_NOTICES_NOTE),
            notices=tuple(lay_notice(notice, say) for notice in report.notices),
        ),
        Section(
            id="methods",
            title=say("page.methods-and-limits"),
            grids=source_grid(report, say),
            facts=tuple(
                (say.write(name), say.write(value))
                for name, value in (
                    (say("page.protocol-sha256"), report.protocol.sha256),
                    *sorted(report.settings.items()),
                )
            ),
        ),
    ]


def _strip(report: Report, say: Language) -> tuple[tuple[str, str], ...]:
    protocol = report.protocol
    phases = dict.fromkeys(show(each.phase) for each in report.structures if each.phase)
    return tuple(
        (name, show_prose(value))
        for name, value in (
            (say("page.case"), report.case_key),
            (say("page.phases"), ", ".join(phases) or say("page.none-recognised")),
            (say("page.protocol"), say("page.protocol-version", id=protocol.id, version=protocol.version)),
            (say("page.protocol-file"), protocol.sha256[:12]),
            (say("page.files"), say("page.n-objects", n=len(report.sources))),
            (say("page.made"), report.created or say("page.not-stamped")),
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
