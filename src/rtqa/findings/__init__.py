"""What a check says: verdicts, findings and the report, and the document that holds a report. Values only."""

from rtqa.findings.finding import Cell, Estimate, Evidence, Finding, Table
from rtqa.findings.report import (
    Band,
    ColorKey,
    Report,
    ReportedCause,
    ReportedCurve,
    ReportedIdentity,
    ReportedMeasure,
    ReportedNotice,
    ReportedPicture,
    ReportedPlan,
    ReportedPrescription,
    ReportedProtocol,
    ReportedSetting,
    ReportedSource,
    ReportedStructure,
)
from rtqa.findings.verdict import Verdict, worst

__all__ = [
    "Band",
    "Cell",
    "ColorKey",
    "Estimate",
    "Evidence",
    "Finding",
    "Report",
    "ReportedCause",
    "ReportedCurve",
    "ReportedIdentity",
    "ReportedMeasure",
    "ReportedNotice",
    "ReportedPicture",
    "ReportedPlan",
    "ReportedPrescription",
    "ReportedProtocol",
    "ReportedSetting",
    "ReportedSource",
    "ReportedStructure",
    "Table",
    "Verdict",
    "worst",
]
