"""Whatever kills a command that writes: nothing partial, nothing lost, and the next run tidies.

    python benchmarks/killed_commands.py [N]

Each command is run over its earlier outputs in a child process, which SIGTERM, SIGINT or SIGKILL ends: half
of them at an operation of the file system, the others at a moment, each drawn at random.
"""

from __future__ import annotations

import importlib
import json
import os
import random
import select
import shutil
import signal
import sys
import tarfile
import time
import tomllib
from collections import Counter
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[1] / "fuzz"))

from honest import PROTOCOL, documents, small_plan
from rtqa.cli import main as command_line
from rtqa.desk.desk import Desk

COMMANDS = {
    "render": "render {report} --out {out} --format html,json,csv",
    "dvh --plot": "dvh {plan} --plot {out}/dvh.svg",
    "protocols import": "protocols import {goals} --out {out}/own.toml",
    "protocols new": "protocols new {plan} --out {out}/new.toml",
    "new": "new {plan} --protocol {small} --out {out}/course.toml",
    "cohort index": "cohort index {plan} --store {out}/store --jobs 1",
    "desk backup": "desk backup {out}/desk.tar --data {desk}",
    "cohort report": "cohort report --store {store} --out {out}",
    "compare": "compare {plan} {plan} --protocol {small} --out {out}",
    "check": "check {plan} --protocol {small} --out {out} --format html,json,csv",
}
NEVER_OVER = ("protocols import", "protocols new", "new", "desk backup")
"""These write a new file alone, so that the earlier one is taken away first."""

LOADED = ("render.files.html", "render.files.dvh_plot", "cohort.report", "cohort.results", "desk.backup")
"""What commands load when they need it: loaded once, before all of them."""

WRITING = {"open", "os.rename", "os.mkdir", "os.rmdir", "os.remove", "os.link", "sqlite3.connect"}
MOST_S = 60
ENDS = {".html": b"</html>", ".pdf": b"%%EOF", ".svg": b"</svg>", ".csv": b"\n"}


@dataclass
class Kill:
    """When a child is killed: at this operation of the file system, or after this time."""

    number: signal.Signals
    operation: int = -1
    after_s: float = -1.0


