"""Which structures of a plan stand for the protocol's, and why a verdict on them may not be given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from rtqa.assembly.resolved import MatchedStructure, Resolved
from rtqa.dvh.curve import DVH
from rtqa.messages import Cause, CauseKind, Listing, Message, Quantity, Unknown, join
from rtqa.model.structure import ContourKind, Structure
from rtqa.nomenclature.name_marks import find_mark
from rtqa.protocol.names import Candidate, Match, match_structures
from rtqa.protocol.prescription import PrescriptionRule
from rtqa.protocol.schema import ProtocolStructure


def resolve_structures(
    wanted: Sequence[ProtocolStructure],
    drawn: Sequence[Structure],
    *,
    mapping: Mapping[str, str],
    dvhs: Mapping[int, DVH | Unknown],
    prescriptions: Sequence[PrescriptionRule] = (),
    unread: Unknown | None = None,
) -> dict[str, Resolved]:
    """Everything that is known of each structure of the protocol in one plan, by the protocol's name.

    Args:
        wanted: the protocol's structures.
        drawn: the plan's structures.
        mapping: names as the user states them: the protocol's structure to the plan's.
        dvhs: of each of the plan's structures, by ROI number.
        prescriptions: the protocol's, which a dose in a target's name is held against.
        unread: that the structure set was not read or not handed in, so that nothing in it is absent.

    Raises:
        StructureNameError: ``mapping`` names a structure that the protocol or the plan does not have.
    """
    matches = {
        match.protocol_name: match
        for match in match_structures(wanted, drawn, mapping=mapping, prescriptions=prescriptions)
    }
    by_number = {structure.number: structure for structure in drawn}
    resolved = {
        structure.name: Resolved(
            name=structure.name,
            role=structure.role,
            structures=tuple(
                _describe(
                    candidate,
                    by_number[candidate.structure_number],
                    dvh=dvhs[candidate.structure_number],
                    is_organ=structure.role == "organ",
                    shared=_find_shared(candidate, matches.values()),
                )
                for candidate in matches[structure.name].candidates
            ),
            suggestions=matches[structure.name].suggestions,
            unknown=unread or _explain(matches[structure.name]),
            is_gathered=matches[structure.name].is_gathered
            or _lie_end_to_end(
                [by_number[match.structure_number] for match in matches[structure.name].candidates]
            ),
            bears_name=matches[structure.name].bears_name,
            passed_over=matches[structure.name].passed_over,
        )
        for structure in wanted
    }
    for structure in wanted:
        if structure.prv_of is not None:
            volume, organ = resolved[structure.name], resolved[structure.prv_of].only
            resolved[structure.name] = replace(
                volume, structures=tuple(_hold_against(organ, around) for around in volume.structures)
            )
        if structure.may_be_absent and unread is None:
            resolved[structure.name] = _call_absent(resolved[structure.name])
    return resolved


def _lie_end_to_end(structures: Sequence[Structure]) -> bool:
    """Whether two or more go on in each other, from the head down: a cord that was drawn in two parts.

    The next begins within two slices of where the last ended; copies of each other do not.
    """
    extents = []
    for structure in structures:
        heights_mm = np.unique(structure.contours.points_mm[:, 2]) if structure.is_volume else np.empty(0)
        if len(heights_mm) < 2:
            return False
        extents.append((heights_mm[0], heights_mm[-1], float(np.diff(heights_mm).max())))
    extents.sort()
    return len(extents) > 1 and all(
        0.0 < upper[0] - lower[1] <= 2 * max(lower[2], upper[2]) for lower, upper in pairwise(extents)
    )


def _call_absent(resolved: Resolved) -> Resolved:
    """As absent, where it is not drawn, or is a name without contours; what resembles it may be it.

    What resembles it and has a mark of its own, such as a margin, is another structure beside it.
    """
    is_drawn = any(
        len(matched.structure.contours) or matched.structure.set_aside for matched in resolved.structures
    )
    if is_drawn or any(not find_mark(candidate.name) for candidate in resolved.suggestions):
        return resolved
    unknown = Unknown(
        Message("structure.absent", name=resolved.name), Cause(CauseKind.STRUCTURE_NOT_FOUND, resolved.name)
    )
    return replace(resolved, structures=(), unknown=unknown, is_gathered=False, is_absent=True)


def _explain_missing(match: Match) -> Unknown:
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


def _explain_several(match: Match) -> Unknown:
    """Why none of several structures is taken, and how to say which."""
    names = tuple(f"'{candidate.name}'" for candidate in match.candidates)
    return Unknown(
        Message("structure.several", n=len(names), name=match.protocol_name, names=Listing(names)),
        Cause(CauseKind.STRUCTURE_NOT_FOUND, match.protocol_name),
    )


def _explain(match: Match) -> Unknown | None:
    if not match.candidates:
        return _explain_missing(match)
    return _explain_several(match) if len(match.candidates) > 1 else None


def _describe(
    candidate: Candidate,
    structure: Structure,
    *,
    dvh: DVH | Unknown,
    is_organ: bool,
    shared: Unknown | None,
) -> MatchedStructure:
    """What was assumed counts against organs only: one with planes missing may be hottest there.

    A target drawn in parts is nothing unusual.
    """
    open_contours = _find_open_contours(structure)
    assumptions = dvh.notes if isinstance(dvh, DVH) else ()
    assumed = join(*assumptions) if is_organ else None
    doubtful = Cause(CauseKind.STRUCTURE_DOUBTFUL, structure.name)
    doubts = (shared, open_contours, Unknown(assumed, doubtful) if assumed is not None else None)
    return MatchedStructure(
        candidate=candidate,
        structure=structure,
        dvh=dvh,
        shared=shared,
        open_contours=open_contours,
        assumptions=assumptions,
        doubts=tuple(doubt for doubt in doubts if doubt is not None),
    )


def _find_shared(candidate: Candidate, matches: Iterable[Match]) -> Unknown | None:
    """Why a structure that stands for two of the protocol's proves nothing of either."""
    owners = tuple(
        match.protocol_name
        for match in matches
        if any(other.structure_number == candidate.structure_number for other in match.candidates)
    )
    if len(owners) < 2:
        return None
    return Unknown(
        Message("structure.shared", name=candidate.name, owners=Listing(owners, "and")),
        Cause(CauseKind.STRUCTURE_NOT_FOUND, owners[0]),
    )


