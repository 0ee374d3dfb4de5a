"""A case made by hand: boxes in a dose that grows by 1 Gy a millimetre along x."""

from __future__ import annotations

import numpy as np

from rtqa.model.case import Case, Treatment
from rtqa.model.dose import Dose, DoseQuantity, DoseScope
from rtqa.model.geometry import Grid
from rtqa.model.plan import Approval, Plan, Prescription
from rtqa.model.structure import ContourKind, Contours, Structure, StructureSet

HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "[red]x[/red]",
    "{{7*7}}",
    "../../etc",
    "=cmd()",
    "a\x1b[31mb\x07\x9bc",
    "left\u202etfel",
    "脊髓" * 32,
)


def contours(squares: list[tuple[float, float, float]], *, side_mm: float = 10.0) -> Contours:
    """Squares with their lower corners at (x, y) in the planes z."""
    corners = np.array([[0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0]]) * side_mm
    points = [corners + place for place in squares]
    return Contours(
        points_mm=np.concatenate(points) if points else np.zeros((0, 3)),
        starts=4 * np.arange(len(squares) + 1),
        kinds=(ContourKind.CLOSED_PLANAR,) * len(squares),
    )


def box(number: int, name: str, *, x_mm: float = 10.0, role: str = "ORGAN") -> Structure:
    """1 cm³ from ``x_mm`` to ``x_mm + 10``: its doses are those numbers in Gy."""
    places = [(x_mm, 10.0, z) for z in (11.0, 13.0, 15.0, 17.0, 19.0)]
    return Structure(number=number, name=name, role=role, contours=contours(places))


def case_of(*structures: Structure, dose: bool = True) -> Case:
    grid = Grid.from_planes(
        position_mm=(0.0, 0.0, 0.0),
        orientation=(1, 0, 0, 0, 1, 0),
        spacing_mm=(2.0, 2.0),
        offsets_mm=np.arange(0.0, 40.0, 2.0),
        shape_ji=(30, 40),
        frame_of_reference_uid="",
    )
    values_gy = np.broadcast_to(2.0 * np.arange(40, dtype=np.float32), grid.shape_kji).copy()
    prescribed = Prescription(
        number=1,
        site="VOLUME",
        purpose="TARGET",
        structure_number=1,
        dose_gy=20.0,
        description="",
    )
    treatment = Treatment(
        plan=Plan(
            uid="1.2.3.4",
            label="HN",
            intent="",
            geometry="PATIENT",
            prescriptions=(prescribed,),
            fraction_groups=(),
            beams=(),
            approval=Approval(status="", review_date=""),
            structure_set_uid="",
            frame_of_reference_uid="",
        ),
        dose=Dose(
            uid="",
            grid=grid,
            values_gy=values_gy,
            quantity=DoseQuantity.PHYSICAL,
            scope=DoseScope.PLAN,
            n_fractions=None,
            plan_uid="",
            structure_set_uid="",
        )
        if dose
        else None,
        structure_set=StructureSet(
            uid="",
            label="",
            frame_of_reference_uid="",
            structures=structures,
            image_uids=frozenset(),
            plane_spacing_mm=2.0,
        ),
        image=None,
        deviations=(),
    )
    return Case(
        treatments=(treatment,),
        plans=(),
        doses=(),
        structure_sets=(),
        images=(),
        sources=(),
        deviations=(),
        identity=None,
    )
