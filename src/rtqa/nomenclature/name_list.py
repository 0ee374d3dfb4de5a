"""The names that structures have by TG-263, and what they are called elsewhere, for every protocol alike."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from functools import cache

from pydantic import ConfigDict, Field

from rtqa.documents.fields import Table, Text
from rtqa.nomenclature.spelling import normalise
from rtqa.resources import resource_folder

Words = tuple[Text, ...]

_PRV = re.compile(r"(?P<organ>.+)_PRV(?P<margin_mm>\d{2})(?P<side>_[LR])?")
_PRV_SPOKEN = re.compile(
    r"(?P<organ>.*?[^\s_-])[\s_-]*+(?:PRV[\s_-]*+|\+\s*+)(?P<margin_mm>\d{1,2})(?:\s*+mm)?(?P<side>_[LR])?",
    re.IGNORECASE,
)
_SIDE = re.compile(r"_[LR]$")
_COPY_NUMBER = re.compile(r"[\s_-]*\d{1,2}$")
_OF_BOTH = frozenset(
    {
        *("SpinalCord", "SpinalCanal", "Esophagus", "BrachialPlex", "Body", "External"),
        *("Brain", "Trachea", "Lung", "Lungs", "Glnd_Thyroid"),
    }
)
"""Organs that plans of the head and neck and of the trunk draw alike."""

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[左右]")
_SIDE_LETTERS = frozenset("lrgd")
_ACCENTS = re.compile("[\u0300-\u036f]")


class Sides(Table):
    """How a language says left and right."""

    left: Words
    right: Words


class NamedStructure(Table):
    """A structure by its TG-263 name, and its words by language, each a key of two letters.

    Attributes:
        paired: whether the name stands for two structures, that with ``_L`` and that with ``_R``.
    """

    model_config = ConfigDict(extra="allow")

    __pydantic_extra__: dict[str, Words]

    name: Text
    paired: bool = False


class NameList(Table):
    """``constraints/names/*.toml``."""

    schema_: Text = Field(alias="schema", pattern=r"^rtqa-names/1$")
    source: Text
    sides: dict[str, Sides]
    structures: tuple[NamedStructure, ...] = Field(alias="structure")


def find_names(tg263_name: str) -> tuple[str, ...]:
    """Return all names that mean the structure of this TG-263 name, its own first.

    A planning risk volume such as ``SpinalCord_PRV05`` is called by the words of its organ with the margin:
    ``Cord+5mm``. Of a name that TG-263 does not list, nothing is known: the result is empty.
    """
    names = _names().get(normalise(tg263_name), ())
    prv = _PRV.fullmatch(tg263_name)
    if names or prv is None:
        return names
    organ, mm = find_names(prv["organ"] + (prv["side"] or "")), int(prv["margin_mm"])
    ends = (f" PRV{prv['margin_mm']}", f" PRV{mm}", f" PRV{mm}mm", f"+{mm}", f"+{mm}mm")
    return tuple(f"{name}{end}" for name in organ for end in ends)


@cache
def find_spellings(tg263_name: str) -> tuple[tuple[str, str], ...]:
    """The names of :func:`find_names`, each with its normalised spelling before it."""
    return tuple((normalise(name), name) for name in find_names(tg263_name))


def find_meaning(name: str) -> str:
    """The TG-263 name of what a name means by the list: ``SpinalCord`` of ``Myelon``; empty where unknown.

    ``cord+5mm`` and ``Cord PRV5`` mean ``SpinalCord_PRV05``.
    """
    meant = _meanings().get(normalise(name), ())
    for tg263_name, spoken in meant:
        if has_side_letter(name) or not has_side_letter(spoken):
            return tg263_name
    prv = _PRV_SPOKEN.fullmatch(name.strip())
    organ = find_meaning(prv["organ"] + (prv["side"] or "")) if prv is not None else ""
    if prv is None or not organ:
        return ""
    side = organ[-2:] if organ[-2:] in ("_L", "_R") else ""
    return f"{organ.removesuffix(side)}_PRV{int(prv['margin_mm']):02d}{side}"


def find_region(name: str) -> str:
    """The part of the body whose list has the organ of a name, ``head_and_neck`` or ``trunk``; else empty.

    Empty too for what is drawn in plans of both: cord and oesophagus, lungs and brain, the body. A number
    behind an organ's name is a copy's: ``HEART4``.
    """
    meaning = find_meaning(name) or find_meaning(_COPY_NUMBER.sub("", name))
    stem = _SIDE.sub("", meaning)
    if not meaning or stem in _OF_BOTH or "_PRV" in meaning:
        return ""
    return next(region for region, names in _list_regions().items() if stem in names)


@cache
def _list_regions() -> dict[str, frozenset[str]]:
    """TG-263 names without their sides, by the list that has them."""
    return {
        region: frozenset(_SIDE.sub("", structure.name) for structure in listed.structures)
        for region, listed in _read_lists().items()
    }


@cache
def list_paired() -> tuple[str, ...]:
    """The TG-263 names that say a side, such as ``Parotid_L``."""
    paired = [structure.name for listed in _lists() for structure in listed.structures if structure.paired]
    return tuple(f"{name}{side}" for name in paired for side in ("_L", "_R"))


@cache
def list_names() -> tuple[str, ...]:
    """Every TG-263 name of the lists."""
    return tuple(names[0] for names in _names().values())


@cache
def find_side_words() -> tuple[frozenset[str], frozenset[str]]:
    """Words that mean left, and those that mean right, in any language, casefolded.

    The French G and D are left out: beside words of other languages they may mean anything.
    """
    languages = [sides for listed in _lists() for sides in listed.sides.values()]
    left, right = (
        frozenset(normalise(word) for sides in languages for word in getattr(sides, side))
        for side in ("left", "right")
    )
    return left - {"g"}, right - {"d"}


def split_words(name: str) -> list[str]:
    """The words of a name, as separators and capitals set them off, casefolded."""
    return [word.casefold() for word in _WORD.findall(unicodedata.normalize("NFKC", name))]


def has_side_letter(name: str) -> bool:
    """Whether a letter that may mean a side stands by itself, set off by a separator or by its case."""
    return any(word in _SIDE_LETTERS for word in split_words(name))


@cache
def _meanings() -> dict[str, tuple[tuple[str, str], ...]]:
    """By normalised spelling: the TG-263 names that are spelled so, each with the spelling as written."""
    meanings: dict[str, list[tuple[str, str]]] = {}
    for tg263_name, *others in _names().values():
        for spoken in (tg263_name, *others):
            meanings.setdefault(normalise(spoken), []).append((tg263_name, spoken))
    return {spelling: tuple(pairs) for spelling, pairs in meanings.items()}


def _lists() -> tuple[NameList, ...]:
    return tuple(_read_lists().values())


@cache
def _read_lists() -> dict[str, NameList]:
    """The lists by the part of the body that each is of."""
    folder = resource_folder("constraints") / "names"
    files = sorted(folder.iterdir(), key=lambda file: file.name)
    return {
        file.name.partition(".")[0]: NameList.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
        for file in files
    }


@cache
def _names() -> dict[str, tuple[str, ...]]:
    """All names of each structure, by its normalised TG-263 name."""
    return {
        normalise(name): tuple(dict.fromkeys(_with_bare(name, *spoken)))
        for listed in _lists()
        for structure in listed.structures
        for name, spoken in _speak(structure, listed.sides)
    }


def _speak(structure: NamedStructure, sides: dict[str, Sides]) -> Iterator[tuple[str, list[str]]]:
    """Yield each TG-263 name of a structure, and the words that mean it."""
    by_language = structure.__pydantic_extra__
    if not structure.paired:
        yield structure.name, [word for words in by_language.values() for word in words]
        return
    by_language = {**by_language, "en": (structure.name, *by_language.get("en", ()))}
    for suffix, side in (("_L", "left"), ("_R", "right")):
        yield (
            f"{structure.name}{suffix}",
            [
                spoken
                for language, words in by_language.items()
                for mark in getattr(sides[language], side)
                for word in words
                for spoken in (f"{mark} {word}", f"{word} {mark}")
            ],
        )


def _with_bare(*names: str) -> Iterator[str]:
    """Each name with its accents, and without them."""
    for name in names:
        yield name
        yield unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFD", name)))
