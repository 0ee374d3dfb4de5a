"""Folding: every finding that is not passed stands under one cause, and causes with one remedy are one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import cache

from rtqa.checks.core.catalog import catalog
from rtqa.findings import Finding, ReportedCause, Verdict
from rtqa.messages import Cause, CauseKind, Listing, Message, Owner, Value

OWNERS: dict[CauseKind, Owner] = {
    CauseKind.PROTOCOL_DOUBTFUL: Owner.PHYSICIST,
    CauseKind.LIMIT_EXCEEDED: Owner.PLANNER,
    CauseKind.LIMIT_UNCERTAIN: Owner.PHYSICIST,
    CauseKind.REQUIREMENT_NOT_MET: Owner.PLANNER,
    CauseKind.PRESCRIPTION_DOUBTFUL: Owner.PHYSICIAN,
    CauseKind.PLAN_DOUBTFUL: Owner.PHYSICIAN,
    CauseKind.TIME_NOT_KEPT: Owner.TRIAL_OFFICE,
    CauseKind.DOSE_DOUBTFUL: Owner.PHYSICIST,
    CauseKind.BEAM_DOUBTFUL: Owner.PHYSICIST,
    CauseKind.LINK_DOUBTFUL: Owner.PHYSICIST,
    CauseKind.FILE_DAMAGED: Owner.PHYSICIST,
    CauseKind.REGISTRATION_DOUBTFUL: Owner.PHYSICIST,
    CauseKind.STRUCTURE_NOT_FOUND: Owner.PHYSICIST,
    CauseKind.STRUCTURE_DOUBTFUL: Owner.PHYSICIAN,
    CauseKind.IMAGE_DOUBTFUL: Owner.PHYSICIST,
    CauseKind.FILE_ABSENT: Owner.PLANNER,
    CauseKind.NOT_STATED: Owner.PLANNER,
    CauseKind.PHASE_ABSENT: Owner.PLANNER,
    CauseKind.PHASE_STATED: Owner.PLANNER,
    CauseKind.COURSE_DATA_ABSENT: Owner.TRIAL_OFFICE,
    CauseKind.CLAUSE_OPEN: Owner.PHYSICIST,
    CauseKind.NOT_SUPPORTED: Owner.PHYSICIST,
}
"""Who can remove each kind of cause; of one verdict, causes stand in this order."""

_BY_SUBJECT = frozenset({CauseKind.LIMIT_EXCEEDED})
"""Kinds with one cause for each subject; in all other kinds, all subjects together are one cause."""

_BY_CODE = frozenset({CauseKind.REQUIREMENT_NOT_MET})
"""Kinds with one cause for each check: fractions and image slices do not share a remedy."""

_BY_CLAUSES = frozenset(
    {
        CauseKind.REQUIREMENT_NOT_MET,
        CauseKind.TIME_NOT_KEPT,
        CauseKind.PRESCRIPTION_DOUBTFUL,
        CauseKind.STRUCTURE_NOT_FOUND,
        CauseKind.COURSE_DATA_ABSENT,
        CauseKind.NOT_STATED,
    }
)
"""Kinds that a clause makes of a plan, which are no news of one that is not of the protocol."""

SAID_BY_SUBJECTS = frozenset(
    {
        CauseKind.FILE_ABSENT,
        CauseKind.COURSE_DATA_ABSENT,
        CauseKind.PHASE_ABSENT,
        CauseKind.PHASE_STATED,
        CauseKind.STRUCTURE_NOT_FOUND,
    }
)
"""Kinds that their subjects say; of all others, the findings say what is so."""


def gather_causes(findings: Sequence[Finding]) -> tuple[ReportedCause, ...]:
    """The causes of everything that is not passed, those that fail first.

    Args:
        findings: of a report, in its order. A finding that fails or is to be reviewed names at
            least one cause; it stands under the first.
    """
    groups: dict[tuple[CauseKind, str], list[int]] = {}
    for place, finding in enumerate(findings):
        if finding.verdict in (Verdict.FAIL, Verdict.REVIEW):
            groups.setdefault(_key(finding.causes[0], finding), []).append(place)
    causes = [_fold(kind, places, findings) for (kind, _), places in groups.items()]
    order = list(OWNERS)
    return tuple(sorted(causes, key=lambda cause: (-_rank(cause.verdict), order.index(cause.kind))))


def put_another_site_first(findings: Sequence[Finding], *, phases: Collection[str]) -> tuple[Finding, ...]:
    """The findings, what a clause makes of a plan of another part of the body under that one cause.

    Which number of fractions the protocol allows is no news of a plan that is not its own.

    Args:
        findings: of a report.
        phases: of its plans; where all are of another part of the body, so is what is of no one phase.
    """
    doubts = {
        finding.phase: finding.causes
        for finding in findings
        if finding.causes and finding.causes[0].kind is CauseKind.PROTOCOL_DOUBTFUL
    }
    are_all = bool(doubts) and doubts.keys() >= set(phases)
    everywhere = next(iter(doubts.values()), ()) if are_all else ()
    return tuple(
        replace(finding, causes=(*doubts.get(finding.phase, everywhere), *finding.causes))
        if finding.causes and finding.causes[0].kind in _BY_CLAUSES
        else finding
        for finding in findings
    )


def _key(cause: Cause, finding: Finding) -> tuple[CauseKind, str]:
    if cause.kind in _BY_SUBJECT:
        return cause.kind, str(cause.subject)
    return cause.kind, finding.code if cause.kind in _BY_CODE else ""


def _fold(kind: CauseKind, places: list[int], findings: Sequence[Finding]) -> ReportedCause:
    places = sorted(places, key=lambda place: -_rank(findings[place].verdict))
    folded = [findings[place] for place in places]
    subjects = tuple(
        dict.fromkeys(
            cause.subject
            for finding in folded
            for cause in finding.causes
            if cause.kind is kind and cause.subject
        )
    )
    phases = tuple(dict.fromkeys(finding.phase for finding in folded if finding.phase))
    places = _order(kind, places, findings)
    messages = _details(_list_telling(kind, [findings[place] for place in places]))
    if kind in SAID_BY_SUBJECTS and subjects:
        summary, details = Message(f"cause.{kind}", subjects=Listing(subjects, "and")), _list_similar(folded)
    else:
        summary, details = messages[0], () if kind in _BY_SUBJECT else messages[1:]
        details = (*_explain_open(kind, folded), *details)
    label = kind if kind not in _BY_SUBJECT | _BY_CODE else f"{kind}-{_slug(folded[0], kind)}"
    return ReportedCause(
        id=label,
        kind=kind,
        subjects=subjects,
        verdict=folded[0].verdict or Verdict.REVIEW,
        phases=phases,
        summary=summary,
        details=details,
        action=Message(f"cause.do-{kind}"),
        owner=OWNERS[kind],
        findings=tuple(places),
    )


def _list_telling(kind: CauseKind, folded: list[Finding]) -> list[Finding]:
    """The findings that name the cause: for a damaged file what is damaged, not everything that needs it.

    For a plan that is not of the protocol, what says so; no clause of the protocol is news then.
    """
    if kind is CauseKind.PROTOCOL_DOUBTFUL:
        return [finding for finding in folded if len(finding.causes) == 1]
    if kind is not CauseKind.FILE_DAMAGED:
        return folded
    return [finding for finding in folded if _kinds_by_code().get(finding.code) is kind] or folded


def _explain_open(kind: CauseKind, folded: Sequence[Finding]) -> tuple[Message, ...]:
    """Why a limit is no PASS, or not judged, where no check of structures says what is doubtful in them."""
    first = folded[0]
    if kind is not CauseKind.STRUCTURE_DOUBTFUL or any(finding.constraint is None for finding in folded):
        return ()
    is_open = first.message.id in ("dv-limit.kept", "dv-limit.not-judged")
    return (first.why,) if is_open and first.why is not None else ()


def _list_similar(folded: Sequence[Finding]) -> tuple[Message, ...]:
    """Which structures resemble one that was not found, and how to say that they are meant."""
    reasons = (finding.why for finding in folded)
    similar = (why for why in reasons if why is not None and why.id == "structure.not-found-but-similar")
    return tuple(dict.fromkeys(similar))


def _order(kind: CauseKind, places: list[int], findings: Sequence[Finding]) -> list[int]:
    """The order of reading within a cause, so that its first lines say as much of it as they can.

    Worst first; then the first finding of each check and of each reason, before the second; then the findings
    on a check's own question, before those that it cannot decide because of another.
    """
    n_said: Counter[str | Message] = Counter()
    keys: dict[int, tuple[int, int, bool]] = {}
    for place in places:
        finding = findings[place]
        said: list[str | Message] = [f"{finding.code} {finding.verdict}"]
        if finding.why is not None:
            said.append(finding.why)
        follows = _kinds_by_code().get(finding.code, kind) is not kind
        keys[place] = (-_rank(finding.verdict), sum(n_said[message] for message in said), follows)
        n_said.update(said)
    return sorted(places, key=keys.__getitem__)


@cache
def _kinds_by_code() -> dict[str, CauseKind]:
    """The kind of cause that each check's own question is about."""
    return {check.code: check.cause for check in catalog() if check.cause is not None}


