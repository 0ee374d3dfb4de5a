"""The page in a browser: it draws its plots, asks the network for nothing, and fits a telephone."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from rtqa.findings import Report
from rtqa.render.write import write_report

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not on PATH")

NARROW = (
    """<!DOCTYPE html><iframe id="page" src="report.html" style="width: 360px; height: 800px"></iframe>"""
)


def opened(page: Path, profile: Path, *, window: str = "1280,2000") -> tuple[str, str]:
    """The page's elements after its scripts have run, and the browser's log."""
    done = subprocess.run(
        [
            str(CHROMIUM),
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            f"--user-data-dir={profile}",
            f"--window-size={window}",
            "--enable-logging=stderr",
            "--v=0",
            "--virtual-time-budget=5000",
            "--dump-dom",
            page.as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return done.stdout, done.stderr


def console_lines(log: str) -> list[str]:
    return [line for line in log.splitlines() if "CONSOLE" in line]


def test_the_plot_is_drawn_and_nothing_is_complained_of(report: Report, tmp_path: Path) -> None:
    (page,) = write_report(report, tmp_path, formats=("html",))
    dom, log = opened(page, tmp_path / "profile")
    # Each curve once in the plot and once in the legend; the marks of limits are points.
    assert dom.count('class="js-line"') == 2 * len(report.curves)
    assert dom.count('<path class="point"') == 3
    assert not console_lines(log)


def test_hostile_names_run_nothing(hostile_report: Report, tmp_path: Path) -> None:
    (page,) = write_report(hostile_report, tmp_path, formats=("html",))
    dom, log = opened(page, tmp_path / "profile")
    assert "<img src=x" not in dom
    assert "&lt;img src=x onerror=alert(1)&gt;" in dom
    assert not console_lines(log)


def test_a_telephone_needs_no_sideways_scrolling(
    report: Report, hostile_report: Report, tmp_path: Path
) -> None:
    for one in (report, hostile_report):
        (page,) = write_report(one, tmp_path, formats=("html",))
        source = page.read_text(encoding="utf-8")
        probe = "document.title = `${innerWidth} ${document.documentElement.scrollWidth}`;"
        # The policy admits no foreign script, so that the probe has to come with a page that has none.
        source = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", source)
        page.write_text(source.replace("</body>", f"<script>{probe}</script></body>"), encoding="utf-8")
        dom, _ = opened(page, tmp_path / "profile", window="360,2000")
        title = re.search(r"<title>(\d+) (\d+)</title>", dom)
        assert title is not None
        inner, scrolled = map(int, title.groups())
        assert scrolled <= inner
