"""Words that a hospital puts before or behind all its organs' names: OAR_Parotid_L, 03 Brainstem, Cord_HN."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rtqa.nomenclature.icru_volumes import find_volume
from rtqa.nomenclature.name_list import find_meaning, find_side_words
from rtqa.nomenclature.name_marks import find_mark, is_of_another_image
from rtqa.nomenclature.name_parts import find_part_of

LEAST_SHARING = 3
"""So many organs of a plan must have the word: then it is a habit, and says nothing of one of them."""

_BEFORE = re.compile(r"(?P<word>[^\W\d_][^\W\d_&]{0,6}|\d{1,3})[\s_.:-]+(?P<rest>.+)")
_BEHIND = re.compile(r"(?P<rest>.*?[^\s_.:-])[\s_.:-]++(?P<word>[^\W\d_]{2,6})")
_NUMBER = "0"
_TELLING = frozenset(
    {
        *("not", "non", "no", "minus", "without", "ex", "in", "out", "only", "all", "near", "far"),
        *("low", "high", "mid", "hot", "cold", "deep", "core", "rim", "exp", "dose"),
    }
)


def strip_shared_words(names: Iterable[str]) -> dict[str, str]:
    """The names of structures without a word that several organs of the plan have, by the name in full.

    A word that may say something of its structure stays: a side, a part, a margin, a helper, a target,
    another image. All numbers before names are one word. Names without such a word are left out.
    """
    names = tuple(dict.fromkeys(names))
    stripped: dict[str, str] = {}
    for pattern in (_BEFORE, _BEHIND):
        by_word: dict[str, dict[str, str]] = {}
        for name in names:
            match = pattern.fullmatch(name.strip())
            if match is not None and not find_meaning(name):
                word = _NUMBER if match["word"].isdigit() else match["word"].casefold()
                by_word.setdefault(word, {})[name] = match["rest"]
        for word, rests in by_word.items():
            meant = {find_meaning(rest) for rest in rests.values()} - {""}
            if len(meant) >= LEAST_SHARING and not _may_tell(word):
                stripped = {**rests, **stripped}
    return stripped


def _may_tell(word: str) -> bool:
    left, right = find_side_words()
    return word != _NUMBER and (
        word in left | right | _TELLING | {"g", "d"}
        or bool(find_volume(word) or find_mark(f"{word}_x") or find_mark(f"x_{word}"))
        or is_of_another_image(f"GTV_{word}")
        or bool(find_part_of(f"SpinalCord_{word}"))
    )
