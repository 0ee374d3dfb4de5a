"""A course file begun from plans: what files tell is filled in, what the clinic knows is left open."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rtqa.model.plan import Plan
from rtqa.protocol.library import LoadedProtocol
from rtqa.protocol.schema import Phase


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedPhase:
    """What the files tell of one phase.

    Attributes:
        phase: of the protocol.
        plan: the plan that was recognised as the phase's.
        folder: of its files, relative to the course file, with ``/``.
        targets_gy: what the plan prescribes, by the protocol's names.
        offered: structures of the plan that perhaps are the protocol's, by the protocol's names.
    """

    phase: Phase
    plan: Plan
    folder: str
    targets_gy: Mapping[str, float] = field(default_factory=dict)
    offered: Mapping[str, str] = field(default_factory=dict)


def begin_course(loaded: LoadedProtocol, planned: Sequence[PlannedPhase], *, protocol: str) -> str:
    """The text of a course file, in order as it stands; lines to be filled in begin with ``#``.

    Args:
        loaded: the protocol.
        planned: what the files tell, in any order; phases without a plan are begun too.
        protocol: how the file names it: its id, or its file's path.
    """
    of_phase = {planned_phase.phase.id: planned_phase for planned_phase in planned}
    lines = [
        "# What DICOM cannot say about this course of treatment. Fill in what is known and take the # away;",
        "# what is absent leaves its clause undecided. Dates stand without quotes: 2025-03-31.",
        "",
        'schema = "rtqa-course/1"',
        f"protocol = {_text(protocol)}",
        "# as_of = 2025-12-31  # this file is complete up to that day",
    ]
    if loaded.protocol.events:
        lines += ["", "[events]"]
        lines += [f"# {event.id} = 2025-12-31  # {event.title}" for event in loaded.protocol.events]
    for phase in loaded.protocol.phases:
        lines += ["", "[[phase]]", f"id = {_text(phase.id)}", *_lines_of(of_phase.get(phase.id))]
    return "\n".join(lines) + "\n"


def _lines_of(planned: PlannedPhase | None) -> Iterator[str]:
    if planned is None:
        yield '# folder = "…"  # of its plan; or received = "report.json", an earlier report of it'
        yield "# delivered = [2025-12-31]"
        return
    yield f"folder = {_text(planned.folder)}"
    yield f"# fractions = {planned.plan.n_fractions or '…'}  # as the physician wrote it; the plan's"
    if planned.targets_gy:
        doses = ", ".join(f"{_text(name)} = {dose_gy:g}" for name, dose_gy in planned.targets_gy.items())
        yield f"# planned_gy = {{ {doses} }}  # as the physician wrote it; the plan's"
    yield "# planning_ct = 2025-12-31"
    yield "# start = 2025-12-31"
    yield "# delivered = [2025-12-31]  # of every fraction so far"
    for name, structure in planned.offered.items():
        yield f"# structures.{_text(name)} = {_text(structure)}  # perhaps: look at it"


def _text(value: str) -> str:
    """A TOML string; JSON's escapes are TOML's."""
    return json.dumps(value, ensure_ascii=False)
