"""Dose-volume histograms of structures: contours and dose to curve, step by step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from math import isfinite

import numpy as np

from rtqa.dvh.cap_models import SlabParts, split_caps, whole_slabs
from rtqa.dvh.computed_part import computed_part
from rtqa.dvh.coverage import cover_cells
from rtqa.dvh.curve import DVH
from rtqa.dvh.dose_frame import DoseFrame, frame_along, put_in_frame, refined
from rtqa.dvh.histogram import PRECISION_FRAC, Curve, compute_curves
from rtqa.dvh.sampling import sample_structure
from rtqa.dvh.settings import DEFAULT, Between, DvhSettings, Ends, Interpolation
from rtqa.dvh.staircase_model import Staircase
from rtqa.dvh.structure_dvhs import StructureDVHs
from rtqa.errors import InputError, UnsupportedError
from rtqa.geometry.planar import PlanarStructure, lay_flat
from rtqa.geometry.rings import Rings
from rtqa.geometry.slabs import Slabs, Undrawn
from rtqa.messages import Listing, Message, Unknown
from rtqa.model.case import Case, DeviationKind, Treatment, take_treatment
from rtqa.model.dose import Dose
from rtqa.model.drawing_slices import DrawingSlices
from rtqa.model.geometry import Floats, owned
from rtqa.model.structure import Structure, StructureSet

NOT_TOGETHER = (DeviationKind.FRAME_DIFFERS, DeviationKind.PATIENT_DIFFERS)
"""Deviations after which a dose in a structure is a number without a meaning."""

_WHY_NO_STRUCTURES = (
    DeviationKind.STRUCTURES_ABSENT,
    DeviationKind.STRUCTURES_UNREAD,
    DeviationKind.LINK_ABSENT,
    DeviationKind.LINK_BROKEN,
)
_WHY_NO_DOSE = (
    DeviationKind.DOSE_ABSENT,
    DeviationKind.DOSE_UNREAD,
    DeviationKind.DOSE_UNUSABLE,
    DeviationKind.DOSE_PARTIAL,
)

ROUNDING_FRAC = 1e-6
"""A dosed volume this close to the whole one is the whole one."""


def compute_dvh(case: Case | Treatment, structure: str, *, settings: DvhSettings = DEFAULT) -> DVH:
    """The DVH of one structure in the dose that belongs to it.

    >>> import rtqa
    >>> dvh = rtqa.compute_dvh(rtqa.read_case("sample_plans/ccrt_pass"), "Parotid_L")
    >>> f"{dvh.total_cm3:.1f} cm³, mean {dvh.mean_gy:.2f} Gy, {dvh.volume_at(20.0):.2f} cm³ from 20 Gy on"
    '26.3 cm³, mean 21.64 Gy, 11.21 cm³ from 20 Gy on'

    Args:
        case: a case with a single treatment, or one treatment of it.
        structure: the structure's name, exactly.
        settings: how, where planning systems differ.

    Raises:
        StructureNameError: no structure, or several, have that name.
        InputError: there is no dose or no structure set, or they are of different patients or frames.
        UnsupportedError: the structure has no volume, or one that cannot be known.
    """
    structure_set, dose = belonging(take_treatment(case))
    return structure_dvh(
        structure_set.structure(structure),
        dose=dose,
        set_spacing_mm=structure_set.plane_spacing_mm,
        slices=structure_set.slices,
        settings=settings,
    )


def compute_dvhs(
    case: Case | Treatment, structures: Iterable[str] | None = None, *, settings: DvhSettings = DEFAULT
) -> StructureDVHs:
    """The DVHs of several structures, or of all, in the dose that belongs to them.

    >>> import rtqa
    >>> dvhs = rtqa.compute_dvhs(rtqa.read_case("sample_plans/ccrt_pass"), ["Parotid_L", "Brainstem"])
    >>> [name for name in dvhs]
    ['Parotid_L', 'Brainstem']

    Args:
        case: a case with a single treatment, or one treatment of it.
        structures: their names, exactly; None for all of the set.
        settings: how, where planning systems differ.

    Returns:
        A mapping of names to curves, in the order of the names; ``without`` has why others have none.

    Raises:
        StructureNameError: a name that was asked for is that of no structure, or of several.
        InputError: there is no dose or no structure set, or they are of different patients or frames.
    """
    structure_set, dose = belonging(take_treatment(case))
    without: dict[str, Unknown] = {}
    if structures is None:
        names = Counter(structure.name for structure in structure_set.structures)
        wanted = [structure for structure in structure_set.structures if names[structure.name] == 1]
        without |= {
            name: Unknown(Message("dvh.name-twice", name=name, n=n)) for name, n in names.items() if n > 1
        }
    else:
        wanted = [structure_set.structure(name) for name in dict.fromkeys(structures)]
    computed = structure_dvhs(
        wanted,
        dose=dose,
        set_spacing_mm=structure_set.plane_spacing_mm,
        slices=structure_set.slices,
        settings=settings,
    )
    curves = {}
    for structure, dvh in zip(wanted, computed, strict=True):
        if isinstance(dvh, DVH):
            curves[structure.name] = dvh
        else:
            without[structure.name] = Unknown(dvh.message)
    return StructureDVHs(curves, without)


def belonging(treatment: Treatment) -> tuple[StructureSet, Dose]:
    """The structure set of a treatment and the computed part of its dose, where they belong together.

    Raises:
        InputError: there is no dose or no structure set, or they are of different patients or frames.
    """
    plan, structure_set, dose = treatment.label, treatment.structure_set, treatment.dose
    if reasons := _list_deviations(treatment, NOT_TOGETHER):
        raise InputError(Message("dvh.not-together", plan=plan, reasons=reasons))
    if structure_set is None:
        reasons = _list_deviations(treatment, _WHY_NO_STRUCTURES)
        raise InputError(
            Message("dvh.no-structures-because", plan=plan, reasons=reasons)
            if reasons
            else Message("dvh.no-structures", plan=plan)
        )
    if dose is None:
        reasons = _list_deviations(treatment, _WHY_NO_DOSE)
        raise InputError(
            Message("dvh.no-dose-because", plan=plan, reasons=reasons)
            if reasons
            else Message("dvh.no-dose", plan=plan)
        )
    return structure_set, computed_part(dose)


def _list_deviations(treatment: Treatment, kinds: Collection[DeviationKind]) -> Listing | None:
    messages = tuple(deviation.message for deviation in treatment.deviations if deviation.kind in kinds)
    return Listing(messages, "semicolon") if messages else None


def structure_dvhs(
    structures: Sequence[Structure],
    *,
    dose: Dose,
    set_spacing_mm: float | None,
    slices: DrawingSlices | None = None,
    settings: DvhSettings = DEFAULT,
) -> Iterator[DVH | UnsupportedError]:
    """The DVHs of several structures in a dose, in their order, or for each why it has none.

    Arguments as for :func:`structure_dvh`.
    """
    for structure in structures:
        try:
            yield structure_dvh(
                structure, dose=dose, set_spacing_mm=set_spacing_mm, slices=slices, settings=settings
            )
        except UnsupportedError as error:
            yield error


def structure_dvh(
    structure: Structure,
    *,
    dose: Dose,
    set_spacing_mm: float | None,
    slices: DrawingSlices | None = None,
    settings: DvhSettings = DEFAULT,
) -> DVH:
    """The DVH of a structure in a dose.

    Args:
        structure: closed contours in planes of one direction, any direction.
        dose: any grid.
        set_spacing_mm: usual distance between planes, for a structure drawn on one plane alone.
        slices: those that it could have been drawn on; None where nothing is known of them.
        settings: how, where planning systems differ.

    Raises:
        UnsupportedError: the structure has no closed contours, no area, planes of several directions, or
            one plane of unknown thickness.
    """
    planar = lay_flat(structure, set_spacing_mm=set_spacing_mm, slices=slices)
    return planar_dvh(planar, dose=dose, settings=settings)


def planar_dvh(structure: PlanarStructure, *, dose: Dose, settings: DvhSettings = DEFAULT) -> DVH:
    """The DVH of a structure in its planes, drawn or derived from others.

    Raises:
        UnsupportedError: it has one plane of unknown thickness.
    """
    # Planes into the frame of the dose; slabs to the model that is asked for.
    frame = frame_along(dose, structure)
    if settings.interpolation is Interpolation.TRICUBIC:
        frame = refined(frame, put_in_frame(structure, frame)[0])
    rings, slabs = put_in_frame(structure, frame)
    if isfinite(settings.cap_limit_mm):
        slabs = slabs.capped(rings.offsets_mm, settings.cap_limit_mm)
    cell_mm2 = float(np.prod(frame.spacing_mm))
    has_steps = settings.intervals and settings.between is Between.PRISM and settings.ends is Ends.FLAT
    staircase = Staircase.of(rings, slabs, unit_mm2=cell_mm2) if has_steps else None
    rings, parts = _model(rings, slabs, unit_mm=np.array(frame.spacing_mm), settings=settings)
    total_cm3, *other_cm3 = (parts.volumes(rings.plane_areas) * (cell_mm2 / 1000.0)).tolist()
    if not total_cm3 > 0:
        raise UnsupportedError(_why_no_volume(structure.name, (*rings.notes, *slabs.notes)))

    # Planes to boundary and interior cells; cells to samples; samples to curves.
    _, n_rows, n_columns = frame.values_gy.shape
    n_sub = _n_sub_cells(rings, frame)
    coverage = cover_cells(rings, shape_vu=(n_rows - 1, n_columns - 1), n_sub=n_sub)
    sampled = sample_structure(frame, coverage, parts, with_shift=settings.intervals, staircase=staircase)
    curve, alternatives = compute_curves(sampled, parts)
    dvh = DVH(
        structure=structure.name,
        dose_gy=owned(curve.dose_gy),
        volume_cm3=owned(_without_rounding(curve.volume_cm3, total_cm3)),
        mean_gy=float(curve.mean_gy),
        total_cm3=total_cm3,
        quantity=dose.quantity,
        precision_frac=PRECISION_FRAC,
        computed=settings.message,
        notes=tuple(note for note in (*rings.notes, *slabs.notes, frame.note) if note is not None),
    )
    # Of alternatives of the parts the whole volume is known, inside the dose grid or not.
    totals_cm3: list[list[float | None]] = [[other_cm3[row - 1] for row in group] for group in parts.groups]
    totals_cm3 += [[None] * len(group) for group in alternatives[len(totals_cm3) :]]
    return replace(
        dvh,
        alternatives=tuple(
            tuple(_alternative(dvh, *of) for of in zip(group, totals, strict=True))
            for group, totals in zip(alternatives, totals_cm3, strict=False)
        ),
        steps_group=len(parts.groups) if alternatives and sampled.wedges is not None else None,
    )


def _why_no_volume(name: str, notes: tuple[Message, ...]) -> Message:
    if not notes:
        return Message("dvh.no-volume", name=name)
    return Message("dvh.volume-not-known", name=name, reasons=Listing(notes, "semicolon"))


def _model(rings: Rings, slabs: Slabs, *, unit_mm: Floats, settings: DvhSettings) -> tuple[Rings, SlabParts]:
    """The planes that stand for a structure by the model of the settings, and what each of them stands for.

    Points of the rings are in units of `unit_mm` (2,).
    """
    if not settings.intervals and settings.between is Between.PRISM and settings.ends is Ends.FLAT:
        return rings, whole_slabs(slabs)
    if settings.between is not Between.PRISM or settings.ends is not Ends.FLAT:
        # Other systems' models know of one reading alone.
        slabs = replace(slabs, undrawn=Undrawn.none())
    parts = split_caps(rings, slabs)
    if settings.between is not Between.PRISM:
        from rtqa.dvh.vendor.interpolated_slices import densify  # noqa: PLC0415 (seldom asked for)

        is_smooth = settings.between is Between.SMOOTH
        rings, parts = densify(rings, slabs, parts, unit_mm=unit_mm, smooth=is_smooth)
    if settings.ends is Ends.TAPERED:
        from rtqa.dvh.vendor.end_caps import taper  # noqa: PLC0415 (likewise)

        rings, parts = taper(rings, parts, unit_mm=unit_mm)
    elif settings.ends is Ends.UNDOSED:
        from rtqa.dvh.vendor.end_caps import leave_undosed  # noqa: PLC0415 (likewise)

        parts = leave_undosed(parts, rings.plane_areas)
    return rings, parts if settings.intervals else parts.without_alternatives


def _without_rounding(volume_cm3: Floats, total_cm3: float) -> Floats:
    """The curve, rid of what rounding left between it and the whole volume where all of it is dosed."""
    dosed_cm3 = float(volume_cm3[0])
    if not abs(dosed_cm3 - total_cm3) < ROUNDING_FRAC * total_cm3:
        return volume_cm3
    whole = np.minimum(volume_cm3 * (total_cm3 / dosed_cm3), total_cm3)
    whole[0] = total_cm3
    return whole


def _alternative(dvh: DVH, curve: Curve, total_cm3: float | None) -> DVH:
    """The same structure by another model; without a volume, as much of it lies outside the dose grid."""
    dosed_cm3 = float(curve.volume_cm3[0])
    if total_cm3 is None:
        total_cm3 = dosed_cm3 + dvh.total_cm3 - dvh.dosed_cm3
    return replace(
        dvh,
        dose_gy=owned(curve.dose_gy),
        volume_cm3=owned(curve.volume_cm3),
        mean_gy=float(curve.mean_gy),
        total_cm3=total_cm3 if total_cm3 > dosed_cm3 * (1.0 + ROUNDING_FRAC) else dosed_cm3,
        alternatives=(),
        steps_group=None,
    )


def _n_sub_cells(rings: Rings, frame: DoseFrame) -> int:
    """Sub-cells along a cell's side: fine for small structures, where each one counts for more."""
    size_mm = float(np.sqrt(np.median(np.abs(rings.plane_areas)) * np.prod(frame.spacing_mm)))
    sub_cell_mm = np.clip(size_mm / 10.0, 0.25, 2.0)
    return int(np.clip(np.ceil(max(frame.spacing_mm) / sub_cell_mm), 1, 8))
