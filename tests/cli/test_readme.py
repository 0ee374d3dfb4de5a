"""What the README shows is what the commands print."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from rtqa.cli import main

ROOT = Path(main.__file__).parents[3]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_what_the_readme_shows_is_what_the_failing_sample_prints() -> None:
    shown = re.search(
        r"^```\n\$ rtqa (check sample_plans/ccrt_fail .*)\n((?s:.*?))^```", README, re.MULTILINE
    )
    assert shown is not None
    command = [sys.executable, "-c", "from rtqa.cli.main import main; main()", *shown[1].split()]
    environment = {**os.environ, "COLUMNS": "100", "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}
    run = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    printed = [line.rstrip() for line in run.stdout.rstrip().splitlines()]
    assert run.returncode == 1
    assert shown[2].splitlines() == printed


def test_the_python_of_the_readme_runs(tmp_path: Path) -> None:
    code = re.search(r"^```python\n((?s:.*?))^```", README, re.MULTILINE)
    assert code is not None
    script = (
        code[1].replace('"out"', repr(str(tmp_path / "out")))
        + "\nprint(type(rtqa.measure(dvh, 'Max')).__name__)"
    )
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "Measurement"
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "report.html",
        "report.json",
        "report.pdf",
    ]
