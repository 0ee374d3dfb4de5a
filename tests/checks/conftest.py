from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sample import write_slim


@pytest.fixture(scope="session")
def slim_pass(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The passing sample plan with contours of the judged structures alone."""
    return write_slim(tmp_path_factory.mktemp("ccrt_pass"))


@pytest.fixture
def passing(slim_pass: Path, tmp_path: Path) -> Path:
    """A copy of it, to be spoilt."""
    return Path(shutil.copytree(slim_pass, tmp_path / "plan"))
