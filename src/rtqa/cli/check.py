"""``rtqa check``: a plan checked against a protocol; the exit status is the verdict."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from rtqa.cli.judged import Judged, judge_all, print_json, show_all
from rtqa.cli.options import MAP_HELP, PROTOCOL_HELP, MachineFile, Quiet, complete_protocol, parse_mapping
from rtqa.cli.output import (
    Everything,
    Formats,
    LanguageCode,
    PaperName,
    parse_formats,
    parse_paper,
)
from rtqa.cli.screen import console, read, steps
from rtqa.cli.timings import Timings
from rtqa.course import load_course
from rtqa.errors import UsageError
from rtqa.evaluation import check as check_case
from rtqa.evaluation import identify as identify_patient
from rtqa.findings import Report, Verdict, worst
from rtqa.model.case import Case
from rtqa.render.files.report_files import default_formats, render_files, stamp
from rtqa.render.words.language import Language, load_language

app = typer.Typer(add_completion=False, rich_markup_mode=None)


class Side(StrEnum):
    """Of the patient."""

    LEFT = "left"
    RIGHT = "right"


EXIT_CODES = {Verdict.PASS: 0, Verdict.VARIATION: 0, Verdict.FAIL: 1, Verdict.REVIEW: 3}


@app.command()
def check(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[PATH]...",
            show_default=False,
            help="Folders or DICOM files of one patient. [default: the folders that the course file names]",
        ),
    ] = None,
    *,
    protocol: Annotated[
        str | None, typer.Option(metavar="ID|FILE", help=PROTOCOL_HELP, autocompletion=complete_protocol)
    ] = None,
    course: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            show_default=False,
            help="Dates, fractions and mapping of this patient. [default: a course.toml among the files]",
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write the report into this folder.")
    ] = None,
    formats: Formats = None,
    references: Annotated[
        list[str] | None,
        typer.Option(
            "--reference", metavar="ID|FILE", help="Show these limits too; they do not change the verdict."
        ),
    ] = None,
    mapping: Annotated[
        list[str] | None, typer.Option("--map", metavar="NAME=STRUCTURE", help=MAP_HELP)
    ] = None,
    side: Annotated[
        Side | None,
        typer.Option(
            help="Of the patient, on which the target lies. [default: as it is drawn]", show_default=False
        ),
    ] = None,
    arm: Annotated[
        str | None,
        typer.Option(
            metavar="ARM",
            help="Of the protocol, that the patient belongs to. [default: the course file's]",
            show_default=False,
        ),
    ] = None,
    pictures: Annotated[
        bool, typer.Option(help="Draw isodoses on planes through the plan, for files in --out.")
    ] = True,
    identify: Annotated[
        bool, typer.Option("--identify", help="Put name, ID and date of birth on the face of the report.")
    ] = False,
    encapsulate: Annotated[
        bool,
        typer.Option("--encapsulate", help="Write report.dcm too: the PDF as DICOM. Needs --identify."),
    ] = False,
    second_dose: Annotated[
        bool, typer.Option(help="Calculate each plan's dose a second time from its beams, and compare.")
    ] = True,
    machine: MachineFile = None,
    peers: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            show_default=False,
            help="Print what peers of such a geometry have too, by a model of rtqa cohort learn.",
        ),
    ] = None,
    language: LanguageCode = "en",
    paper: PaperName = "a4",
    everything: Everything = False,
    quiet: Quiet = False,
    timings: Annotated[bool, typer.Option("--timings", help="Print how long each stage took.")] = False,
) -> None:
    """Check a plan against a protocol.

    Prints the first page: the verdict, its causes, and who can remove them. --format json without --out
    prints JSON and nothing else. Paths of several patients are judged one by one, each under its number
    and with --out in a folder of that; the status is that of the worst.

    Exit status: 0 pass or variation, 1 fail, 2 wrong usage, 3 review (something could not be decided),
    4 unreadable input.
    """
    say, chosen, size = load_language(language), parse_formats(formats), parse_paper(paper)
    if out is None and chosen not in ((), ("json",)):
        raise UsageError(f"--format {formats} needs --out DIR to write into")
    if encapsulate:
        chosen = _with_pdf(chosen, identify=identify, out=out)
    names = parse_mapping(mapping or ())

    def judge(files: Sequence[Path], folder: Path | None) -> Judged:
        with steps() as bar:
            progress = Timings(bar)
            case = read(list(files), progress)
            report = check_case(
                case,
                protocol=protocol,
                course=course,
                references=references or (),
                mapping=names,
                side=side.value if side is not None else None,
                arm=arm,
                pictures=pictures and folder is not None,
                second_dose=second_dose,
                machine=machine,
                progress=progress,
            )
            report = stamp(identify_patient(report, case) if identify else report)
            report = _with_peers(report, peers, case)
            contents = {}
            if folder is not None:
                contents = render_files(report, formats=chosen, say=say, paper=size, progress=progress)
            progress.stop()
            if encapsulate:
                from rtqa.dicom.write.encapsulated import encapsulate_pdf  # noqa: PLC0415 (asked for by few)

                contents["report.dcm"] = encapsulate_pdf(contents["report.pdf"], report, case)
        return Judged(report=report, contents=contents, folder=folder, progress=progress)

    judged = judge_all(_to_read(paths or (), course, protocol), out, judge, is_one=course is not None)
    if out is None and chosen and not quiet:
        print_json(judged)
    else:
        show_all(judged, say=say, everything=everything, quiet=quiet)
        if peers is not None:
            _print_peers(judged, say=say)
    if timings:
        for judgement in judged:
            judgement.progress.print()
    raise typer.Exit(EXIT_CODES[worst(judgement.report.verdict for judgement in judged)])


def _to_read(paths: Sequence[Path], course: Path | None, protocol: str | None) -> list[Path]:
    """The paths given, else the folders of the course file's phases; and the registrations it names.

    Raises:
        UsageError: there is neither, or a registration that the course file names does not exist.
    """
    if course is None:
        if not paths:
            raise UsageError(
                "which plan? Give a folder or files, or a course file that names folders (--course)"
            )
        return list(paths)
    loaded = load_course(course, protocol=protocol)
    folders = list(paths or loaded.phase_folders.values())
    if not folders:
        raise UsageError("the course file names no folder of a phase: give a folder or files too")
    missing = [file.name for file in loaded.registration_files if not file.is_file()]
    if missing:
        raise UsageError(f"the course file names a registration that does not exist: {missing[0]!r}")
    return [*folders, *loaded.registration_files]


def _with_pdf(formats: tuple[str, ...], *, identify: bool, out: Path | None) -> tuple[str, ...]:
    """The formats with the PDF that is to be encapsulated.

    Raises:
        UsageError: the patient is not to be named, or there is no folder to write into.
    """
    if not identify:
        raise UsageError("--encapsulate needs --identify: a DICOM object bears the patient's name and ID")
    if out is None:
        raise UsageError("--encapsulate needs --out DIR to write into")
    return parse_formats(",".join(dict.fromkeys((*(formats or default_formats()), "pdf"))))


def _with_peers(report: Report, file: Path | None, case: Case) -> Report:
    """The report with what peers have; as it is where no model was named."""
    if file is None:
        return report
    from rtqa.cli.peers import with_peers  # noqa: PLC0415 (asked for by few)

    return with_peers(report, file, case)


def _print_peers(judged: Sequence[Judged], *, say: Language) -> None:
    from rtqa.cli.peers import draw_peers  # noqa: PLC0415 (asked for by few)

    for judgement in judged:
        for table in draw_peers(judgement.report, say=say):
            console().print(table)
