"""The beginning of a protocol file, made from what a plan draws and prescribes.

It holds no limit: those are the clinic's. What it judges is what the plan prescribes; everything else stands
there as comments to be filled in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rtqa.assembly.context import target_prescriptions
from rtqa.assembly.stated_doses import find_prescribed
from rtqa.documents.toml_text import write_comment, write_key, write_value
from rtqa.model.case import Treatment
from rtqa.model.structure import Structure
from rtqa.nomenclature.icru_volumes import OTHER_ROLES, find_volume, is_body
from rtqa.nomenclature.name_list import find_meaning
from rtqa.nomenclature.name_marks import find_mark
from rtqa.nomenclature.spelling import normalise
from rtqa.protocol.identifiers import make_identifier

_NO_ORGANS = OTHER_ROLES - {"ORGAN", "AVOIDANCE", "EXTERNAL"}
_NO_LIMIT = (
    "[[ambiguity]]",
    'id = "no-limit-yet"',
    'kind = "silence"',
    'says = "The file has no limit yet."',
    'source = "This file."',
    'reading = "Nothing is judged by it: delete this notice with the first limit."',
    'explains = ["unjudged"]',
    "",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """A structure that a goal may be on."""

    name: str
    drawn: str
    is_target: bool


def write_skeleton(treatment: Treatment, *, ident: str) -> str:
    """The text of a protocol file for plans like this one.

    Args:
        treatment: with its structures.
        ident: of the protocol.
    """
    return "\n".join(_lines(treatment, ident)) + "\n"


def _lines(treatment: Treatment, ident: str) -> Iterator[str]:
    rows, passed_over = _list_structures(treatment)
    yield "# A protocol for plans like one, made from its structures. It judges what that plan prescribes,"
    yield "# and no more: write your goals into [limits], mend what is wrong, try it: rtqa protocols lint."
    yield "# All tables and keys: docs/protocol-language.md, in short docs/howto-clinic-sheet.md."
    yield ""
    yield 'schema = "rtqa-protocol/1"'
    yield f"id = {write_value(ident)}   # what reports call it: small letters, digits, hyphens"
    yield 'title = "To be named"'
    yield 'version = "1"   # change it with every number'
    yield 'source = "To be named: the handbook or trial document, its edition and page"'
    yield ""
    yield from _prescriptions(treatment, rows)
    yield "# Everything that the plan draws, by its TG-263 name where it has one; delete what no goal is on."
    yield '# Other names that mean the same: aliases = ["…"]. Often not drawn: may_be_absent = true.'
    yield "[structures]"
    for row in rows:
        comment = f"   # drawn as {write_comment(row.drawn)}" if row.drawn != row.name else ""
        role = "target" if row.is_target else "organ"
        yield f"{write_key(row.name)} = {{ role = {write_value(role)} }}{comment}"
    yield from _derived(rows)
    for structure in passed_over:
        yield f"# passed over, as a helper or by its type: {write_comment(structure.name)}"
    yield ""
    yield "# One line a goal: structure, metric, goal, acceptable variation, priority. Take the # away and"
    yield "# write numbers. A dose in percent is of the prescription to the target; of an organ, say whose:"
    yield '# ["Body", "V50%[cc]", "<= 800", "", 2, { percent_of = "PTV" }].'
    yield "[limits]"
    yield "rows = ["
    for row in rows:
        cells = '"V95%[%]", ">= ", ">= ", 1' if row.is_target else '"D0.03cc[Gy]", "<= ", "<= ", 1'
        if not is_body(row.name):
            yield f"#   [{write_value(row.name)}, {cells}],"
    yield "]"


def _prescriptions(treatment: Treatment, rows: list[_Row]) -> Iterator[str]:
    """A clause for each target that the plan prescribes a dose to; where none is, that nothing is judged."""
    plan = treatment.plan
    structures = treatment.structure_set.structures if treatment.structure_set is not None else ()
    named = {row.drawn: row.name for row in rows if row.is_target}
    numbered = {structure.number: structure.name for structure in structures}
    stated: dict[str, float] = {}
    for prescription in target_prescriptions(plan):
        number = find_prescribed(prescription, structures)
        name = named.get(numbered.get(number, "")) if number is not None else None
        if name is not None and prescription.dose_gy is not None and prescription.dose_gy > 0:
            stated.setdefault(name, prescription.dose_gy)
    n_fractions = plan.n_fractions if plan is not None else None
    if not stated or n_fractions is None:
        yield from _NO_LIMIT
        return
    yield "# What the plan prescribes. What may vary is a range: { min = 66, max = 70 }."
    used: set[str] = set()
    for name, dose_gy in stated.items():
        yield "[[prescription]]"
        yield f"id = {write_value(make_identifier(f'{name} dose', used))}"
        yield f"structure = {write_value(name)}"
        yield f"dose_gy = {{ min = {dose_gy:g}, max = {dose_gy:g} }}"
        yield f"fractions = {{ min = {n_fractions}, max = {n_fractions} }}"
        yield f'quote = "{dose_gy:g} Gy in {n_fractions} fractions"'
        yield ""


def _list_structures(treatment: Treatment) -> tuple[list[_Row], list[Structure]]:
    """Targets first, then organs; and what is neither."""
    rows: dict[str, _Row] = {}
    passed_over: list[Structure] = []
    drawn = treatment.structure_set.structures if treatment.structure_set is not None else ()
    prescribed = {find_prescribed(stated, drawn) for stated in target_prescriptions(treatment.plan)}
    for structure in drawn:
        is_target = bool(find_volume(structure.name)) or structure.number in prescribed
        meant = "" if is_target else find_meaning(structure.name)
        name = meant or structure.name.strip()
        is_helper = not meant and (find_mark(structure.name) or structure.role in _NO_ORGANS)
        if not structure.is_volume or not name or is_helper or normalise(name) in rows:
            passed_over.append(structure)
            continue
        rows[normalise(name)] = _Row(name=name, drawn=structure.name, is_target=is_target)
    return sorted(rows.values(), key=lambda row: (not row.is_target, row.name)), passed_over


def _derived(rows: list[_Row]) -> Iterator[str]:
    """An example of a derived structure, with the plan's own names."""
    body = next((row.name for row in rows if is_body(row.name)), None)
    target = next((row.name for row in rows if find_volume(row.name) == "PTV"), None)
    if body is not None and target is not None:
        derived = write_value({"derived": {"all_of": [body], "minus": [target]}})
        yield f"# {write_key(f'{body}-{target}')} = {derived}"
