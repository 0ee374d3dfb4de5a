"""rtqa checks radiotherapy plans against a trial protocol, and computes DVHs and metrics.

::

    import rtqa

    case = rtqa.read_case("sample_plans/ccrt_pass")
    report = rtqa.check(case, protocol="nct07041788")
    for cause in report.causes:
        print(cause.verdict.value, cause.summary, "->", cause.owner.value, cause.action)

    rows = rtqa.measure_all(case, ["D95%[Gy]", "Mean[Gy]"])

Cases: ``read_case`` (DICOM), ``case_from_arrays`` (``Voxels``). Numbers: ``compute_dvh``, ``compute_dvhs``,
``compute_isodoses``, ``measure``, ``measure_all``, ``to_frame``, ``plot_dvh``. Verdicts: ``check``,
``load_protocol``, ``list_protocols``, ``load_course``, ``compare``, ``write_report``, ``read_report``.
A second dose: ``calculate_second_dose``, ``load_machine``. Many plans of a trial are in ``rtqa.cohort``,
the plan-check desk in ``rtqa.desk``, all exceptions in ``rtqa.errors``, images and histograms of other
libraries in ``rtqa.interop``.

Reading, DVHs and metrics need no more than ``pip install rtqa``; judging needs ``rtqa[check]``, report pages
``rtqa[report]``, plots ``rtqa[plot]``.

A research and quality-assurance aid; no medical device.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from rtqa.public_names import open_name

if TYPE_CHECKING:
    from rtqa import cohort, desk, errors, interop
    from rtqa.course import Course, LoadedCourse, load_course
    from rtqa.dicom import read_case
    from rtqa.dvh import DVH, StructureDVHs, compute_dvh, compute_dvhs
    from rtqa.dvh.isodose import Isodoses, compute_isodoses
    from rtqa.dvh.settings import DvhSettings
    from rtqa.evaluation import check
    from rtqa.findings import Finding, Report, ReportedCause, Verdict
    from rtqa.findings.comparison import ComparedValue, compare
    from rtqa.findings.report_document import read_report
    from rtqa.interop.arrays.case import case_from_arrays
    from rtqa.interop.arrays.voxels import Voxels
    from rtqa.interop.frames import to_frame
    from rtqa.messages import Interval, Message, Unknown
    from rtqa.metrics import Measurement, MetricRow, Unmeasurable, measure, measure_all
    from rtqa.model.case import Case, Treatment
    from rtqa.protocol import LoadedProtocol, list_protocols, load_protocol
    from rtqa.render import write_report
    from rtqa.render.files.dvh_plot import plot_dvh
    from rtqa.transport.calculate import calculate_second_dose
    from rtqa.transport.machine_file import LoadedMachine, load_machine
    from rtqa.transport.second_dose import SecondDose

    __version__: str

__all__ = [
    "DVH",
    "Case",
    "ComparedValue",
    "Course",
    "DvhSettings",
    "Finding",
    "Interval",
    "Isodoses",
    "LoadedCourse",
    "LoadedMachine",
    "LoadedProtocol",
    "Measurement",
    "Message",
    "MetricRow",
    "Report",
    "ReportedCause",
    "SecondDose",
    "StructureDVHs",
    "Treatment",
    "Unknown",
    "Unmeasurable",
    "Verdict",
    "Voxels",
    "__version__",
    "calculate_second_dose",
    "case_from_arrays",
    "check",
    "cohort",
    "compare",
    "compute_dvh",
    "compute_dvhs",
    "compute_isodoses",
    "desk",
    "errors",
    "interop",
    "list_protocols",
    "load_course",
    "load_machine",
    "load_protocol",
    "measure",
    "measure_all",
    "plot_dvh",
    "read_case",
    "read_report",
    "to_frame",
    "write_report",
]

_HOMES = {
    "rtqa.course": ("Course", "LoadedCourse", "load_course"),
    "rtqa.dicom": ("read_case",),
    "rtqa.dvh": ("DVH", "StructureDVHs", "compute_dvh", "compute_dvhs"),
    "rtqa.dvh.isodose": ("Isodoses", "compute_isodoses"),
    "rtqa.dvh.settings": ("DvhSettings",),
    "rtqa.evaluation": ("check",),
    "rtqa.findings": ("Finding", "Report", "ReportedCause", "Verdict"),
    "rtqa.findings.comparison": ("ComparedValue", "compare"),
    "rtqa.findings.report_document": ("read_report",),
    "rtqa.interop.arrays.case": ("case_from_arrays",),
    "rtqa.interop.arrays.voxels": ("Voxels",),
    "rtqa.interop.frames": ("to_frame",),
    "rtqa.messages": ("Interval", "Message", "Unknown"),
    "rtqa.metrics": ("Measurement", "MetricRow", "Unmeasurable", "measure", "measure_all"),
    "rtqa.model.case": ("Case", "Treatment"),
    "rtqa.protocol": ("LoadedProtocol", "list_protocols", "load_protocol"),
    "rtqa.render.files.report_files": ("write_report",),
    "rtqa.render.files.dvh_plot": ("plot_dvh",),
    "rtqa.transport.calculate": ("calculate_second_dose",),
    "rtqa.transport.machine_file": ("LoadedMachine", "load_machine"),
    "rtqa.transport.second_dose": ("SecondDose",),
}


def __getattr__(name: str) -> object:
    # A script that reads no DICOM shall not wait for pydicom: each room is opened when it is asked for.
    if name in ("cohort", "desk", "errors", "interop"):
        return import_module(f"rtqa.{name}")
    if name == "__version__":
        value: object = import_module("importlib.metadata").version("rtqa")
    else:
        value = open_name("rtqa", name, _HOMES)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*__all__, "__doc__", "__file__", "__name__", "__path__"]
