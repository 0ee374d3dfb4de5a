"""Whatever ends a run that writes: old files or new ones, whole, and nothing hidden after the next run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from rtqa.errors import UsageError, WriteError
from rtqa.render.files.atomic import write_files, write_new

OLD = {name: f"old {name}".encode() * 1000 for name in ("report.html", "report.pdf", "report.json")}
NEW = {name: f"new {name}".encode() * 1000 for name in (*OLD, "report.csv")}
OPERATIONS = ("replace", "link", "mkdir")
"""Of the module os, by which files are written; what takes away is the way back."""


def held(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def stop_at(count: int, error: type[BaseException], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let the operation of this number end in an error; returns the operations as they come."""
    done: list[str] = []

    def wrapped(name: str, whole: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any, **kwargs: Any) -> Any:
            done.append(name)
            if len(done) == count + 1:
                raise error(28, "No space left on device")
            return whole(*args, **kwargs)

        return run

    for name in OPERATIONS:
        monkeypatch.setattr(os, name, wrapped(name, getattr(os, name)))
    monkeypatch.setattr(Path, "write_bytes", wrapped("write", Path.write_bytes))
    return done


@pytest.mark.parametrize("error", [OSError, KeyboardInterrupt])
def test_an_end_at_any_operation_leaves_the_old_files(
    tmp_path: Path, error: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    for count in range(40):
        folder = tmp_path / str(count)
        write_files(OLD, folder, what="the report")
        with monkeypatch.context() as context:
            done = stop_at(count, error, context)
            with suppress(WriteError, KeyboardInterrupt):
                write_files(NEW, folder, what="the report")
        if len(done) <= count:
            break
        # Where a link cannot be had, a copy is made.
        assert held(folder) == (NEW if done[count] == "link" and error is OSError else OLD), done
    assert done == ["mkdir", *["write"] * 4, *["link"] * 3, *["replace"] * 4]
    assert held(folder) == NEW


def test_what_a_killed_run_left_is_swept(tmp_path: Path) -> None:
    write_files(OLD, tmp_path, what="the report")
    left = tmp_path / ".rtqa-killed"
    left.mkdir()
    (left / "report.json").write_text("Secret")
    write_files(NEW, tmp_path, what="the report")
    assert held(tmp_path) == NEW


def test_folders_that_were_made_go_again_where_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(WriteError, match="No space left on device"):
        write_files(NEW, tmp_path / "a" / "b", what="the report")
    assert not list(tmp_path.iterdir())


def test_a_new_file_on_a_full_disk_does_not_stand_in_the_way(tmp_path: Path) -> None:
    code = (
        "import resource, pathlib, sys\n"
        "from rtqa.errors import WriteError\n"
        "from rtqa.render.files.atomic import write_new\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))\n"
        "try: write_new(pathlib.Path(sys.argv[1]), bytes(100), what='the protocol file')\n"
        "except WriteError as error: print(error)\n"
    )
    file = tmp_path / "own.toml"
    ran = subprocess.run([sys.executable, "-c", code, file], capture_output=True, text=True, check=True)
    assert "the protocol file 'own.toml' cannot be written: File too large" in ran.stdout
    assert not file.exists()
    write_new(file, b"x", what="the protocol file")
    with pytest.raises(UsageError, match="exists already"):
        write_new(file, b"y", what="the protocol file")


WRITER = """
import signal, sys, pathlib
from rtqa.cli.streams import end_when_asked
from rtqa.render.files.atomic import write_files
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job begins with it ignored
end_when_asked()
folder = pathlib.Path(sys.argv[1])
for n in range(int(sys.argv[2])):
    write_files({f"{k}.bin": f"{sys.argv[3]} {n:06d}".encode() * 2000 for k in "abcd"}, folder, what="it")
    print(n, flush=True)
"""


def start(folder: Path, n: int, name: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, folder, str(n), name],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def is_whole(content: bytes) -> bool:
    return len(content) == 8 * 2000 and content == content[:8] * 2000


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_a_run_that_is_killed_leaves_whole_files(tmp_path: Path, number: signal.Signals) -> None:
    for after_s in (0.0, 0.0007):
        running = start(tmp_path, 10**6, "x")
        assert running.stdout is not None
        running.stdout.readline()
        time.sleep(after_s)
        running.send_signal(number)
        running.communicate()
        files = [path for path in tmp_path.iterdir() if path.is_file()]
        assert len(files) == 4
        assert all(is_whole(path.read_bytes()) for path in files)
        if number is not signal.SIGKILL:
            assert len({path.read_bytes() for path in files}) == 1
            assert sorted(tmp_path.iterdir()) == sorted(files)
    write_files({"a.bin": b"next"}, tmp_path, what="it")
    assert not list(tmp_path.glob(".*"))


def test_two_who_write_into_one_folder_wait_for_each_other(tmp_path: Path) -> None:
    running = [start(tmp_path, 60, name) for name in "xy"]
    for one in running:
        assert one.communicate()[1] == ""
        assert one.returncode == 0
    assert len({path.read_bytes() for path in tmp_path.iterdir()}) == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device")
@pytest.mark.parametrize(
    ("output", "status", "says"), [("> /dev/full", 4, "No space left on device"), (">&-", 0, "")]
)
def test_an_output_that_is_full_or_closed_is_no_fault_of_rtqa(output: str, status: int, says: str) -> None:
    line = f'"{sys.executable}" -m rtqa protocols list {output}'
    ran = subprocess.run(["/bin/sh", "-c", line], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (status, f"rtqa: rtqa could not finish: {says}\n" if says else "")


@pytest.mark.parametrize("error", [OSError, KeyboardInterrupt])
def test_an_end_at_any_operation_leaves_no_part_of_a_new_file(
    tmp_path: Path, error: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "own.toml"
    for count in range(3):
        with monkeypatch.context() as context:
            stop_at(count, error, context)
            with pytest.raises((WriteError, KeyboardInterrupt)):
                write_new(file, b"new" * 1000, what="the protocol file")
        assert not list(tmp_path.iterdir())
    write_new(file, b"new", what="the protocol file")


def test_a_kill_in_the_middle_of_a_new_file_does_not_stand_in_its_way(tmp_path: Path) -> None:
    code = (
        "import os, pathlib, signal, sys\n"
        "from rtqa.render.files.atomic import write_new\n"
        "sys.addaudithook(lambda event, _: event == 'os.rename' and os.kill(os.getpid(), signal.SIGKILL))\n"
        "write_new(pathlib.Path(sys.argv[1]), bytes(100), what='the protocol file')\n"
    )
    file = tmp_path / "own.toml"
    assert subprocess.run([sys.executable, "-c", code, file], check=False).returncode == -signal.SIGKILL
    assert [path.name[:6] for path in tmp_path.iterdir()] == [".rtqa-"]
    write_new(file, b"x", what="the protocol file")
    assert held(tmp_path) == {"own.toml": b"x"}
