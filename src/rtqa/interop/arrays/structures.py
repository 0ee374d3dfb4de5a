"""Structures from contours or masks, each refused with its name where it cannot be one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from rtqa.errors import InputError, UnsupportedError
from rtqa.geometry.planar import lay_flat
from rtqa.geometry.tolerances import UNEVEN_MM
from rtqa.interop.arrays.mask_outlines import trace_outlines
from rtqa.interop.arrays.voxels import Voxels, as_numbers, finite_numbers, refuse_spacing
from rtqa.model.drawing_slices import DrawingSlices
from rtqa.model.geometry import Floats, owned
from rtqa.model.structure import ContourKind, Contours, Structure

LEAST_GAP_MM = 0.4
"""Contours whose planes all lie closer together than this are those of a structure in cm."""

LEAST_WALKED = 0.98
"""What a line encloses as it is walked, as a share of all between it; points out of order enclose less."""

Drawn = Voxels | npt.NDArray[Any] | Sequence[npt.ArrayLike]
"""A mask with its place; a mask on the dose's grid, or one contour (n, 3); or contours (n, 3)."""


def build_structures(drawn: Mapping[str, Drawn], dose: Voxels) -> tuple[Structure, ...]:
    """The structures, numbered from 1 in their order.

    Args:
        drawn: by name.
        dose: on whose grid a mask lies that states none.

    Raises:
        InputError: one of them is no structure; the message names it.
    """
    if not isinstance(drawn, Mapping) or not drawn:
        raise InputError("structures must be a mapping of names to contours or masks, with one or more")
    structures = []
    for number, (name, shape) in enumerate(drawn.items(), start=1):
        if not isinstance(name, str) or not name.strip():
            raise InputError(f"structures: {name!r} is no name")
        mask = _find_mask(name, shape, dose)
        structures.append(
            _of_mask(name, mask, number=number)
            if mask is not None
            else _of_contours(name, shape, number=number)
        )
    return tuple(structures)


def _find_mask(name: str, shape: Drawn, dose: Voxels) -> Voxels | None:
    """The mask that was handed in; None where contours were."""
    if isinstance(shape, Voxels):
        refuse_spacing(shape, f"structure {name!r}")
        return shape
    if isinstance(shape, list | tuple):
        return None
    array = as_numbers(shape, f"structure {name!r}")
    if array.ndim == 2:
        return None
    if array.ndim != 3:
        raise InputError(
            f"structure {name!r}: an array of shape {array.shape} is neither a mask [k, j, i] nor a contour "
            "(n, 3)"
        )
    if array.shape != dose.values.shape:
        if array.shape == dose.values.shape[::-1]:
            raise InputError(
                f"structure {name!r}: the mask's shape {array.shape} is the dose's the other way around; "
                "both are [k, j, i]: transpose one"
            )
        raise InputError(
            f"structure {name!r}: the mask has the shape {array.shape}, the dose {dose.values.shape}; a mask "
            "on another grid is handed in as rtqa.Voxels, with its place"
        )
    return Voxels(values=array, affine_mm=dose.affine_mm)


def _of_mask(name: str, mask: Voxels, *, number: int) -> Structure:
    values = np.unique(mask.values)
    if not np.isin(values, [0, 1]).all():
        strange = ", ".join(f"{value:g}" for value in values[~np.isin(values, [0, 1])][:3])
        raise InputError(
            f"structure {name!r}: a mask has the values 0 and 1 alone, and {strange} was found; of a label "
            "map hand in labels == n, of shares of voxels shares >= 0.5"
        )
    if not len(values) or not values[-1]:
        raise InputError(f"structure {name!r}: no voxel of the mask is set")
    straight = mask.straightened()
    corners, starts = trace_outlines(straight.values.astype(bool))
    # Corners lie half a voxel below the centres along i and j; along k outlines lie at the centres.
    index_ijk = corners[:, ::-1] - [0.5, 0.5, 0.0]
    affine = straight.affine_mm
    points = index_ijk @ affine[:3, :3].T + affine[:3, 3]
    step = affine[:3, 2]
    spacing_mm = float(np.linalg.norm(step))
    normal = step / spacing_mm
    slices = np.arange(-1, len(straight.values) + 1)
    return Structure(
        number=number,
        name=name,
        role="",
        contours=_joined(points, starts),
        slices=DrawingSlices(
            normal=owned(normal),
            offsets_mm=owned(affine[:3, 3] @ normal + slices * spacing_mm),
            is_image=True,
            is_complete=True,
        ),
    )


def _of_contours(name: str, shape: object, *, number: int) -> Structure:
    what = f"structure {name!r}"
    listed: Iterable[object] = shape if isinstance(shape, list | tuple) else [shape]
    contours = [_one_contour(contour, f"{what}, contour {n}") for n, contour in enumerate(listed)]
    if not contours:
        raise InputError(f"{what}: it has no contour; leave it out")
    starts = np.cumsum([0, *map(len, contours)]).astype(np.intp)
    structure = Structure(
        number=number, name=name, role="", contours=_joined(np.concatenate(contours), starts)
    )
    try:
        planar = lay_flat(structure, set_spacing_mm=None)
    except UnsupportedError as error:
        raise InputError(f"{what}: {error}") from None
    gaps = np.diff(planar.offsets_mm)
    if len(gaps) and gaps.max() < LEAST_GAP_MM:
        raise InputError(
            f"{what}: its planes lie {gaps.max():g} mm apart or less; if these are cm, multiply by 10"
        )
    return structure


def _one_contour(points: object, what: str) -> Floats:
    array = finite_numbers(points, what)
    if array.ndim == 2 and array.shape[0] == 3 and array.shape[1] != 3:
        raise InputError(f"{what}: its shape is {array.shape}; points are rows (n, 3): transpose it")
    if array.ndim != 2 or array.shape[1] != 3:
        raise InputError(f"{what}: its shape is {array.shape}; points are rows x, y, z: (n, 3)")
    if len(array) > 1 and np.array_equal(array[0], array[-1]):
        array = array[:-1]
    if len(array) < 3:
        raise InputError(f"{what}: {len(array)} points enclose nothing")
    centred = array - array.mean(axis=0)
    _, lengths, axes = np.linalg.svd(centred, full_matrices=False)
    if not lengths[1] > 1e-9 * lengths[0]:
        raise InputError(f"{what}: its points lie on a line, or at one place")
    if np.ptp(centred @ axes[2]) > UNEVEN_MM:
        raise InputError(f"{what}: its points lie in no plane; each contour is of one slice")
    if not _is_outline(centred @ axes[:2].T):
        raise InputError(f"{what}: its line crosses itself; are its points in order around the outline?")
    return array


def _is_outline(points: Floats) -> bool:
    """Whether points (n, 2) go around an area; what is walked around backwards counts against it.

    A keyhole does, and so does a line with a small loop where somebody drew on.
    """
    outline = shapely.Polygon(points)
    if outline.is_valid:
        return True
    x, y = points.T
    walked = 0.5 * abs(x @ np.roll(y, -1) - y @ np.roll(x, -1))
    return bool(walked > LEAST_WALKED * shapely.make_valid(outline).area)


def _joined(points_mm: Floats, starts: npt.NDArray[np.intp]) -> Contours:
    return Contours(
        points_mm=owned(points_mm), starts=starts, kinds=(ContourKind.CLOSED_PLANAR,) * (len(starts) - 1)
    )
