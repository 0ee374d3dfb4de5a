"""Rows as a table of pandas or polars."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Literal, Protocol

from rtqa.errors import UnsupportedError

Library = Literal["pandas", "polars"]


class Row(Protocol):
    """What knows itself as the row of a table: metrics, findings, causes, compared values."""

    def as_row(self) -> Mapping[str, str | float | None]:
        """By column."""


def to_frame(rows: Iterable[Row], *, library: Library | None = None) -> Any:
    """A table of what :func:`rtqa.measure_all`, a report's ``findings`` or ``causes``, or a comparison holds.

    >>> import rtqa
    >>> case = rtqa.read_case("sample_plans/ccrt_pass")
    >>> table = rtqa.to_frame(rtqa.measure_all(case, ["Mean[Gy]"], structures=["Parotid_L"]))
    >>> table.loc[0, ["structure", "metric", "unit"]].tolist()
    ['Parotid_L', 'Mean[Gy]', 'Gy']

    Args:
        rows: of one kind.
        library: whose table; pandas where None and it is installed, else polars.

    Returns:
        A ``pandas.DataFrame`` or ``polars.DataFrame``; missing values are its own.

    Raises:
        UnsupportedError: the library, or with None both, are not installed.
    """
    chosen = library or next((name for name in ("pandas", "polars") if find_spec(name)), None)
    if chosen is None or find_spec(chosen) is None:
        raise UnsupportedError(
            f"{chosen or 'pandas or polars'} is not installed: pip install {chosen or 'pandas'}"
        )
    return import_module(chosen).DataFrame([dict(row.as_row()) for row in rows])
