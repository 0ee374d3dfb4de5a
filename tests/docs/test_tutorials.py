"""Every line of the tutorials and how-to pages runs, and prints what the page shows."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from rtqa.cli.main import app

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    [
        *(ROOT / "docs" / "tutorials").glob("*.md"),
        *(ROOT / "docs" / "how-to" / name for name in ("arrays.md", "machine-file.md")),
        ROOT / "docs" / "course.md",
    ]
)

_BLOCK = re.compile(
    r"^```(?:(python|console)|\{code-block\} toml\n:caption: (\S+))\n(.*?)^```", re.MULTILINE | re.DOTALL
)

JUDGED = (0, 1, 3)
"""A verdict; 2 is wrong usage, 4 unreadable input."""


def plain(text: str) -> str:
    return " ".join(text.split())


def run_console(block: str) -> None:
    """Each command after ``$``, and below it lines of what it prints."""
    for part in re.split(r"^\$ rtqa ", block, flags=re.MULTILINE)[1:]:
        command, _, shown = part.partition("\n")
        done = CliRunner().invoke(app, shlex.split(command), env={"COLUMNS": "100"})
        assert done.exit_code in JUDGED, (command, done.stderr)
        missing = [line for line in shown.splitlines() if line and plain(line) not in plain(done.stdout)]
        assert missing == [], command


@pytest.mark.parametrize(
    "page", [page for page in PAGES if "```" in page.read_text()], ids=lambda page: page.stem
)
def test_a_page_runs_as_it_stands(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MPLBACKEND", "Agg")
    (tmp_path / "sample_plans").symlink_to(ROOT / "sample_plans")
    names: dict[str, object] = {}
    n_run = 0
    for language, file, block in _BLOCK.findall(page.read_text(encoding="utf-8")):
        if file:
            (tmp_path / file).write_text(block, encoding="utf-8")
        elif language == "console":
            run_console(block)
            n_run += 1
        elif language == "python":
            exec(compile(block, str(page), "exec"), names)  # noqa: S102 (the page is ours)
            n_run += 1
    assert n_run or page.stem == "index"
