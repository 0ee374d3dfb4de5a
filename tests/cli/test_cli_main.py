"""The command as a whole: help, version, start-up, and how errors look from outside."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest
import typer
from typer.testing import Result

from rtqa.cli.main import COMMANDS
from rtqa.errors import (
    DocumentError,
    Fault,
    InputError,
    RtqaError,
    StructureNameError,
    UsageError,
    WriteError,
)

Run = Callable[..., Result]

HEAVY = {"numpy", "pydicom", "shapely", "scipy", "pydantic", "matplotlib", "plotly", "jinja2"}


def modules_after(*args: str) -> set[str]:
    """The packages that are loaded once a command has run in a process of its own."""
    code = (
        "import sys; sys.argv = ['rtqa', *sys.argv[1:]]\n"
        "from rtqa.cli.main import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print('loaded', *{name.partition('.')[0] for name in sys.modules}, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code, *args], capture_output=True, text=True, check=True)
    return set(done.stderr.splitlines()[-1].split())


def test_each_command_stands_in_the_help_with_its_first_line(run: Run) -> None:
    text = " ".join(run("--help").stdout.split())
    for name, line in COMMANDS.items():
        assert f"{name} {line[:40]}" in text
        command = typer.main.get_command(import_module(f"rtqa.cli.{name.replace('-', '_')}").app)
        assert (command.help or "").splitlines()[0] == line


def test_the_version_is_told(run: Run) -> None:
    done = run("--version")
    assert done.stdout.startswith("rtqa 0.")
    assert done.exit_code == 0


def test_python_runs_the_package_as_the_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "rtqa", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("rtqa 0.")


@pytest.mark.parametrize(
    "args", [(), ("--bogus",), ("frobnicate",), ("dvh",), ("check",), ("dvh", "x", "--format", "x")]
)
def test_a_wrong_option_is_status_2(run: Run, args: tuple[str, ...]) -> None:
    assert run(*args).exit_code == 2


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_and_version_load_no_library(option: str) -> None:
    assert not modules_after(option) & HEAVY


def test_dvh_loads_no_library_for_reports() -> None:
    assert not modules_after("dvh", "nowhere") & {"matplotlib", "plotly", "jinja2"}


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (InputError("damaged"), 4),
        (WriteError("disk full"), 4),
        (UsageError("wrong"), 2),
        (StructureNameError("unknown"), 2),
        (DocumentError("a.toml", (Fault("phase[0].id", "is missing"),)), 2),
        (RtqaError("other"), 4),
        (ZeroDivisionError("secret name"), 4),
        (EOFError("secret name"), 4),
        (OSError("secret name"), 4),
        (MemoryError("secret name"), 4),
    ],
)
def test_an_error_is_a_sentence_and_a_status(
    run: Run, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr("rtqa.cli.dvh.read", fail)
    done = run("dvh", "x")
    assert done.exit_code == status
    assert done.stdout == ""
    assert done.stderr.startswith("rtqa: ")
    assert "Traceback" not in done.stderr
    if isinstance(error, RtqaError):
        assert str(error) in done.stderr
    else:
        assert "RTQA_DEBUG=1" in done.stderr
        assert "secret name" not in done.stderr


def test_the_traceback_of_an_unexpected_error_is_there_for_who_asks(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("rtqa.cli.dvh.read", fail)
    monkeypatch.setenv("RTQA_DEBUG", "1")
    assert "Traceback" in run("dvh", "x").stderr


def test_an_interrupt_is_no_verdict(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("rtqa.cli.dvh.read", interrupt)
    assert run("dvh", "x").exit_code == 130


def test_what_an_error_quotes_cannot_steer_the_terminal(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise InputError("of \x1b[31mred\u202e")

    monkeypatch.setattr("rtqa.cli.dvh.read", fail)
    assert run("dvh", "x").stderr == "rtqa: of <U+001B>[31mred<U+202E>\n"


def test_a_folder_that_is_not_there_is_status_4_and_no_path_is_told(run: Run, tmp_path: Path) -> None:
    done = run("dvh", tmp_path / "Doe_John")
    assert done.exit_code == 4
    assert "Doe_John" not in done.stderr


def test_the_installed_command_speaks_utf_8_everywhere() -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "LC_ALL": "C"}
    done = subprocess.run(
        [sys.executable, "-c", "from rtqa.cli.main import main; main()", "protocols", "show", "nct07041788"],
        capture_output=True,
        check=True,
        env=environment,
    )
    assert "≥5 cm" in done.stdout.decode("utf-8")


@pytest.mark.parametrize(
    ("args", "status"), [(("protocols", "show", "nct07041788"), 0), (("protocols", "schema"), 4)]
)
def test_a_reader_that_goes_away_makes_no_verdict(args: tuple[str, ...], status: int) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", "from rtqa.cli.main import main; main()", *args],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == status
