"""A small trial: three whole plans, one that cannot be read, indexed and checked once for all tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from rtqa.cohort.index import update_index
from rtqa.cohort.results import write_results
from rtqa.cohort.run import check_all
from rtqa.cohort.store import Store, open_store
from small_cases import PROTOCOL, write_small_case


@pytest.fixture(scope="session")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """``protocol.toml``, and a folder for each site."""
    top = tmp_path_factory.mktemp("trial")
    (top / "protocol.toml").write_text(PROTOCOL, encoding="utf-8")
    write_small_case(top / "data" / "north" / "a", "A1", dose_gy=40.0, date="20260105")
    write_small_case(top / "data" / "north" / "b", "B1", dose_gy=50.0, date="20260212")
    write_small_case(top / "data" / "south" / "c", "C1", dose_gy=44.0, date="20260213")
    write_small_case(top / "d", "D1")
    (top / "data" / "south" / "d").mkdir()
    plan = (top / "d" / "RTPLAN.dcm").read_bytes()
    (top / "data" / "south" / "d" / "plan").write_bytes(plan[:-8])
    return top


@pytest.fixture(scope="session")
def checked(trial: Path, tmp_path_factory: pytest.TempPathFactory) -> Store:
    store = open_store(tmp_path_factory.mktemp("checked") / "store", create=True)
    update_index(store, [trial / "data"])
    tally = check_all(store, str(trial / "protocol.toml"))
    write_results(store, tally.names)
    return store
