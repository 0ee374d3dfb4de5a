"""Values as TOML text, for files that rtqa writes for people to go on with."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date

_CONTROL = re.compile("[\x7f-\x9f\ud800-\udfff]")
_BARE = re.compile(r"[A-Za-z0-9_-]+")


def write_value(value: object) -> str:
    """A value of TOML: text, a number, a day or moment, a list or a table of such."""
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        pairs = (f"{write_key(str(key))} = {write_value(item)}" for key, item in value.items())
        return "{ " + ", ".join(pairs) + " }"
    if isinstance(value, Sequence):
        return f"[{', '.join(map(write_value, value))}]"
    return repr(value)


def write_key(key: str) -> str:
    """A key, in quotes where it needs them."""
    return key if _BARE.fullmatch(key) else _text(key)


def write_comment(text: str) -> str:
    """Text that may stand behind ``#``: one line, without what TOML forbids there."""
    return " ".join(_CONTROL.sub(" ", _whole(text)).split())


def _text(value: str) -> str:
    """A basic string of TOML; JSON's escapes are among its own."""
    return _CONTROL.sub(
        lambda match: f"\\u{ord(match[0]):04x}", json.dumps(_whole(value), ensure_ascii=False)
    )


def _whole(value: str) -> str:
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
