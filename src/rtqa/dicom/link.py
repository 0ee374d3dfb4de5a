"""Links plans, doses, structure sets and images into treatments, by the references in the files."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from rtqa.dicom.candidates import Candidate, Seeker, choose
from rtqa.dicom.consistency import find_disagreements
from rtqa.dicom.dose import DosePart, UnusableDose
from rtqa.dicom.dose_sum import sum_doses
from rtqa.dicom.image import ReadImage
from rtqa.dicom.registration import ReadRegistration
from rtqa.dicom.structures import ReadStructures, settle_frame
from rtqa.dicom.verification import is_rejected_for, verifies
from rtqa.messages import Listing, Message
from rtqa.model.case import Deviation, DeviationKind, Treatment
from rtqa.model.dose import Dose, DoseScope
from rtqa.model.drawing_slices import DrawingSlices
from rtqa.model.image import Image
from rtqa.model.plan import Plan
from rtqa.model.record import BeamRecord
from rtqa.model.structure import StructureSet

AWAY_FRAC, AWAY_MM = 0.8, 1.0
"""A contour further than both, of the slices' distance and in mm, is not on the slice that it names."""

AnyDose = DosePart | UnusableDose


@dataclass(slots=True, kw_only=True)
class Gathered:
    """All objects that were read, before they are linked; ``unread`` are the roles of files that were not.

    ``verifications`` are plans that linking set aside, as they verify another one, ``rejected`` those
    that were rejected beside an approved one.
    """

    plans: list[Candidate[Plan]] = field(default_factory=list)
    doses: list[Candidate[AnyDose]] = field(default_factory=list)
    structure_sets: list[Candidate[ReadStructures]] = field(default_factory=list)
    images: list[Candidate[ReadImage]] = field(default_factory=list)
    registrations: list[Candidate[ReadRegistration]] = field(default_factory=list)
    records: list[Candidate[tuple[BeamRecord, ...]]] = field(default_factory=list)
    verifications: list[Candidate[Plan]] = field(default_factory=list)
    rejected: list[Candidate[Plan]] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LinkedTreatment:
    """A treatment and the objects it was made of."""

    treatment: Treatment
    members: tuple[Candidate[object], ...]


@dataclass(slots=True, kw_only=True)
class _Claim:
    """The plan (if any), doses and structure set that belong together, and how that was found."""

    plan: Candidate[Plan] | None = None
    doses: list[Candidate[AnyDose]] = field(default_factory=list)
    structures: Candidate[ReadStructures] | None = None
    deviations: list[Deviation] = field(default_factory=list)


def link(gathered: Gathered) -> list[LinkedTreatment]:
    """Make one treatment of each plan, and of each dose that no plan claims.

    Without plans and doses, each structure set is one by itself.

    Raises:
        AmbiguousInputError: the files allow two answers; the message lists them.
    """
    claims = _share_out_doses(gathered)
    claims, aside = _set_aside(claims, verifies)
    gathered.verifications += aside
    claims, aside = _set_aside(claims, is_rejected_for)
    gathered.rejected += aside
    for claim in claims:
        _find_structures(claim, gathered.structure_sets)
    claims = claims or [_Claim(structures=structure_set) for structure_set in gathered.structure_sets]
    return [_link_one(claim, gathered.images, gathered.unread) for claim in claims]


def _share_out_doses(gathered: Gathered) -> list[_Claim]:
    """Give each dose to the plan it refers to; those of no plan stand alone, after the others.

    A dose that refers to no plan at hand is given only to a plan that no other dose refers to.
    """
    claims = {plan.uid: _Claim(plan=plan) for plan in gathered.plans}
    stray: list[Candidate[AnyDose]] = []
    for dose in gathered.doses:
        if dose.value.plan_uid in claims:
            claims[dose.value.plan_uid].doses.append(dose)
        else:
            stray.append(dose)
    bare = [plan for plan in gathered.plans if not claims[plan.uid].doses]
    alone: list[_Claim] = []
    for dose in stray:
        plan, deviations = choose(_seeker(dose, "RTPLAN", dose.value.plan_uid), bare)
        claim = _Claim() if plan is None else claims[plan.uid]
        claim.doses.append(dose)
        claim.deviations.extend(deviations)
        if plan is None:
            alone.append(claim)
    return [*claims.values(), *alone]


def _set_aside(
    claims: list[_Claim], is_beside: Callable[[Plan, Plan], bool]
) -> tuple[list[_Claim], list[Candidate[Plan]]]:
    """Plans beside another one at hand, and what goes with them, are no treatments of their own."""
    plans = [claim.plan for claim in claims if claim.plan is not None]
    aside = [plan for plan in plans if any(is_beside(plan.value, other.value) for other in plans)]
    return [claim for claim in claims if claim.plan not in aside], aside


