"""The second calculation as a section: its basis and limits, tables by structure and beam, and profiles."""

from __future__ import annotations

from collections.abc import Iterator

from rtqa.findings import Report
from rtqa.findings.second_dose import ReportedBeamDose, ReportedPair, ReportedSecondDose
from rtqa.messages.safe_text import show
from rtqa.render.page.page import Grid, Section
from rtqa.render.page.profile_chart import draw_profile
from rtqa.render.page.tables import lay_table
from rtqa.render.words.language import Language
from rtqa.render.words.number import format_number
from rtqa.render.words.wording import phase_name


def lay_second_doses(report: Report, say: Language) -> Section:
    """Empty where no dose was calculated a second time."""
    doses = report.second_doses
    return Section(
        id="second-dose",
        title=say("page.section-second-dose"),
        notes=(say("page.second-dose-note"), say("page.second-dose-limits")),
        facts=tuple(fact for dose in doses for fact in _lay_facts(dose, say)),
        grids=tuple(grid for dose in doses for grid in _lay_grids(dose, say)),
        charts=tuple(draw_profile(profile, say) for dose in doses for profile in dose.profiles),
    )


def _lay_facts(dose: ReportedSecondDose, say: Language) -> Iterator[tuple[str, str]]:
    if dose.phase:
        yield say("page.phase"), phase_name(dose.phase, say)
    yield say("page.second-dose-basis"), say.write(dose.basis)
    machine = show(dose.machine)
    if machine:
        machine = say("page.second-dose-machine", machine=machine, sha256=dose.machine_sha256[:12])
    yield say("page.machine"), machine or say("page.usual-machine")
    yield (
        say("page.shape"),
        say(
            "page.second-dose-shape",
            difference=f"{100 * dose.rms_frac:.2f}",
            n=dose.n_points,
            chi=f"{dose.chi:.2f}",
        ),
    )
    yield say("page.scale"), f"{dose.scale:.3f}"


def _lay_grids(dose: ReportedSecondDose, say: Language) -> Iterator[Grid]:
    second = say("page.second")
    heads = (say("page.mean-gy"), second, "D95 / Gy", second, "D2 / Gy", second)
    rows = [
        (
            show(row.structure),
            str(row.n_points),
            *(cell for pair in (row.mean, row.d95, row.d2) for cell in _cells(pair)),
        )
        for row in dose.structures
    ]
    columns = (say("page.structure"), say("page.points"), *heads)
    yield from lay_table(
        columns, rows, numbers=range(1, len(columns)), note=say("page.second-dose-uncertainty")
    )
    beams = [_lay_beam(beam) for beam in dose.beams]
    of_beams = (
        say("page.beam"),
        "MV",
        "TPR20,10",
        "MU",
        say("page.share-of-dose"),
        say("page.best-factor"),
    )
    yield from lay_table(of_beams, beams, numbers=range(1, len(of_beams)))


def _cells(pair: ReportedPair) -> tuple[str, str]:
    return format_number(pair.planned_gy), f"{pair.calculated_gy:.2f} ± {2.0 * pair.sd_gy:.2f}"


def _lay_beam(beam: ReportedBeamDose) -> tuple[str, ...]:
    return (
        str(beam.beam),
        f"{beam.energy_mv:g}{' FFF' if beam.is_unflattened else ''}",
        f"{beam.tpr:.3f}",
        f"{beam.meterset_mu:.1f}",
        f"{100 * beam.share_frac:.1f}",
        f"{beam.best_factor:.2f}",
    )
