"""The suite run once, and once exported, for all tests that look at the results."""

from __future__ import annotations

from pathlib import Path

import pytest

from rtqa.commission.commission_document import CommissionDocument, build_document
from rtqa.commission.export import export_suite
from rtqa.commission.run import PhantomResult, run_suite
from rtqa.commission.suite import PhantomSet, commissioning_suite


@pytest.fixture(scope="session")
def suite() -> tuple[PhantomSet, ...]:
    return commissioning_suite()


@pytest.fixture(scope="session")
def results(suite: tuple[PhantomSet, ...]) -> tuple[PhantomResult, ...]:
    return run_suite(suite)


@pytest.fixture(scope="session")
def document(results: tuple[PhantomResult, ...]) -> CommissionDocument:
    return build_document(
        results, comparison=None, environment={"rtqa": "0.0.test"}, created="2025-01-02T03:04:05+00:00"
    )


@pytest.fixture(scope="session")
def exported(suite: tuple[PhantomSet, ...], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("phantoms")
    export_suite(suite, folder)
    return folder
