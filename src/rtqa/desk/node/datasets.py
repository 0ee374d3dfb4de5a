"""Small data sets of DICOM messages: made by keyword, read without trust, kept as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

from pydicom.dataset import Dataset

from rtqa.dicom.objects import quietly

Event: TypeAlias = Any
"""pynetdicom's :class:`pynetdicom.events.Event`, whose attributes depend on the kind of request."""

_MOST_TEXT = 1024


def build(**values: Any) -> Dataset:
    """A data set of these attributes."""
    dataset = Dataset()
    for keyword, value in values.items():
        setattr(dataset, keyword, value)
    return dataset


def code(value: str, scheme: str, meaning: str) -> Dataset:
    """An item of a code sequence (PS3.3 8.8)."""
    return build(CodeValue=value, CodingSchemeDesignator=scheme, CodeMeaning=meaning)


def text_of(dataset: Dataset, keyword: str) -> str:
    """The first value of an attribute as text; empty where there is none, or none that can be read."""
    with quietly():
        try:
            value = dataset.get(keyword)
        except Exception:  # noqa: BLE001  (a stranger's bytes: pydicom raises whatever it stumbles upon)
            return ""
    if hasattr(value, "__iter__") and not isinstance(value, (str, bytes, Dataset)):
        value = next(iter(value), None)
    return "" if value is None or isinstance(value, Dataset) else str(value).strip("\0 ")[:_MOST_TEXT]


def items_of(dataset: Dataset, keyword: str) -> Iterator[Dataset]:
    """The items of a sequence; none where it is absent or cannot be read."""
    with quietly():
        try:
            sequence = dataset.get(keyword)
            items = [item for item in sequence or () if isinstance(item, Dataset)]
        except Exception:  # noqa: BLE001  (likewise)
            return
    yield from items


def to_json(dataset: Dataset) -> dict[str, Any]:
    """As DICOM JSON (PS3.18 F), to be kept in the archive.

    Raises:
        ValueError: a value is not what its value representation says.
    """
    with quietly():
        try:
            kept: dict[str, Any] = dataset.to_json_dict()
        except Exception as fault:  # noqa: BLE001  (likewise)
            raise ValueError(type(fault).__name__) from None
    return kept


def from_json(kept: dict[str, Any]) -> Dataset:
    """Out of the archive."""
    with quietly():
        return Dataset.from_json(kept)
