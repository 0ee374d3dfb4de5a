"""A protocol file of imported goals, as text to be read and completed by a person."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import count

from rtqa.messages import Message
from rtqa.nomenclature.name_list import find_meaning
from rtqa.nomenclature.spelling import normalise
from rtqa.protocol.foreign.goals import Goal, Imported

_TARGET = re.compile(r"(gtv|ctv|itv|ptv)")
_NOT_IDENTIFIER = re.compile(r"[^a-z0-9]+")
_CONTROL = re.compile("[\x7f-\x9f\ud800-\udfff]")


def write_protocol_text(imported: Imported, *, ident: str, label: str, sha256: str) -> str:
    """The TOML of a protocol with these goals; it has one phase, of any number of fractions.

    Args:
        imported: with at least one goal.
        ident: of the protocol.
        label: of the foreign file, without its folder.
        sha256: of its bytes.
    """
    return "\n".join(_lines(imported, ident=ident, label=label, sha256=sha256)) + "\n"


def _lines(imported: Imported, *, ident: str, label: str, sha256: str) -> Iterator[str]:
    yield "# Imported; read it through before you judge by it. What the file does not say was assumed: one"
    yield "# phase of any number of fractions, and structures that are organs unless named like a target or,"
    yield "# under a name that no organ has, to be given a dose."
    yield from (
        f"# Not carried over: {_comment(str(part.place))}: {_comment(str(part.reason))}"
        for part in imported.left_out
    )
    yield ""
    yield 'schema = "rtqa-protocol/1"'
    yield f"id = {_text(ident)}"
    yield f"title = {_text(imported.title)}"
    yield 'version = "1"'
    yield f"source = {_text(f'{label}, sha256 {sha256}')}"
    yield ""
    yield "[[phase]]"
    yield 'id = "plan"'
    yield 'title = "The plan"'
    yield "fractions = { min = 1 }"
    yield 'reading = "The imported file does not say which plans it is for: any."'
    structures, owners = _structures(imported.goals)
    targets = [name for name in structures if _is_target(name, imported.goals)]
    for name, aliases in structures.items():
        yield ""
        yield "[[structure]]"
        yield f"name = {_text(name)}"
        yield f'role = "{"target" if name in targets else "organ"}"'
        if aliases:
            yield f"aliases = [{', '.join(map(_text, aliases))}]"
    used: set[str] = set()
    for goal in imported.goals:
        yield ""
        structure = owners[normalise(goal.structure)]
        yield from _constraint(goal, _identifier(goal, used), structure=structure)
        yield from _say_percent_of(goal, structure=structure, owners=owners, targets=targets)


def _is_target(name: str, goals: tuple[Goal, ...]) -> bool:
    """Whether a structure is named like a target, or is to be given a dose and is no organ by its name.

    So is what percentages are of.
    """
    of_percent = (normalise(goal.percent_of) for goal in goals if goal.percent_of is not None)
    if _TARGET.match(name.casefold()) or normalise(name) in of_percent:
        return True
    asked_for = (
        goal.relation.startswith(">") and goal.metric.kind.rises_with_dose is True
        for goal in goals
        if normalise(goal.structure) == normalise(name)
    )
    return not find_meaning(name) and any(asked_for)


def _structures(goals: tuple[Goal, ...]) -> tuple[dict[str, list[str]], dict[str, str]]:
    """Each structure once, with the aliases of all its rows, and whose each name is.

    Two spellings of a name are the same structure; an alias belongs to the first structure that claims it.
    """
    owners: dict[str, str] = {}
    for goal in goals:
        owners.setdefault(normalise(goal.structure), goal.structure)
    for goal in goals:
        if goal.percent_of is not None and not _is_alias(goal.percent_of, goals):
            owners.setdefault(normalise(goal.percent_of), goal.percent_of)
    aliases: dict[str, list[str]] = {name: [] for name in owners.values()}
    for goal in goals:
        name = owners[normalise(goal.structure)]
        for alias in goal.aliases:
            if normalise(alias) not in owners:
                owners[normalise(alias)] = name
                aliases[name].append(alias)
    return aliases, owners


def _constraint(goal: Goal, ident: str, *, structure: str) -> Iterator[str]:
    yield "[[constraint]]"
    yield f"id = {_text(ident)}"
    yield 'phase = "plan"'
    yield f"structure = {_text(structure)}"
    yield f"metric = {_text(str(goal.metric))}"
    yield f"relation = {_text(goal.relation)}"
    yield f"limit = {goal.limit!r}"
    if goal.variation is not None:
        yield f"variation = {goal.variation!r}"
    yield f"quote = {_text(goal.quote)}"
    yield f"source = {_text(goal.source)}"


def _say_percent_of(
    goal: Goal, *, structure: str, owners: dict[str, str], targets: list[str]
) -> Iterator[str]:
    """Whose prescription percentages are of: as the file says, else that of its only target."""
    readings = [goal.reading] if goal.reading is not None else []
    if goal.percent_of is not None:
        yield f"percent_of = {_text(owners[normalise(goal.percent_of)])}"
    elif goal.metric.needs_prescription and structure not in targets and len(targets) == 1:
        yield f"percent_of = {_text(targets[0])}"
        readings.append(Message("import.percent-of-only", name=targets[0]))
    if readings:
        yield f"reading = {_text(' '.join(map(str, readings)))}"


def _is_alias(name: str, goals: tuple[Goal, ...]) -> bool:
    return normalise(name) in {normalise(alias) for goal in goals for alias in goal.aliases}


def _identifier(goal: Goal, used: set[str]) -> str:
    words = _NOT_IDENTIFIER.sub("-", f"{goal.structure} {goal.metric}".casefold()).strip("-") or "limit"
    ident = next(name for n in count(1) if (name := words if n == 1 else f"{words}-{n}") not in used)
    used.add(ident)
    return ident


def _text(value: str) -> str:
    """A basic string of TOML; JSON's escapes are among its own."""
    return _CONTROL.sub(
        lambda match: f"\\u{ord(match[0]):04x}", json.dumps(_whole(value), ensure_ascii=False)
    )


def _whole(value: str) -> str:
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _comment(value: str) -> str:
    return " ".join(_CONTROL.sub(" ", _whole(value)).split())
