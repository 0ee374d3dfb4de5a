"""Tables of the page that carry no verdict: prescriptions, target doses, structures, files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Sequence

from rtqa.findings import Report, ReportedCurve, ReportedMeasure, ReportedStructure
from rtqa.messages.safe_text import show
from rtqa.metrics.outcome import Unmeasurable
from rtqa.render.page.page import Grid
from rtqa.render.words.language import Language
from rtqa.render.words.number import format_known, format_number, format_share
from rtqa.render.words.wording import badge, format_outcome, word_of


def prescription_grid(report: Report, say: Language) -> tuple[Grid, ...]:
    """What each plan prescribes to its targets, with the verdict on the dose."""
    matched = {(drawn.phase, drawn.name): drawn.matched_to for drawn in report.structures}
    verdicts = {
        (finding.phase, finding.subject): badge(word_of(finding.verdict), say)
        for finding in report.findings
        if finding.code == "RX-DOSE"
    }
    rows = []
    for stated in report.prescriptions:
        names = (stated.structure, matched.get((stated.phase, stated.structure), ""))
        verdict = next(filter(None, (verdicts.get((stated.phase, name)) for name in names)), "")
        n = stated.n_fractions
        rows.append(
            (
                show(stated.structure),
                show(stated.phase),
                format_number(stated.dose_gy),
                say("page.unknown") if n is None else str(n),
                format_number(stated.dose_gy / n) if n else say("page.unknown"),
                verdict or say("page.not-asked-for"),
            )
        )
    columns = (
        say("page.target"),
        say("page.phase"),
        say("page.planned-gy"),
        say("page.fractions"),
        say("page.gy-per-fraction"),
        say("page.verdict"),
    )
    return lay_table(columns, rows, numbers=range(2, 5))


def target_grid(report: Report, say: Language) -> tuple[Grid, ...]:
    """The doses of each target, with their intervals."""
    metrics = tuple(dict.fromkeys(str(measure.outcome.spec) for measure in report.measures))
    targets: dict[tuple[str, str], dict[str, ReportedMeasure]] = {}
    for measure in report.measures:
        targets.setdefault((measure.phase, measure.structure), {})[str(measure.outcome.spec)] = measure
    volumes = {(drawn.phase, drawn.name): drawn.volume_cm3 for drawn in report.structures}
    rows = [
        (
            show(structure),
            show(phase),
            format_known(volumes.get((phase, structure)), say=say),
            *(format_outcome(doses[metric].outcome, say) if metric in doses else "" for metric in metrics),
        )
        for (phase, structure), doses in targets.items()
    ]
    reasons = dict.fromkeys(
        f"{show(measure.structure)}, {measure.outcome.spec}: {say.write(measure.outcome.unknown.message)}"
        for measure in report.measures
        if isinstance(measure.outcome, Unmeasurable)
    )
    columns = (say("page.target"), say("page.phase"), say("page.volume-cm3"), *metrics)
    return lay_table(columns, rows, numbers=range(2, len(columns)), note="; ".join(reasons))


def structure_grid(report: Report, say: Language) -> tuple[Grid, ...]:
    """The structures with their doses; those that stand for one of the protocol's come first."""
    # Two structures of a phase may bear one name; their volumes tell them apart.
    curves: dict[tuple[str, str, float | None], ReportedCurve] = {
        (curve.phase, curve.structure, curve.volume_cm3): curve for curve in report.curves
    }
    ordered = sorted(report.structures, key=lambda drawn: (drawn.how in ("", "suggested"), not drawn.how))
    rows = [
        _structure_row(drawn, curves.get((drawn.phase, drawn.name, drawn.volume_cm3)), say)
        for drawn in ordered
    ]
    columns = (
        say("page.structure"),
        say("page.phase"),
        say("page.role"),
        say("page.stands-for"),
        say("page.volume-cm3"),
        say("page.in-dose-grid"),
        say("page.min-gy"),
        say("page.mean-gy"),
        say("page.max-gy"),
    )
    return lay_table(columns, rows, numbers=range(4, 9))


def source_grid(report: Report, say: Language) -> tuple[Grid, ...]:
    """The DICOM objects that were read, each with the hash of its file; slices without one in a row."""
    counted = Counter((source.role, source.sha256) for source in report.sources)
    rows = [
        (show(role) if n == 1 else f"{n} × {show(role)}", show(sha256) or say("page.not-computed"))
        for (role, sha256), n in counted.items()
    ]
    return lay_table((say("page.file"), "sha256"), rows)


def _structure_row(
    structure: ReportedStructure, curve: ReportedCurve | None, say: Language
) -> tuple[str, ...]:
    name = show(structure.matched_to)
    if structure.how == "suggested":
        stands_for = say("page.resembles", name=name)
    else:
        stands_for = f"{name} ({show(structure.how)})" if name else ""
    doses = (curve.min_gy, curve.mean_gy, curve.max_gy) if curve else ()
    return (
        show(structure.name),
        show(structure.phase),
        show(structure.role),
        stands_for,
        format_known(structure.volume_cm3, say=say),
        format_share(curve.coverage_frac) if curve else "",
        *([format_known(dose_gy, say=say) for dose_gy in doses] or ["", "", ""]),
    )


def lay_table(
    columns: tuple[str, ...],
    rows: Sequence[tuple[str, ...]],
    *,
    numbers: Container[int] = (),
    title: str = "",
    note: str = "",
) -> tuple[Grid, ...]:
    """One table, or none where it would have no rows.

    Args:
        columns: headings.
        rows: cells.
        numbers: places of the columns that are set as numbers.
        title: may be empty.
        note: likewise.
    """
    if not rows:
        return ()
    is_number = tuple(n in numbers for n in range(len(columns)))
    return (Grid(title=title, columns=columns, is_number=is_number, rows=tuple(rows), note=note),)
