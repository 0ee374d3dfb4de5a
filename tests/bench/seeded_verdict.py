"""What is said of a folder of files: the verdict, and who objects with which words."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from rtqa.dicom import read_case
from rtqa.errors import RtqaError
from rtqa.evaluation import check
from rtqa.findings import Report, Verdict

PROTOCOL = "nct07041788"


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


def judge(folder: Path) -> Seen:
    """Read and judge a folder; what cannot be read is an answer too."""
    try:
        report = check(read_case(folder), protocol=PROTOCOL)
    except RtqaError as error:
        return Seen(verdict="error", blamed={type(error).__name__: [(f"{error}.", "")]}, report=None)
    blamed: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for finding in report.findings:
        if finding.verdict not in (Verdict.PASS, None):
            blamed[finding.code].append((finding.summary, finding.reason))
    return Seen(verdict=report.verdict.value, blamed=dict(blamed), report=report)
