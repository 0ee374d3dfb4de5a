"""The plan-check desk: plans come by DICOM or upload, are checked, and their sheets are read and signed.

::

    from pathlib import Path
    from rtqa import desk

    open_desk = desk.Desk.open(Path("rtqa-desk"))
    faults = list(desk.verify_desk(open_desk))
    desk.back_up_desk(open_desk, Path("desk.tar"))

``serve_desk`` takes plans until the process is asked to end; all else may be done while it does.
Needs ``rtqa[desk]``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rtqa.public_names import open_name

if TYPE_CHECKING:
    from rtqa.desk.backup import back_up_desk, restore_desk
    from rtqa.desk.desk import Desk
    from rtqa.desk.doctor import Finding, examine_desk
    from rtqa.desk.removal import remove_case
    from rtqa.desk.serve import Served, serve_desk
    from rtqa.desk.settings import DeskSettings, read_settings
    from rtqa.desk.verify import verify_desk

__all__ = [
    "Desk",
    "DeskSettings",
    "Finding",
    "Served",
    "back_up_desk",
    "examine_desk",
    "read_settings",
    "remove_case",
    "restore_desk",
    "serve_desk",
    "verify_desk",
]

_HOMES = {
    "rtqa.desk.backup": ("back_up_desk", "restore_desk"),
    "rtqa.desk.desk": ("Desk",),
    "rtqa.desk.doctor": ("Finding", "examine_desk"),
    "rtqa.desk.removal": ("remove_case",),
    "rtqa.desk.serve": ("Served", "serve_desk"),
    "rtqa.desk.settings": ("DeskSettings", "read_settings"),
    "rtqa.desk.verify": ("verify_desk",),
}


def __getattr__(name: str) -> object:
    return open_name(__name__, name, _HOMES)


def __dir__() -> list[str]:
    return [*__all__, "__doc__", "__file__", "__name__", "__path__"]
