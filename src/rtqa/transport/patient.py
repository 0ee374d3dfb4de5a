"""The patient as relative electron densities on a grid, and what lies between a point and a source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter, map_coordinates

from rtqa.errors import FileFormatError
from rtqa.geometry.outlines import Outlines
from rtqa.geometry.planar import PlanarStructure
from rtqa.messages import Cause, CauseKind, Message, Unknown
from rtqa.model.case import Treatment
from rtqa.model.geometry import Floats
from rtqa.model.image import Image
from rtqa.model.structure import Structure
from rtqa.transport.electron_density import GENERIC, DensityCurve
from rtqa.transport.fill import fill
from rtqa.transport.skin import Skin, look_at_image

Singles = npt.NDArray[np.float32]

STEP_MM = 2.5
"""Between the grid's nodes along each axis."""

N_SAMPLES = 144
"""Along each ray, from the point to where it leaves the grid's box; each takes the node nearest to it."""

NEAR_MM, FAR_MM = 5.0, 25.0
"""Standard deviations of what counts as the density about a point: for electrons, and for scatter."""

LUNG_DENSITY = 0.26
"""Of a lung where there is no CT: ICRU Report 44, inflated."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Patient:
    """Densities on a grid along x, y and z.

    Attributes:
        first_mm: shape (3,); place of the node [0, 0, 0], as x, y and z.
        density: shape (nz, ny, nx); electron density relative to water's, 0 outside the body.
        has_ct: whether it was made of a CT; otherwise of the body's outline as water.
        curve: the name of the curve of CT numbers; empty without a CT.
        overridden: names of the structures whose density the structure set states.
        lungs: names of the structures that were taken as lung, for want of a CT.
        image_shift: how the CT lies on the body's outline; None without one, or where too little of it shows.
    """

    first_mm: Floats
    density: Singles = field(repr=False)
    has_ct: bool
    curve: str = ""
    overridden: tuple[str, ...] = ()
    lungs: tuple[str, ...] = ()
    image_shift: Skin | None = None

    @cached_property
    def _blurred(self) -> tuple[Singles, Singles]:
        near, far = (
            gaussian_filter(self.density, sigma / STEP_MM, truncate=2.5) for sigma in (NEAR_MM, FAR_MM)
        )
        return near, far

    def sample(self, points_mm: Floats) -> Floats:
        """Density at points (n, 3)."""
        return _at(self.density, self._to_index(points_mm))

    def densities_about(self, points_mm: Floats) -> tuple[Floats, Floats]:
        """Mean density near and further about points (n, 3), of the tissue there: shape (n,) each."""
        index = self._to_index(points_mm)
        near, far = (_at(blurred, index) for blurred in self._blurred)
        return near, far

    def depths_mm(self, points_mm: Floats, source_mm: Floats) -> Floats:
        """Water-equivalent depth of points (n, 3) towards a source (3,): shape (n,)."""
        towards = source_mm - points_mm
        towards /= np.linalg.norm(towards, axis=1, keepdims=True)
        length_mm = self._find_ways_mm(points_mm, towards)
        share = ((np.arange(N_SAMPLES) + 0.5) / N_SAMPLES).astype(np.float32)
        # The node nearest to each sample as one number, along z, y and x; shape (n points, n samples).
        nearest: npt.NDArray[np.int32] = np.zeros((len(points_mm), N_SAMPLES), dtype=np.int32)
        starts, ways = self._to_index(points_mm), towards.T[::-1] * length_mm / STEP_MM
        for start, way, n in zip(starts, ways, self.density.shape, strict=True):
            first, along = (values.astype(np.float32)[:, None] for values in (start + 0.5, way))
            nearest *= n
            nearest += np.clip(first + along * share, 0, n - 1).astype(np.int32)
        depths: Floats = self.density.ravel()[nearest].mean(axis=1, dtype=np.float64) * length_mm
        return depths

    def _find_ways_mm(self, points_mm: Floats, towards: Floats) -> Floats:
        """How far each of points (n, 3) is from leaving the grid's box in a direction (n, 3)."""
        last_mm = self.first_mm + (np.array(self.density.shape[::-1]) - 1) * STEP_MM
        with np.errstate(divide="ignore", invalid="ignore"):
            ways = np.where(towards > 0, last_mm - points_mm, self.first_mm - points_mm) / towards
        ways = np.where(np.abs(towards) < 1e-9, np.inf, ways)
        nearest: Floats = np.maximum(ways.min(axis=1), 0.0)
        return nearest

    def _to_index(self, points_mm: Floats) -> Floats:
        """Shape (3, n): along z, y and x."""
        index: Floats = ((points_mm - self.first_mm) / STEP_MM).T[::-1]
        return index


def _at(values: Singles, index: Floats) -> Floats:
    """Trilinear, 0 outside; index (3, n)."""
    taken: Floats = map_coordinates(
        values, index, order=1, output=np.float64, mode="constant", prefilter=False
    )
    return taken


