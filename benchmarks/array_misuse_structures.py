"""Careless ways to hand in contours and masks; sound ones among them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from array_misuse_kit import Kwargs, Random, change_shapes, spoil


def _dense(points: Any) -> Any:
    """The same outline with nine points more on each side."""
    after = np.roll(points, -1, axis=0)
    return np.concatenate(
        [
            start + np.linspace(0, 1, 10, endpoint=False)[:, None] * (end - start)
            for start, end in zip(points, after, strict=True)
        ]
    )


def all_reversed(kwargs: Kwargs, random: Random) -> None:
    kwargs["dose_gy"] = kwargs["dose_gy"].transpose(2, 1, 0)
    change_shapes(kwargs, lambda mask: mask.transpose(2, 1, 0), only="masks")


def contours_in_cm(kwargs: Kwargs, random: Random) -> None:
    change_shapes(kwargs, lambda points: points / 10.0)


def contour_has_nan(kwargs: Kwargs, random: Random) -> None:
    change_shapes(kwargs, lambda points: spoil(points, np.nan, random))


def points_are_columns(kwargs: Kwargs, random: Random) -> None:
    change_shapes(kwargs, lambda points: points.T)


def points_without_z(kwargs: Kwargs, random: Random) -> None:
    change_shapes(kwargs, lambda points: points[:, :2])


def contours_as_one_cloud(kwargs: Kwargs, random: Random) -> None:
    for name, shape in kwargs["structures"].items():
        if isinstance(shape, list):
            kwargs["structures"][name] = np.concatenate(shape)


def structure_empty(kwargs: Kwargs, random: Random) -> None:
    shape = kwargs["structures"]["PTV"]
    kwargs["structures"]["PTV"] = [] if isinstance(shape, list) else np.zeros_like(shape)


def mask_of_another_shape(kwargs: Kwargs, random: Random) -> None:
    change_shapes(kwargs, lambda mask: mask[1:], only="masks")


def mask_of_labels(kwargs: Kwargs, random: Random) -> None:
    change_shapes(kwargs, lambda mask: mask.astype(int) * 7, only="masks")


def mask_of_shares(kwargs: Kwargs, random: Random) -> None:
    change_shapes(kwargs, lambda mask: mask * 0.6, only="masks")


def contours_backwards(kwargs: Kwargs, random: Random) -> None:
    change_shapes(kwargs, lambda points: points[::-1])


def contours_closed_twice(kwargs: Kwargs, random: Random) -> None:
    change_shapes(kwargs, lambda points: np.concatenate([points, points[:1]]))


def contours_out_of_order(kwargs: Kwargs, random: Random) -> None:
    for shape in kwargs["structures"].values():
        if isinstance(shape, list):
            random.shuffle(shape)


def contours_as_lists(kwargs: Kwargs, random: Random) -> None:
    change_shapes(kwargs, lambda points: points.tolist())


def masks_as_numbers(kwargs: Kwargs, random: Random) -> None:
    change_shapes(kwargs, lambda mask: mask.astype(random.choice(["u1", "f4", "i8"])), only="masks")


def contours_in_voxels(kwargs: Kwargs, random: Random) -> None:
    if {"spacing_mm", "origin_mm"} <= kwargs.keys():
        origin, spacing = np.asarray(kwargs["origin_mm"]), np.asarray(kwargs["spacing_mm"])
        change_shapes(kwargs, lambda points: (points - origin) / spacing)


def contours_as_zyx(kwargs: Kwargs, random: Random) -> None:
    change_shapes(kwargs, lambda points: points[:, ::-1])


def contours_as_yxz(kwargs: Kwargs, random: Random) -> None:
    change_shapes(kwargs, lambda points: points[:, [1, 0, 2]])


def points_unordered(kwargs: Kwargs, random: Random) -> None:
    """As edges of a mask are listed by np.argwhere."""
    change_shapes(kwargs, lambda points: random.permutation(_dense(points)))


def points_dense(kwargs: Kwargs, random: Random) -> None:
    change_shapes(kwargs, _dense)


def points_repeated(kwargs: Kwargs, random: Random) -> None:
    change_shapes(kwargs, lambda points: np.repeat(points, 2, axis=0))


def contours_twice(kwargs: Kwargs, random: Random) -> None:
    for name, shape in kwargs["structures"].items():
        if isinstance(shape, list):
            kwargs["structures"][name] = shape + shape


def contours_as_table(kwargs: Kwargs, random: Random) -> None:
    change_shapes(kwargs, lambda points: pd.DataFrame(points, columns=["x", "y", "z"]))


def contours_in_text(kwargs: Kwargs, random: Random) -> None:
    change_shapes(kwargs, lambda points: points.astype(str))


def contours_as_one_array(kwargs: Kwargs, random: Random) -> None:
    for name, shape in kwargs["structures"].items():
        if isinstance(shape, list):
            kwargs["structures"][name] = np.stack(shape)


def contours_aside(kwargs: Kwargs, random: Random) -> None:
    change_shapes(kwargs, lambda points: points + np.array([500.0, 0.0, 0.0]))


def mask_of_another_kind(kwargs: Kwargs, random: Random) -> None:
    kind = random.choice(["O", "U", "c16"])
    change_shapes(kwargs, lambda mask: mask.astype(kind), only="masks")


def mask_in_fortran_order(kwargs: Kwargs, random: Random) -> None:
    change_shapes(kwargs, np.asfortranarray, only="masks")


def mask_of_255(kwargs: Kwargs, random: Random) -> None:
    change_shapes(kwargs, lambda mask: mask.astype("u1") * 255, only="masks")


def mask_inverted(kwargs: Kwargs, random: Random) -> None:
    """True where there is nothing, as of numpy.ma."""
    change_shapes(kwargs, lambda mask: ~mask.astype(bool), only="masks")


def masks_turned_alone(kwargs: Kwargs, random: Random) -> None:
    change_shapes(kwargs, lambda mask: mask.transpose(2, 1, 0), only="masks")


def masks_as_lists(kwargs: Kwargs, random: Random) -> None:
    change_shapes(kwargs, lambda mask: mask.tolist(), only="masks")


def names_alike(kwargs: Kwargs, random: Random) -> None:
    shapes = kwargs["structures"]
    shapes[random.choice(["PTV ", "ptv", " PTV"]).item()] = shapes["Body"]


def structures_are_no_mapping(kwargs: Kwargs, random: Random) -> None:
    kwargs["structures"] = [list(kwargs["structures"].items()), None, "PTV", {"PTV": None}][
        random.integers(4)
    ]
