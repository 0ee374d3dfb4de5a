"""rtqa checks radiotherapy plans against a trial protocol.

::

    import rtqa

    case = rtqa.read_case("sample_plans/ccrt_pass")
    report = rtqa.check(case, protocol="nct07041788")
    rtqa.write_report(report, "out")

A research and quality-assurance aid; no medical device.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rtqa.dicom import read_case
    from rtqa.dvh import compute_dvh
    from rtqa.dvh.isodose import compute_isodoses
    from rtqa.evaluation import check
    from rtqa.metrics import measure
    from rtqa.render import write_report

__all__ = ["check", "compute_dvh", "compute_isodoses", "measure", "read_case", "write_report"]

_ROOMS = {
    "check": "rtqa.evaluation",
    "compute_dvh": "rtqa.dvh",
    "compute_isodoses": "rtqa.dvh.isodose",
    "measure": "rtqa.metrics",
    "read_case": "rtqa.dicom",
    "write_report": "rtqa.render",
}


def __getattr__(name: str) -> object:
    # A command that reads no DICOM shall not wait for pydicom: each room is opened when it is asked for.
    if name not in _ROOMS:
        raise AttributeError(f"module 'rtqa' has no attribute {name!r}")
    return getattr(import_module(_ROOMS[name]), name)
