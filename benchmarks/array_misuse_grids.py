"""Careless ways to hand in a dose, its grid, prescriptions and an image; sound ones among them."""

from __future__ import annotations

from typing import Any

import numpy as np

import rtqa
from array_misuse_kit import PRESCRIBED_GY, Kwargs, Random, affine_of, change_shapes, spoil


class Tensor:
    """What torch has where gradients are asked for."""

    def __array__(self, dtype: object = None, copy: object = None) -> Any:
        raise RuntimeError("Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy()")


def _image(kwargs: Kwargs, *, origin: Any = None, turned: bool = False) -> Any:
    """A CT on the dose's grid, or on that with its axes turned around."""
    hu = np.zeros(np.shape(kwargs["dose_gy"]))
    place = kwargs["origin_mm"] if origin is None else origin
    return rtqa.Voxels.along(
        hu.transpose(2, 1, 0) if turned else hu, origin_mm=place, spacing_mm=kwargs["spacing_mm"]
    )


def dose_reversed(kwargs: Kwargs, random: Random) -> None:
    kwargs["dose_gy"] = kwargs["dose_gy"].transpose(2, 1, 0)


def rows_and_columns_swapped(kwargs: Kwargs, random: Random) -> None:
    kwargs["dose_gy"] = kwargs["dose_gy"].transpose(0, 2, 1)


def spacing_reversed(kwargs: Kwargs, random: Random) -> None:
    if {"spacing_mm", "origin_mm"} <= kwargs.keys():
        kwargs["spacing_mm"] = np.asarray(kwargs["spacing_mm"])[::-1]


def origin_reversed(kwargs: Kwargs, random: Random) -> None:
    if {"spacing_mm", "origin_mm"} <= kwargs.keys():
        kwargs["origin_mm"] = np.asarray(kwargs["origin_mm"])[::-1]


def frame_is_ras(kwargs: Kwargs, random: Random) -> None:
    if {"spacing_mm", "origin_mm"} <= kwargs.keys():
        kwargs["affine_mm"] = np.diag([-1.0, -1.0, 1.0, 1.0]) @ affine_of(kwargs)


def dose_in_cgy(kwargs: Kwargs, random: Random) -> None:
    kwargs["dose_gy"] = kwargs["dose_gy"] * 100.0


def prescription_in_cgy(kwargs: Kwargs, random: Random) -> None:
    kwargs["prescriptions_gy"] = {"PTV": PRESCRIBED_GY * 100.0}


def both_in_cgy(kwargs: Kwargs, random: Random) -> None:
    dose_in_cgy(kwargs, random)
    prescription_in_cgy(kwargs, random)


def dose_of_a_fraction(kwargs: Kwargs, random: Random) -> None:
    kwargs["dose_gy"] = kwargs["dose_gy"] / 30.0


def grid_in_cm(kwargs: Kwargs, random: Random) -> None:
    if {"spacing_mm", "origin_mm"} <= kwargs.keys():
        kwargs["spacing_mm"] = np.asarray(kwargs["spacing_mm"]) / 10.0
        kwargs["origin_mm"] = np.asarray(kwargs["origin_mm"]) / 10.0


def dose_has_nan(kwargs: Kwargs, random: Random) -> None:
    kwargs["dose_gy"] = spoil(kwargs["dose_gy"], random.choice([np.nan, np.inf, -1.0]), random)


def prescribed_to_nobody(kwargs: Kwargs, random: Random) -> None:
    kwargs["prescriptions_gy"] = {"PTV_6000": PRESCRIBED_GY}


def dose_is_flat(kwargs: Kwargs, random: Random) -> None:
    kwargs["dose_gy"] = kwargs["dose_gy"][random.integers(len(kwargs["dose_gy"]))]


def fractions_are_none_at_all(kwargs: Kwargs, random: Random) -> None:
    kwargs["n_fractions"] = random.choice([0, -3]).item()


def place_is_missing(kwargs: Kwargs, random: Random) -> None:
    kwargs.pop("origin_mm", None)


def grid_runs_backwards(kwargs: Kwargs, random: Random) -> None:
    """With the affine that says so, as images of other programs do."""
    if not {"spacing_mm", "origin_mm"} <= kwargs.keys():
        return
    axis = int(random.integers(3))
    affine = affine_of(kwargs)
    affine[:3, 3] += affine[:3, axis] * (kwargs["dose_gy"].shape[2 - axis] - 1)
    affine[:3, axis] *= -1
    kwargs["affine_mm"] = affine
    kwargs["dose_gy"] = np.flip(kwargs["dose_gy"], 2 - axis)
    change_shapes(kwargs, lambda mask: np.flip(mask, 2 - axis), only="masks")


