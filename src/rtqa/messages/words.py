"""The catalogues: for each language a folder of Fluent files, one a group of messages.

``Message("dv-limit.exceeded", …)`` is ``exceeded`` in ``en/dv-limit.ftl``. A file is read when the first
message of its group is said. See https://projectfluent.org for how to write one.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from rtqa.messages.message import Listing, Message, Value
from rtqa.messages.safe_text import show
from rtqa.messages.values import Limit, Quantity, Range

if TYPE_CHECKING:
    from fluent.runtime import FluentBundle

LANGUAGES = ("en", "zh")

_LOCALES = {"en": "en-GB", "zh": "zh-Hans"}

_RELATIONS = {"<=": "≤", "<": "<", ">=": "≥", ">": ">"}

_MOST_COUNTED = 10**15
"""Nothing that is counted comes near; a damaged file may say more, in digits that nobody reads."""

_MOST_CHARACTERS = 2000
"""Fluent takes no value much longer than this, such as the list of all days of a course."""

_STAND_IN = "\ue000"
"""A character of no language, around the name of a value that is put in afterwards."""

_ENTRY = re.compile(r"^[a-z][\w-]* =.*\n(?:(?![a-z#]).*\n?)*", re.MULTILINE)
"""A message in a Fluent file: its name at the margin, and the lines below that are further in."""

_VALUE = re.compile(r"\{ *\$([\w-]+) *\}")
"""Where a message says a value as it is."""

_WITHOUT_SPACE = frozenset({"°", ""})


def write(message: Message, language: str = "en") -> str:
    """The message in words.

    Args:
        message: what is to be said.
        language: of :data:`LANGUAGES`.

    Raises:
        KeyError: the language has no words for it, or the words name a value that the message has not.
    """
    return _say(message.id, message.values, language) if message.values else _say_plain(message.id, language)


@cache
def _say_plain(message_id: str, language: str) -> str:
    """A message without values, which says the same each time: a page of the desk has hundreds of them."""
    return _say(message_id, {}, language)


def _say(message_id: str, message_values: Mapping[str, Value], language: str) -> str:
    parts = _parts(language, message_id)
    if parts is not None:
        said = list(parts)
        said[1::2] = [write_value(message_values[name], language) for name in parts[1::2]]
        return "".join(said)

    from fluent.runtime.types import fluent_number  # noqa: PLC0415 (a twentieth of a second)

    bundle = _bundle(language)
    entry = _parsed(language, message_id)
    values = {
        key: fluent_number(value, useGrouping=False)
        if isinstance(value, int) and abs(value) < _MOST_COUNTED
        else write_value(value, language)
        for key, value in message_values.items()
    }
    pattern = bundle.get_message(entry).value
    if pattern is None:
        raise KeyError(message_id)
    long = {
        f"{_STAND_IN}{key}{_STAND_IN}": text
        for key, text in values.items()
        if isinstance(text, str) and len(text) > _MOST_CHARACTERS
    }
    text, faults = bundle.format_pattern(pattern, values | {key.strip(_STAND_IN): key for key in long})
    if faults:
        raise KeyError(f"{message_id}: {faults[0]}")
    text = str(text)
    for stand_in, value in long.items():
        text = text.replace(stand_in, value)
    return text


def write_value(value: Value, language: str = "en") -> str:  # noqa: PLR0911 (one a type)
    """A value of a message in words: ``61.04 Gy``, ``66–70 Gy``, ``≤ 45 Gy``, ``Mon 2026-03-02``."""
    match value:
        case str():
            return show(write_prose(value, language))
        case int():
            if abs(value) < _MOST_COUNTED:
                return str(value)
            return "> 10¹⁵" if value > 0 else "< −10¹⁵"
        case Message():
            return write(value, language)
        case Quantity():
            return _with_unit(_number(value.value, value.decimals, signed=value.signed), value.unit)
        case Limit():
            return f"{_RELATIONS[value.relation]} {_with_unit(_number(value.value, None), value.unit)}"
        case Range():
            return _write_range(value)
        case Listing():
            return _write_listing(value, language)
        case date():
            return _write_date(value, language)


def write_prose(text: str, language: str) -> str:
    """A protocol's own prose, such as the name of an event, where rtqa has a translation; else as it is."""
    return _prose(language).get(text, text)


@cache
def _prose(language: str) -> dict[str, str]:
    file = files("rtqa.messages") / language / "protocol-prose.toml"
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


@cache
def _bundle(language: str) -> FluentBundle:
    from fluent.runtime import FluentBundle  # noqa: PLC0415 (a twentieth of a second)

    return FluentBundle([_LOCALES[language]], use_isolating=False)


@cache
def _parts(language: str, message_id: str) -> list[str] | None:
    """The words of a message that chooses none by its values: every second part is the name of a value.

    Nine in ten are so, and need no Fluent, which takes a twentieth of a second to load. None of any other.
    """
    group, _, name = message_id.partition(".")
    parts = _VALUE.split(_texts(language, group)[name].removeprefix(f"{name} =").strip(" \n"))
    return None if any(sign in words for words in parts[::2] for sign in "{}\n") else parts


@cache
def _parsed(language: str, message_id: str) -> str:
    """The message's entry in the bundle; it alone is parsed: whole files take a quarter of a run."""
    from fluent.runtime import FluentResource  # noqa: PLC0415

    group, _, name = message_id.partition(".")
    text = _texts(language, group)[name]
    entry = f"{group}-{name}"
    _bundle(language).add_resource(FluentResource(entry + text[len(name) :]))
    return entry


@cache
def _texts(language: str, group: str) -> dict[str, str]:
    """The unparsed entries of a file, by name."""
    text = (files("rtqa.messages") / language / f"{group}.ftl").read_text(encoding="utf-8")
    return {entry.partition(" ")[0]: entry for entry in _ENTRY.findall(text)}


def _number(value: float, decimals: int | None, *, signed: bool = False) -> str:
    sign = "+" if signed and value else ""
    text = f"{value:{sign}g}" if decimals is None else f"{value:{sign}.{decimals}f}"
    return text.replace("-", "−")


def _with_unit(number: str, unit: str) -> str:
    return f"{number}{unit}" if unit in _WITHOUT_SPACE else f"{number} {unit}"


def _write_range(value: Range) -> str:
    low, high = ("" if end is None else _number(end, value.decimals) for end in (value.low, value.high))
    if not high:
        number = f"≥ {low}"
    elif not low:
        number = f"≤ {high}"
    else:
        number = low if low == high else f"{low}–{high}"
    return _with_unit(number, value.unit)


def _write_listing(value: Listing, language: str) -> str:
    """Joined from the left: ``a, b and c``; where some are left out, ``a, b and 3 more``."""
    shown = value.items[: value.most]
    n_more = len(value.items) - len(shown)
    text = ""
    for place, item in enumerate(shown):
        is_last = place == len(shown) - 1 and not n_more
        is_joined = is_last or value.conjunction == "semicolon"
        joint = value.conjunction if value.conjunction and is_joined else "comma"
        written = write_value(item, language)
        text = write(Message(f"list.{joint}", before=text, item=written), language) if place else written
    return write(Message("list.more", before=text, n=n_more), language) if n_more else text


def _write_date(value: date, language: str) -> str:
    weekday = write(Message(f"date.weekday-{value.isoweekday()}"), language)
    text = f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else value.isoformat()
    return write(Message("date.day", weekday=weekday, day=text), language)
