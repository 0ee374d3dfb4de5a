"""Reads the DVHs that planning systems store beside their dose: DVHSequence (3004,0050), PS3.3 C.8.8.4.

DVHData (3004,0058) is pairs of bin width and volume, the widths to be multiplied by DVHDoseScaling. A
cumulative volume is that at its bin's lower edge, so that the first is the whole; a differential one is the
bin's own. Some systems write running doses instead of widths, or a first width of 0; both are read as meant.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from pydicom.dataset import Dataset

from rtqa.dicom.elements import (
    code,
    describe_unreadable,
    first_uid,
    integer,
    items,
    need,
    number,
    numbers,
    text,
)
from rtqa.dicom.enumerated import TERMS
from rtqa.dicom.objects import DicomObject, quietly, read_label, read_object
from rtqa.dicom.scan import find_files
from rtqa.errors import FileFormatError, InputError, UnsupportedError
from rtqa.messages import Message
from rtqa.model.geometry import Floats, owned
from rtqa.model.stored_dvh import StoredDVH, UnusableDVH

_NOT_THERE = ("files.attribute-absent", "stored-dvh.no-volume")
"""Faults of a curve that the planning system did not write, or wrote of a structure without a volume."""

GONE_FRAC = 1e-9
"""A volume below this share of the whole is none: what rounding leaves at the end of a curve."""


def read_stored_dvhs(*paths: str | os.PathLike[str]) -> tuple[StoredDVH | UnusableDVH, ...]:
    """Read the DVHs in all RTDOSE objects, named by the structure sets that lie beside them.

    Args:
        paths: folders, searched to the bottom, or single files.

    Raises:
        FileFormatError: an RTDOSE or RTSTRUCT is cut off, or breaks a rule of DICOM.
        InputError: a path does not exist, or the files hold no DVH.
    """
    with quietly():
        labels = filter(None, map(read_label, find_files(paths).files))
        objects = [read_object(label) for label in labels if label.role in {"RTDOSE", "RTSTRUCT"}]
        sets = [_read_names(stored) for stored in objects if stored.role == "RTSTRUCT"]
        dvhs = [dvh for stored in objects if stored.role == "RTDOSE" for dvh in _read_dose(stored, sets)]
    if not dvhs:
        raise InputError(
            "no RTDOSE among the files holds a DVHSequence; export the dose with its DVHs, and the RTSTRUCT"
        )
    return tuple(dvhs)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Names:
    """What one structure set calls its structures, by ROI number."""

    uid: str
    frame_uid: str
    by_number: dict[int | None, str]


def _read_names(stored: DicomObject) -> _Names:
    frames = items(stored.dataset, "ReferencedFrameOfReferenceSequence")
    return _Names(
        uid=stored.label.sop_instance_uid,
        frame_uid=text(frames[0] if frames else stored.dataset, "FrameOfReferenceUID"),
        by_number={
            integer(roi, "ROINumber"): text(roi, "ROIName")
            for roi in items(stored.dataset, "StructureSetROISequence")
        },
    )


def _read_dose(stored: DicomObject, sets: Sequence[_Names]) -> list[StoredDVH | UnusableDVH]:
    set_uid = first_uid(stored.dataset, "ReferencedStructureSetSequence")
    names = _names_for(set_uid, text(stored.dataset, "FrameOfReferenceUID"), sets)
    return [
        replace(dvh, structure=names.get(dvh.roi_number, "")) for dvh in read_dvh_sequence(stored.dataset)
    ]


def read_dvh_sequence(dataset: Dataset) -> tuple[StoredDVH | UnusableDVH, ...]:
    """Read the DVHs of one RTDOSE, of structures by their numbers, not their names."""
    set_uid = first_uid(dataset, "ReferencedStructureSetSequence")
    return tuple(_read_item_or_reason(item, set_uid) for item in items(dataset, "DVHSequence"))


def _read_item_or_reason(item: Dataset, set_uid: str) -> StoredDVH | UnusableDVH:
    rois = items(item, "DVHReferencedROISequence")
    roi_number = integer(rois[0], "ReferencedROINumber") if rois else None
    try:
        if len(rois) != 1 or code(rois[0], "DVHROIContributionType") == "EXCLUDED":
            raise UnsupportedError(Message("stored-dvh.several-structures"))
        roi_number = need(roi_number, attribute="ReferencedROINumber")
        return _read_item(item, roi_number=roi_number, set_uid=set_uid)
    except InputError as fault:
        is_damaged = isinstance(fault, FileFormatError) and fault.message.id not in _NOT_THERE
        return UnusableDVH(structure="", roi_number=roi_number, reason=fault.message, is_damaged=is_damaged)


def _names_for(set_uid: str, frame_uid: str, sets: Sequence[_Names]) -> dict[int | None, str]:
    """Those of the structure set referred to, else of the only one of its frame, else of the only one."""
    for fitting in (
        [names for names in sets if names.uid == set_uid],
        [names for names in sets if frame_uid and names.frame_uid == frame_uid],
        sets,
    ):
        if len(fitting) == 1:
            return fitting[0].by_number
    return {}


def _read_item(item: Dataset, *, roi_number: int, set_uid: str) -> StoredDVH:
    units, volume_units, kind = (code(item, key) for key in ("DoseUnits", "DVHVolumeUnits", "DVHType"))
    for keyword, stated in (("DoseUnits", units), ("DVHVolumeUnits", volume_units), ("DVHType", kind)):
        if stated and stated not in TERMS[keyword]:
            raise FileFormatError(
                Message("files.attribute-unreadable", said=describe_unreadable(keyword, stated))
            )
    if units != "GY":
        raise UnsupportedError(Message("stored-dvh.dose-units", units=units or "none"))
    if volume_units not in {"CM3", "PERCENT"}:
        raise UnsupportedError(Message("stored-dvh.volume-units", units=volume_units or "none"))
    scaling = need(number(item, "DVHDoseScaling"), attribute="DVHDoseScaling")
    data = need(numbers(item, "DVHData"), attribute="DVHData")
    if len(data) % 2 or not len(data):
        raise FileFormatError(Message("stored-dvh.no-pairs", n=len(data)))
    widths, volumes = data.reshape(-1, 2).T
    # Rounding leaves some planning systems' last volumes a hair below 0.
    if np.any(widths < 0.0) or volumes.min() < -GONE_FRAC * volumes.max() or not scaling > 0.0:
        raise FileFormatError(Message("stored-dvh.negative"))
    if kind == "CUMULATIVE":
        dose, volume = _cumulative(widths, volumes)
    elif kind == "DIFFERENTIAL":
        edges = np.concatenate([[0.0], _upper_edges(widths)])
        dose, volume = edges, np.concatenate([np.cumsum(volumes[::-1])[::-1], [0.0]])
    else:
        raise UnsupportedError(Message("stored-dvh.type", type=kind or "none"))
    dose, volume = _trim(dose * scaling, volume)
    whole = 1.0 if volume_units == "CM3" else float(volume[0])
    return StoredDVH(
        structure="",
        roi_number=roi_number,
        structure_set_uid=set_uid,
        dose_gy=owned(dose),
        volume=owned(volume / whole),
        is_relative=volume_units == "PERCENT",
        min_gy=number(item, "DVHMinimumDose"),
        mean_gy=number(item, "DVHMeanDose"),
        max_gy=number(item, "DVHMaximumDose"),
    )


def _cumulative(widths: Floats, volumes: Floats) -> tuple[Floats, Floats]:
    """Doses in stored units, and the volumes that receive at least these."""
    upper = _upper_edges(widths)
    if widths[0] == 0.0 or _are_running(widths):
        return np.append(upper, upper[-1]), np.append(volumes, 0.0)
    lower = np.concatenate([[0.0], upper[:-1]])
    return np.append(lower, upper[-1]), np.append(volumes, 0.0)


def _upper_edges(widths: Floats) -> Floats:
    return widths if _are_running(widths) else np.cumsum(widths)


def _are_running(widths: Floats) -> bool:
    """Whether they are doses, not widths: widths that grow from bin to bin are no binning."""
    return len(widths) > 2 and bool(np.all(np.diff(widths) > 0.0))


def _trim(dose: Floats, volume: Floats) -> tuple[Floats, Floats]:
    """From the last dose that the whole receives to the first that nothing does, doses strictly ascending."""
    volume = np.minimum.accumulate(volume)
    if not volume[0] > 0.0:
        raise FileFormatError(Message("stored-dvh.no-volume"))
    volume = np.where(volume <= GONE_FRAC * volume[0], 0.0, volume)
    first = int(np.flatnonzero(volume >= volume[0] * (1.0 - GONE_FRAC))[-1])
    last = int(np.flatnonzero(volume == 0.0)[0])
    dose, volume = dose[first : last + 1], volume[first : last + 1]
    # A step in the curve has one dose twice; the volume after it lies a hair above.
    for n in np.flatnonzero(np.diff(dose) <= 0.0) + 1:
        dose[n] = np.nextafter(dose[n - 1], np.inf)
    return dose, volume
