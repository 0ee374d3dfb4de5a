"""What the commands print as JSON, for scripts."""

from __future__ import annotations

import json
from typing import Any

import typer

from rtqa.messages import Message
from rtqa.messages.data import as_data
from rtqa.messages.words import write


def print_data(data: object) -> None:
    """As JSON on standard output."""
    typer.echo(json.dumps(data, ensure_ascii=False, indent=2))


def message_data(message: Message, language: str = "en") -> dict[str, Any]:
    """A message as in report.json: its id, its values, and its text."""
    return {**as_data(message), "text": write(message, language)}