def _find_structures(claim: _Claim, structure_sets: Sequence[Candidate[ReadStructures]]) -> None:
    """Find the structure set that the plan names, else the one that its dose names."""
    seekers = [_seeker(dose, "RTSTRUCT", dose.value.structure_set_uid) for dose in claim.doses]
    if claim.plan is not None:
        seekers.insert(0, _seeker(claim.plan, "RTSTRUCT", claim.plan.value.structure_set_uid))
    at_hand = {candidate.uid for candidate in structure_sets}
    # Best is who names one at hand, then who names any; the plan before its doses.
    seekers.sort(key=lambda seeker: (seeker.stated_uid not in at_hand, not seeker.stated_uid))
    claim.structures, deviations = choose(seekers[0], structure_sets)
    claim.deviations.extend(deviations)
    if claim.structures is None:
        return
    claim.deviations.extend(
        Deviation(
            kind=DeviationKind.LINK_BROKEN,
            subject=seeker.subject,
            message=Message(
                "links.other-structures", other=seekers[0].subject, taken=claim.structures.subject
            ),
        )
        for seeker in seekers[1:]
        if seeker.stated_uid not in ("", claim.structures.uid, seekers[0].stated_uid)
    )


def _link_one(
    claim: _Claim, images: Sequence[Candidate[ReadImage]], unread: Collection[str]
) -> LinkedTreatment:
    plan, structures = claim.plan, claim.structures
    dose, about_dose = _make_dose(claim)
    image, about_image = _find_image(structures, images) if structures else (None, [])
    parts = [part for part in (structures, plan, image) if part is not None]
    members: list[Candidate[object]] = [*claim.doses, *parts]
    if structures is not None:
        stated = [
            part.frame_uid for part in (*claim.doses, plan, image) if part is not None and part.frame_uid
        ]
        read = settle_frame(structures.value, stated, subject=structures.subject)
        structures = replace(structures, value=read, frame_uid=read.structure_set.frame_of_reference_uid)
        plan = _settle_plan(plan, structures, claim)
    absent = [
        _absent(missing, subject, is_unread=subject in unread)
        for missing, subject, part in (
            ((DeviationKind.PLAN_ABSENT, DeviationKind.PLAN_UNREAD), "RTPLAN", plan),
            ((DeviationKind.DOSE_ABSENT, DeviationKind.DOSE_UNREAD), "RTDOSE", next(iter(claim.doses), None)),
            ((DeviationKind.STRUCTURES_ABSENT, DeviationKind.STRUCTURES_UNREAD), "RTSTRUCT", structures),
        )
        if part is None
    ]
    return LinkedTreatment(
        treatment=Treatment(
            plan=plan.value if plan else None,
            dose=dose,
            structure_set=_with_image_spacing(structures.value.structure_set, image) if structures else None,
            image=image.value.image if image else None,
            deviations=(
                *absent,
                *claim.deviations,
                *_find_other_dose(claim),
                *about_dose,
                *(structures.value.deviations if structures else ()),
                *about_image,
                *(_find_elsewhere(structures, image.value.image) if structures and image else ()),
                *find_disagreements(
                    part for part in (*claim.doses, structures, plan, image) if part is not None
                ),
            ),
        ),
        members=tuple(members),
    )


def _settle_plan(
    plan: Candidate[Plan] | None, structures: Candidate[ReadStructures], claim: _Claim
) -> Candidate[Plan] | None:
    """Of a plan that states no frame, that of the structure set it names, where the doses state it too.

    Monaco writes none, which the module's usage for plans allows (PS3.3 A.20.3, U).
    """
    frame_uid = structures.frame_uid
    is_settled = (
        plan is not None
        and not plan.frame_uid
        and plan.value.structure_set_uid == structures.uid
        and bool(claim.doses)
        and all(dose.frame_uid == frame_uid for dose in claim.doses)
    )
    if plan is None or not is_settled:
        return plan
    return replace(plan, frame_uid=frame_uid, value=replace(plan.value, frame_of_reference_uid=frame_uid))


