"""Which structure of a plan a verdict may rest on, and what its contours leave open."""

from __future__ import annotations

from rtqa.assembly.context import PhasePlan
from rtqa.dvh.curve import DVH
from rtqa.model.structure import ContourKind
from rtqa.nomenclature.name_marks import find_mark
from rtqa.protocol.names import Candidate, Match


def find_only_candidate(one: PhasePlan, protocol_name: str) -> tuple[Candidate | None, str]:
    """The one structure that stands for the protocol's, or None and the reason."""
    match = one.matches[protocol_name]
    if not match.candidates:
        return None, explain_missing(match)
    if len(match.candidates) > 1:
        return None, explain_several(match)
    candidate = match.candidates[0]
    reason = explain_shared(one, candidate)
    return (None, reason) if reason else (candidate, "")


def find_parts(one: PhasePlan, protocol_name: str) -> tuple[tuple[Candidate, ...], str]:
    """The one structure that stands for the protocol's, or its numbered parts; else none and the reason."""
    match = one.matches[protocol_name]
    if not match.is_gathered:
        candidate, reason = find_only_candidate(one, protocol_name)
        return (candidate,) if candidate is not None else (), reason
    reason = next(filter(None, (explain_shared(one, part) for part in match.candidates)), "")
    return () if reason else match.candidates, reason


def explain_missing(match: Match) -> str:
    """Why no structure stands for the protocol's, and which might if the user says so."""
    if not match.suggestions:
        return f"no structure of the plan is named {match.protocol_name}"
    suggested = match.suggestions[0].name
    mark = find_mark(suggested)
    resembles = f"resembles it (by its name {mark})" if mark else "resembles it"
    return (
        f"no structure of the plan is named {match.protocol_name}; {suggested!r} {resembles} and counts "
        f"only if you say so: --map {match.protocol_name}={suggested!r}"
    )


def explain_several(match: Match) -> str:
    """Why none of several structures is taken, and how to say which."""
    names = ", ".join(repr(candidate.name) for candidate in match.candidates)
    return (
        f"{len(match.candidates)} structures may be the protocol's {match.protocol_name} ({names}): "
        f"say which with --map {match.protocol_name}=NAME"
    )


def explain_shared(one: PhasePlan, candidate: Candidate) -> str:
    """Why a structure that stands for two of the protocol's proves nothing of either; empty for one."""
    owners = [
        match.protocol_name
        for match in one.matches.values()
        if any(other.structure_number == candidate.structure_number for other in match.candidates)
    ]
    if len(owners) < 2:
        return ""
    return f"{candidate.name!r} stands for {' and '.join(owners)} at once, and can be only one of them"


def find_left_out(one: PhasePlan, number: int) -> str:
    """What was drawn for a structure and has no volume, such as open contours; empty where nothing."""
    structure_set = one.treatment.structure_set
    structures = structure_set.structures if structure_set is not None else ()
    contours = next(structure.contours for structure in structures if structure.number == number)
    n_open = sum(kind in (ContourKind.OPEN_PLANAR, ContourKind.OPEN_NONPLANAR) for kind in contours.kinds)
    if not n_open:
        return ""
    return f"{n_open} of {len(contours)} contours are open and enclose nothing; what they mean is not known"


def find_assumptions(one: PhasePlan, number: int) -> str:
    """What the contours of a structure made its DVH assume, such as planes missing; empty where nothing."""
    dvh = one.dvhs[number]
    return "; ".join(dvh.notes) if isinstance(dvh, DVH) else ""