def _find_open_contours(structure: Structure) -> Unknown | None:
    """What was drawn for a structure and has no volume: open contours."""
    kinds = structure.contours.kinds
    n_open = sum(kind in (ContourKind.OPEN_PLANAR, ContourKind.OPEN_NONPLANAR) for kind in kinds)
    if not n_open:
        return None
    return Unknown(
        Message("structure.open-contours", n=n_open, total=len(structure.contours)),
        Cause(CauseKind.STRUCTURE_DOUBTFUL, structure.name),
    )


def _hold_against(organ: MatchedStructure | Unknown, around: MatchedStructure) -> MatchedStructure:
    """A planning risk volume is larger than its organ, where that is drawn too; if not, it is uncertain."""
    if isinstance(organ, Unknown) or isinstance(organ.dvh, Unknown) or isinstance(around.dvh, Unknown):
        return around
    if around.dvh.total_cm3 > organ.dvh.total_cm3:
        return around
    message = Message(
        "structure.no-margin",
        name=around.name,
        volume=Quantity(around.dvh.total_cm3, "cm³", 2),
        organ=organ.name,
        organ_volume=Quantity(organ.dvh.total_cm3, "cm³", 2),
    )
    doubt = Unknown(message, Cause(CauseKind.STRUCTURE_DOUBTFUL, around.name))
    return replace(around, doubts=(*around.doubts, doubt))