def grid_turned(kwargs: Kwargs, random: Random) -> None:
    """Slices along x, with the affine that says so."""
    if not {"spacing_mm", "origin_mm"} <= kwargs.keys():
        return
    kwargs["affine_mm"] = affine_of(kwargs)[:, [1, 2, 0, 3]]
    kwargs["dose_gy"] = kwargs["dose_gy"].transpose(2, 0, 1)
    change_shapes(kwargs, lambda mask: mask.transpose(2, 0, 1), only="masks")


def dose_of_another_kind(kwargs: Kwargs, random: Random) -> None:
    """In memory otherwise, or rounded to single precision: all the same."""
    dose = np.asarray(kwargs["dose_gy"], dtype=float)
    frozen = dose.copy()
    frozen.setflags(write=False)
    kinds = [
        np.asfortranarray(dose),
        frozen,
        dose.astype("f4"),
        dose.astype(">f8"),
        dose[::-1][::-1],
        dose.tolist(),
    ]
    kwargs["dose_gy"] = kinds[random.integers(len(kinds))]


def dose_of_objects(kwargs: Kwargs, random: Random) -> None:
    kwargs["dose_gy"] = np.asarray(kwargs["dose_gy"]).astype(random.choice(["O", "U", "c16"]))


def dose_of_a_tensor(kwargs: Kwargs, random: Random) -> None:
    kwargs["dose_gy"] = Tensor()


def dose_with_a_channel(kwargs: Kwargs, random: Random) -> None:
    kwargs["dose_gy"] = np.expand_dims(kwargs["dose_gy"], random.choice([0, 3]).item())


def dose_in_stored_numbers(kwargs: Kwargs, random: Random) -> None:
    dose = np.asarray(kwargs["dose_gy"])
    kwargs["dose_gy"] = (dose / dose.max() * 65535).astype("u2")


def spacing_is_none_at_all(kwargs: Kwargs, random: Random) -> None:
    if {"spacing_mm", "origin_mm"} <= kwargs.keys():
        spacing = np.array(kwargs["spacing_mm"], dtype=float)
        spacing[random.integers(3)] *= random.choice([0.0, -1.0])
        kwargs["spacing_mm"] = spacing if random.integers(2) else 2.5


def affine_sheared(kwargs: Kwargs, random: Random) -> None:
    if {"spacing_mm", "origin_mm"} <= kwargs.keys():
        kwargs["affine_mm"] = affine_of(kwargs)
        kwargs["affine_mm"][0, 2] += random.uniform(0.2, 1.0)


def affine_transposed(kwargs: Kwargs, random: Random) -> None:
    if {"spacing_mm", "origin_mm"} <= kwargs.keys():
        kwargs["affine_mm"] = affine_of(kwargs).T


def affine_of_kji(kwargs: Kwargs, random: Random) -> None:
    if {"spacing_mm", "origin_mm"} <= kwargs.keys():
        kwargs["affine_mm"] = affine_of(kwargs)[:, [2, 1, 0, 3]]


def affine_backwards(kwargs: Kwargs, random: Random) -> None:
    """From mm to voxels."""
    if {"spacing_mm", "origin_mm"} <= kwargs.keys():
        kwargs["affine_mm"] = np.linalg.inv(affine_of(kwargs))


def patient_turned(kwargs: Kwargs, random: Random) -> None:
    """By some degrees about z, with the affine that says so."""
    if not {"spacing_mm", "origin_mm"} <= kwargs.keys():
        return
    angle = np.deg2rad(random.uniform(-20, 20))
    turn = np.eye(4)
    turn[:2, :2] = [[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]
    kwargs["affine_mm"] = turn @ affine_of(kwargs)
    change_shapes(kwargs, lambda points: points @ turn[:3, :3].T)


def prescription_is_no_number(kwargs: Kwargs, random: Random) -> None:
    stated = ["60", None, True, float("nan"), [60.0, 60.0], -60.0, 0][random.integers(7)]
    kwargs["prescriptions_gy"] = {"PTV": stated}


def prescription_of_a_fraction(kwargs: Kwargs, random: Random) -> None:
    kwargs["prescriptions_gy"] = {"PTV": PRESCRIBED_GY / 30}


def image_elsewhere(kwargs: Kwargs, random: Random) -> None:
    if {"spacing_mm", "origin_mm"} <= kwargs.keys():
        aside_mm = np.array([0.0, 0.0, random.choice([0.7, 1000.0])])
        kwargs["image"] = _image(kwargs, origin=np.asarray(kwargs["origin_mm"]) + aside_mm)


def image_reversed(kwargs: Kwargs, random: Random) -> None:
    if {"spacing_mm", "origin_mm"} <= kwargs.keys():
        kwargs["image"] = _image(kwargs, turned=True)


def image_as_it_is(kwargs: Kwargs, random: Random) -> None:
    if {"spacing_mm", "origin_mm"} <= kwargs.keys():
        kwargs["image"] = _image(kwargs)


def image_without_place(kwargs: Kwargs, random: Random) -> None:
    kwargs["image"] = np.zeros_like(kwargs["dose_gy"])
