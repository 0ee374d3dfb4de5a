"""What is said of a folder of files: verdict, who objects with which words, what the first page names."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from rtqa.dicom import read_case
from rtqa.errors import RtqaError
from rtqa.evaluation import check
from rtqa.findings import Finding, Report, Verdict
from rtqa.messages import CauseKind
from rtqa.render.page.first_page import lay_first_page
from rtqa.render.words.language import ENGLISH

PROTOCOL = "nct07041788"

BY_SUBJECT = frozenset(
    {
        CauseKind.FILE_ABSENT,
        CauseKind.COURSE_DATA_ABSENT,
        CauseKind.STRUCTURE_NOT_FOUND,
        CauseKind.PHASE_ABSENT,
        CauseKind.PHASE_STATED,
    }
)
"""Kinds of causes that say what is missing, in place of all that cannot be told without it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What rtqa says of a case.

    Attributes:
        verdict: pass, variation, review, fail; or error, where it could not be read at all.
        blamed: summary and reason of every finding that is neither PASS nor INFO, by code; of an error its
            words, by the name of its class.
        report: None where it could not be read.
    """

    verdict: str
    blamed: dict[str, list[tuple[str, str]]]
    report: Report | None


def judge(folder: Path, *, second_dose: bool = True) -> Seen:
    """Read and judge a folder; what cannot be read is an answer too."""
    try:
        report = check(read_case(folder), protocol=PROTOCOL, second_dose=second_dose)
    except RtqaError as error:
        return Seen(verdict="error", blamed={type(error).__name__: [(f"{error}.", "")]}, report=None)
    blamed: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for finding in report.findings:
        if finding.verdict not in (Verdict.PASS, None):
            blamed[finding.code].append((finding.summary, finding.reason))
    return Seen(verdict=report.verdict.value, blamed=dict(blamed), report=report)


def named_on_first_page(report: Report) -> frozenset[str]:
    """Codes of the checks of which the first page says a finding: its own message, or what is missing."""
    drawn = ["\n".join((line.summary, *line.details)) for line in lay_first_page(report, ENGLISH).causes]
    everything = "\n".join(drawn)
    return frozenset(
        finding.code
        for cause, text in zip(report.causes, drawn, strict=True)
        for finding in (report.findings[place] for place in cause.findings)
        if _say(finding) in everything or (cause.kind in BY_SUBJECT and _says_what_is_missing(finding, text))
    )


def _say(finding: Finding) -> str:
    return ENGLISH.write(finding.message)


def _says_what_is_missing(finding: Finding, text: str) -> bool:
    kind = finding.causes[0].kind
    missing = [str(cause.subject) for cause in finding.causes if cause.kind is kind]
    return all(each and each in text for each in missing)
