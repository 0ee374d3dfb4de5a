"""RTDOSE: one file's voxels in Gy on a grid, and of what they are the dose (PS3.3 C.8.8.3)."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from pydicom.dataset import Dataset

from rtqa.dicom.elements import (
    code,
    first_uid,
    integer,
    is_stated,
    items,
    moment,
    need,
    number,
    numbers,
    text,
)
from rtqa.dicom.objects import PIXELS, DicomObject
from rtqa.dicom.pixels import read_stored_values
from rtqa.dicom.stored_dvh import read_dvh_sequence
from rtqa.errors import FileFormatError
from rtqa.limits import MOST_FRAMES
from rtqa.messages import Message, Quantity
from rtqa.model.case import Deviation
from rtqa.model.dose import DoseQuantity
from rtqa.model.geometry import Floats, Grid
from rtqa.model.stored_dvh import StoredDVH, UnusableDVH

OFFSET_TOLERANCE_MM = 0.01
"""How far the first offset may be from 0, or from the position's z, to count as equal to it."""


MOST_GY = 1e6
"""No voxel has more, in whatever unit it was written; beyond it, nothing can be computed with."""

SUMMATIONS = frozenset({"PLAN", "MULTI_PLAN", "FRACTION", "FRACTION_SESSION", "BEAM", "BEAM_SESSION"})
"""DoseSummationTypes that rtqa can make a plan's dose of; how, :mod:`rtqa.dicom.dose_sum` tells."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DosePart:
    """One RTDOSE as it stands in its file, before it is known of how much of a plan it is the dose.

    Attributes:
        grid: where the voxels are.
        values_gy: shape ``grid.shape_kji``, float32, read-only, in Gy.
        quantity: physical or biologically effective.
        summation: DoseSummationType (3004,000A); empty where absent.
        made: when; empty where not stated.
        stored_dvhs: DVHs that lie in the same file.
        as_water: whether it was computed as if the patient were of water alone.
        for_tissue: whether it states that it was computed for the patient's tissue.
        extent: the beams it names, as pairs of fraction group and beam number; beam 0 where it names a
            group and no beam, group 0 where a beam's group is not stated.
        series_uid: SeriesInstanceUID.
        deviations: what there is to say of the file.
    """

    uid: str = field(repr=False)
    grid: Grid
    values_gy: npt.NDArray[np.float32] = field(repr=False)
    quantity: DoseQuantity
    summation: str
    extent: frozenset[tuple[int, int]]
    plan_uid: str = field(repr=False)
    structure_set_uid: str = field(repr=False)
    made: str = ""
    stored_dvhs: tuple[StoredDVH | UnusableDVH, ...] = field(default=(), repr=False)
    as_water: bool = False
    for_tissue: bool = False
    series_uid: str = field(default="", repr=False)
    deviations: tuple[Deviation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UnusableDose:
    """One RTDOSE that cannot be checked in Gy, and why."""

    uid: str = field(repr=False)
    reason: Message
    plan_uid: str = field(repr=False)
    structure_set_uid: str = field(repr=False)


def read_dose(stored: DicomObject) -> DosePart | UnusableDose:
    """Read one RTDOSE, or say why it can tell nothing about a plan in Gy.

    Raises:
        FileFormatError: an attribute it needs is absent or garbled, the frame offsets follow neither
            convention of PS3.3 C.8.8.3.2, or the voxels do not fill the grid.
        UnsupportedError: the voxels are no integers of 8, 16 or 32 bits.
    """
    reason = _find_reason_unusable(stored)
    return (
        _read_part(stored)
        if reason is None
        else UnusableDose(
            uid=stored.label.sop_instance_uid,
            reason=reason,
            plan_uid=first_uid(stored.dataset, "ReferencedRTPlanSequence"),
            structure_set_uid=first_uid(stored.dataset, "ReferencedStructureSetSequence"),
        )
    )


def _find_reason_unusable(stored: DicomObject) -> Message | None:
    """Say why a dose cannot be checked in Gy, in a whole sentence; None where it can."""
    dataset = stored.dataset
    units, kind = code(dataset, "DoseUnits"), code(dataset, "DoseType")
    summation = code(dataset, "DoseSummationType")
    if units != "GY":
        return Message("rtdose.units", units=units or "none")
    if kind not in ("PHYSICAL", "EFFECTIVE"):
        return Message("rtdose.type", type=kind or "none")
    if summation not in SUMMATIONS:
        return Message("rtdose.summation", summation=summation or "none")
    if PIXELS not in stored.elements:
        return Message("rtdose.no-pixels")
    return None


def _read_part(stored: DicomObject) -> DosePart:
    """Read the voxels and what they are the dose of.

    A dose in Gy is stored value × DoseGridScaling (3004,000E); RescaleSlope plays no part. The product
    is formed in float64 and rounded once, to float32.
    """
    dataset = stored.dataset
    scaling = need(number(dataset, "DoseGridScaling"), attribute="DoseGridScaling")
    if scaling <= 0:
        raise FileFormatError(Message("rtdose.scaling-not-positive", scaling=Quantity(scaling)))
    grid = _read_grid(dataset)
    stored_values = read_stored_values(stored, shape_kji=grid.shape_kji)
    values = np.empty(grid.shape_kji, dtype=np.float32)
    # Plane by plane, so that what is in float64 stays in the processor's cache.
    plane_gy = np.empty(grid.shape_kji[1:])
    for plane, stored_plane in zip(values, stored_values, strict=True):
        with np.errstate(over="ignore"):
            plane[...] = np.multiply(stored_plane, scaling, out=plane_gy)
    if values.max(initial=0.0) > MOST_GY:
        hottest_gy = float(f"{values.max():.3g}")
        raise FileFormatError(
            Message("rtdose.scaling-too-high", scaling=Quantity(scaling), maximum=Quantity(hottest_gy, "Gy"))
        )
    values.setflags(write=False)
    corrections = text(dataset, "TissueHeterogeneityCorrection").upper().split("\\")
    return DosePart(
        uid=stored.label.sop_instance_uid,
        grid=grid,
        values_gy=values,
        quantity=DoseQuantity(code(dataset, "DoseType")),
        summation=code(dataset, "DoseSummationType"),
        extent=_read_extent(dataset),
        plan_uid=first_uid(dataset, "ReferencedRTPlanSequence"),
        structure_set_uid=first_uid(dataset, "ReferencedStructureSetSequence"),
        made=_made(dataset),
        stored_dvhs=read_dvh_sequence(dataset),
        series_uid=text(dataset, "SeriesInstanceUID"),
        as_water="WATER" in corrections,
        for_tissue="IMAGE" in corrections,
    )


def _made(dataset: Dataset) -> str:
    """When the dose was made; of its series the day alone, as a series begins before what is put into it."""
    moments = (moment(dataset, "InstanceCreation"), moment(dataset, "Content"), moment(dataset, "Series")[:8])
    return next(filter(None, moments), "")


def _read_grid(dataset: Dataset) -> Grid:
    def required(keyword: str, count: int) -> Floats:
        return need(numbers(dataset, keyword, count), attribute=keyword)

    between_rows_mm, between_columns_mm = required("PixelSpacing", 2)
    position_mm, orientation = required("ImagePositionPatient", 3), required("ImageOrientationPatient", 6)
    rows, columns = int(required("Rows", 1)[0]), int(required("Columns", 1)[0])
    if not (rows and columns):
        raise FileFormatError(Message("rtdose.no-rows", rows=rows, columns=columns))
    return Grid.from_planes(
        position_mm=position_mm,
        orientation=orientation,
        spacing_mm=(float(between_rows_mm), float(between_columns_mm)),
        offsets_mm=_read_offsets_mm(dataset, float(position_mm[2]), orientation),
        shape_ji=(rows, columns),
        frame_of_reference_uid=text(dataset, "FrameOfReferenceUID"),
    )


def _read_offsets_mm(dataset: Dataset, z_mm: float, orientation: Floats) -> Floats:
    """Return each frame's offset along the normal from ImagePositionPatient (PS3.3 C.8.8.3.2)."""
    frames = 1
    if is_stated(dataset, "NumberOfFrames"):
        frames = need(integer(dataset, "NumberOfFrames"), attribute="NumberOfFrames")
    if frames < 1:
        raise FileFormatError(Message("rtdose.no-frames", frames=frames))
    if frames > MOST_FRAMES:
        raise FileFormatError(
            Message("files.too-many", attribute="NumberOfFrames", n=frames, most=MOST_FRAMES)
        )
    if frames == 1 and not is_stated(dataset, "GridFrameOffsetVector"):
        return np.zeros(1)
    offsets = need(numbers(dataset, "GridFrameOffsetVector"), attribute="GridFrameOffsetVector")
    if len(offsets) != frames:
        raise FileFormatError(Message("rtdose.offsets-count", n=len(offsets), frames=frames))
    if abs(offsets[0]) <= OFFSET_TOLERANCE_MM:
        return offsets
    axial = np.allclose(orientation, [1, 0, 0, 0, 1, 0], rtol=0, atol=1e-4)
    if axial and abs(offsets[0] - z_mm) <= OFFSET_TOLERANCE_MM:
        return offsets - z_mm
    raise FileFormatError(Message("rtdose.offsets-start", first=Quantity(float(offsets[0]), "mm")))


def _read_extent(dataset: Dataset) -> frozenset[tuple[int, int]]:
    """Return the fraction groups and beams that the dose names (ReferencedFractionGroupSequence)."""
    extent: set[tuple[int, int]] = set()
    for plan in items(dataset, "ReferencedRTPlanSequence"):
        for group in items(plan, "ReferencedFractionGroupSequence"):
            number = integer(group, "ReferencedFractionGroupNumber") or 0
            beams = items(group, "ReferencedBeamSequence")
            extent.update((number, integer(beam, "ReferencedBeamNumber") or 0) for beam in beams)
            if not beams:
                extent.add((number, 0))
    return frozenset(extent)
