"""docs/howto-causes.md: its scripts answer without reading a sentence, and its list of kinds is whole."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from rtqa.cli import main
from rtqa.evaluation.causes import OWNERS
from rtqa.messages import CauseKind, Owner

ROOT = Path(main.__file__).parents[3]
PAGE = (ROOT / "docs" / "howto-causes.md").read_text(encoding="utf-8")
KINDS = PAGE.partition("## Kinds of causes")[2].partition("|---")[2]


def run(script: str, folder: Path, *, status: int = 0) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=folder, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == status, done.stderr
    return done.stdout.splitlines()


def test_its_scripts_say_which_organs_fail_by_how_much_and_what_is_to_be_done(tmp_path: Path) -> None:
    (tmp_path / "sample_plans").symlink_to(ROOT / "sample_plans")
    command = re.search(r"`rtqa (check sample_plans/ccrt_fail .*)` writes it", PAGE)
    assert command is not None
    run(f"from rtqa.cli.main import app; app({command[1].split()!r})", tmp_path, status=1)
    from_json, in_python = re.findall(r"^```python\n((?s:.*?))^```", PAGE, re.MULTILINE)
    lines = run(from_json, tmp_path)
    assert run(in_python, tmp_path) == lines
    shown = re.search(r"prints a line a broken limit:\n\n```\n((?s:.*?))```", PAGE)
    assert shown is not None
    assert shown[1].splitlines() == lines
    assert {line.split()[0] for line in lines} == {"SpinalCord", "Parotid_R"}


def test_its_scripts_read_no_sentence() -> None:
    for script in re.findall(r"^```python\n((?s:.*?))^```", PAGE, re.MULTILINE):
        assert not re.search(r"summary|reason|\btext\b|\baction\"|str\(cause", script)


def test_every_kind_of_cause_and_every_owner_is_listed() -> None:
    rows = dict(re.findall(r"^\| `([a-z-]+)` \| [^|]+ \| `([a-z-]+)` \|$", KINDS, re.MULTILINE))
    assert rows == {str(kind): str(owner) for kind, owner in OWNERS.items()}
    assert set(rows) == set(map(str, CauseKind))
    for owner in Owner:
        assert f"`{owner}`" in PAGE.rpartition("Owners are")[2]
