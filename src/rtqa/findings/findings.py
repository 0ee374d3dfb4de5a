"""What a check says: verdicts, findings and the report. Values only; JSON is made of them in `render`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from functools import total_ordering
from typing import Self

from rtqa.messages import Cause, Text
from rtqa.metrics.outcome import Outcome
from rtqa.model.geometry import Floats
from rtqa.protocol.constraint import Constraint
from rtqa.protocol.tables import Clause, NotTaken


@total_ordering
class Verdict(Enum):
    """PASS < VARIATION < REVIEW < FAIL; the worst one decides."""

    PASS = "pass"  # noqa: S105 (a verdict, no password)
    VARIATION = "variation"
    REVIEW = "review"
    FAIL = "fail"

    def __lt__(self, other: Verdict) -> bool:
        order = list(Verdict)
        return order.index(self) < order.index(other)


def worst(verdicts: Iterable[Verdict | None]) -> Verdict:
    """The verdict of several; INFO rows (None) carry none, and of nothing it is REVIEW."""
    return max((verdict for verdict in verdicts if verdict is not None), default=Verdict.REVIEW)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a finding rests on, in words and where they come from.

    Attributes:
        quote: the protocol's own words; empty where the finding rests on none.
        source: document, edition and section of the quote.
        reading: how an open text was read; empty where nothing was open.
        not_taken: the other ways to read it, and why they were not chosen.
    """

    quote: str = ""
    source: str = ""
    reading: str = ""
    not_taken: tuple[NotTaken, ...] = ()

    @classmethod
    def of(cls, clause: Clause) -> Self:
        """The words of a clause of the protocol."""
        return cls(
            quote=clause.quote, source=clause.source, reading=clause.reading, not_taken=clause.not_taken
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A number of a table, and where it lies given what is not known; an open end is infinite."""

    value: float
    low: float
    high: float


Cell = Text | float | Estimate | None
"""What stands in a table; None where a value is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Numbers that a check lays open beside its finding, such as one row for each vertex.

    Attributes:
        title: what the rows are.
        columns: headings; a unit stands behind a slash, as in ``Mean / Gy``.
        rows: cells by column.
        note: how to read it; may be empty.
    """

    title: Text
    columns: tuple[Text, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: Text = ""

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError(f"table {self.title!r}: a row has not {len(self.columns)} cells")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line of the report.

    Attributes:
        code: of the check; `rtqa explain CODE` prints its page.
        verdict: None for an INFO row.
        subject: the structure, plan or object concerned.
        phase: the protocol's phase, or empty.
        message: one sentence that stands alone: what, how much, against what.
        explanation: why it could not be decided, or what it means; None where nothing is to say.
        outcome: the measured value, or why there is none; None where nothing is measured.
        constraint: the limit judged; None where there is none.
        evidence: quote, source and reading.
        table: the numbers behind it, where they are many.
        caveat: what a pass is not worth, such as that the limit cannot be broken; None where nothing is.
        causes: what would have to change for it to change, the leading one first; of what is passed none.
        section: where the report shows it.
    """

    code: str
    verdict: Verdict | None
    subject: str
    phase: str
    message: Text
    explanation: Text | None = None
    outcome: Outcome | None = None
    constraint: Constraint | None = None
    evidence: Evidence = field(default_factory=Evidence)
    table: Table | None = None
    caveat: Text | None = None
    causes: tuple[Cause, ...] = ()
    section: str = ""

    @property
    def summary(self) -> str:
        """The message in English."""
        return str(self.message)

    @property
    def reason(self) -> str:
        """The explanation in English; empty where there is none."""
        return str(self.explanation) if self.explanation is not None else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedSource:
    """A DICOM object as the report lists it; its instance UID is empty unless identity was asked for."""

    role: str
    sop_class_uid: str
    sha256: str
    sop_instance_uid: str = field(default="", repr=False)


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
class ReportedMeasure:
    """A value that no limit judges, such as a target's D98%."""

    phase: str
    structure: str
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class ColorKey:
    """What a colour of a picture stands for: a structure's name or an isodose level with its unit."""

    label: str
    color: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedPicture:
    """A plane through a plan: image, contours and dose, drawn once while the files were at hand.

    Attributes:
        plane: `axial`, `coronal` or `sagittal`.
        position_mm: where the plane cuts its axis (z, y, x), in the patient's frame.
        through: what it goes through, such as ``maximum dose``.
        structures, levels: the keys of its lines.
        image: modality and window of the grey picture below the dose; empty where there is none.
        png: the picture's bytes.
    """

    phase: str
    plane: str
    position_mm: float
    through: str
    structures: tuple[ColorKey, ...]
    levels: tuple[ColorKey, ...]
    image: str
    png: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedIdentity:
    """Who the patient is; in a report only where it was asked for."""

    patient_name: str = field(repr=False)
    patient_id: str = field(repr=False)
    birth_date: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Band:
    """Where a DVH may lie: between ``low_frac`` and ``high_frac`` of its volume at each dose."""

    dose_gy: Floats
    low_frac: Floats
    high_frac: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReportedCurve:
    """A cumulative DVH as the report draws it; ``volume_curve_cm3[n]`` receives ≥ ``dose_gy[n]``."""

    structure: str
    phase: str
    quantity: str
    volume_cm3: float
    coverage_frac: float
    min_gy: float
    mean_gy: float
    max_gy: float
    dose_gy: Floats
    volume_curve_cm3: Floats
    band: Band | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedNotice:
    """Where the protocol's document contradicts itself or is silent; it counts against no plan.

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
    kind: str
    says: str
    quotes: tuple[str, ...]
    arithmetic: tuple[str, ...]
    source: str
    reading: str
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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Report:
    """Everything a renderer needs; drawn from this alone.

    Attributes:
        rtqa_version: of the library that judged.
        case_key: a short hash that names the case without naming the patient.
        protocol: what was judged.
        settings: how the numbers were computed, name to value.
        sources, structures, findings, curves, prescriptions, measures, pictures: see their own types.
        identity: None unless it was asked for.
        sources, structures, findings, notices, curves: see their own types.
        created: ISO 8601 with offset, stamped when it is written; all else is equal between equal runs.
    """

    rtqa_version: str
    case_key: str
    protocol: ReportedProtocol
    settings: dict[str, str]
    sources: tuple[ReportedSource, ...]
    structures: tuple[ReportedStructure, ...]
    findings: tuple[Finding, ...]
    curves: tuple[ReportedCurve, ...]
    prescriptions: tuple[ReportedPrescription, ...] = ()
    measures: tuple[ReportedMeasure, ...] = ()
    pictures: tuple[ReportedPicture, ...] = ()
    identity: ReportedIdentity | None = None
    notices: tuple[ReportedNotice, ...] = ()
    created: str = ""

    @property
    def verdict(self) -> Verdict:
        """The worst of the findings; of none it is REVIEW."""
        return worst(finding.verdict for finding in self.findings)

    @property
    def counts(self) -> dict[str, int]:
        """How many findings carry each verdict, and how many are INFO."""
        counted = Counter("info" if f.verdict is None else f.verdict.value for f in self.findings)
        return {name: counted[name] for name in ("pass", "variation", "review", "fail", "info")}
