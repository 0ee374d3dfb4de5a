"""A case from arrays, refused with a clear error where they cannot be a patient's dose and structures."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

from rtqa.documents.suggestion import did_you_mean
from rtqa.errors import InputError, StructureNameError, UsageError
from rtqa.geometry.drawn_planes import compute_plane_spacing_mm, find_drawing_slices, find_planes
from rtqa.interop.arrays.plausibility import refuse_misplaced, refuse_other_unit, refuse_untreated
from rtqa.interop.arrays.structures import Drawn, build_structures
from rtqa.interop.arrays.voxels import Voxels, as_numbers, finite_numbers, refuse_spacing, vector
from rtqa.messages import Message
from rtqa.model.case import Case, Deviation, DeviationKind, Source, Treatment
from rtqa.model.dose import Dose, DoseQuantity, DoseScope
from rtqa.model.drawing_slices import DrawingSlices
from rtqa.model.geometry import owned
from rtqa.model.image import Image
from rtqa.model.plan import Approval, FractionGroup, Plan, Prescription
from rtqa.model.structure import Structure, StructureSet

_FRAME = "arrays"
"""Frame of reference of all that is handed in together."""


def case_from_arrays(
    dose_gy: npt.ArrayLike | Voxels,
    *,
    structures: Mapping[str, Drawn],
    origin_mm: npt.ArrayLike | None = None,
    spacing_mm: npt.ArrayLike | None = None,
    affine_mm: npt.ArrayLike | None = None,
    prescriptions_gy: Mapping[str, float] | None = None,
    n_fractions: int | None = None,
    image: Voxels | None = None,
    label: str = "arrays",
) -> Case:
    """A case to compute DVHs of and to check, from what another program holds.

    All places are in mm in one frame of the patient, DICOM's LPS: x to the left, y to the back, z to the
    head. What can be seen to be wrong is refused: shapes that do not fit, arrays with their axes turned
    around, NaN, doses in cGy, lengths in cm, structures beside the dose, targets that are not treated. What
    cannot be seen is not: a frame turned by 180° about a symmetric patient looks like any other.

    A mask is taken exactly: a voxel is the structure's as a whole or not at all, and the structure is the
    union of its voxels' boxes, in which the dose is interpolated as in a structure of contours. The interval
    of a value is what contours with the mask's outlines leave in doubt.

    >>> dose = np.full((20, 30, 30), 2.0)  # 20 slices, 30 rows, 30 columns
    >>> mask = np.zeros(dose.shape, bool)
    >>> mask[5:15, 10:20, 10:20] = True
    >>> case = case_from_arrays(
    ...     dose, origin_mm=(-60, -60, 0), spacing_mm=(4, 4, 3), structures={"Liver": mask}
    ... )
    >>> import rtqa
    >>> dvh = rtqa.compute_dvh(case, "Liver")
    >>> round(dvh.total_cm3, 3), round(dvh.mean_gy, 3)  # 10 × 10 × 10 voxels of 48 mm³
    (48.0, 2.0)

    Args:
        dose_gy: shape (k, j, i), of the whole plan, in Gy; or :class:`Voxels`, with their place.
        structures: each by its name: contours, as a list of arrays (n, 3) of points, each closed and in
            one slice; or a mask of the dose's shape; or a mask on a grid of its own, as :class:`Voxels`.
        origin_mm: shape (3,); x, y, z of the centre of voxel ``[0, 0, 0]``.
        spacing_mm: shape (3,); distances of centres along i, j and k, in this order: along x, y, z.
        affine_mm: shape (4, 4), in place of both: maps ``(i, j, k, 1)`` to ``(x, y, z, 1)``.
        prescriptions_gy: total dose prescribed to structures, by their names: what percent doses refer to.
        n_fractions: in how many fractions the dose is given; None where not known.
        image: the planning CT in HU, for pictures and for the slices that contours were drawn on.
        label: the plan's name in tables and reports.

    Returns:
        A case with one treatment, as :func:`rtqa.read_case` returns it; it has no plan without prescriptions
        and fractions.

    Raises:
        InputError: the arrays cannot be what they are handed in as; the message says which, and what to do.
        UsageError: an argument is missing, or there are two for one thing.
        StructureNameError: a dose is prescribed to a structure that is not there.
    """
    dose = _place_dose(dose_gy, origin_mm=origin_mm, spacing_mm=spacing_mm, affine_mm=affine_mm)
    drawn = build_structures(structures, dose)
    prescribed = _read_prescriptions(prescriptions_gy or {}, drawn)
    _refuse_count(n_fractions)
    refuse_other_unit(dose.values, prescribed)
    refuse_misplaced(drawn, dose)
    straight = dose.straightened()
    uid, sha256 = _identify(straight, drawn, prescribed, n_fractions=n_fractions)
    planes = _read_image(image, uid) if image is not None else None
    plan = _make_plan(label, prescribed, drawn, n_fractions=n_fractions, uid=uid)
    treatment = Treatment(
        plan=plan,
        dose=Dose(
            uid=f"{uid}.1",
            grid=straight.grid(_FRAME),
            values_gy=_frozen(straight.values),
            quantity=DoseQuantity.PHYSICAL,
            scope=DoseScope.PLAN,
            n_fractions=n_fractions,
            plan_uid=plan.uid if plan is not None else "",
            structure_set_uid=f"{uid}.2",
        ),
        structure_set=_make_set(label, drawn, planes, uid=uid),
        image=planes,
        deviations=(_NO_PLAN,) if plan is None else (),
    )
    refuse_untreated(treatment, prescribed)
    return _wrap(treatment, sha256)


def _place_dose(
    dose_gy: npt.ArrayLike | Voxels,
    *,
    origin_mm: npt.ArrayLike | None,
    spacing_mm: npt.ArrayLike | None,
    affine_mm: npt.ArrayLike | None,
) -> Voxels:
    stated = [value is not None for value in (origin_mm, spacing_mm, affine_mm)]
    values = dose_gy.values if isinstance(dose_gy, Voxels) else as_numbers(dose_gy, "dose_gy")
    if isinstance(dose_gy, Voxels):
        if any(stated):
            raise UsageError("the dose has its place already: leave out origin_mm, spacing_mm and affine_mm")
    elif stated not in ([True, True, False], [False, False, True]):
        raise UsageError("where is the dose? Give origin_mm and spacing_mm, or affine_mm, and not all three")
    if values.dtype.kind == "b":
        raise InputError("dose_gy: truth values were given; is it a mask?")
    values = finite_numbers(values, "dose_gy")
    if values.ndim != 3 or min(values.shape) < 2:
        raise InputError(
            "dose_gy must have three axes [k, j, i] with two voxels or more along each; its shape is "
            f"{values.shape}"
        )
    if values.min() < 0:
        raise InputError(f"dose_gy: the least dose is {values.min():g} Gy; no dose is below 0")
    if isinstance(dose_gy, Voxels):
        dose = Voxels(values=values, affine_mm=dose_gy.affine_mm)
    elif affine_mm is not None:
        dose = Voxels(values=values, affine_mm=finite_numbers(affine_mm, "affine_mm"))
    else:
        dose = Voxels.along(
            values, origin_mm=vector(origin_mm, "origin_mm"), spacing_mm=vector(spacing_mm, "spacing_mm")
        )
    refuse_spacing(dose, "the dose grid")
    return dose


def _read_prescriptions(stated: Mapping[str, float], drawn: tuple[Structure, ...]) -> dict[str, float]:
    names = [structure.name for structure in drawn]
    prescribed = {}
    for name, dose_gy in stated.items():
        if name not in names:
            advice = did_you_mean(str(name), names)
            raise StructureNameError(f"prescriptions_gy: no structure is named {name!r}{advice}")
        value = finite_numbers(dose_gy, f"prescriptions_gy[{name!r}]")
        if value.shape or not value > 0:
            raise InputError(f"prescriptions_gy[{name!r}] must be one positive number, not {dose_gy!r}")
        prescribed[name] = float(value)
    return prescribed


def _refuse_count(n_fractions: int | None) -> None:
    is_count = isinstance(n_fractions, int | np.integer) and not isinstance(n_fractions, bool)
    if n_fractions is not None and (not is_count or n_fractions < 1):
        raise InputError(f"n_fractions must be a whole number from 1 on, not {n_fractions!r}")


def _read_image(image: Voxels, uid: str) -> Image:
    if not isinstance(image, Voxels):
        raise UsageError("image must be rtqa.Voxels: an image needs its place")
    finite_numbers(image.values, "image")
    refuse_spacing(image, "image")
    straight = image.straightened()
    pixels = _frozen(straight.values)
    n_slices = len(pixels)
    return Image(
        modality="CT",
        grid=straight.grid(_FRAME),
        slice_thickness_mm=owned(np.full(n_slices, np.linalg.norm(straight.affine_mm[:3, 2]))),
        uids=tuple(f"{uid}.3.{n}" for n in range(n_slices)),
        acquired="",
        load=lambda: pixels,
    )


def _make_plan(
    label: str,
    prescribed: Mapping[str, float],
    drawn: tuple[Structure, ...],
    *,
    n_fractions: int | None,
    uid: str,
) -> Plan | None:
    if not prescribed and n_fractions is None:
        return None
    numbers = {structure.name: structure.number for structure in drawn}
    return Plan(
        uid=f"{uid}.4",
        label=label,
        intent="",
        geometry="PATIENT",
        prescriptions=tuple(
            Prescription(
                number=n,
                site="VOLUME",
                purpose="TARGET",
                structure_number=numbers[name],
                dose_gy=dose_gy,
                description=name,
            )
            for n, (name, dose_gy) in enumerate(prescribed.items(), start=1)
        ),
        fraction_groups=(FractionGroup(number=1, n_fractions=n_fractions, n_brachy=0, beams=(), pattern=""),),
        beams=(),
        approval=Approval(status="", review_date=""),
        structure_set_uid=f"{uid}.2",
        frame_of_reference_uid=_FRAME,
    )


def _make_set(label: str, drawn: tuple[Structure, ...], image: Image | None, *, uid: str) -> StructureSet:
    """The set; contours lie on the image's slices, without an image on the planes of all of them."""
    by_hand = [structure for structure in drawn if structure.slices is None]
    planes = find_planes(by_hand or drawn)
    slices = find_drawing_slices(planes) if by_hand else drawn[0].slices
    if image is not None:
        slices = DrawingSlices.of_image(image)
    return StructureSet(
        uid=f"{uid}.2",
        label=label,
        frame_of_reference_uid=_FRAME,
        structures=drawn,
        image_uids=frozenset(image.uids) if image is not None else frozenset(),
        plane_spacing_mm=compute_plane_spacing_mm(planes) if image is None else image.grid.spacing_mm[2],
        slices=slices,
    )


