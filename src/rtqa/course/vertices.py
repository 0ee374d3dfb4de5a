"""The vertices that a course file names, among the structures of a plan."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rtqa.course.file import Vertices
from rtqa.documents.suggestion import did_you_mean
from rtqa.model.structure import Structure, StructureSet

_SIGNS = {"*": ".*", "?": "."}


def take_stated(stated: Vertices, structure_set: StructureSet) -> tuple[str, list[Structure]]:
    """How the vertices are known, in words, and the structures that they are, in the plan's order."""
    volumes = _volumes(structure_set)
    taken = {*stated.names, *_names_like(stated.pattern, volumes)}
    return "as the course file names them", [structure for structure in volumes if structure.name in taken]


def find_unmet(stated: Vertices, structure_set: StructureSet) -> str:
    """What the course file names and the plan does not have; empty where it has all of it."""
    volumes = _volumes(structure_set)
    known = [structure.name for structure in volumes]
    for name in stated.names:
        if name not in known:
            advice = did_you_mean(name, known)
            return f"the course file names the vertex {name!r}, which is no volume of the plan{advice}"
    if stated.pattern is not None and not _names_like(stated.pattern, volumes):
        return f"the course file names vertices {stated.pattern!r}, and no volume of the plan is named so"
    return ""


def _volumes(structure_set: StructureSet) -> list[Structure]:
    return [structure for structure in structure_set.structures if structure.is_volume]


def _names_like(pattern: str | None, volumes: Sequence[Structure]) -> list[str]:
    if pattern is None:
        return []
    wanted = re.compile("".join(_SIGNS.get(sign, re.escape(sign)) for sign in pattern), re.DOTALL)
    return [structure.name for structure in volumes if wanted.fullmatch(structure.name)]
