from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from examples import is_example
from sample import write_slim

from rtqa.checks.core import catalog
from rtqa.findings import Finding, Report


@pytest.fixture(scope="session")
def slim_pass(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The passing sample plan with contours of the judged structures alone."""
    return write_slim(tmp_path_factory.mktemp("ccrt_pass"))


@pytest.fixture
def passing(slim_pass: Path, tmp_path: Path) -> Path:
    """A copy of it, to be spoilt."""
    return Path(shutil.copytree(slim_pass, tmp_path / "plan"))


@pytest.fixture(autouse=True)
def _examples_show_what_they_say(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """A test marked as an example of a check must make, or be given, such a finding of it."""
    marks = list(request.node.iter_markers("example"))
    if not marks:
        yield
        return
    findings: list[Finding] = []
    stamp = catalog._stamp

    def stamp_and_keep(*args: object) -> Finding:
        findings.append(stamp(*args))  # type: ignore[arg-type]
        return findings[-1]

    monkeypatch.setattr(catalog, "_stamp", stamp_and_keep)
    yield
    given = [value for value in request.node.funcargs.values() if isinstance(value, Report)]
    findings += [finding for report in given for finding in report.findings]
    for mark in marks:
        assert is_example(findings, *mark.args), f"shows no finding of {mark.args}"
