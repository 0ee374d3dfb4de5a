"""Which structures of a plan stand for those of a protocol.

A name either is one that the protocol lists, or that the structure has by TG-263 and in other languages
(:mod:`rtqa.nomenclature.name_list`), or it is not: what merely resembles it is suggested to the
user and never judged, because a margin, a canal or an optimisation copy resembles its organ too. Where
several structures qualify, all of them are returned and none is chosen.

A target may have its dose behind its name, by TG-263: GTVp_7000 is the GTVp where the protocol prescribes it
70 Gy and the plan has no GTVp beside. CTV_7000 is not the CTV that is prescribed 54 to 60 Gy.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from rtqa.documents.suggestion import did_you_mean
from rtqa.errors import StructureNameError
from rtqa.model.structure import Structure
from rtqa.nomenclature.dose_level import find_dose_level
from rtqa.nomenclature.name_list import find_spellings, has_side_letter
from rtqa.nomenclature.shared_words import strip_shared_words
from rtqa.nomenclature.spelling import normalise
from rtqa.protocol.likeness import SAME_DOSE_GY, is_among, rank_alike
from rtqa.protocol.prescription import PrescriptionRule
from rtqa.protocol.schema import ProtocolStructure
from rtqa.protocol.tables import Range

How = Literal["map", "exact", "tg263", "alias", "suggested", "derived"]
"""Why a structure was taken: the user's word, the very name, the same but for spelling, a listed alias, or
that the protocol says how it is made."""

_NODE_NUMBER = re.compile(r"(0?[1-9]|1[0-9])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A structure of the plan that stands, or might stand, for one of the protocol.

    Attributes:
        structure_number: its ROI number.
        name: as in the file.
        how: why it was taken.
        part: its number where it is a numbered part, such as 2 of GTVn2; None where it is the whole.
    """

    structure_number: int
    name: str
    how: How
    part: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """What of the plan stands for one structure of the protocol.

    Attributes:
        protocol_name: the protocol's structure.
        candidates: all that qualify. None: the plan has no such structure. Several: it is ambiguous, unless
            they are its numbered parts.
        suggestions: what resembles it, best first, where nothing qualifies; never evidence of anything.
        bears_name: whether what stands for it bears its name; what the user says may bear another.
        passed_over: what bears its name, where what the user says does not.
    """

    protocol_name: str
    candidates: tuple[Candidate, ...]
    suggestions: tuple[Candidate, ...]
    bears_name: bool = True
    passed_over: tuple[Candidate, ...] = ()

    @property
    def is_gathered(self) -> bool:
        """Whether the candidates are its numbered parts, each number once: together they are the whole."""
        parts = [candidate.part for candidate in self.candidates]
        return bool(parts) and None not in parts and len(set(parts)) == len(parts)


def match_structures(
    protocol_structures: Sequence[ProtocolStructure],
    plan_structures: Sequence[Structure],
    *,
    mapping: Mapping[str, str],
    prescriptions: Sequence[PrescriptionRule] = (),
) -> tuple[Match, ...]:
    """Match every structure of a protocol with those of one structure set, in the protocol's order.

    A structure without a closed contour qualifies only where no other does.

    Args:
        protocol_structures: what the protocol speaks of.
        plan_structures: what was drawn.
        mapping: the user's word: protocol name to name in the plan. It overrides all else for that name.
        prescriptions: the protocol's, which a dose in a target's name is held against; without them, such a
            name is suggested.

    Raises:
        StructureNameError: ``mapping`` names a structure that the protocol or the plan does not have.
    """
    accepted = find_candidates(
        protocol_structures, plan_structures, mapping=mapping, prescriptions=prescriptions
    )
    named = (
        find_candidates(protocol_structures, plan_structures, mapping={}, prescriptions=prescriptions)
        if mapping
        else accepted
    )
    drawn = {structure.number for structure in plan_structures if structure.is_volume}
    taken = {candidate.structure_number for candidates in accepted for candidate in candidates}
    free = [structure for structure in plan_structures if structure.number not in taken]
    return tuple(
        Match(
            protocol_name=wanted.name,
            candidates=candidates,
            suggestions=() if candidates else _suggest(wanted, free, prescriptions),
            bears_name=_share_one(candidates, by_name) or not candidates,
            passed_over=()
            if _share_one(candidates, by_name)
            else tuple(candidate for candidate in by_name if candidate.structure_number in drawn),
        )
        for wanted, candidates, by_name in zip(protocol_structures, accepted, named, strict=True)
    )


def _share_one(first: Sequence[Candidate], second: Sequence[Candidate]) -> bool:
    numbers = {candidate.structure_number for candidate in first}
    return not numbers.isdisjoint(candidate.structure_number for candidate in second)


def _suggest(
    wanted: ProtocolStructure, free: Sequence[Structure], prescriptions: Sequence[PrescriptionRule]
) -> tuple[Candidate, ...]:
    alike = rank_alike(wanted, free, doses_gy=_list_doses(wanted, prescriptions))
    return tuple(
        Candidate(structure_number=structure.number, name=structure.name, how="suggested")
        for structure in alike
    )


def find_candidates(
    protocol_structures: Sequence[ProtocolStructure],
    plan_structures: Sequence[Structure],
    *,
    mapping: Mapping[str, str],
    prescriptions: Sequence[PrescriptionRule] = (),
) -> list[tuple[Candidate, ...]]:
    """What qualifies for each structure of a protocol, without a look for what resembles the missing ones.

    Arguments and errors as for :func:`match_structures`.
    """
    _check_mapping(mapping, protocol_structures, plan_structures)
    claimed = {normalise(name) for wanted in protocol_structures for name in (wanted.name, *wanted.aliases)}
    return [
        _mapped(plan_structures, mapping[wanted.name])
        if wanted.name in mapping
        else _accepted(
            _Names.of(wanted, claimed), plan_structures, doses_gy=_list_doses(wanted, prescriptions)
        )
        for wanted in protocol_structures
    ]


