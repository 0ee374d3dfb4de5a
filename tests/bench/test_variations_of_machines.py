"""The sample plan passes on every machine, with the same values.

Its dose stays that of its own machine, so that nobody calculates it a second time.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from seeded_files import Files, make_base
from seeded_verdict import Seen, judge
from test_harmless_variations import compare
from variations_of_machines import VARIATIONS, Change


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_base("ccrt_pass", tmp_path_factory.mktemp("machines") / "base")


@pytest.fixture(scope="module")
def before(base: Path) -> Seen:
    return judge(base, second_dose=False)


@pytest.mark.parametrize("change", VARIATIONS, ids=lambda change: change.__name__)
def test_a_sound_plan_passes_on_every_machine(
    change: Change, base: Path, before: Seen, tmp_path: Path
) -> None:
    files = Files(base)
    change(files)
    compare(judge(files.write(tmp_path), second_dose=False), before)