def _find_image(
    structures: Candidate[ReadStructures], images: Sequence[Candidate[ReadImage]]
) -> tuple[Candidate[ReadImage] | None, list[Deviation]]:
    """Find the image that a structure set names slice by slice, or by series, or by its frame alone.

    An image is no condition for judging dose: where several share the frame and none is named, none is
    taken, and the deviation says so.
    """
    slices = structures.value.structure_set.image_uids
    named = max(images, key=lambda image: len(slices.intersection(image.value.image.uids)), default=None)
    if named is not None and slices.intersection(named.value.image.uids):
        return named, []
    by_series = [image for image in images if image.value.series_uid in structures.value.series_uids]
    by_frame = [image for image in images if image.frame_uid and image.frame_uid == structures.frame_uid]
    fitting = by_series or by_frame
    if not fitting:
        return None, []
    if len(fitting) > 1:
        message = Message("links.several-images", n=len(fitting))
        return None, [Deviation(kind=DeviationKind.LINK_ABSENT, subject=structures.subject, message=message)]
    if by_series:
        return fitting[0], []
    if slices or structures.value.series_uids:
        kind = DeviationKind.LINK_BROKEN
        message = Message("links.image-not-at-hand", taken=fitting[0].subject)
    else:
        kind = DeviationKind.LINK_ABSENT
        message = Message("links.no-image-named", taken=fitting[0].subject)
    return fitting[0], [Deviation(kind=kind, subject=structures.subject, message=message)]


def _find_elsewhere(structures: Candidate[ReadStructures], image: Image) -> list[Deviation]:
    """Name the structures most of whose contours do not lie on the slices that they name.

    Drawn between two slices, a contour may name either; one off by most of their distance was moved.
    """
    spacing_mm = image.grid.spacing_mm[2]
    places = dict(zip(image.uids, image.grid.slice_positions.tolist(), strict=False))
    if len(places) != len(image.grid.slice_positions):
        return []  # the frames of one file have one UID
    names: list[str] = []
    for name, contours in structures.value.drawn_on.items():
        apart_mm = [
            min(abs(place - places[uid]) for uid in known) * spacing_mm
            for contour in contours
            if (known := contour.uids & places.keys())
            for place in image.grid.to_ijs([contour.point_mm])[:, 2].tolist()
        ]
        if sum(mm > max(AWAY_FRAC * spacing_mm, AWAY_MM) for mm in apart_mm) > len(apart_mm) / 2:
            names.append(name)
    if not names:
        return []
    message = Message("links.contours-elsewhere", n=len(names), names=Listing(tuple(names), most=3))
    return [Deviation(kind=DeviationKind.LINK_BROKEN, subject=structures.subject, message=message)]


def _find_other_dose(claim: _Claim) -> list[Deviation]:
    """Say where the plan names doses, and none of them is among those that go with it."""
    named = claim.plan.value.dose_uids if claim.plan is not None else frozenset()
    if claim.plan is None or not named or not claim.doses or named & {dose.uid for dose in claim.doses}:
        return []
    return [
        Deviation(
            kind=DeviationKind.LINK_BROKEN,
            subject=claim.plan.subject,
            message=Message("links.other-dose"),
        )
    ]


def _make_dose(claim: _Claim) -> tuple[Dose | None, list[Deviation]]:
    """Sum the usable doses; the reasons of unusable ones matter where no whole dose is left."""
    usable = [dose.value for dose in claim.doses if isinstance(dose.value, DosePart)]
    unusable = [
        Deviation(kind=DeviationKind.DOSE_UNUSABLE, subject=dose.subject, message=dose.value.reason)
        for dose in claim.doses
        if isinstance(dose.value, UnusableDose)
    ]
    if not usable:
        return None, list(dict.fromkeys(unusable))
    dose, deviations = sum_doses(usable, claim.plan.value if claim.plan else None)
    whole = dose is not None and dose.scope is DoseScope.PLAN
    of_files = [deviation for part in usable for deviation in part.deviations]
    return dose, [*of_files, *deviations, *(() if whole else unusable)]


def _with_image_spacing(structure_set: StructureSet, image: Candidate[ReadImage] | None) -> StructureSet:
    """Contours were drawn on the image's slices: their distance is that of the planes, drawn or not."""
    if image is None or image.value.image.grid.shape_kji[0] < 2:
        return structure_set
    drawn_on = image.value.image
    return replace(
        structure_set,
        plane_spacing_mm=drawn_on.grid.spacing_mm[2],
        slices=DrawingSlices.of_image(drawn_on),
    )


def _seeker(candidate: Candidate[object], sought: Literal["RTPLAN", "RTSTRUCT"], stated_uid: str) -> Seeker:
    return Seeker(
        subject=candidate.subject,
        sought=sought,
        stated_uid=stated_uid,
        frame_uid=candidate.frame_uid,
        patient_id=candidate.patient_id,
    )


def _absent(kinds: tuple[DeviationKind, DeviationKind], subject: str, *, is_unread: bool) -> Deviation:
    """What is not there, or is there and could not be read: then it must not be called absent."""
    absent, unread = kinds
    if is_unread:
        return Deviation(kind=unread, subject=subject, message=Message("links.unread", role=subject))
    return Deviation(kind=absent, subject=subject, message=Message("links.absent", role=subject))
