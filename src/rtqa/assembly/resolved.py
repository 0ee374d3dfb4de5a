"""What is known of each structure that the protocol speaks of, in one plan: a value that checks read."""

from __future__ import annotations

from dataclasses import dataclass, field

from rtqa.dvh.curve import DVH
from rtqa.messages import Message, Unknown
from rtqa.model.structure import Structure
from rtqa.protocol.names import Candidate


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MatchedStructure:
    """A structure of the plan that stands for one of the protocol.

    Attributes:
        candidate: how it was matched.
        structure: as drawn.
        dvh: its DVH, or why there is none.
        shared: set where it stands for another of the protocol's too, and so proves nothing of either.
        open_contours: set where contours of it enclose nothing.
        assumptions: what its contours made the DVH assume, such as planes missing.
        doubts: the reasons not to pass it where its value keeps a limit, the weightiest first.
        drawn_number: ROI number of what is drawn under the name of a derived one; None where nothing is.
    """

    candidate: Candidate
    structure: Structure = field(repr=False)
    dvh: DVH | Unknown = field(repr=False)
    shared: Unknown | None = None
    open_contours: Unknown | None = None
    assumptions: tuple[Message, ...] = ()
    doubts: tuple[Unknown, ...] = ()
    drawn_number: int | None = None

    @property
    def name(self) -> str:
        """As in the file."""
        return self.structure.name

    @property
    def number(self) -> int:
        """ROI number."""
        return self.structure.number


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Resolved:
    """A structure of the protocol, as one plan has it.

    Attributes:
        name: the protocol's.
        role: ``target`` or ``organ``.
        structures: all that may stand for it; none where the plan has no such structure.
        suggestions: what resembles it, best first, where nothing stands for it; never evidence of anything.
        unknown: why no one structure stands for it: there is none, or there are several.
        is_gathered: whether the structures are its numbered parts, and together the whole of it.
        bears_name: whether what stands for it bears its name; what the user says may bear another.
        passed_over: what bears its name, where what the user says does not.
        is_absent: whether it is not drawn, as the protocol says it may be, and nothing drawn resembles it.
        is_derived: whether it is made from others by the protocol's rule, and not as it was drawn.
    """

    name: str
    role: str
    structures: tuple[MatchedStructure, ...]
    suggestions: tuple[Candidate, ...]
    unknown: Unknown | None
    is_gathered: bool
    bears_name: bool = True
    passed_over: tuple[Candidate, ...] = ()
    is_absent: bool = False
    is_derived: bool = False

    @property
    def only(self) -> MatchedStructure | Unknown:
        """The only structure that stands for it, and for nothing else."""
        return self.unknown or self.structures[0].shared or self.structures[0]

    @property
    def parts(self) -> tuple[MatchedStructure, ...] | Unknown:
        """The only structure that stands for it, or its numbered parts; each for nothing else."""
        if self.unknown is not None and not self.is_gathered:
            return self.unknown
        return next((part.shared for part in self.structures if part.shared is not None), self.structures)
