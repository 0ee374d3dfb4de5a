from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from rtqa.errors import AmbiguousInputError, InputError
from rtqa.messages import Message
from rtqa.model.case import Case, Deviation, DeviationKind, Identity, Source, Treatment
from rtqa.model.dose import Dose, DoseQuantity, DoseScope
from rtqa.model.geometry import Grid
from rtqa.model.image import Image
from rtqa.model.plan import Approval, Beam, BeamShare, FractionGroup, Plan

UID = "1.2.826.0.1"


def plan(label: str = "HN", groups: tuple[FractionGroup, ...] = ()) -> Plan:
    return Plan(
        uid=f"{UID}.1",
        label=label,
        intent="CURATIVE",
        geometry="PATIENT",
        prescriptions=(),
        fraction_groups=groups,
        beams=(),
        approval=Approval(status="APPROVED", review_date="20260101"),
        structure_set_uid=f"{UID}.2",
        frame_of_reference_uid=f"{UID}.3",
    )


def grid() -> Grid:
    return Grid.from_planes(
        position_mm=(0, 0, 0),
        orientation=(1, 0, 0, 0, 1, 0),
        spacing_mm=(1.0, 1.0),
        offsets_mm=(0.0, 1.0),
        shape_ji=(2, 2),
        frame_of_reference_uid=f"{UID}.3",
    )


def dose() -> Dose:
    return Dose(
        uid=f"{UID}.4",
        grid=grid(),
        values_gy=np.zeros((2, 2, 2), dtype=np.float32),
        quantity=DoseQuantity.PHYSICAL,
        scope=DoseScope.PLAN,
        n_fractions=30,
        plan_uid=f"{UID}.1",
        structure_set_uid=f"{UID}.2",
    )


def image() -> Image:
    return Image(
        modality="CT",
        grid=grid(),
        slice_thickness_mm=np.ones(2),
        uids=(f"{UID}.5", f"{UID}.6"),
        acquired="20260101",
        load=lambda: np.zeros((2, 2, 2), dtype=np.float32),
    )


def treatment(label: str | None = "HN") -> Treatment:
    return Treatment(
        plan=plan(label) if label is not None else None,
        dose=dose(),
        structure_set=None,
        image=image(),
        deviations=(),
    )


def case(*treatments: Treatment) -> Case:
    return Case(
        treatments=treatments,
        plans=tuple(t.plan for t in treatments if t.plan is not None),
        doses=(dose(),),
        structure_sets=(),
        images=(image(),),
        sources=(
            Source(
                role="RTPLAN",
                sop_class_uid="1.2.840.10008.5.1.4.1.1.481.5",
                sop_instance_uid=f"{UID}.1",
                sha256="ab" * 32,
                path=Path("/ward/ROE_JANE_123/RTPLAN.dcm"),
            ),
        ),
        deviations=(
            Deviation(kind=DeviationKind.LINK_ABSENT, subject="RTDOSE", message=Message("links.other-dose")),
        ),
        identity=Identity(patient_name="Roe^Jane", patient_id="123456", birth_date="19500102"),
    )


def test_the_only_treatment_is_the_treatment() -> None:
    only = treatment()
    assert case(only).treatment is only


def test_several_treatments_are_listed_and_none_is_chosen() -> None:
    with pytest.raises(AmbiguousInputError, match=r"2 treatments \('HN', 'Boost'\): name one's files"):
        _ = case(treatment("HN"), treatment("Boost")).treatment


def test_no_treatment_is_an_error_of_the_input() -> None:
    with pytest.raises(InputError, match="the files hold no RT plan, dose or structure set"):
        _ = case().treatment


def test_treatment_is_called_by_its_plans_label() -> None:
    assert treatment("Boost").label == "Boost"
    assert str(treatment(None).label) == "(no plan)"


@pytest.mark.parametrize("secret", ["Roe", "Jane", "ROE_JANE", "123456", "19500102", UID])
def test_identity_uids_and_paths_are_in_no_repr(secret: str) -> None:
    whole = case(treatment())
    shown = [repr(value) for value in (whole, whole.sources[0], whole.identity, whole.treatment, dose())]
    assert [text for text in shown if secret in text] == []


def test_planned_fractions_are_those_of_the_only_group() -> None:
    groups = tuple(
        FractionGroup(number=n, n_fractions=fractions, n_brachy=0, beams=(), pattern="")
        for n, fractions in ((1, 30), (2, 5))
    )
    assert plan(groups=groups[:1]).n_fractions == 30
    assert plan(groups=groups).n_fractions is None
    assert plan().n_fractions is None


def shared(number: int, n_fractions: int, *beams: BeamShare) -> FractionGroup:
    return FractionGroup(number=number, n_fractions=n_fractions, n_brachy=0, beams=beams, pattern="")


def share(number: int, mu: float, gy: float | None = None, at_mm: float | None = None) -> BeamShare:
    point = None if at_mm is None else (at_mm, 0.0, 0.0)
    return BeamShare(beam_number=number, dose_gy=gy, meterset_mu=mu, point_mm=point)


@pytest.mark.parametrize(
    ("boost", "n_fractions"),
    [
        ((share(1, 100.4), share(2, 50.0)), 30),  # the same, but for rounding
        ((share(1, 100.0),), None),  # one beam less
        ((share(1, 120.0), share(2, 60.0)), None),  # more of each
        ((share(3, 210.0, 2.0, 5.0),), 30),  # another beam that gives the same point the same dose
        ((share(3, 210.0, 2.0, 6.0),), None),  # another point
        ((share(3, 210.0, 1.5, 5.0),), None),  # another dose
        ((share(3, 210.0),), None),  # no point that tells
    ],
)
def test_fractions_of_several_groups_add_up_where_each_goes_on_with_the_same(
    boost: tuple[BeamShare, ...], n_fractions: int | None
) -> None:
    first = (share(1, 100.0, 1.5, 5.0), share(2, 50.0, 0.5, 5.0))
    assert plan(groups=(shared(1, 25, *first), shared(2, 5, *boost))).n_fractions == n_fractions


@pytest.mark.parametrize(
    ("delivery_type", "treats"),
    [("TREATMENT", True), ("", True), ("CONTINUATION", True), ("SETUP", False), ("OPEN_PORTFILM", False)],
)
def test_beams_treat_unless_they_are_for_imaging_or_setup(*, delivery_type: str, treats: bool) -> None:
    beam = Beam(
        number=1,
        name="G0",
        machine="Linac",
        radiation="PHOTON",
        delivery_type=delivery_type,
        control_points=(),
    )
    assert beam.treats is treats
