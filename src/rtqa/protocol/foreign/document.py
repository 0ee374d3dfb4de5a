"""Imported goals as the values of a protocol file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from rtqa.messages import Message
from rtqa.nomenclature.icru_volumes import find_volume
from rtqa.nomenclature.name_list import find_meaning
from rtqa.nomenclature.spelling import normalise
from rtqa.protocol.foreign.goals import Goal, Imported, Prescribed
from rtqa.protocol.identifiers import make_identifier

PHASE = "plan"


@dataclass(slots=True, kw_only=True)
class Document:
    """A protocol's values.

    Attributes:
        values: as a TOML file would have them.
        lines: of the foreign file, by the place in the values.
    """

    values: dict[str, Any]
    lines: dict[str, int] = field(default_factory=dict)


def make_document(imported: Imported, *, ident: str, source: str) -> Document:
    """A protocol with these goals; it has one phase, of any number of fractions.

    Args:
        imported: with at least one goal.
        ident: of the protocol.
        source: of the file.
    """
    reading = "The imported file does not say which plans it is for: any."
    phases = sorted({str(goal.more["phase"]) for goal in imported.goals if "phase" in goal.more}) or [PHASE]
    values: dict[str, Any] = {
        "schema": "rtqa-protocol/1",
        "id": ident,
        "title": imported.title,
        "version": "1",
        "source": source,
        "phase": [
            {"id": phase, "title": "The plan", "fractions": {"min": 1}, "reading": reading}
            for phase in phases
        ],
        "structure": [],
        "constraint": [],
    }
    document = Document(values=values)
    names = _Names(imported)
    for name in names.in_order():
        row: dict[str, Any] = {"name": name, "role": "target" if name in names.targets else "organ"}
        if names.aliases[name]:
            row["aliases"] = names.aliases[name]
        if name in imported.derived:
            row["derived"] = names.own(imported.derived[name])
        values["structure"].append(row)
    if imported.prescribed is not None:
        values["prescription"] = [_prescription(imported.prescribed, phases[0], source)]
    used: set[str] = set()
    for number, goal in enumerate(imported.goals):
        document.lines[f"constraint[{number}]"] = goal.line
        values["constraint"].append(_constraint(goal, names, phase=phases[0], used=used))
    return document


def _prescription(prescribed: Prescribed, phase: str, source: str) -> dict[str, Any]:
    dose_gy, n = prescribed.dose_gy, prescribed.n_fractions
    return {
        "id": "prescription",
        "phase": phase,
        "structure": prescribed.structure,
        "dose_gy": {"min": dose_gy, "max": dose_gy},
        "fractions": {"min": n, "max": n},
        "quote": f"{n} fractions of {dose_gy / n:g} Gy",
        "source": source,
        "reading": str(Message("import.prescribed-to", name=prescribed.structure)),
    }


def _constraint(goal: Goal, names: _Names, *, phase: str, used: set[str]) -> dict[str, Any]:
    structure = names.owners[normalise(goal.structure)]
    more = dict(goal.more)
    row: dict[str, Any] = {
        "id": more.pop("id", None) or make_identifier(f"{structure} {goal.metric}", used),
        "phase": more.pop("phase", phase),
        "structure": structure,
        "metric": str(goal.metric),
        "relation": goal.relation,
        "limit": goal.limit,
    }
    if goal.variation is not None:
        row["variation"] = goal.variation
    readings = [str(more.pop("reading"))] if "reading" in more else []
    row |= {"quote": goal.quote, "source": goal.source, **more}
    readings += [str(goal.reading)] if goal.reading is not None else []
    if goal.percent_of is not None:
        row["percent_of"] = names.owners[normalise(goal.percent_of)]
    elif goal.metric.needs_prescription and structure not in names.targets:
        if names.prescribed is not None:
            row["percent_of"] = names.prescribed
            readings.append(str(Message("import.percent-of-prescribed", name=names.prescribed)))
        elif len(names.targets) == 1:
            row["percent_of"] = names.targets[0]
            readings.append(str(Message("import.percent-of-only", name=names.targets[0])))
    if readings:
        row["reading"] = " ".join(readings)
    return row


class _Names:
    """Each structure once, with the aliases of all its rows, and whose each name is.

    Two spellings of a name are the same structure; an alias belongs to the first structure that claims it.
    """

    def __init__(self, imported: Imported) -> None:
        self.owners: dict[str, str] = {}
        goals = imported.goals
        aliases = {normalise(alias) for goal in goals for alias in goal.aliases}
        self._claim(goal.structure for goal in goals)
        self._claim(
            goal.percent_of
            for goal in goals
            if goal.percent_of is not None and normalise(goal.percent_of) not in aliases
        )
        self._claim(
            name
            for made, table in imported.derived.items()
            for name in (*_listed(table.get("all_of")), *_listed(table.get("minus")), made)
            if normalise(name) not in aliases
        )
        self.aliases: dict[str, list[str]] = {name: [] for name in self.owners.values()}
        for goal in goals:
            name = self.owners[normalise(goal.structure)]
            for alias in goal.aliases:
                if self.owners.setdefault(normalise(alias), name) == name and normalise(alias) != normalise(
                    name
                ):
                    self.aliases[name] += [alias] if alias not in self.aliases[name] else []
        self.derived = [self.owners[normalise(name)] for name in imported.derived]
        self.prescribed = imported.prescribed.structure if imported.prescribed is not None else None
        self.targets = [name for name in self.aliases if _is_target(name, goals) or name == self.prescribed]

    def _claim(self, names: Iterable[str]) -> None:
        for name in names:
            self.owners.setdefault(normalise(name), name)

    def in_order(self) -> list[str]:
        """What is made stands below what it is made of."""
        return [*(name for name in self.aliases if name not in self.derived), *self.derived]

    def own(self, table: Any) -> dict[str, Any]:
        """A derivation by the names that the file has."""
        return {
            key: [self.owners[normalise(name)] for name in value] if isinstance(value, list) else value
            for key, value in table.items()
        }


def _listed(value: object) -> list[str]:
    return value if isinstance(value, list) else []


def _is_target(name: str, goals: tuple[Goal, ...]) -> bool:
    """Whether a structure is named like a target, or is to be given a dose and is no organ by its name.

    So is what percentages are of.
    """
    of_percent = (normalise(goal.percent_of) for goal in goals if goal.percent_of is not None)
    if re.match(r"(gtv|ctv|itv|ptv)", name.casefold()) or find_volume(name) or normalise(name) in of_percent:
        return True
    asked_for = (
        goal.relation.startswith(">") and goal.metric.kind.rises_with_dose is True
        for goal in goals
        if normalise(goal.structure) == normalise(name)
    )
    return not find_meaning(name) and any(asked_for)
