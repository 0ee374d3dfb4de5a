"""A case of boxes in ramps of dose, whose every number is known in closed form, and what was found in it.

Each structure is a box of 20 × 20 × 15 mm (6 cm³), 40 mm from the next along x. Around its centre the dose
rises along x by 0.1 Gy a mm from a level of its own, and trilinear interpolation of a ramp is exact::

    Mean = level    Max = level + 1    Min = level − 1    D95% = level − 0.9    D98% = level − 0.96
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from rtqa.findings import Finding, Report, Verdict
from rtqa.messages import Message
from rtqa.model.case import Case, Deviation, DeviationKind, Treatment
from rtqa.model.dose import Dose, DoseQuantity, DoseScope
from rtqa.model.geometry import Grid, owned
from rtqa.model.image import Image
from rtqa.model.plan import (
    Approval,
    Beam,
    BeamShare,
    ControlPoint,
    FractionGroup,
    LeafLayer,
    Plan,
    Prescription,
)
from rtqa.model.structure import ContourKind, Contours, Structure, StructureSet
from without_second_dose import check

PROTOCOL = "nct07041788"
COURSE = Path(__file__).parent / "course.toml"
FRAME, OTHER_FRAME, BASELINE_FRAME = "1.2.3.100", "1.2.3.101", "1.2.3.102"
PLAN_UID, DOSE_UID, STRUCTURES_UID = "1.2.3.1", "1.2.3.2", "1.2.3.3"

LEVELS_GY = {
    "GTVtn0": 71.0,
    "GTVn": 67.0,
    "CTV": 56.0,
    "SpinalCord": 40.0,
    "Parotid_L": 20.0,
    "Parotid_R": 22.0,
}
"""Levels that keep every clause of the chemoradiotherapy phase."""

PRESCRIBED_GY = {"GTVtn0": 70.0, "GTVn": 66.0, "CTV": 54.0}

OF_A_PATIENT = (
    "DOSE-PLACE",
    "DOSE-VOXELS",
    "STRUCT-MIDDLE",
    "STRUCT-NESTED",
    "STRUCT-REACH",
    "STRUCT-SIDE",
    "STRUCT-VOLUME",
)
"""Checks that only anatomy and a dose that ends somewhere can keep; boxes side by side in ramps do not."""

PITCH_MM, HALF_MM, GY_PER_MM = 40.0, 10.0, 0.1
PLANES_MM = (-6.0, -3.0, 0.0, 3.0, 6.0)
SLICES_MM = np.arange(-30.0, 33.0, 3.0)

LEAVES_MM = ([[-9.0], [9.0]], [[-9.0], [0.0]])
"""Leaves of a field that modulates."""

METERSET_MU = 5000.0
"""Of the field in each fraction: as many as are plausible for 2 to 70 Gy."""


def contours(
    x_mm: float,
    *,
    half_mm: tuple[float, float] = (HALF_MM, HALF_MM),
    planes_mm: Sequence[float] = PLANES_MM,
    kinds: Sequence[ContourKind] | None = None,
) -> Contours:
    """Rectangles about (x, 0), one a plane."""
    half_x, half_y = half_mm
    corners = [(-half_x, -half_y), (half_x, -half_y), (half_x, half_y), (-half_x, half_y)]
    points = [(x_mm + x, y, z) for z in planes_mm for x, y in corners]
    return Contours(
        points_mm=owned(np.reshape(points, (-1, 3))),
        starts=np.arange(len(planes_mm) + 1) * 4,
        kinds=tuple(kinds or [ContourKind.CLOSED_PLANAR] * len(planes_mm)),
    )


def bulky(x_mm: float) -> Contours:
    """A box of 20 × 50 × 15 mm, whose diagonal is √(20² + 50²) = 53.9 mm within its planes."""
    return contours(x_mm, half_mm=(HALF_MM, 25.0))


def structures(names: Sequence[str], **drawn_as: Contours) -> StructureSet:
    """Boxes of these names, ROI number n (from 1) at x = 40 mm × (n - 1), or drawn as said."""
    return StructureSet(
        uid=STRUCTURES_UID,
        label="SS",
        frame_of_reference_uid=FRAME,
        structures=tuple(
            Structure(number=n, name=name, role="", contours=drawn_as.get(name, contours(PITCH_MM * (n - 1))))
            for n, name in enumerate(names, 1)
        ),
        image_uids=frozenset(),
        plane_spacing_mm=3.0,
    )


def ramps(
    levels_gy: Sequence[float],
    *,
    x_from_mm: float = -20.0,
    y_to_mm: float = 16.0,
    z_from_mm: float = -16.0,
    quantity: DoseQuantity = DoseQuantity.PHYSICAL,
) -> Dose:
    """A dose with a ramp about each box, on nodes 2 mm apart, from x and z on and to y on both sides."""
    x_mm = np.arange(x_from_mm, PITCH_MM * len(levels_gy), 2.0)
    y_mm = np.arange(-y_to_mm, y_to_mm + 1.0, 2.0)
    z_mm = np.arange(z_from_mm, 17.0, 2.0)
    box = np.clip(np.round(x_mm / PITCH_MM).astype(int), 0, len(levels_gy) - 1)
    along_x = np.asarray(levels_gy)[box] + GY_PER_MM * (x_mm - PITCH_MM * box)
    values = np.broadcast_to(along_x, (len(z_mm), len(y_mm), len(x_mm))).astype(np.float32)
    values.setflags(write=False)
    return Dose(
        uid=DOSE_UID,
        grid=Grid.from_planes(
            position_mm=(x_mm[0], y_mm[0], z_mm[0]),
            orientation=(1, 0, 0, 0, 1, 0),
            spacing_mm=(2.0, 2.0),
            offsets_mm=z_mm - z_mm[0],
            shape_ji=(len(y_mm), len(x_mm)),
            frame_of_reference_uid=FRAME,
        ),
        values_gy=values,
        quantity=quantity,
        scope=DoseScope.PLAN,
        n_fractions=30,
        plan_uid=PLAN_UID,
        structure_set_uid=STRUCTURES_UID,
    )


def image(
    *,
    thickness_mm: float | None = 3.0,
    slices_mm: npt.ArrayLike = SLICES_MM,
    frame_uid: str = FRAME,
    **changes: Any,
) -> Image:
    """An axial CT with slices at these heights, without pixels."""
    heights = np.asarray(slices_mm, dtype=float)
    stated: dict[str, Any] = {"modality": "CT", "acquired": "20250317", **changes}
    return Image(
        grid=Grid.from_planes(
            position_mm=(-200.0, -200.0, heights[0]),
            orientation=(1, 0, 0, 0, 1, 0),
            spacing_mm=(1.0, 1.0),
            offsets_mm=heights - heights[0],
            shape_ji=(512, 512),
            frame_of_reference_uid=frame_uid,
        ),
        slice_thickness_mm=owned(np.full(len(heights), np.nan if thickness_mm is None else thickness_mm)),
        uids=tuple(f"1.2.3.4.{n}" for n in range(len(heights))),
        load=lambda: np.empty(0, dtype=np.float32),
        **stated,
    )


def baseline(**changes: Any) -> Image:
    """A CT in a frame of its own, taken before the planning CT."""
    return image(**{"frame_uid": BASELINE_FRAME, "acquired": "20241227", **changes})


def beam(*, leaves_mm: Sequence[npt.ArrayLike] = LEAVES_MM, number: int = 1, **changes: Any) -> Beam:
    """A field at a fixed gantry angle, of control points with these leaves."""
    common = {
        **dict.fromkeys(ControlPoint.__slots__),
        "gantry_turns": "",
        "gantry_deg": 40.0,
        "collimator_deg": 0.0,
        "energy_mv": 6.0,
        "isocenter_mm": owned([0.0, 0.0, 0.0]),
    }
    metersets = np.linspace(0.0, 1.0, len(leaves_mm))
    points = [
        ControlPoint(**{**common, "leaves_mm": {0: owned(each)}, "meterset_frac": float(share)})
        for each, share in zip(leaves_mm, metersets, strict=True)
    ]
    usual = {
        "delivery_type": "TREATMENT",
        "radiation": "PHOTON",
        "leaf_layers": (LeafLayer(edges_mm=None, axis="X"),),
    }
    stated: dict[str, Any] = {**usual, **changes}
    return Beam(number=number, name="B", machine="M", control_points=tuple(points), **stated)


def prescription(structure_number: int | None, dose_gy: float | None, **changes: Any) -> Prescription:
    """A target prescription to a volume."""
    stated: dict[str, Any] = {"site": "VOLUME", "purpose": "TARGET", **changes}
    return Prescription(
        number=structure_number or 0,
        structure_number=structure_number,
        dose_gy=dose_gy,
        description="",
        **stated,
    )


def group(n_fractions: int | None, *, number: int = 1, meterset_mu: float = METERSET_MU) -> FractionGroup:
    share = BeamShare(beam_number=1, dose_gy=None, meterset_mu=meterset_mu)
    return FractionGroup(
        number=number, n_fractions=n_fractions, n_brachy=0, beams=(share,), pattern="1111100"
    )


def plan(*prescriptions: Prescription, n_fractions: int | None = 30, **changes: Any) -> Plan:
    """An approved photon plan of one fraction group."""
    stated: dict[str, Any] = {
        "label": "CCRT",
        "intent": "CURATIVE",
        "fraction_groups": (group(n_fractions),),
        "approval": Approval(status="APPROVED", review_date="20250109" if n_fractions == 1 else "20250320"),
        "structure_set_uid": STRUCTURES_UID,
        "frame_of_reference_uid": FRAME,
        "beams": (beam(),),
        **changes,
    }
    return Plan(uid=PLAN_UID, geometry="PATIENT", prescriptions=prescriptions, **stated)


def treatment(
    levels_gy: Mapping[str, float] | None = None,
    *,
    prescribed_gy: Mapping[str, float] | None = None,
    n_fractions: int | None = 30,
    **parts: Any,
) -> Treatment:
    """A plan, a dose and boxes that keep the protocol, but for what is said otherwise.

    Args:
        levels_gy: levels that differ from LEVELS_GY; further names are further boxes.
        prescribed_gy: prescriptions instead of PRESCRIBED_GY, to these names.
        n_fractions: planned.
        parts: of the treatment, as they are to be.
    """
    levels = {**LEVELS_GY, **(levels_gy or {})}
    numbers = {name: n for n, name in enumerate(levels, 1)}
    prescribed = PRESCRIBED_GY if prescribed_gy is None else prescribed_gy
    prescriptions = [prescription(numbers[name], dose_gy) for name, dose_gy in prescribed.items()]
    stated: dict[str, Any] = {
        "plan": plan(*prescriptions, n_fractions=n_fractions),
        "dose": ramps(list(levels.values())),
        "structure_set": structures(list(levels)),
        "image": image(),
        "deviations": (),
        **parts,
    }
    return Treatment(**stated)


def drawn_otherwise(one: Treatment, **drawn_as: Contours) -> Treatment:
    """The treatment with some of its structures drawn otherwise."""
    assert one.structure_set is not None
    names = [structure.name for structure in one.structure_set.structures]
    return replace(one, structure_set=structures(names, **drawn_as))


def renamed(one: Treatment, **names: str) -> Treatment:
    """The treatment with some of its structures named otherwise."""
    assert one.structure_set is not None
    changed = tuple(
        replace(structure, name=names.get(structure.name, structure.name))
        for structure in one.structure_set.structures
    )
    return replace(one, structure_set=replace(one.structure_set, structures=changed))


def without(one: Treatment, *names: str) -> Treatment:
    """The treatment without some of its structures."""
    assert one.structure_set is not None
    kept = tuple(each for each in one.structure_set.structures if each.name not in names)
    return replace(one, structure_set=replace(one.structure_set, structures=kept))


def case(
    *treatments: Treatment, deviations: Sequence[Deviation] = (), before: Sequence[Image] | None = None
) -> Case:
    """These treatments, and images of none of them: the baseline CT, unless others are given."""
    others = (baseline(),) if before is None else tuple(before)
    return Case(
        treatments=treatments,
        plans=tuple(each.plan for each in treatments if each.plan is not None),
        doses=tuple(each.dose for each in treatments if each.dose is not None),
        structure_sets=tuple(each.structure_set for each in treatments if each.structure_set is not None),
        images=(*(each.image for each in treatments if each.image is not None), *others),
        sources=(),
        deviations=tuple(deviations),
        identity=None,
    )


SAID = Message("links.other-dose")
"""What a reader may say of a deviation."""


def deviation(kind: DeviationKind, subject: str = "RTDOSE") -> Deviation:
    return Deviation(kind=kind, subject=subject, message=SAID)


def judged(*treatments: Treatment, **how: Any) -> Report:
    """The report on these treatments by the trial's protocol and a course in order, unless said otherwise.

    Without the checks that boxes cannot keep.
    """
    usual = {} if "protocol" in how else {"protocol": PROTOCOL, "course": COURSE}
    return without_what_boxes_cannot_keep(check(case(*treatments), **{**usual, **how}))


def without_what_boxes_cannot_keep(report: Report) -> Report:
    return replace(report, findings=tuple(f for f in report.findings if f.code not in OF_A_PATIENT))


def found(report: Report, code: str, subject: str | None = None) -> list[Finding]:
    """The findings of a check, or those about one subject."""
    return [f for f in report.findings if f.code == code and subject in (None, str(f.subject))]


def the_finding(report: Report, code: str, subject: str) -> Finding:
    """The one finding of a check about a subject."""
    (only,) = found(report, code, subject)
    return only


def blamed(report: Report) -> set[tuple[str, str, str]]:
    """Code, subject and verdict of all that is neither PASS nor INFO."""
    verdicts = [(f.code, str(f.subject), f.verdict) for f in report.findings if f.verdict is not None]
    return {(code, subject, each.value) for code, subject, each in verdicts if each is not Verdict.PASS}


def write_protocol(folder: Path, *constraints: Mapping[str, object]) -> Path:
    """A protocol file of one phase (two fractions or more), an organ and a target, with these constraints.

    Each is on SpinalCord's Max[Gy], ≤ 45, but for what it says otherwise.
    """
    text = (
        'schema = "rtqa-protocol/1"\nid = "own"\ntitle = "Own"\nversion = "1"\nsource = "Own"\n'
        '[[phase]]\nid = "ccrt"\ntitle = "Chemoradiotherapy"\nfractions = { min = 2 }\n'
        '[[structure]]\nname = "SpinalCord"\nrole = "organ"\n'
        '[[structure]]\nname = "GTVn"\nrole = "target"\nnumbered = true\n'
        '[[structure]]\nname = "GTVn1"\nrole = "target"\n'
    )
    usual = {
        "phase": "ccrt",
        "structure": "SpinalCord",
        "metric": "Max[Gy]",
        "relation": "<=",
        "limit": 45,
        "quote": "spinal cord ≤45Gy",
        "source": "Own, section 1",
    }
    for n, constraint in enumerate(constraints):
        clause = {"id": f"own-{n}", **usual, **constraint}
        text += "[[constraint]]\n" + "".join(f"{key} = {json.dumps(each)}\n" for key, each in clause.items())
    path = folder / "own.toml"
    path.write_text(text, encoding="utf-8")
    return path