def build_patient(
    treatment: Treatment, outlines: Outlines, *, curve: DensityCurve = GENERIC
) -> Patient | Unknown:
    """The patient of a treatment; Unknown where the body is not drawn."""
    body = find_body(treatment, outlines)
    if body is None:
        return Unknown(Message("transport.no-body"), Cause(CauseKind.STRUCTURE_NOT_FOUND, "External"))
    supports = [pair for pair in _list_overridden(treatment, outlines) if pair[0].role == "SUPPORT"]
    boxes = [drawn.box_mm for drawn in (body, *(support[1] for support in supports))]
    low, high = np.min(boxes, axis=0)[0], np.max(boxes, axis=0)[1]
    first_mm = np.floor(low / STEP_MM) * STEP_MM - 2 * STEP_MM
    shape = tuple(np.ceil((high - first_mm) / STEP_MM).astype(int)[::-1] + 3)
    inside = fill(body, first_mm=first_mm, step_mm=STEP_MM, shape=shape)
    ct = _read_ct(treatment, curve, first_mm=first_mm, shape=shape)
    lungs: list[str] = []
    if ct is not None:
        density = inside * ct
    else:
        density = inside.copy()
        for structure, drawn in _list_lungs(treatment, outlines):
            share = fill(drawn, first_mm=first_mm, step_mm=STEP_MM, shape=shape)
            density += share * (np.minimum(density, LUNG_DENSITY) - density)
            lungs.append(structure.name)
    overridden = []
    for structure, drawn, relative in _list_overridden(treatment, outlines):
        share = fill(drawn, first_mm=first_mm, step_mm=STEP_MM, shape=shape)
        density += share * (relative - density)
        overridden.append(structure.name)
    return Patient(
        first_mm=first_mm,
        density=density.astype(np.float32),
        has_ct=ct is not None,
        curve=curve.name if ct is not None else "",
        overridden=tuple(overridden),
        lungs=tuple(lungs),
        image_shift=None if ct is None else _find_image_shift(ct, body, first_mm=first_mm),
    )


def _find_image_shift(ct: Singles, body: PlanarStructure, *, first_mm: Floats) -> Skin | None:
    return look_at_image(lambda points_mm: _at(ct, ((points_mm - first_mm) / STEP_MM).T[::-1]), body)


def find_body(treatment: Treatment, outlines: Outlines) -> PlanarStructure | None:
    """The largest structure that is drawn as the body's outline; None where there is none."""
    structure_set = treatment.structure_set
    if structure_set is None:
        return None
    drawn = [outlines.of(structure) for structure in structure_set.structures if structure.role == "EXTERNAL"]
    return max((body for body in drawn if body is not None), key=lambda body: body.volume_cm3, default=None)


def _list_lungs(treatment: Treatment, outlines: Outlines) -> Iterator[tuple[Structure, PlanarStructure]]:
    """Organs whose name says lung; a target in one is tissue."""
    structure_set = treatment.structure_set
    for structure in structure_set.structures if structure_set is not None else ():
        if "lung" in structure.name.lower() and structure.role in ("ORGAN", "AVOIDANCE", ""):
            drawn = outlines.of(structure)
            if drawn is not None:
                yield structure, drawn


def _list_overridden(
    treatment: Treatment, outlines: Outlines
) -> Iterator[tuple[Structure, PlanarStructure, float]]:
    """Structures of a stated relative electron density, in the order of the file."""
    structure_set = treatment.structure_set
    for structure in structure_set.structures if structure_set is not None else ():
        for stated in structure.overrides:
            quantity, _, value = stated.partition(" ")
            drawn = outlines.of(structure)
            if quantity == "REL_ELEC_DENSITY" and drawn is not None:
                try:
                    yield structure, drawn, float(value)
                except ValueError:
                    continue


def _read_ct(
    treatment: Treatment, curve: DensityCurve, *, first_mm: Floats, shape: tuple[int, ...]
) -> Singles | None:
    """The densities of the planning CT at the grid's nodes; None without one whose pixels can be read."""
    image = treatment.image
    if image is None or image.modality != "CT":
        return None
    try:
        return _resample(image, curve, first_mm=first_mm, shape=shape)
    except FileFormatError:
        return None


def _resample(image: Image, curve: DensityCurve, *, first_mm: Floats, shape: tuple[int, ...]) -> Singles:
    """The densities of a CT at the grid's nodes, slice by slice."""
    density = curve.convert(image.load()).astype(np.float32)
    along = [first_mm[axis] + np.arange(n) * STEP_MM for axis, n in enumerate(shape[::-1])]
    y, x = np.meshgrid(along[1], along[0], indexing="ij")
    resampled = np.empty(shape, dtype=np.float32)
    positions = image.grid.slice_positions
    for k, z in enumerate(along[2]):
        ijs = image.grid.to_ijs(np.column_stack([x.ravel(), y.ravel(), np.full(x.size, z)])).T
        slices = np.interp(ijs[2], positions, np.arange(len(positions)))
        resampled[k] = _at(density, np.stack([slices, ijs[1], ijs[0]])).reshape(x.shape)
    return resampled
