"""A DVH as a planning system stored it beside its dose."""

from __future__ import annotations

from dataclasses import dataclass, field

from rtqa.messages import Message
from rtqa.model.geometry import Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StoredDVH:
    """One item of a DVHSequence, as a cumulative curve.

    Attributes:
        structure: the structure's name; empty where no structure set among the files has it.
        roi_number: ReferencedROINumber.
        structure_set_uid: SOP Instance UID of the structure set that the dose refers to.
        dose_gy: shape (n,), strictly ascending, from the last dose that the whole receives to the maximum.
        volume: shape (n,), never increasing, from the whole to 0; cm³, or a share of the whole.
        is_relative: whether ``volume`` is a share of the whole, and the whole is not stated.
        min_gy, mean_gy, max_gy: as stated beside the curve; None where absent.
    """

    structure: str
    roi_number: int
    structure_set_uid: str = field(repr=False)
    dose_gy: Floats = field(repr=False)
    volume: Floats = field(repr=False)
    is_relative: bool
    min_gy: float | None
    mean_gy: float | None
    max_gy: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnusableDVH:
    """One item of a DVHSequence that cannot be read as a curve in Gy, and why.

    ``is_damaged`` tells a curve that is there and cannot be read from one that is of another kind.
    """

    structure: str
    roi_number: int | None
    reason: Message
    is_damaged: bool = False