def _details(folded: Sequence[Finding]) -> tuple[Message, ...]:
    """What findings say, each thing once; of files, with the object that it is said of.

    Where a finding is the reason why another is not decided, it is listed alone.
    """
    messages = {finding.message for finding in folded}
    said: dict[Message, list[str | Message]] = {}
    for finding in folded:
        if finding.verdict is Verdict.REVIEW and finding.why in messages - {finding.message}:
            continue
        message = finding.message
        objects = said.setdefault(message, [])
        if finding.section == "files" and str(finding.subject) not in map(str, _values(message)):
            objects.append(_object(finding))
    return tuple(
        Message("cause.of-objects", objects=Listing(tuple(dict.fromkeys(objects)), "and"), says=message)
        if objects
        else message
        for message, objects in said.items()
    )


def _object(finding: Finding) -> str | Message:
    """What a finding is about, as a message where its cause says it as one."""
    subjects = (cause.subject for cause in finding.causes)
    return next((subject for subject in subjects if str(subject) == str(finding.subject)), finding.subject)


def _values(value: Value) -> Iterator[Value]:
    """Every name and number that a message speaks of."""
    match value:
        case Message():
            for part in value.values.values():
                yield from _values(part)
        case Listing():
            for part in value.items:
                yield from _values(part)
        case _:
            yield value


def _slug(finding: Finding, kind: CauseKind) -> str:
    text = str(finding.causes[0].subject) if kind in _BY_SUBJECT else finding.code
    return "-".join("".join(c if c.isalnum() else " " for c in text).lower().split())


def _rank(verdict: Verdict | None) -> int:
    return list(Verdict).index(verdict) if verdict is not None else -1
