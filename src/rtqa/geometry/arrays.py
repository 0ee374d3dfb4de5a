"""Array types; lists of unequal lengths worked on without a loop, and the box about voxels."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from rtqa.model.geometry import Floats

Ints: TypeAlias = npt.NDArray[np.signedinteger[Any]]
Singles: TypeAlias = npt.NDArray[np.float32]
Bools: TypeAlias = npt.NDArray[np.bool_]


def expand(counts: Ints) -> tuple[Ints, Ints]:
    """Repeat item n so many times as ``counts[n]`` says.

    Returns: of each repetition the item, and its rank (0, 1, …) among the repetitions of that item.
    """
    item = np.repeat(np.arange(len(counts)), counts)
    return item, np.arange(len(item)) - (np.cumsum(counts) - counts)[item]


def starts_of(lengths: Ints) -> npt.NDArray[np.intp]:
    """Where lists of these lengths (m,) begin when they lie end to end, and where the last ends; (m + 1,)."""
    return np.concatenate([[0], np.cumsum(lengths)]).astype(np.intp)


def take_lists(
    values: Floats, starts: npt.NDArray[np.intp], which: Ints
) -> tuple[Floats, npt.NDArray[np.intp]]:
    """Some of the lists that lie end to end in ``values``, in the order asked for, and their starts."""
    if np.array_equal(which, np.arange(len(starts) - 1)):
        return values, starts
    lengths = np.diff(starts)[which]
    item, rank = expand(lengths)
    return values[starts[which][item] + rank], starts_of(lengths)


def end_to_end(batches: list[Any]) -> list[Any]:
    """Batches of arrays (f each) joined field by field; the list is emptied.

    What is joined of a field is let go before the next one is: else all of it would be held twice.
    """
    fields = [list(arrays) for arrays in zip(*batches, strict=True)]
    batches.clear()
    return [np.concatenate(fields.pop(0)) for _ in range(len(fields))]


def find_box(voxels: Bools) -> tuple[slice, slice, slice]:
    """The least box that holds all voxels (k, j, i) of a kind, of which there is one at least."""
    columns = np.asarray(voxels.any(axis=2))
    k, j = _reach(columns.any(axis=1)), _reach(columns.any(axis=0))
    return k, j, _reach(voxels[k, j].any(axis=(0, 1)))


def _reach(row: npt.ArrayLike) -> slice:
    first, last = np.flatnonzero(row)[[0, -1]]
    return slice(int(first), int(last) + 1)


def grown_in_plane(mask: Bools) -> Bools:
    """Cells (planes, rows, columns), and those beside them in their plane."""
    grown = mask.copy()
    grown[:, 1:] |= mask[:, :-1]
    grown[:, :-1] |= mask[:, 1:]
    grown[:, :, 1:] |= mask[:, :, :-1]
    grown[:, :, :-1] |= mask[:, :, 1:]
    return grown