def _identify(
    dose: Voxels,
    drawn: tuple[Structure, ...],
    prescribed: Mapping[str, float],
    *,
    n_fractions: int | None,
) -> tuple[str, str]:
    """A UID and a hash that are the same for the same arrays."""
    content = hashlib.sha256(dose.values.tobytes() + dose.affine_mm.tobytes())
    for structure in drawn:
        content.update(structure.name.encode() + structure.contours.points_mm.tobytes())
    content.update(repr((sorted(prescribed.items()), n_fractions)).encode())
    return f"2.25.{int.from_bytes(content.digest()[:12])}", content.hexdigest()


def _frozen(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float32]:
    kept = values.astype(np.float32)
    kept.setflags(write=False)
    return kept


_NO_PLAN = Deviation(
    kind=DeviationKind.PLAN_ABSENT, subject="RTPLAN", message=Message("links.absent", role="RTPLAN")
)


def _wrap(treatment: Treatment, sha256: str) -> Case:
    plan, dose, structure_set, image = (
        treatment.plan,
        treatment.dose,
        treatment.structure_set,
        treatment.image,
    )
    uid = dose.uid if dose is not None else ""
    source = Source(role="arrays", sop_class_uid="", sop_instance_uid=uid, sha256=sha256, path=Path())
    return Case(
        treatments=(treatment,),
        plans=(plan,) if plan is not None else (),
        doses=(dose,) if dose is not None else (),
        structure_sets=(structure_set,) if structure_set is not None else (),
        images=(image,) if image is not None else (),
        sources=(source,),
        deviations=(),
        identity=None,
    )
