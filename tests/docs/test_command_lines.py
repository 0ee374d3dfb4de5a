"""Every command line of a page is of a command that there is, with options that it has, be it run or not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import typer

from rtqa.cli.main import COMMANDS, app

ROOT = Path(__file__).parents[2]
PAGES = [
    ROOT / "README.md",
    *(page for page in (ROOT / "docs").rglob("*.md") if page.parent.name != "decisions"),
]

_CODE = re.compile(r"^```.*?^```|`[^`\n]+`", re.MULTILINE | re.DOTALL)
_LINE = re.compile(r"(?:^|[`/$&] ?)rtqa ([a-z][a-z-]*\b.*?)[`\n]", re.MULTILINE)


def lines_of(text: str) -> Iterator[str]:
    """What follows ``rtqa`` in blocks of code and between backticks, without the comment at its end."""
    for code in _CODE.findall(text):
        yield from (line.partition("  #")[0].replace("\\|", "|") for line in _LINE.findall(code))


def faults_of(line: str) -> Iterator[str]:
    """What of a line does not exist; of several commands between bars, of any."""
    group = typer.main.get_command(app)
    assert hasattr(group, "get_command")
    name, _, rest = line.partition(" ")
    if name not in COMMANDS:
        yield name
        return
    command = group.resolve_command(None, [name])[1]
    commands = [command]
    if hasattr(command, "commands"):
        words = rest.partition(" ")[0].split("|") if rest[:1].isalpha() else []
        yield from (word for word in words if word not in command.commands)
        commands = [command.commands[word] for word in words if word in command.commands]
    params = [param for command in commands for param in command.params]
    known = {"--help", *(option for param in params for option in (*param.opts, *param.secondary_opts))}
    yield from (option for option in re.findall(r"(?<!\S)\[?(--[a-z][a-z-]*)", rest) if option not in known)


def test_what_pages_say_to_type_exists() -> None:
    lines = [(page.name, line) for page in PAGES for line in lines_of(page.read_text(encoding="utf-8"))]
    assert len(lines) > 100
    assert [(page, line, faults) for page, line in lines if (faults := list(faults_of(line)))] == []


def test_what_does_not_exist_is_told() -> None:
    text = (
        "`rtqa chek x`\n```sh\nrtqa check PATH --protcol ID  # --none\nrtqa desk serve|stop --data DIR\n```\n"
    )
    assert [list(faults_of(line)) for line in lines_of(text)] == [["chek"], ["--protcol"], ["stop"]]
