from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def realdata() -> Path:
    folder = os.environ.get("RTQA_REALDATA")
    if not folder:
        pytest.skip("RTQA_REALDATA does not point to the folder of clinical plans")
    return Path(folder)
