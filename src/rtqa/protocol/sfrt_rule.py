"""The ``[sfrt]`` table: how a spatially fractionated plan is described. Nothing in it decides a verdict.

What no plan states and no measurement gives is a choice, so every sub-table carries its ``source``; a value
whose sub-table is absent is not reported.
"""

from __future__ import annotations

import re
from typing import Annotated, Self

from pydantic import Field, field_validator, model_validator

from rtqa.documents.fields import Identifier, Number, Positive, Table, Text
from rtqa.nomenclature.spelling import normalise

_NUMBER = "[0-9]{1,3}"


class FoundRule(Table):
    """Where vertices are looked for if none are drawn: regions that receive a dose, inside the target.

    Attributes:
        at_frac: the dose, as a share of the plan's highest prescription to a target.
        least_cm3: smaller regions are no vertices.
    """

    at_frac: Positive
    least_cm3: Positive
    source: Text


class GeudRule(Table):
    """The generalised equivalent uniform dose of the target; ``a`` is negative for a target."""

    a: Number
    source: Text

    @model_validator(mode="after")
    def _not_zero(self) -> Self:
        if self.a == 0.0:
            raise ValueError("a must not be 0")
        return self


class SurvivalRule(Table):
    """The equivalent uniform dose by the survival of the linear-quadratic model."""

    alpha_per_gy: Positive
    beta_per_gy2: Annotated[float, Field(strict=True, ge=0.0, allow_inf_nan=False)]
    source: Text


class ShellRule(Table):
    """Layers around the target whose mean dose is reported, each from the target's surface outwards."""

    thickness_mm: tuple[Positive, ...]
    source: Text


class SfrtRule(Table):
    """How the plans of one phase are described as spatially fractionated.

    Attributes:
        phase: of this file.
        targets: structures of this file that vertices may lie in.
        vertices: names of drawn vertices; ``#`` stands for a number. Case, spaces, ``_`` and ``-`` never
            matter. The first that a plan has structures of is taken.
        found, geud, survival, shells: choices of the report.
    """

    phase: Identifier
    targets: tuple[Text, ...]
    vertices: tuple[Text, ...] = ()
    reading: str = ""
    found: FoundRule | None = None
    geud: GeudRule | None = None
    survival: SurvivalRule | None = None
    shells: ShellRule | None = None

    @field_validator("targets")
    @classmethod
    def _some(cls, targets: tuple[Text, ...]) -> tuple[Text, ...]:
        if not targets:
            raise ValueError("needs at least one target")
        return targets


def names_like(pattern: str, names: list[str]) -> list[str]:
    """The names that a pattern of ``vertices`` stands for, in their order."""
    literal = (re.escape(normalise(part.strip(" _-"))) for part in pattern.split("#"))
    wanted = re.compile(_NUMBER.join(literal))
    return [name for name in names if wanted.fullmatch(normalise(name))]
