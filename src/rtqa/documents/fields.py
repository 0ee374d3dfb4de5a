"""The types of a document's fields."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
"""Lower-case letters, digits and single hyphens: it goes into reports, links and command lines."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Positive = Annotated[float, Field(strict=True, gt=0.0, allow_inf_nan=False)]
NotNegative = Annotated[float, Field(strict=True, ge=0.0, allow_inf_nan=False)]
Count = Annotated[int, Field(strict=True, ge=1)]

MOST_FRACTIONS = 1000
"""No course has more, by far; a larger number is a slip of the hand."""

Fractions = Annotated[int, Field(strict=True, ge=1, le=MOST_FRACTIONS)]
"""A number of fractions."""


class Table(BaseModel):
    """A table of the file: frozen, and without any key that is not listed."""

    model_config = ConfigDict(frozen=True, extra="forbid")
