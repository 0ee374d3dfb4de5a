"""What the readers of other programs' JSON share."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class ForeignTable(BaseModel):
    """A table of the file; keys that are not needed are passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")


def as_text(number: float | None) -> str:
    """A number as a metric has it: without an exponent, and without zeros at its end."""
    return f"{number:.9f}".rstrip("0").rstrip(".") if number is not None else ""
