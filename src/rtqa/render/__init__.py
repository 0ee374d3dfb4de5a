"""A report on paper, on screen and as data. Sees only a :class:`rtqa.findings.Report`."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rtqa.render.files.report_files import write_report
    from rtqa.render.files.report_json import parse_report, render_json

__all__ = ["parse_report", "render_json", "write_report"]

_MODULES = {
    "parse_report": "rtqa.render.files.report_json",
    "render_json": "rtqa.render.files.report_json",
    "write_report": "rtqa.render.files.report_files",
}


def __getattr__(name: str) -> object:
    # `rtqa dvh` takes no more from this room than how to show a name; it shall not load the rest.
    if name not in _MODULES:
        raise AttributeError(f"module 'rtqa.render' has no attribute {name!r}")
    return getattr(import_module(_MODULES[name]), name)
