"""No version with a known fault of security is at work here, nor asked for: without a network."""

from __future__ import annotations

import tomllib
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

HERE = Path(__file__).parent
ADVISORIES = tomllib.loads((HERE / "advisories.toml").read_text(encoding="utf-8"))["advisory"]


def requirements() -> list[Requirement]:
    """All that pyproject.toml asks for, extras among it."""
    project = tomllib.loads((HERE.parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    return [Requirement(line) for lines in (project["dependencies"], *extras) for line in lines]


def test_no_lower_bound_lets_a_known_fault_in() -> None:
    asked_for = requirements()
    assert len(asked_for) > 40
    n_held = 0
    for advisory in ADVISORIES:
        fixed = Version(advisory["fixed"])
        for wanted in asked_for:
            if canonicalize_name(wanted.name) == advisory["package"]:
                bounds = [Version(part.version) for part in wanted.specifier if part.operator in {">=", "=="}]
                assert max(bounds) >= fixed, (str(wanted), advisory["id"])
                n_held += 1
    assert n_held >= 10


@pytest.mark.parametrize("advisory", ADVISORIES, ids=lambda advisory: advisory["id"])
def test_what_is_installed_has_the_fault_mended(advisory: dict[str, str]) -> None:
    assert Version(version(advisory["package"])) >= Version(advisory["fixed"])


def test_what_is_installed_fits_together() -> None:
    """As ``pip check`` has it, of what rtqa brings: nothing is older than what needs it says."""
    seen: set[str] = set()
    waiting = [wanted.name for wanted in requirements() if wanted.name != "rtqa"]
    while waiting:
        name = canonicalize_name(waiting.pop())
        if name in seen:
            continue
        seen.add(name)
        for line in distribution(name).requires or []:
            wanted = Requirement(line)
            if wanted.marker is not None and not wanted.marker.evaluate({"extra": ""}):
                continue
            try:
                installed = version(wanted.name)
            except PackageNotFoundError:
                pytest.fail(f"{name} needs {wanted}, which is not there")
            assert wanted.specifier.contains(installed, prereleases=True), f"{name} needs {wanted}"
            waiting.append(wanted.name)
    assert len(seen) > 60