def _check_mapping(
    mapping: Mapping[str, str],
    protocol_structures: Sequence[ProtocolStructure],
    plan_structures: Sequence[Structure],
) -> None:
    for owner, named, known in (
        ("protocol", mapping.keys(), [structure.name for structure in protocol_structures]),
        ("plan", mapping.values(), [structure.name for structure in plan_structures]),
    ):
        for name in named:
            if name not in known:
                listed = ", ".join(map(repr, known)) or "none"
                advice = did_you_mean(name, known)
                raise StructureNameError(f"the {owner} has no structure {name!r}{advice} (it has {listed})")


def _list_doses(wanted: ProtocolStructure, prescriptions: Sequence[PrescriptionRule]) -> tuple[Range, ...]:
    """What the protocol prescribes to a structure: by its name, and to every target."""
    if wanted.role != "target":
        return ()
    return tuple(rule.dose_gy for rule in prescriptions if rule.structure in (None, wanted.name))


def _mapped(plan_structures: Sequence[Structure], name: str) -> tuple[Candidate, ...]:
    return _prefer_volumes(
        [
            (drawn, Candidate(structure_number=drawn.number, name=name, how="map"))
            for drawn in plan_structures
            if drawn.name == name
        ]
    )


def _accepted(
    names: _Names, plan_structures: Sequence[Structure], *, doses_gy: Sequence[Range]
) -> tuple[Candidate, ...]:
    """What bears one of the names; where nothing that does has a volume, what bears one with its dose.

    Where nothing does either, what bears one beside a word that the plan's organs share.
    """
    without = strip_shared_words(drawn.name for drawn in plan_structures)
    plain, dosed, shared = (
        [
            (drawn, Candidate(structure_number=drawn.number, name=drawn.name, how=how, part=part))
            for drawn in plan_structures
            for how, part in [judge(drawn.name)]
            if how is not None
        ]
        for judge in (
            names.judge,
            lambda name: names.judge_with_dose(name, doses_gy),
            lambda name: names.judge_stripped(without.get(name), doses_gy),
        )
    )
    for qualified in (plain, dosed, shared):
        if any(drawn.is_volume for drawn, _ in qualified):
            return _prefer_volumes(qualified)
    return _prefer_volumes(plain or dosed or shared)


def _prefer_volumes(qualified: Sequence[tuple[Structure, Candidate]]) -> tuple[Candidate, ...]:
    volumes = [candidate for drawn, candidate in qualified if drawn.is_volume]
    return tuple(volumes or [candidate for _, candidate in qualified])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Names:
    """The names that mean the same structure of a protocol.

    Attributes:
        written: as the protocol writes it.
        numbered: whether numbers may follow.
        spelled: every name normalised, to all that are spelled so: where all of them set off a side of one
            letter, so must the plan's. "Cochlear" is no right cochlea, though "Cochlea_R" is.
    """

    written: str
    numbered: bool
    spelled: Mapping[str, Sequence[str]]

    @classmethod
    def of(cls, wanted: ProtocolStructure, claimed: set[str]) -> _Names:
        """The protocol's names, and those that the whole profession has, unless the protocol claims them."""
        spelled: dict[str, list[str]] = {}
        for name in (wanted.name, *wanted.aliases):
            spelled.setdefault(normalise(name), []).append(name)
        for spelling, name in find_spellings(wanted.name):
            if spelling not in claimed:
                spelled.setdefault(spelling, []).append(name)
        return cls(written=wanted.name, numbered=wanted.numbered, spelled=spelled)

    def judge(self, name: str) -> tuple[How | None, int | None]:
        """Why a name of the plan means the structure, and which part of it; None where it does not."""
        if name == self.written:
            return "exact", None
        spelled = normalise(name)
        alike = self.spelled.get(spelled)
        if alike and (has_side_letter(name) or not all(map(has_side_letter, alike))):
            return ("tg263" if spelled == normalise(self.written) else "alias"), None
        for stem in self.spelled if self.numbered else ():
            number = _NODE_NUMBER.fullmatch(spelled, len(stem)) if spelled.startswith(stem) else None
            if number is not None:
                return "alias", int(number[0])
        return None, None

    def judge_stripped(self, rest: str | None, doses_gy: Sequence[Range]) -> tuple[How | None, int | None]:
        """The same of what is left of a name without a word that the plan's organs share."""
        if rest is None:
            return None, None
        how, part = self.judge(rest)
        how, part = (how, part) if how is not None else self.judge_with_dose(rest, doses_gy)
        return ("alias" if how is not None else None), part

    def judge_with_dose(self, name: str, doses_gy: Sequence[Range]) -> tuple[How | None, int | None]:
        """The same of a name with a dose behind it that the structure is to receive."""
        level, written = find_dose_level(name), find_dose_level(self.written)
        if level is None or level.dose_gy is None:
            return None, None
        if written is not None and normalise(written.stem) == normalise(level.stem):
            is_same = written.dose_gy is not None and abs(written.dose_gy - level.dose_gy) <= SAME_DOSE_GY
            return ("tg263" if is_same else None), None
        how, part = self.judge(level.stem) if is_among(level.dose_gy, doses_gy) else (None, None)
        return ("tg263" if how == "exact" else how), part
