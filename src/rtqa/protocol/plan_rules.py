"""What a protocol asks of images, plan and targets beside dose: the tables, and what their keys mean."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from rtqa.documents.fields import Count, Identifier, Positive, Table, Text
from rtqa.model.technique import Technique
from rtqa.protocol.side_margins import LeastMargin, by_side
from rtqa.protocol.tables import Clause


class ImagingRule(Clause):
    """How fine the slices of an image must be.

    Attributes:
        image: the one that a phase's structures were drawn on, or the one taken before treatment to stage
            the disease, which is of no phase.
        phase: of a planning image; None for a baseline image.
        slice_at_most_mm: judged on SliceThickness (0018,0050) and on the distance between slices, both.
        modalities: those allowed, Modality (0008,0060): CT, MR, PT.
    """

    image: Literal["planning", "baseline"]
    phase: Identifier | None = None
    slice_at_most_mm: Positive | None = None
    modalities: tuple[Literal["CT", "MR", "PT"], ...] = ()

    @model_validator(mode="after")
    def _has_a_phase_where_it_needs_one(self) -> Self:
        if (self.image == "planning") != (self.phase is not None):
            raise ValueError("a planning image needs the phase that it is of, and a baseline image has none")
        if self.slice_at_most_mm is None and not self.modalities:
            raise ValueError("asks nothing: needs slice_at_most_mm or modalities")
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
        at_least_mm: None where there is no least size.
        at_most_mm: None where there is no greatest size; without both the size is reported and not judged.
    """

    phase: Identifier
    structure: Text
    diameters: Annotated[tuple[Literal["3d", "axial"], ...], Field(min_length=1)]
    at_least_mm: Positive | None = None
    at_most_mm: Positive | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        least, most = self.at_least_mm, self.at_most_mm
        if least is not None and most is not None and least > most:
            raise ValueError(f"at_least_mm {least:g} is more than at_most_mm {most:g}")
        return self


class CalculationRule(Clause):
    """How a phase's dose must be computed.

    Attributes:
        grid_at_most_mm: longest side of a voxel.
        energies_mv: nominal beam energies allowed.
        heterogeneity: ``corrected`` for the patient's tissue, or computed as if of ``water``.
        algorithms: those allowed; DICOM states none, so they are told beside the planning system.
    """

    phase: Identifier
    grid_at_most_mm: Positive | None = None
    energies_mv: tuple[Positive, ...] = ()
    heterogeneity: Literal["corrected", "water"] | None = None
    algorithms: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _asks_something(self) -> Self:
        if not (self.grid_at_most_mm or self.energies_mv or self.heterogeneity or self.algorithms):
            raise ValueError("asks nothing: needs grid_at_most_mm, energies_mv, heterogeneity or algorithms")
        return self


class MarginRule(Clause):
    """How far one drawn structure must reach beyond another, to all sides or by direction.

    Attributes:
        structure: the outer one, such as a PTV.
        around: the inner one, such as its CTV.
        at_least_mm: None where there is no least margin; 0: the inner one lies within.
        at_most_mm: None where there is no greatest.
        outside: what another margin is; ``review`` where the text allows it for a reason.
    """

    phase: Identifier
    structure: Text
    around: Text
    at_least_mm: LeastMargin | None = None
    at_most_mm: LeastMargin | None = None
    outside: Literal["fail", "review"] = "fail"

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        least, most = self.at_least_mm, self.at_most_mm
        if least is None and most is None:
            raise ValueError("needs at_least_mm, at_most_mm or both")
        if least is not None and most is not None:
            for side, least_mm in by_side(least).items():
                if least_mm > by_side(most)[side]:
                    raise ValueError(f"at_least_mm is more than at_most_mm: {side} {least_mm:g} mm")
        if self.structure == self.around:
            raise ValueError("a structure has no margin around itself")
        return self


class ApprovalRule(Clause):
    """That a phase's plan must have been approved by whoever reviews it.

    Attributes:
        event: of the file, at which the plan is reviewed; None where a course file dates no such event.
    """

    phase: Identifier
    event: Identifier | None = None
