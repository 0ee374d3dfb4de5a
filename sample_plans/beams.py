"""Fluence to dose: divergent 6 MV fields, radiological depth, head and phantom scatter, build-up, penumbra.

Not a clinical engine, but one that a measurement would not contradict: the fluence of the isocentre plane is
spread three times, by what is primary, scatter from the head and near by, and scatter from afar, whose
weights change with depth. The constants are fitted to rounded depth doses and output factors of common 6 MV
machines.

Beam's-eye coordinates (mm, in the isocentre plane): u along leaf travel (IEC X), v along z of the patient
(IEC Y, collimator at 0). For a supine head-first patient, gantry 0 looks from anterior and 90 from the left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.ndimage import map_coordinates
from scipy.sparse import csr_array

from shapes import Array, Lattice, Point

SAD_MM = 1000.0
U_MM = np.arange(-112.5, 112.6, 2.5)
V_MM = np.arange(-87.5, 87.6, 5.0)
FIELD_SHAPE = (len(V_MM), len(U_MM))

ATTENUATION_PER_MM = 0.00432
BUILD_UP_PER_MM = 0.205
SKIN_DEFICIT_FRAC = 0.54
# The primary, scatter from head and near by, scatter from afar: shares of Gaussians of some width in mm.
SPREADS = (((0.8, 1.9), (0.2, 5.0)), ((1.0, 25.0),), ((1.0, 70.0),))
HEAD_FRAC = 0.086
NEAR_SCATTER, NEAR_SCATTER_RISE_MM = 0.112, 40.0
FAR_SCATTER_PER_MM = 0.00146
# A flattened beam is a little stronger off its axis.
HORN_PER_MM = 0.00025
# Of 10 x 10 cm2 with the surface at 100 cm, where the dose is greatest: there a monitor unit is 1 cGy.
GY_PER_FLUENCE = 0.914


@dataclass(frozen=True, slots=True)
class Patient:
    """What the rays meet: density relative to water, and the isocentre."""

    lattice: Lattice
    density: Array
    isocentre_mm: Point


@dataclass(frozen=True, slots=True)
class FieldMap:
    """From one field's fluence to points: rays [point, cell], and each spread's weight [point, spread]."""

    rays: csr_array
    weights: Array

    def dose(self, fluence: Array) -> Array:
        """Dose (Gy) at the points from the fluence [v, u]."""
        spread = np.stack([_spread(HORN * fluence, n).ravel() for n in range(len(SPREADS))], axis=1)
        return np.asarray((self.weights * (self.rays @ spread)).sum(axis=1))

    def adjoint(self, dose_weight: Array) -> Array:
        """How much each cell of the fluence [v, u] bears on weighted points."""
        cells = self.rays.T @ (self.weights * dose_weight[:, None])
        spread = [_spread(cells[:, n].reshape(FIELD_SHAPE), n) for n in range(len(SPREADS))]
        return np.asarray(HORN * np.sum(spread, axis=0))


class Influence:
    """The linear map from the fluence of all fields to dose (Gy) at given points."""

    def __init__(self, fields: Sequence[FieldMap]) -> None:
        self._fields = tuple(fields)

    def at(self, points: npt.NDArray[np.bool_]) -> Influence:
        """The same map to some of the points."""
        return Influence([FieldMap(field.rays[points], field.weights[points]) for field in self._fields])

    def dose_by_field(self, fluence: Array) -> list[Array]:
        """Dose (Gy) at the points from each field of the fluence [field, v, u]."""
        return [field.dose(part) for field, part in zip(self._fields, fluence, strict=True)]

    def dose(self, fluence: Array) -> Array:
        """Dose (Gy) at the points from all fields of the fluence [field, v, u]."""
        return np.asarray(np.sum(self.dose_by_field(fluence), axis=0))

    def gradient(self, dose_weight: Array) -> Array:
        """The adjoint of `dose`: how much each fluence cell bears on weighted points."""
        return np.stack([field.adjoint(dose_weight) for field in self._fields])

    def cells_reaching(self, wanted: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """Fluence cells whose own rays pass through the wanted points."""
        weight = wanted.astype(np.float64)
        return np.stack([(field.rays.T @ weight).reshape(FIELD_SHAPE) > 1e-3 for field in self._fields])


def compute_influence(patient: Patient, gantry_deg: Sequence[float], points_mm: Array) -> Influence:
    """The influence of one field at each gantry angle on the points [n, 3] (mm)."""
    return Influence([_map_field(patient, angle, points_mm) for angle in gantry_deg])


def relative_density(hu: npt.NDArray[np.int16]) -> Array:
    """Density relative to water from CT numbers; bone counts for half its CT number."""
    return np.where(hu > 0, 1.0 + 0.0005 * hu, np.maximum(1.0 + 0.001 * hu, 0.0))


def _map_field(patient: Patient, gantry_deg: float, points_mm: Array) -> FieldMap:
    seen_from = _beams_eye(points_mm - np.array(patient.isocentre_mm), gantry_deg)
    depth_mm = _radiological_depth_mm(patient, gantry_deg, seen_from)
    u, v, from_source = seen_from
    arriving = (SAD_MM / from_source) ** 2

    column, row = (u - U_MM[0]) / (U_MM[1] - U_MM[0]), (v - V_MM[0]) / (V_MM[1] - V_MM[0])
    i, j = np.floor(column).astype(np.int64), np.floor(row).astype(np.int64)
    seen = (i >= 0) & (i < len(U_MM) - 1) & (j >= 0) & (j < len(V_MM) - 1)
    point = np.flatnonzero(seen)
    i, j, fu, fv, arriving = i[seen], j[seen], (column - i)[seen], (row - j)[seen], arriving[seen]
    cells = [(j + dj) * len(U_MM) + i + di for dj in (0, 1) for di in (0, 1)]
    shares = [wv * wu * arriving for wv in (1.0 - fv, fv) for wu in (1.0 - fu, fu)]
    rays = csr_array(
        (np.concatenate(shares), (np.tile(point, 4), np.concatenate(cells))),
        shape=(len(points_mm), len(U_MM) * len(V_MM)),
    )
    return FieldMap(rays, weigh_spreads(depth_mm))


def weigh_spreads(depth_mm: Array) -> Array:
    """What each spread of the fluence gives at depths (n,), shape (n, spread)."""
    build_up = 1.0 - SKIN_DEFICIT_FRAC * np.exp(-BUILD_UP_PER_MM * depth_mm)
    arriving = build_up * np.exp(-ATTENUATION_PER_MM * depth_mm)
    shares = (
        np.full(len(depth_mm), 1.0 - HEAD_FRAC),
        HEAD_FRAC + NEAR_SCATTER * (1.0 - np.exp(-depth_mm / NEAR_SCATTER_RISE_MM)),
        FAR_SCATTER_PER_MM * depth_mm,
    )
    return np.asarray(arriving * np.array(shares)).T


def _beams_eye(offset_mm: Array, gantry_deg: float) -> tuple[Array, Array, Array]:
    """Offsets from the isocentre, LPS, to u, v and the distance from the source plane."""
    sine, cosine = np.sin(np.radians(gantry_deg)), np.cos(np.radians(gantry_deg))
    x, y, z = offset_mm.T
    from_source = SAD_MM - (x * sine - y * cosine)
    return (x * cosine + y * sine) * SAD_MM / from_source, z * SAD_MM / from_source, from_source


def _radiological_depth_mm(
    patient: Patient, gantry_deg: float, seen_from: tuple[Array, Array, Array]
) -> Array:
    """Water-equivalent depth of points in beam's-eye coordinates, looked up in a fan of traced rays."""
    u, v, from_source = seen_from
    step_mm, apart_mm = 5.0, 6.0
    fan_u, fan_v = np.arange(-120.0, 121.0, apart_mm), np.arange(-96.0, 97.0, apart_mm)
    fan_t = np.arange(SAD_MM - 240.0, SAD_MM + 241.0, step_mm)
    tt, vv, uu = np.meshgrid(fan_t, fan_v, fan_u, indexing="ij")
    across, towards = uu * tt / SAD_MM, SAD_MM - tt
    sine, cosine = np.sin(np.radians(gantry_deg)), np.cos(np.radians(gantry_deg))
    ray_points = (
        across * cosine + towards * sine + patient.isocentre_mm[0],
        across * sine - towards * cosine + patient.isocentre_mm[1],
        vv * tt / SAD_MM + patient.isocentre_mm[2],
    )
    axes = (patient.lattice.x_mm, patient.lattice.y_mm, patient.lattice.z_mm)
    index_xyz = [(p - axis[0]) / (axis[1] - axis[0]) for p, axis in zip(ray_points, axes, strict=True)]
    density = map_coordinates(patient.density, index_xyz[::-1], order=1, mode="constant", cval=0.0)
    slant = np.sqrt(1.0 + (uu[0] ** 2 + vv[0] ** 2) / SAD_MM**2)
    depth = np.cumsum(density, axis=0) * step_mm * slant - 0.5 * density * step_mm
    at = [(from_source - fan_t[0]) / step_mm, (v - fan_v[0]) / apart_mm, (u - fan_u[0]) / apart_mm]
    return np.asarray(map_coordinates(depth, at, order=1, mode="nearest"))


def _spread(field: Array, which: int) -> Array:
    """A map [v, u], spread by one of SPREADS; its own adjoint."""
    return np.asarray(sum(rows @ field @ columns for rows, columns in MIXING[which]))


def _mix_cells(axis_mm: Array, sd_mm: float) -> Array:
    """The share [to, from] that a cell of an axis gives to each cell."""
    step_mm = axis_mm[1] - axis_mm[0]
    everywhere = np.exp(-0.5 * (np.arange(-100, 101) * step_mm / sd_mm) ** 2).sum()
    return np.asarray(np.exp(-0.5 * ((axis_mm[:, None] - axis_mm) / sd_mm) ** 2) / everywhere)


MIXING = tuple(
    [(share * _mix_cells(V_MM, sd_mm), _mix_cells(U_MM, sd_mm)) for share, sd_mm in spread]
    for spread in SPREADS
)
HORN = 1.0 + HORN_PER_MM * np.hypot(U_MM, V_MM[:, None])
