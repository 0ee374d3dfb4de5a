"""Two doses of one patient as a page: gamma, pictures of the difference, every structure's values."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rtqa.findings import ReportedPicture
from rtqa.messages.safe_text import show
from rtqa.render.page.page import Grid, Page, Section
from rtqa.render.page.picture_rows import lay_row
from rtqa.render.page.tables import lay_table
from rtqa.render.words.language import ENGLISH, Language
from rtqa.render.words.number import format_number
from rtqa.render.words.wording import DISCLAIMER
from rtqa.transport.dose_comparison import DoseComparison
from rtqa.transport.gamma import Gamma


def lay_dose_comparison(
    comparison: DoseComparison, pictures: Sequence[ReportedPicture], say: Language = ENGLISH, *, created: str
) -> Page:
    """A comparison with the pictures that were drawn of it, and when it was made."""
    sections = (
        Section(
            id="difference",
            title=say("page.dose-difference"),
            notes=(say("page.dose-difference-note" if pictures else "page.doses-are-the-same"),),
            pictures=(lay_row([("", picture) for picture in pictures], say, shows="page.difference-label"),)
            if pictures
            else (),
        ),
        Section(id="gamma", title=say("page.gamma"), grids=_lay_gammas(comparison.gammas, say)),
        Section(id="structures", title=say("page.structures"), grids=_lay_structures(comparison, say)),
    )
    return Page(
        title=say("page.dose-comparison"),
        word="info",
        badge=say("page.dose-comparison"),
        created=created,
        strip=(),
        sections=tuple(section for section in sections if not section.is_empty),
        disclaimer=say(DISCLAIMER),
    )


def _lay_gammas(gammas: Sequence[Gamma], say: Language) -> tuple[Grid, ...]:
    rows = [
        (
            gamma.label,
            say("page.gamma-local" if gamma.criteria.is_local else "page.gamma-global"),
            f"{100.0 * gamma.criteria.cutoff_frac:g}",
            str(len(gamma.values)),
            f"{100.0 * gamma.pass_frac:.1f}",
            f"{np.mean(gamma.values):.2f}",
            f"{np.max(gamma.values):.2f}",
        )
        for gamma in gammas
        if len(gamma.values)
    ]
    columns = (
        say("page.gamma-criteria"),
        say("page.gamma-percent-of"),
        say("page.gamma-cutoff"),
        say("page.points"),
        say("page.gamma-passes"),
        say("page.gamma-mean"),
        say("page.gamma-max"),
    )
    return lay_table(columns, rows, numbers=range(2, len(columns)), note=say("page.gamma-note"))


def _lay_structures(comparison: DoseComparison, say: Language) -> tuple[Grid, ...]:
    whats = (say("page.mean-gy"), "D95 / Gy", "D2 / Gy", say("page.max-gy"))
    rows = []
    for row in comparison.structures:
        cells = [show(row.structure.name)]
        for first, second in zip(row.first_gy, row.second_gy, strict=True):
            # Two decimals of the difference: more of it than of the doses would be noise.
            difference = round(second - first, 2) + 0.0
            cells += [format_number(first), format_number(second), f"{difference:+.2f}".replace("-", "−")]
        rows.append(tuple(cells))
    compared = (column for what in whats for column in (f"A: {what}", f"B: {what}", "B − A"))
    columns = (say("page.structure"), *compared)
    return lay_table(columns, rows, numbers=range(1, len(columns)))
