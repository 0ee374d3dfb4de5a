"""What a protocol asks of images, plan and targets beside dose: the tables, and what their keys mean."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from rtqa.documents.fields import Count, Identifier, Positive, Table, Text
from rtqa.model.technique import Technique
from rtqa.protocol.tables import Clause


class ImagingRule(Clause):
    """How fine the slices of an image must be.

    Attributes:
        image: the one that a phase's structures were drawn on, or the one taken before treatment to stage
            the disease, which is of no phase.
        phase: of a planning image; None for a baseline image.
        slice_at_most_mm: judged on SliceThickness (0018,0050) and on the distance between slices, both.
    """

    image: Literal["planning", "baseline"]
    phase: Identifier | None = None
    slice_at_most_mm: Positive

    @model_validator(mode="after")
    def _has_a_phase_where_it_needs_one(self) -> Self:
        if (self.image == "planning") != (self.phase is not None):
            raise ValueError("a planning image needs the phase that it is of, and a baseline image has none")
        return self


class DailyRule(Table):
    """How often a plan is to be delivered.

    Attributes:
        fractions_a_day: on every day with treatment.
        days_a_week: with treatment, at least.
    """

    fractions_a_day: Count
    days_a_week: Annotated[int, Field(strict=True, ge=1, le=7)]


class TechniqueRule(Clause):
    """How a phase's plan must be delivered.

    Attributes:
        techniques: those allowed; VMAT is allowed only where it is listed itself.
        daily: how often; None where the text does not say.
    """

    phase: Identifier
    techniques: Annotated[tuple[Technique, ...], Field(min_length=1)]
    daily: DailyRule | None = None


class SizeRule(Clause):
    """How large a target must be.

    Attributes:
        diameters: those that must reach it: the longest in space, the longest within an axial plane. Where
            one does and another does not, the readings disagree.
        at_least_mm: None where the size is reported and not judged.
    """

    phase: Identifier
    structure: Text
    diameters: Annotated[tuple[Literal["3d", "axial"], ...], Field(min_length=1)]
    at_least_mm: Positive | None = None


class ApprovalRule(Clause):
    """That a phase's plan must have been approved by whoever reviews it.

    Attributes:
        event: of the file, at which the plan is reviewed; None where a course file dates no such event.
    """

    phase: Identifier
    event: Identifier | None = None
