"""Every public name of rtqa in one typed script; ``mypy --strict`` reads it, and it runs."""

from __future__ import annotations

import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

import rtqa
from rtqa import errors, interop


def describe(outcome: rtqa.Measurement | rtqa.Unmeasurable) -> str:
    """A value with its interval, or why there is none."""
    if isinstance(outcome, rtqa.Unmeasurable):
        return f"unknown: {outcome.reason}"
    interval: rtqa.Interval | None = outcome.interval
    reach = f" ({interval.low:.2f} to {interval.high:.2f})" if interval is not None else ""
    return f"{outcome.value:.2f} {outcome.unit}{reach}"


def made_of_arrays() -> rtqa.Case:
    """A ball in a dose that falls off around it."""
    away_mm = 3.0 * np.linalg.norm(np.indices((30, 30, 30)) - 15.0, axis=0)
    ball = rtqa.Voxels.along(away_mm < 20.0, origin_mm=(0, 0, 0), spacing_mm=(3, 3, 3))
    dose = rtqa.Voxels(values=60.0 * np.exp(-away_mm / 60.0), affine_mm=ball.affine_mm)
    return rtqa.case_from_arrays(dose, structures={"PTV": ball}, prescriptions_gy={"PTV": 50.0})


def measured(case: rtqa.Case, target: str) -> tuple[rtqa.MetricRow, ...]:
    """Numbers of one case, each in the way that needs it."""
    treatment: rtqa.Treatment = case.treatment
    settings = rtqa.DvhSettings(cap_limit_mm=1.5)
    dvhs: rtqa.StructureDVHs = rtqa.compute_dvhs(treatment, settings=settings)
    dvh: rtqa.DVH = rtqa.compute_dvh(case, target)
    isodoses: rtqa.Isodoses = rtqa.compute_isodoses(case, target)
    print(len(dvhs), [str(unknown.message) for unknown in dvhs.without.values()])
    print(describe(rtqa.measure(dvh, "CI50Gy", isodoses=isodoses)))
    figure, axes = plt.subplots()
    rtqa.plot_dvh(dvhs, ax=axes)
    figure.savefig("dvh.svg")
    return rtqa.measure_all(case, ["D95%[%]", "Mean[Gy]"], structures=[target])


def judged(case: rtqa.Case, protocol: rtqa.LoadedProtocol) -> rtqa.Report:
    """A report, and what it says."""
    report: rtqa.Report = rtqa.check(case, protocol=protocol)
    causes: tuple[rtqa.ReportedCause, ...] = report.causes
    findings: tuple[rtqa.Finding, ...] = report.findings
    for cause in causes:
        summary: rtqa.Message = cause.summary
        print(cause.verdict.value, summary, "->", cause.action)
    print(sum(finding.verdict is rtqa.Verdict.FAIL for finding in findings), "fail")
    return report


def main(folder: str) -> None:
    """Read, measure, judge, write, read back, compare."""
    print(rtqa.__version__, rtqa.list_protocols())
    print(rtqa.to_frame(measured(made_of_arrays(), "PTV")))
    protocol = rtqa.load_protocol("nct07041788")
    report = judged(rtqa.read_case(folder), protocol)
    rtqa.write_report(report, "out", formats=["json"])
    again = rtqa.read_report(Path("out", "report.json"))
    compared: tuple[rtqa.ComparedValue, ...] = rtqa.compare(report, again)
    print(sum(row.is_apart for row in compared), "values differ")
    loaded: rtqa.LoadedCourse = rtqa.load_course(Path(folder, "course.toml"), protocol=protocol)
    course: rtqa.Course = loaded.course
    print([phase.id for phase in course.phases])
    try:
        interop.from_simpleitk(object())  # type: ignore[arg-type]
    except errors.RtqaError as error:
        print(error)


if __name__ == "__main__":
    main(sys.argv[1])
