"""Good plans, spoilt or made otherwise, and who accepts which."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from programs import ask

sys.path.insert(0, str(Path(__file__).parents[2] / "tests" / "bench"))

from seeded_faults import Fault, all_faults
from seeded_files import Files, make_base
from sound_variations import Variation, all_variations

VERDICT_TASKS = ("faults", "sound")


def print_verdicts(task: str, programs: Sequence[Path], *, realdata: Path | None, scratch: Path) -> None:
    """A line for each engine; real plans are not asked about."""
    del realdata
    changes: Sequence[Fault | Variation] = all_faults() if task == "faults" else all_variations()
    bases = {name: make_base(name, scratch / f"base-{name}") for name in {change.base for change in changes}}
    lines = []
    for n, change in enumerate(changes):
        files = Files(bases[change.base])
        change.change(files)
        folder = files.write(scratch / f"{n:03}")
        lines.append(json.dumps({"folder": str(folder), "base": change.base}))
    print(f"{task:14}{'plans':>8}{'accepted':>10}{'right':>8}")
    for program in programs:
        answers = ask(program, lines=lines)
        if len(answers) != len(changes):
            print(f"{program.stem:14}{len(answers):8} answers", flush=True)
            continue
        n_accepted = sum(answer["accepts"] for answer in answers)
        n_right = n_accepted if task == "sound" else len(answers) - n_accepted
        print(
            f"{program.stem:14}{len(answers):8}{n_accepted:10}{100 * n_right / len(answers):6.1f} %",
            flush=True,
        )
