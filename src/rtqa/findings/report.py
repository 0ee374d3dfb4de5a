"""A report: everything that a renderer needs. Values only."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from html import escape
from typing import Annotated, Literal

from pydantic import Field

from rtqa.findings.fields import Known, Numbers, Png
from rtqa.findings.finding import Finding
from rtqa.findings.peers import ReportedPeer
from rtqa.findings.second_dose import ReportedSecondDose
from rtqa.findings.verdict import Verdict, worst
from rtqa.messages import CauseKind, Message, Owner
from rtqa.metrics.outcome import Outcome
from rtqa.protocol.tables import NotTaken


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedSource:
    """A DICOM object as the report lists it; its instance UID is None unless identity was asked for."""

    role: str
    sop_class_uid: str
    sha256: str
    sop_instance_uid: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedStructure:
    """A structure of the plan, and what of the protocol it stands for.

    Attributes:
        phase: the phase whose plan it was drawn for.
        name, role: as in the file.
        color_rgb: its display colour; None when not stated.
        matched_to: the protocol's structure; empty where it stands for none.
        how: `exact`, `tg263`, `alias`, `map` or `suggested`; empty where it stands for none.
        volume_cm3: None where it has no volume.
    """

    phase: str
    name: str
    role: str
    color_rgb: tuple[int, int, int] | None
    matched_to: str
    how: str
    volume_cm3: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedPrescription:
    """What a plan prescribes to one target.

    Attributes:
        structure: the target's name in the plan; the description of a prescription that names no structure.
        dose_gy: of the whole plan.
        n_fractions: planned; None where the plan does not say.
    """

    phase: str
    structure: str
    dose_gy: float
    n_fractions: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedPlan:
    """A plan that was judged, as one phase or (empty) as none.

    Attributes:
        phase: of the protocol.
        label: as in the file.
        prescriptions: what it prescribes to its targets.
    """

    phase: str
    label: str
    prescriptions: tuple[ReportedPrescription, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedMeasure:
    """A value that no limit judges, such as a target's D98%."""

    phase: str
    structure: str
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class ColorKey:
    """What a colour of a picture stands for: a structure's name or an isodose level with its unit."""

    label: str
    color: Annotated[str, Field(pattern="^#[0-9a-f]{6}$")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedPicture:
    """A plane through a plan: image, contours and dose, drawn once while the files were at hand.

    Attributes:
        plane: `axial`, `coronal` or `sagittal`.
        position_mm: where the plane cuts its axis (z, y, x), in the patient's frame.
        through: what it goes through, such as ``maximum dose``.
        structures, levels: the keys of its lines.
        image: modality and window of the grey picture below the dose; None where there is none.
        png: the picture's bytes.
    """

    phase: str
    plane: Literal["axial", "coronal", "sagittal"]
    position_mm: float
    through: Message
    structures: tuple[ColorKey, ...]
    levels: tuple[ColorKey, ...]
    image: Message | None
    png: Png = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedIdentity:
    """Who the patient is; in a report only where it was asked for."""

    patient_name: str = field(repr=False)
    patient_id: str = field(repr=False)
    birth_date: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Band:
    """Where a DVH may lie: between ``low_frac`` and ``high_frac`` of its volume at each dose."""

    dose_gy: Numbers
    low_frac: Numbers
    high_frac: Numbers

    def __post_init__(self) -> None:
        if not len(self.dose_gy) == len(self.low_frac) == len(self.high_frac):
            raise ValueError("dose_gy, low_frac and high_frac must be of one length")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReportedCurve:
    """A cumulative DVH as the report draws it; ``volume_curve_cm3[n]`` receives ≥ ``dose_gy[n]``."""

    structure: str
    phase: str
    quantity: str
    volume_cm3: float
    coverage_frac: float
    min_gy: Known
    mean_gy: Known
    max_gy: Known
    dose_gy: Numbers
    volume_curve_cm3: Numbers
    band: Band | None = None

    def __post_init__(self) -> None:
        dose_gy, volume_cm3 = self.dose_gy, self.volume_curve_cm3
        if len(dose_gy) != len(volume_cm3) or len(dose_gy) < 2:
            raise ValueError("dose_gy and volume_curve_cm3 must be of one length, 2 or more")
        if self.volume_cm3 <= 0 or dose_gy[0] < 0 or volume_cm3[-1] < 0:
            raise ValueError("volume_cm3 must be above 0, and no dose or volume of the curve below it")
        if (dose_gy[1:] <= dose_gy[:-1]).any() or (volume_cm3[1:] > volume_cm3[:-1]).any():
            raise ValueError("dose_gy must ascend, and volume_curve_cm3 must never increase")


@dataclass(frozen=True, slots=True)
class ReportedSetting:
    """What decided how the numbers were computed, such as the model of the contours."""

    name: Message
    value: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedNotice:
    """A contradiction or a gap in the protocol's document; it counts against no plan.

    Attributes:
        id: of the notice in the protocol file.
        kind: ``contradiction`` or ``silence``.
        says: what is contradictory or open.
        quotes: the document's own words; may be none.
        arithmetic: the numbers; may be none.
        source: document, edition and section.
        reading, not_taken: as in :class:`Evidence`.
    """

    id: str
    kind: Literal["contradiction", "silence"]
    says: Message | str
    quotes: tuple[str, ...]
    arithmetic: tuple[Message | str, ...]
    source: str
    reading: Message | str
    not_taken: tuple[NotTaken, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedProtocol:
    """Which protocol was judged, by identifier, version and hash of its file.

    ``targets`` are the protocol's names of target volumes; all its other structures are organs.
    """

    id: str
    title: str
    version: str
    sha256: str
    targets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ReportedCause:
    """Why findings are not passed: one line of the first page.

    Attributes:
        id: names it within the report.
        kind: of :class:`rtqa.messages.CauseKind`.
        subjects: what it is about; may be none.
        verdict: the worst of its findings.
        phases: those of its findings, in the order of treatment; ``sum`` for the whole course.
        summary: what is so.
        details: what its findings say, where the summary does not say it, each thing once.
        action: what to do about it.
        owner: who can do it.
        findings: their places in the report, worst first.
    """

    id: str
    kind: CauseKind
    subjects: tuple[str | Message, ...]
    verdict: Verdict
    phases: tuple[str, ...]
    summary: Message
    details: tuple[Message, ...]
    action: Message
    owner: Owner
    findings: tuple[int, ...]

    def as_row(self) -> dict[str, str | float | None]:
        """By column, for tables: English text."""
        return {
            "verdict": self.verdict.value,
            "kind": self.kind.value,
            "phases": ", ".join(self.phases),
            "summary": str(self.summary),
            "owner": self.owner.value,
            "action": str(self.action),
            "n_findings": len(self.findings),
        }

    def __repr__(self) -> str:
        return (
            f"<{self.verdict.value} {self.kind.value}: {self.summary} -> {self.owner.value}: {self.action}>"
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Report:
    """Everything a renderer needs; drawn from this alone.

    Attributes:
        rtqa_version: of the library that judged.
        case_key: a short hash that names the case without naming the patient.
        protocol: what was judged.
        plans, settings, sources, structures, findings, notices, curves, measures, pictures: see their types.
        peers: what plans of a like geometry have; empty where no model was named.
        second_doses: of each plan whose dose was calculated a second time.
        causes: why findings are not passed; each such finding stands under exactly one, worst first.
        identity: None unless it was asked for.
        created: ISO 8601 with offset, stamped when it is written; all else is equal between equal runs.
    """

    rtqa_version: str
    case_key: str
    protocol: ReportedProtocol
    settings: tuple[ReportedSetting, ...]
    sources: tuple[ReportedSource, ...]
    structures: tuple[ReportedStructure, ...]
    findings: tuple[Finding, ...]
    curves: tuple[ReportedCurve, ...]
    plans: tuple[ReportedPlan, ...] = ()
    causes: tuple[ReportedCause, ...] = ()
    measures: tuple[ReportedMeasure, ...] = ()
    pictures: tuple[ReportedPicture, ...] = ()
    second_doses: tuple[ReportedSecondDose, ...] = ()
    peers: tuple[ReportedPeer, ...] = ()
    identity: ReportedIdentity | None = None
    notices: tuple[ReportedNotice, ...] = ()
    created: str = ""

    @property
    def verdict(self) -> Verdict:
        """The worst of the findings; of none it is REVIEW."""
        return worst(finding.verdict for finding in self.findings)

    @property
    def prescriptions(self) -> tuple[ReportedPrescription, ...]:
        """What all plans prescribe to their targets."""
        return tuple(stated for plan in self.plans for stated in plan.prescriptions)

    @property
    def counts(self) -> dict[str, int]:
        """How many findings carry each verdict, and how many are INFO."""
        counted = Counter("info" if f.verdict is None else f.verdict.value for f in self.findings)
        return {name: counted[name] for name in ("pass", "variation", "review", "fail", "info")}

    def __repr__(self) -> str:
        counted = ", ".join(f"{n} {word}" for word, n in self.counts.items() if n)
        protocol = f"{self.protocol.id} {self.protocol.version}"
        return f"<Report {self.verdict.value}: {protocol}, {len(self.causes)} causes, {counted}>"

    def _repr_html_(self) -> str:
        """The verdict and its causes, as a notebook shows them."""
        cells = [
            [
                f"<td>{escape(str(text))}</td>"
                for text in (row["verdict"], row["summary"], row["owner"], row["action"])
            ]
            for row in (cause.as_row() for cause in self.causes)
        ]
        heads = "<tr><th>Verdict</th><th>Cause</th><th>Who</th><th>What to do</th></tr>"
        rows = "".join(f"<tr>{''.join(row)}</tr>" for row in cells)
        return f"<p>{escape(repr(self))}</p><table>{heads}{rows}</table>"