def main() -> int:
    """Kill, look, and print what was found; the exit status is 1 where anything was."""
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    draw, begun = random.Random(1), time.monotonic()  # noqa: S311 (times, no secrets)
    for name in (*(f"cli.{name.replace('-', '_')}" for name in command_line.COMMANDS), *LOADED):
        importlib.import_module(f"rtqa.{name}")
    found: Counter[str] = Counter()
    with TemporaryDirectory() as made:
        places = _prepare(Path(made))
        inputs = _hash(Path(made) / "in")
        for name, line in COMMANDS.items():
            out = Path(made) / "out"
            out.mkdir()
            arguments = line.format(out=out, **places).split()
            n_operations, usual_s = _measure(arguments, out)
            for _ in range(wanted // len(COMMANDS)):
                if name in NEVER_OVER:
                    _clear(out)
                before = {path.name for path in _list_files(out) if not path.name.startswith("index.sqlite-")}
                kill = Kill(draw.choice((signal.SIGTERM, signal.SIGINT, signal.SIGKILL)))
                if draw.random() < 0.5:
                    kill.operation = draw.randrange(n_operations)
                else:
                    kill.after_s = draw.uniform(0.0, usual_s)
                status = _run(arguments, out, kill)[0]
                found["runs"] += 1
                found[f"runs that ended by {kill.number.name}"] += status in (-kill.number, 128 + kill.number)
                found["runs with another status than their end"] += status not in (
                    0, 1, 3, -kill.number, 128 + kill.number,
                )  # fmt: skip
                found["outputs lost"] += len(before - {path.name for path in out.rglob("*")})
                found["outputs partial"] += sum(not _is_whole(path) for path in _list_files(out))
                left = bool(_list_hidden(out))
                found[f"hidden left after {kill.number.name}"] += left
            if name in NEVER_OVER:
                _clear(out)
            status = _run(arguments, out, None)[0]
            found["next runs that fail"] += status not in (0, 1, 3)
            found["hidden left after the next run"] += len(_list_hidden(out))
            print(
                f"{name}: {n_operations} operations, {usual_s:.2f} s; {time.monotonic() - begun:.0f} s",
                flush=True,
            )
            shutil.rmtree(out)
        found["inputs changed"] += _hash(Path(made) / "in") != inputs
    for what, count in sorted(found.items()):
        print(f"{count:6d} {what}")
    print(f"in {time.monotonic() - begun:.0f} s")
    bad = ("inputs", "outputs", "next", "hidden left after the next", "runs with")
    return int(any(count for what, count in found.items() if what.startswith(bad)))


def _prepare(folder: Path) -> dict[str, str]:
    """The inputs of all commands, by the names in their lines."""
    given = folder / "in"
    (given / "plan").mkdir(parents=True)
    for name, content in small_plan().items():
        (given / "plan" / name).write_bytes(content)
    (given / "small.toml").write_text(PROTOCOL)
    (given / "goals.csv").write_bytes(documents()["goals.csv"])
    places = {"plan": given / "plan", "small": given / "small.toml", "goals": given / "goals.csv"}
    work = folder / "work"
    for line in (
        "check {plan} --protocol {small} --out {work} --format json",
        "cohort index {plan} --store {work}/store --jobs 1",
        "cohort check --store {work}/store --protocol {small} --jobs 1",
    ):
        work.mkdir(exist_ok=True)
        status, _ = _run(line.format(work=work, **places).split(), work, None)
        if status not in (0, 1, 3):
            raise RuntimeError(f"{line}: {status}")
    Desk.open(work / "desk").archive.engine.dispose()
    more = {"report": work / "report.json", "store": work / "store", "desk": work / "desk"}
    return {name: str(path) for name, path in {**places, **more}.items()}


def _measure(arguments: list[str], out: Path) -> tuple[int, float]:
    """How many operations of the file system a run over earlier outputs has, and how long one takes."""
    begun = time.monotonic()
    _run(arguments, out, None)
    usual_s = time.monotonic() - begun
    if any(path.suffix in (".toml", ".tar") for path in out.iterdir()):
        _clear(out)
    status, n = _run(arguments, out, None)
    if status not in (0, 1, 3) or not n:
        raise RuntimeError(f"{arguments}: status {status}, {n} operations")
    return n, usual_s


def _run(arguments: list[str], out: Path, kill: Kill | None) -> tuple[int, int]:
    """Run a command in a child, and kill it; its status, and how many operations there were."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        try:
            _become(arguments, str(out), kill=kill, writing=writing)
        finally:
            # Asked to end before the command began, or after it.
            os._exit(128 + kill.number if kill is not None else 99)
    os.close(writing)
    if kill is not None and kill.after_s >= 0.0:
        select.select([reading], [], [], kill.after_s)
        os.kill(child, kill.number)
    begun = time.monotonic()
    while not (ended := os.waitpid(child, os.WNOHANG))[0]:
        if time.monotonic() - begun > MOST_S:
            os.kill(child, signal.SIGKILL)
            raise RuntimeError(f"{arguments} did not end within {MOST_S} s")
        time.sleep(0.002)
    told = os.read(reading, 100)
    os.close(reading)
    return os.waitstatus_to_exitcode(ended[1]), int(told or b"0")


def _become(arguments: list[str], out: str, *, kill: Kill | None, writing: int) -> None:
    """In the child: run the command, counting its operations below the folder of its outputs."""
    count, is_over = 0, False
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (1, 2):
        os.dup2(nowhere, number)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    process = os.getpid()

    def notice(event: str, values: tuple[object, ...]) -> None:
        nonlocal count
        if event not in WRITING or is_over or os.getpid() != process or not str(values[0]).startswith(out):
            return
        if event == "open" and not (isinstance(values[2], int) and values[2] & (os.O_WRONLY | os.O_RDWR)):
            return
        count += 1
        if kill is not None and count == kill.operation + 1:
            os.kill(process, kill.number)

    sys.addaudithook(notice)
    sys.argv = ["rtqa", *arguments]
    code = 0
    try:
        command_line.main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0
    except BaseException:  # noqa: BLE001 (whatever escapes is a status of its own)
        code = 99
    is_over = True
    os.write(writing, str(count).encode())
    os._exit(code)


def _list_files(out: Path) -> list[Path]:
    """Files under names that a user sees; SQLite mends its own."""
    return [
        path
        for path in out.rglob("*")
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(out).parts)
    ]


def _list_hidden(out: Path) -> list[Path]:
    return [*out.rglob(".*"), *out.rglob("*.new"), *out.rglob("*.part")]


def _is_whole(path: Path) -> bool:
    """Whether a file is what its name says, to its end."""
    content = path.read_bytes()
    if path.suffix in ENDS:
        return content.rstrip(b"\n").endswith(ENDS[path.suffix].rstrip(b"\n")) and bool(content)
    try:
        match path.suffix:
            case ".json":
                json.loads(content)
            case ".toml":
                tomllib.loads(content.decode())
            case ".tar":
                with tarfile.open(path) as tar:
                    return "manifest.json" in tar.getnames()
            case ".xlsx":
                return content.startswith(b"PK") and b"PK\5\6" in content[-100:]
    except (ValueError, tarfile.TarError):
        return False
    return True


def _hash(folder: Path) -> dict[Path, str]:
    return {path: sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()}


def _clear(out: Path) -> None:
    """Take away what a user sees; what is hidden is the next run's to take."""
    for path in out.iterdir():
        if not path.name.startswith("."):
            path.unlink()


if __name__ == "__main__":
    sys.exit(main())
