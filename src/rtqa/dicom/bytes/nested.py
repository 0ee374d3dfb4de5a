"""Sequences to the bottom: elements ascend in each item, and no depth is endless (PS3.5 7.1, 7.5)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from rtqa.dicom.bytes.walk import Element, name_tag, walk, walk_items
from rtqa.limits import MOST_ITEMS, MOST_LEVELS
from rtqa.messages import Message

IsSequence = Callable[[bytes, Element], bool]


def go_through(data: bytes, elements: Iterable[Element], is_sequence: IsSequence, *, level: int = 0) -> None:
    """Step through all items of all sequences among the elements.

    Args:
        data: the bytes that they lie in.
        elements: of one data set or item.
        is_sequence: whether an element of these bytes is a sequence.
        level: how many sequences the elements lie in.

    Raises:
        EOFError, ValueError: as :func:`rtqa.dicom.bytes.walk.walk` does, or the sequences lie too deep.
    """
    for element in elements:
        if not is_sequence(data, element):
            continue
        if level == MOST_LEVELS:
            raise ValueError(Message("bytes.nested-too-deep"))
        for n, (begin, stop) in enumerate(walk_items(data, element)):
            if n == MOST_ITEMS:
                raise ValueError(Message("bytes.too-many-items", tag=name_tag(element.tag), most=MOST_ITEMS))
            inside = walk(data, begin, stop, encoding=element.encoding)
            go_through(data, inside, is_sequence, level=level + 1)
