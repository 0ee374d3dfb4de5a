"""Every public name of rtqa in one typed script; ``mypy --strict`` reads it, and it runs."""

from __future__ import annotations

import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

import rtqa
from rtqa import cohort, desk, errors, interop


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


def calculated_again(case: rtqa.Case, machine_file: Path | None = None) -> str:
    """How well the dose of the plan and of a second calculation agree."""
    machine: rtqa.LoadedMachine | None = rtqa.load_machine(machine_file) if machine_file else None
    outcome: rtqa.SecondDose | rtqa.Unknown = rtqa.calculate_second_dose(case, machine=machine)
    return str(outcome.message) if isinstance(outcome, rtqa.Unknown) else f"{outcome.scale:.2f}"


def found_in(folder: Path, store_folder: Path) -> int:
    """How many files of a trial the index has read."""
    store: cohort.Store = cohort.open_store(store_folder, create=True)
    indexed: cohort.Indexed = cohort.update_index(store, [folder])
    return indexed.n_read


def reported(store: cohort.Store, out: Path) -> cohort.Tally:
    """A whole trial, checked and told by site."""
    tally: cohort.Tally = cohort.check_all(store, "nct07041788", jobs=4)
    cohort.write_results(store, tally.names)
    cohort.write_cohort_report(store, out, grouping=cohort.read_grouping(pattern="/(?P<site>[^/]+)/"))
    return tally


def kept_well(data: Path, backup: Path) -> int:
    """A desk of one's own: what is not as it was, and how many objects a backup of it holds."""
    opened: desk.Desk = desk.Desk.open(data)
    try:
        return desk.back_up_desk(opened, backup) if not [*desk.verify_desk(opened)] else -1
    finally:
        opened.close()


def forgotten(opened: desk.Desk, case_id: str) -> int:
    """How many objects a case had that is not to be kept."""
    return desk.remove_case(opened, case_id, actor="ida", reason="Sent by error.")


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
    case = rtqa.read_case(folder)
    report = judged(case, protocol)
    print("planned over calculated:", calculated_again(case))
    print(found_in(Path(folder), Path("store")), "files indexed")
    print(kept_well(Path("desk"), Path("desk.tar")), "objects backed up")
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
