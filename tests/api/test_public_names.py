"""What a script's author finds: every name listed, typed, explained, and short to look at."""

from __future__ import annotations

import dataclasses
import doctest
import inspect
import pydoc
import re
import subprocess
import sys
from functools import cached_property
from importlib import import_module
from pathlib import Path
from types import FunctionType

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
    *("rtqa.compare", "rtqa.list_protocols", "rtqa.calculate_second_dose"),
    *("rtqa.cohort.write_results", "rtqa.cohort.write_model", "rtqa.cohort.read_table"),
    *("rtqa.desk.verify_desk", "rtqa.desk.examine_desk"),
}
"""What says of a plan, a store or a desk that something is wrong with it, is no exception."""

WITH_EXAMPLES = (
    "rtqa.course.course_document",
    "rtqa.dicom.read",
    "rtqa.dvh.compute",
    "rtqa.evaluation.evaluate",
    "rtqa.findings.comparison",
    "rtqa.interop.arrays.case",
    "rtqa.interop.arrays.voxels",
    "rtqa.metrics.dose_volume",
    "rtqa.metrics.table",
    "rtqa.protocol.library",
    "rtqa.transport.calculate",
)


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


@pytest.mark.parametrize("module", WITH_EXAMPLES)
def test_the_examples_in_docstrings_run(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(REPOSITORY)
    result = doctest.testmod(import_module(module), optionflags=doctest.ELLIPSIS)
    assert (result.failed, result.attempted >= 2) == (0, True)


def test_importing_rtqa_waits_for_no_library() -> None:
    """What is measured in seconds by `benchmarks/imports.py` rests on this."""
    script = "import sys, rtqa; dir(rtqa); print(sorted({m.partition('.')[0] for m in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert not {"numpy", "pydicom", "pydantic", "shapely", "scipy"} & set(eval(loaded.stdout))  # noqa: S307


def test_without_an_extra_the_name_says_what_to_install() -> None:
    script = "import sys; sys.modules['pydantic'] = None; import rtqa; rtqa.check"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert "rtqa.check needs pydantic: pip install 'rtqa[check]'" in run.stderr
