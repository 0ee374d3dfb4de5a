"""What all tests share: where real plans are, and property tests that no slow machine fails."""

from __future__ import annotations

import os
from pathlib import Path

import hypothesis
import pytest

hypothesis.settings.register_profile("rtqa", deadline=None)
hypothesis.settings.load_profile("rtqa")


@pytest.fixture(scope="session")
def realdata() -> Path:
    """The folder of real plans, which are no part of the project."""
    folder = os.environ.get("RTQA_REALDATA")
    if not folder:
        pytest.skip("RTQA_REALDATA does not point to the folder of clinical plans")
    return Path(folder)
