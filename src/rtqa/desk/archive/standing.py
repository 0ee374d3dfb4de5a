"""Where a report stands with those who decide: what is open, what was accepted, and what is asked of whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rtqa.desk.archive.tables import Case, Decision, Report
from rtqa.messages import Message

SIGNERS = ("physicist", "physician")
"""A sheet is signed when one of each has signed it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCause:
    """A cause as the archive's row of a report names it.

    Attributes:
        id, kind, verdict, owner: of report.json.
    """

    id: str
    kind: str
    verdict: str
    owner: str

    @property
    def is_deviation(self) -> bool:
        """Whether something is broken, which a physician alone may accept; else it is not known."""
        return self.verdict == "fail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What was decided of one version of a report; decisions never change its verdict.

    Attributes:
        accepted: by the id of a cause, the last acceptance.
        assigned: likewise, to whom it was given.
        sent_back: the last time; None where it was not.
        signed: in order.
        causes: of the report.
    """

    accepted: Mapping[str, Decision]
    assigned: Mapping[str, Decision]
    sent_back: Decision | None
    signed: tuple[Decision, ...]
    causes: tuple[OpenCause, ...]

    @property
    def open_causes(self) -> tuple[OpenCause, ...]:
        """Those that nobody accepted."""
        return tuple(cause for cause in self.causes if cause.id not in self.accepted)

    @property
    def open_deviations(self) -> tuple[OpenCause, ...]:
        """Those that stand in the way of a signature."""
        return tuple(cause for cause in self.open_causes if cause.is_deviation)

    @property
    def missing_signers(self) -> tuple[str, ...]:
        """The roles that have not signed."""
        have = {decision.role for decision in self.signed}
        return tuple(role for role in SIGNERS if role not in have)

    @property
    def is_signed(self) -> bool:
        """Whether all who sign have."""
        return not self.missing_signers

    @property
    def is_sent_back(self) -> bool:
        """Whether another plan is waited for."""
        return self.sent_back is not None and not self.signed

    def owner_of(self, cause: OpenCause) -> str:
        """Who is to act: whom it was assigned to, else whose it is by its kind."""
        decision = self.assigned.get(cause.id)
        return str(decision.details["owner"]) if decision is not None else cause.owner


def stand(report: Report, decisions: Iterable[Decision]) -> Standing:
    """How a report stands.

    Args:
        report: a version.
        decisions: of its case, in order of time; those of other versions count for nothing here.
    """
    of_this = [decision for decision in decisions if decision.report_sha256 == report.sha256]
    sent_back = [decision for decision in of_this if decision.kind == "send-back"]
    return Standing(
        accepted={decision.subject: decision for decision in of_this if decision.kind == "accept"},
        assigned={decision.subject: decision for decision in of_this if decision.kind == "assign"},
        sent_back=sent_back[-1] if sent_back else None,
        signed=tuple(decision for decision in of_this if decision.kind == "sign"),
        causes=tuple(
            OpenCause(id=cause["id"], kind=cause["kind"], verdict=cause["verdict"], owner=cause["owner"])
            for cause in report.causes
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked of somebody.

    Attributes:
        owner: who: of :class:`rtqa.messages.Owner`; empty of nobody.
        what: in words.
    """

    owner: str
    what: Message


_OF_STATE = {
    "gathering": Asked(owner="", what=Message("desk-page.wait-gathering")),
    "asks-plan": Asked(owner="planner", what=Message("desk-page.do-send-plan")),
    "beside": Asked(owner="", what=Message("desk-page.wait-beside")),
    "asks-protocol": Asked(owner="physicist", what=Message("desk-page.do-choose-protocol")),
    "queued": Asked(owner="", what=Message("desk-page.wait-checking")),
    "checking": Asked(owner="", what=Message("desk-page.wait-checking")),
    "failed": Asked(owner="physicist", what=Message("desk-page.do-look-why")),
}


def list_asked(case: Case, standing: Standing | None) -> Sequence[Asked]:
    """What stands between a case and its signatures: each who, with what they are to do."""
    if case.state in _OF_STATE:
        return [_OF_STATE[case.state]]
    if standing is None or standing.is_signed:
        return []
    if standing.is_sent_back:
        return [Asked(owner="planner", what=Message("desk-page.do-send-new-plan"))]
    owners = Counter(standing.owner_of(cause) for cause in standing.open_causes)
    asked = [Asked(owner=owner, what=Message("desk-page.do-causes", n=n)) for owner, n in owners.items()]
    n_deviations = len(standing.open_deviations)
    if n_deviations:
        return [Asked(owner="physician", what=Message("desk-page.do-deviations", n=n_deviations)), *asked]
    return asked + [Asked(owner=role, what=Message("desk-page.do-sign")) for role in standing.missing_signers]
