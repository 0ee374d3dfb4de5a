"""From a report to its page: which finding stands where, and what stands beside it."""

from __future__ import annotations

from dataclasses import replace

from rtqa.findings import Finding, Report, ReportedPicture
from rtqa.messages.safe_text import show, show_prose
from rtqa.render.page.curves import Figure, collect_figures
from rtqa.render.page.finding_lines import lay_line, lay_notice
from rtqa.render.page.page import Line, Page, Section
from rtqa.render.page.tables import prescription_grid, source_grid, structure_grid, target_grid
from rtqa.render.words.messages import ENGLISH, Messages
from rtqa.render.words.wording import NOTICES, badge, worst_first

_SECTION_OF_KIND = {
    "PHASE": "prescriptions",
    "PLAN": "prescriptions",
    "RX": "prescriptions",
    "SFRT": "sfrt",
    "SCHEDULE": "calendar",
    "INTERVAL": "calendar",
    "COURSE": "calendar",
    "TIME": "calendar",
}
"""By the first word of a check's code; all others are about files and geometry."""

_TARGETS_NOTE = "In brackets stands where the value lies, given what the calculation cannot know."
_ORGANS_NOTE = (
    "The metric tells the unit. The bar is the value, the frame at its end the interval, the tick the limit. "
    "A margin is positive on the side that the limit allows; an acceptable variation stands in brackets."
)
_NOTICES_NOTE = "No plan can help these, and none is judged by them: each says how the text was read instead."
_DVH_NOTE = (
    "Percent of the whole volume of each structure; the shaded band is where the curve may lie. Triangles "
    "are limits and point to where the curve has to be; the limit of a mean stands on the dose axis. "
    "Structures without a limit are not drawn, or switched off. A curve that begins below 100 % is of a "
    "structure that lies partly outside the dose grid."
)


def lay_out(report: Report, say: Messages = ENGLISH) -> Page:
    """Lay a report out in the order in which it is read."""
    figures = collect_figures(report, say)
    drawn = {figure.phase: number for number, figure in enumerate(figures)}
    lines: dict[str, list[Line]] = {}
    unsettled = []
    for number, finding in enumerate(worst_first(report.findings), start=1):
        figure = drawn.get(show(finding.phase)) if finding.constraint else None
        line = lay_line(finding, anchor=f"line-{number}", figure=figure, say=say)
        lines.setdefault(_section_of(finding, report), []).append(line)
        if line.word in {"fail", "review"}:
            unsettled.append(line)
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
        unsettled=tuple(unsettled),
        sections=tuple(one for one in _sections(report, lines, figures=figures, say=say) if not one.is_empty),
    )


def _section_of(finding: Finding, report: Report) -> str:
    constraint, targets = finding.constraint, frozenset(report.protocol.targets)
    if constraint is not None:
        # Files of the first edition do not say which structures are targets.
        is_target = targets.issuperset(constraint.names) if targets else constraint.relation.startswith(">")
        return "targets" if is_target else "organs"
    return _SECTION_OF_KIND.get(finding.code.partition("-")[0], "integrity")


def _sections(
    report: Report, lines: dict[str, list[Line]], *, figures: list[Figure], say: Messages
) -> list[Section]:
    """Every section, in order; what has no lines and nothing to draw is empty."""

    def found(section: str) -> tuple[Line, ...]:
        return tuple(lines.get(section, ()))

    return [
        Section(
            id="prescriptions",
            title=say("Prescription"),
            grids=prescription_grid(report, say),
            findings=found("prescriptions"),
        ),
        Section(
            id="targets",
            title=say("Targets"),
            note=say(_TARGETS_NOTE),
            grids=target_grid(report, say),
            limits=found("targets"),
        ),
        Section(
            id="organs",
            title=say("Organs at risk"),
            note=say(_ORGANS_NOTE),
            limits=found("organs"),
        ),
        Section(id="sfrt", title=say("Spatially fractionated radiotherapy"), findings=found("sfrt")),
        Section(id="calendar", title=say("Calendar"), findings=found("calendar")),
        Section(
            id="dvh",
            title=say("Dose-volume histograms"),
            note=say(_DVH_NOTE),
            figures=tuple(figures),
        ),
        Section(
            id="pictures", title=say("Isodoses"), pictures=tuple(_safe(each, say) for each in report.pictures)
        ),
        Section(id="integrity", title=say("Files, geometry and dose grid"), findings=found("integrity")),
        Section(
            id="protocol",
            title=say(NOTICES),
            note=say(_NOTICES_NOTE),
            notices=tuple(lay_notice(each, say) for each in report.notices),
        ),
        Section(
            id="structures",
            title=say("Structures"),
            note=say("The doses are those of the part inside the dose grid."),
            grids=structure_grid(report, say),
        ),
        Section(
            id="methods",
            title=say("Methods and limits"),
            grids=source_grid(report, say),
            facts=tuple(
                (say.sentence(show(name)), say.sentence(value))
                for name, value in (
                    (say("Protocol file, sha256"), report.protocol.sha256),
                    *sorted(report.settings.items()),
                )
            ),
        ),
    ]


def _safe(picture: ReportedPicture, say: Messages) -> ReportedPicture:
    """The picture with its words made safe to show, in the report's language."""
    return replace(
        picture,
        phase=show(picture.phase),
        through=say.sentence(picture.through),
        image=say.sentence(picture.image),
        structures=tuple(replace(key, label=show(key.label)) for key in picture.structures),
        levels=tuple(replace(key, label=show(key.label)) for key in picture.levels),
    )


def _strip(report: Report, say: Messages) -> tuple[tuple[str, str], ...]:
    protocol = report.protocol
    phases = dict.fromkeys(show(each.phase) for each in report.structures if each.phase)
    return tuple(
        (name, show_prose(value))
        for name, value in (
            (say("Case"), report.case_key),
            (say("Phases"), ", ".join(phases) or say("none recognised")),
            (say("Protocol"), say("{id}, version {version}", id=protocol.id, version=protocol.version)),
            (say("Protocol file"), protocol.sha256[:12]),
            (say("Files"), say("{n} DICOM objects", n=len(report.sources))),
            (say("Made"), report.created or say("not stamped")),
            (say("By"), f"rtqa {report.rtqa_version}"),
        )
    )


def _identity(report: Report, say: Messages) -> tuple[tuple[str, str], ...]:
    identity = report.identity
    if identity is None:
        return ()
    return (
        (say("Patient"), show(identity.patient_name)),
        (say("Patient ID"), show(identity.patient_id)),
        (say("Date of birth"), show(identity.birth_date)),
    )
