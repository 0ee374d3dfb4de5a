"""Which structure of a plan a verdict may rest on, and what its contours leave open."""

from __future__ import annotations

from rtqa.assembly.context import PhasePlan
from rtqa.dvh.curve import DVH
from rtqa.messages import Cause, CauseKind, Listing, Message, Text, Unknown
from rtqa.model.structure import ContourKind
from rtqa.nomenclature.name_marks import find_mark
from rtqa.protocol.names import Candidate, Match


def find_only_candidate(plan: PhasePlan, protocol_name: str) -> Candidate | Unknown:
    """The one structure that stands for the protocol's."""
    match = plan.matches[protocol_name]
    if not match.candidates:
        return explain_missing(match)
    if len(match.candidates) > 1:
        return explain_several(match)
    candidate = match.candidates[0]
    return find_shared(plan, candidate) or candidate


def find_parts(plan: PhasePlan, protocol_name: str) -> tuple[Candidate, ...] | Unknown:
    """The one structure that stands for the protocol's, or its numbered parts."""
    match = plan.matches[protocol_name]
    if not match.is_gathered:
        candidate = find_only_candidate(plan, protocol_name)
        return candidate if isinstance(candidate, Unknown) else (candidate,)
    shared = (find_shared(plan, part) for part in match.candidates)
    return next(filter(None, shared), match.candidates)


def explain_missing(match: Match) -> Unknown:
    """Why no structure stands for the protocol's, and which might if the user says so."""
    cause = Cause(CauseKind.STRUCTURE_NOT_FOUND, match.protocol_name)
    if not match.suggestions:
        return Unknown(Message("structure.not-found", name=match.protocol_name), cause)
    suggested = match.suggestions[0].name
    mark = find_mark(suggested)
    return Unknown(
        Message(
            "structure.not-found-but-similar",
            name=match.protocol_name,
            similar=suggested,
            mark=mark.partition(".")[2] or "none",
        ),
        cause,
    )


def explain_several(match: Match) -> Unknown:
    """Why none of several structures is taken, and how to say which."""
    names = tuple(f"'{candidate.name}'" for candidate in match.candidates)
    return Unknown(
        Message("structure.several", n=len(names), name=match.protocol_name, names=Listing(names)),
        Cause(CauseKind.STRUCTURE_NOT_FOUND, match.protocol_name),
    )


def find_shared(plan: PhasePlan, candidate: Candidate) -> Unknown | None:
    """Why a structure that stands for two of the protocol's proves nothing of either."""
    owners = tuple(
        match.protocol_name
        for match in plan.matches.values()
        if any(other.structure_number == candidate.structure_number for other in match.candidates)
    )
    if len(owners) < 2:
        return None
    return Unknown(
        Message("structure.shared", name=candidate.name, owners=Listing(owners, "and")),
        Cause(CauseKind.STRUCTURE_NOT_FOUND, owners[0]),
    )


def find_open_contours(plan: PhasePlan, number: int) -> Unknown | None:
    """What was drawn for a structure and has no volume: open contours."""
    structure = next(structure for structure in plan.structures if structure.number == number)
    kinds = structure.contours.kinds
    n_open = sum(kind in (ContourKind.OPEN_PLANAR, ContourKind.OPEN_NONPLANAR) for kind in kinds)
    if not n_open:
        return None
    return Unknown(
        Message("structure.open-contours", n=n_open, total=len(structure.contours)),
        Cause(CauseKind.STRUCTURE_DOUBTFUL, structure.name),
    )


def find_assumptions(plan: PhasePlan, number: int) -> tuple[Text, ...]:
    """What the contours of a structure made its DVH assume, such as planes missing."""
    dvh = plan.dvhs[number]
    return dvh.notes if isinstance(dvh, DVH) else ()
