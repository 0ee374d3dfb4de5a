"""What a script's author finds: every name listed, typed, explained, and short to look at."""

from __future__ import annotations

import dataclasses
import doctest
import inspect
import pydoc
import re
import subprocess
import sys
from collections.abc import Callable
from functools import cached_property
from importlib import import_module
from pathlib import Path
from types import FunctionType
from typing import Any

import pytest

import rtqa

REPOSITORY = Path(__file__).parents[2]

ROOMS = {"rtqa": rtqa, "rtqa.cohort": rtqa.cohort, "rtqa.desk": rtqa.desk}

PUBLIC = {
    f"{room}.{name}": getattr(module, name)
    for room, module in ROOMS.items()
    for name in module.__all__
    if name != "__version__"
}

FUNCTIONS = [name for name, value in PUBLIC.items() if inspect.isfunction(value)]

NEVER_RAISES = {
    *("rtqa.list_protocols", "rtqa.calculate_second_dose"),
    *("rtqa.cohort.write_results", "rtqa.cohort.write_model", "rtqa.cohort.read_table"),
    *("rtqa.desk.verify_desk", "rtqa.desk.examine_desk"),
}
"""What says of a plan, a store or a desk that something is wrong with it, is no exception."""

WITH_EXAMPLES = [name for name in FUNCTIONS if name.count(".") == 1]
"""Functions of ``rtqa`` itself; those of cohort and desk work on stores, which the tutorials make."""


@pytest.mark.parametrize("room", ROOMS)
def test_dir_lists_the_public_names_and_nothing_of_the_machinery(room: str) -> None:
    module = ROOMS[room]
    assert [name for name in dir(module) if not name.startswith("_")] == sorted(
        name for name in module.__all__ if not name.startswith("_")
    )


@pytest.mark.parametrize("room", ROOMS)
def test_help_shows_what_one_may_call(room: str) -> None:
    module = ROOMS[room]
    page = pydoc.plaintext.document(module)
    assert [name for name in module.__all__ if name not in page and name != "__version__"] == []
    assert "\n    __getattr__" not in page


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_says_what_it_takes_returns_and_raises(name: str) -> None:
    function = PUBLIC[name]
    page, signature = inspect.getdoc(function) or "", inspect.signature(function)
    told = page.partition("Args:")[2] or page
    assert [parameter for parameter in signature.parameters if parameter not in told] == []
    assert signature.return_annotation is not inspect.Signature.empty
    assert "Raises:" in page or name in NEVER_RAISES


NO_CASE, NO_CURVE = (
    "a Case is wanted, not a str: rtqa.read_case",
    "a DVH is wanted, not a str: rtqa.compute_dvh",
)
NO_REPORT = "a Report is wanted, not a str: rtqa.check"


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda path: rtqa.check(path, protocol="nct07041788"), NO_CASE),
        (lambda path: rtqa.compute_dvh(path, "PTV"), NO_CASE),
        (rtqa.compute_dvhs, NO_CASE),
        (lambda path: rtqa.compute_isodoses(path, "PTV"), NO_CASE),
        (lambda path: rtqa.measure_all(path, "Mean[Gy]"), NO_CASE),
        (lambda path: rtqa.measure_all([path], "Mean[Gy]"), NO_CASE),
        (rtqa.calculate_second_dose, NO_CASE),
        (lambda path: rtqa.measure(path, "Mean[Gy]"), NO_CURVE),
        (rtqa.plot_dvh, NO_CURVE),
        (lambda path: rtqa.plot_dvh([path]), NO_CURVE),
        (lambda path: rtqa.compare(path, path), NO_REPORT),
        (lambda path: rtqa.write_report(path, "out"), NO_REPORT),
    ],
)
def test_a_path_where_something_read_is_wanted_is_told_so(call: Callable[[Any], object], said: str) -> None:
    with pytest.raises(rtqa.errors.UsageError, match=said):
        call("sample_plans/ccrt_pass")


CLASSES = [name for name, value in PUBLIC.items() if inspect.isclass(value)]


@pytest.mark.parametrize("name", CLASSES)
def test_a_class_says_what_it_is_and_what_each_of_its_values_means(name: str) -> None:
    kind = PUBLIC[name]
    page = inspect.getdoc(kind) or ""
    assert page
    assert not page.startswith(f"{kind.__name__}(")
    fields = [field.name for field in dataclasses.fields(kind)] if dataclasses.is_dataclass(kind) else ()
    told = set(re.findall(r"\w+", page))
    assert {each for each in (*fields, *getattr(kind, "model_fields", ())) if each[0] != "_"} - told <= {
        "schema_"
    }
    callable_parts = (property, cached_property, staticmethod, classmethod, FunctionType)
    parts = [each for each, value in vars(kind).items() if isinstance(value, callable_parts)]
    assert [each for each in parts if each[0] != "_" and not inspect.getdoc(getattr(kind, each))] == []


def test_a_name_that_is_none_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="compute_dhv"):
        rtqa.compute_dhv  # noqa: B018


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_a_function_shows_how_it_is_used_and_that_runs(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(REPOSITORY)
    function = PUBLIC[name]
    (example,) = doctest.DocTestFinder(recurse=False).find(
        function, module=import_module(function.__module__)
    )
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    runner.run(example)
    assert runner.failures == 0
    assert any(line.want for line in example.examples)


def test_importing_rtqa_waits_for_no_library() -> None:
    """What is measured in seconds by `benchmarks/imports.py` rests on this."""
    script = "import sys, rtqa; dir(rtqa); print(sorted({m.partition('.')[0] for m in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert not {"numpy", "pydicom", "pydantic", "shapely", "scipy"} & set(eval(loaded.stdout))  # noqa: S307


def test_without_an_extra_the_name_says_what_to_install() -> None:
    script = "import sys; sys.modules['pydantic'] = None; import rtqa; rtqa.check"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert "rtqa.check needs pydantic: pip install 'rtqa[check]'" in run.stderr
