"""The report of a cohort as files: the page, its tables, and a page for each plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from rtqa.cohort.groups import NO_GROUPS, Grouping
from rtqa.cohort.learning import compare_cohort
from rtqa.cohort.outcome import read_report, reported_s
from rtqa.cohort.page import render_page, render_tables
from rtqa.cohort.peers import PeerModel
from rtqa.cohort.store import Store
from rtqa.cohort.tables import list_tables
from rtqa.cohort.trial import By, Trial, read_trial
from rtqa.cohort.workbook import render_workbook
from rtqa.render.files.atomic import write_files
from rtqa.render.files.html import draw_html
from rtqa.render.files.report_json import parse_report
from rtqa.render.page.layout import lay_out
from rtqa.render.words.language import Language, load_language

Progress = Callable[[int, int], None]

_PAGE = "cohort"


def write_cohort_report(
    store: Store,
    out: Path,
    *,
    by: By = "site",
    grouping: Grouping = NO_GROUPS,
    peers: PeerModel | None = None,
    language: str = "en",
    progress: Progress | None = None,
) -> tuple[Path, ...]:
    """Write ``cohort.html``, ``cohort.xlsx`` and a CSV file for each table; into ``plans``, reports.

    Args:
        store: its results are read.
        out: the folder; it is made if need be.
        by: what the plans are grouped by.
        grouping: how it is known of a plan.
        peers: a model of what peers have; structure sets are read again for it.
        language: ``en`` or ``zh``.
        progress: called with how many plans have their page, and of how many.

    Raises:
        InputError: the store has no results.
        UsageError: there is no such language.
        WriteError: a file could not be written.
    """
    say = load_language(language)
    compared = compare_cohort(peers, store, progress=progress) if peers is not None else ()
    trial = read_trial(store, by, grouping, peers=compared)
    links = _write_plans(store, trial, out / "plans", say=say, progress=progress)
    contents = {
        f"{_PAGE}.html": render_page(trial, say, links=links).encode(),
        f"{_PAGE}.xlsx": render_workbook(list_tables(trial), say),
        **render_tables(trial, say),
    }
    return write_files(contents, out, what="the report of the cohort")


def _write_plans(
    store: Store, trial: Trial, folder: Path, *, say: Language, progress: Progress | None
) -> frozenset[str]:
    """Write the page of each plan that was judged, unless a newer one is there; which have one."""
    written = set()
    for done, plan in enumerate(trial.plans):
        name = plan["plan"]
        since, page = reported_s(store, name), folder / f"{name}.html"
        if since is not None:
            if not page.is_file() or page.stat().st_mtime < since:
                text = _draw_plan(read_report(store, name) or b"", say)
                write_files({page.name: text.encode()}, folder, what="the report of a plan")
            written.add(name)
        if progress is not None:
            progress(done, len(trial.plans))
    return frozenset(written)


def _draw_plan(report: bytes, say: Language) -> str:
    """A plan's page without curves and pictures, which would be megabytes a plan: rtqa render draws them."""
    page = lay_out(parse_report(report), say)
    lines = tuple(replace(line, figure=None) for line in page.lines)
    sections = (
        replace(
            section,
            figures=(),
            limits=tuple(replace(line, figure=None) for line in section.limits),
            findings=tuple(replace(line, figure=None) for line in section.findings),
        )
        for section in page.sections
    )
    shown = tuple(section for section in sections if not section.is_empty)
    return draw_html(replace(page, lines=lines, sections=shown), say)
