"""Make the four sample plans, the same bytes each time: python sample_plans/make.py [--out DIR]."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from anatomy import Anatomy, paint_ct
from beams import Influence, Patient, compute_influence, relative_density
from dicom_common import Study, write_file
from dicom_image import DOSE_STEP_GY, build_ct, build_dose
from dicom_plan import PlannedField, Prescription, build_plan
from dicom_structures import Outlines, build_structure_set
from dose_volume import compute_dose_volume
from goals import CcrtWishes, ccrt_goals, planning_points, sfrt_goals
from leaves import delivered_fluence, sequence_leaves
from planning import Goals, optimise_fluence
from shapes import Array, Lattice, Solid, axis_mm, cut_contours, inside
from structures import BULKY_NODE_CENTRE_MM, Roi, ccrt_structures, sfrt_structures

CT_LATTICE = Lattice(
    x_mm=axis_mm(-188.7, 3.4, 112), y_mm=axis_mm(-188.7, 3.4, 112), z_mm=axis_mm(-126.0, 3.0, 90)
)
# Deliberately a fraction of a mm off the CT: a grid that lies on the image planes hides mistakes.
DOSE_LATTICE = Lattice(
    x_mm=axis_mm(-184.3, 3.0, 124), y_mm=axis_mm(-119.1, 3.0, 77), z_mm=axis_mm(-134.4, 3.0, 94)
)
# In ccrt_review the grid begins here: below every target, but above the lower end of the cord.
CUT_DOSE_ABOVE_Z_MM = -109.0
MU_PER_GY = 100.0

CCRT_GANTRY_DEG = tuple(40.0 * n for n in range(9))
SFRT_GANTRY_DEG = (180.0, 205.0, 230.0, 255.0, 280.0, 305.0, 330.0, 355.0, 20.0)

CCRT_PRESCRIPTION = Prescription(
    label="CCRT 70Gy/30",
    fractions=30,
    dose_gy={
        "GTVtn0": 70.0,
        "GTVn": 66.0,
        "CTV": 54.0,
        "PTV_7000": 70.0,
        "PTV_6600": 66.0,
        "PTV_5400": 54.0,
    },
    isocentre_mm=(-4.0, 2.0, -35.0),
    specification_point_mm=(-18.0, -20.0, -6.0),
)
SFRT_PRESCRIPTION = Prescription(
    label="SFRT 15Gy/1",
    fractions=1,
    dose_gy={"PTV_Vertices": 15.0},
    isocentre_mm=BULKY_NODE_CENTRE_MM,
    # On the rim of the first sphere, where the dose is about the prescribed one.
    specification_point_mm=(-42.0, -5.0, -27.0),
)

PASSING = CcrtWishes(cord_spot_gy=40.3, parotid_l_mean_gy=20.0, parotid_r_mean_gy=22.0)
FAILING = CcrtWishes(cord_spot_gy=46.1, parotid_l_mean_gy=20.0, parotid_r_mean_gy=30.6)


@dataclass(frozen=True, slots=True)
class Site:
    """One patient on the CT couch with fields chosen: all that plans of this patient share.

    influence maps fluence to dose at in_body, the points of DOSE_LATTICE that get dose at all.
    """

    drawn: tuple[tuple[Roi, Outlines], ...]
    hu: npt.NDArray[np.int16]
    prescription: Prescription
    gantry_deg: tuple[float, ...]
    in_body: npt.NDArray[np.bool_]
    influence: Influence

    @property
    def solids(self) -> dict[str, Solid]:
        """Shapes by structure name."""
        return {roi.name: roi.solid for roi, _ in self.drawn}


@dataclass(frozen=True, slots=True)
class Treatment:
    """Fields of a finished plan and their dose (Gy, all fractions) on DOSE_LATTICE."""

    fields: tuple[PlannedField, ...]
    dose_gy: Array


def prepare_site(
    anatomy: Anatomy,
    rois: tuple[Roi, ...],
    *,
    prescription: Prescription,
    gantry_deg: tuple[float, ...],
) -> Site:
    """Scan, contour, and work out what each field can do."""
    hu = paint_ct(anatomy, CT_LATTICE)
    in_body = inside(anatomy.body, DOSE_LATTICE)
    # Where there is no image there is no dose.
    in_body &= (DOSE_LATTICE.z_mm > CT_LATTICE.z_mm[0] - 1.5)[:, None, None]
    patient = Patient(CT_LATTICE, relative_density(hu), prescription.isocentre_mm)
    influence = compute_influence(patient, gantry_deg, DOSE_LATTICE.points_mm(in_body))
    drawn = tuple((roi, cut_contours(roi.solid, CT_LATTICE.z_mm, _contour_step_mm(roi))) for roi in rois)
    return Site(drawn, hu, prescription, gantry_deg, in_body, influence)


def plan_treatment(site: Site, goals_at: Callable[[Array, Mapping[str, Solid]], Goals]) -> Treatment:
    """Optimise, turn the fluence into segments, and compute the dose those segments give."""
    planned_on = planning_points(DOSE_LATTICE, site.solids) & site.in_body
    goals = goals_at(DOSE_LATTICE.points_mm(planned_on), site.solids)
    influence = site.influence.at(planned_on[site.in_body])
    fluence = optimise_fluence(influence, influence.cells_reaching(goals.low_gy > 0.0), goals)
    deliveries = [sequence_leaves(field) for field in fluence]
    field_doses = site.influence.dose_by_field(np.stack([delivered_fluence(each) for each in deliveries]))

    dose_gy = np.zeros(DOSE_LATTICE.shape_kji)
    dose_gy[site.in_body] = np.sum(field_doses, axis=0)
    from_spot_mm = DOSE_LATTICE.points_mm(site.in_body) - np.array(site.prescription.specification_point_mm)
    spot = int(np.argmin(np.linalg.norm(from_spot_mm, axis=1)))
    share = 1.0 / site.prescription.fractions
    fields = tuple(
        PlannedField(angle, delivery, float(dose[spot]) * share, delivery.open_time * MU_PER_GY * share)
        for angle, delivery, dose in zip(site.gantry_deg, deliveries, field_doses, strict=True)
    )
    return Treatment(fields, dose_gy)


def write_set(
    folder: Path, study: Study, site: Site, *, treatment: Treatment, dose_above_z_mm: float = -np.inf
) -> None:
    """Replace the folder by the set: CT slices in CT/, and one file each of structures, plan and dose."""
    slices = build_ct(study, CT_LATTICE, site.hu)
    structure_set = build_structure_set(study, site.drawn, slices)
    plan = build_plan(study, site.prescription, treatment.fields, structure_set=structure_set)
    kept = DOSE_LATTICE.z_mm > dose_above_z_mm
    dose_lattice = replace(DOSE_LATTICE, z_mm=DOSE_LATTICE.z_mm[kept])
    dose_gy = np.round(treatment.dose_gy[kept] / DOSE_STEP_GY) * DOSE_STEP_GY
    histograms = {
        roi.name: compute_dose_volume(
            roi.solid, dose_gy, dose_lattice, planes_z_mm=CT_LATTICE.z_mm, step_mm=_sample_step_mm(roi)
        )
        for roi, _ in site.drawn
    }
    dose = build_dose(
        study, dose_lattice, dose_gy, histograms=histograms, plan=plan, structure_set=structure_set
    )
    if folder.exists():
        shutil.rmtree(folder)
    for ct in slices:
        write_file(ct, folder / "CT" / f"CT_{ct.InstanceNumber:03d}.dcm")
    write_file(structure_set, folder / "RTSTRUCT.dcm")
    write_file(plan, folder / "RTPLAN.dcm")
    write_file(dose, folder / "RTDOSE.dcm")


def _contour_step_mm(roi: Roi) -> float:
    return 5.0 if roi.role == "EXTERNAL" else 2.0


def _sample_step_mm(roi: Roi) -> float:
    return 4.0 if roi.role == "EXTERNAL" else 1.5


def make_ccrt_sets(out: Path) -> None:
    """Three sets of one anatomy: two plans, and the better of them with evidence missing."""

    def study(suffix: str, description: str) -> Study:
        return Study(f"ccrt_{suffix}", f"RTQA-CCRT-{suffix.upper()}", description, "20250317", "20250320")

    site = prepare_site(*ccrt_structures(), prescription=CCRT_PRESCRIPTION, gantry_deg=CCRT_GANTRY_DEG)
    passing, failing = (
        plan_treatment(site, partial(ccrt_goals, wishes=wishes)) for wishes in (PASSING, FAILING)
    )
    write_set(out / "ccrt_pass", study("pass", "CCRT, as it should be"), site, treatment=passing)
    write_set(out / "ccrt_fail", study("fail", "CCRT, cord and parotid too hot"), site, treatment=failing)
    write_set(
        out / "ccrt_review",
        study("review", "CCRT, evidence missing"),
        _with_evidence_missing(site),
        treatment=passing,
        dose_above_z_mm=CUT_DOSE_ABOVE_Z_MM,
    )


def make_sfrt_set(out: Path) -> None:
    """The lattice set."""
    site = prepare_site(*sfrt_structures(), prescription=SFRT_PRESCRIPTION, gantry_deg=SFRT_GANTRY_DEG)
    study = Study("sfrt_lattice", "RTQA-SFRT-LATTICE", "SFRT lattice, one fraction", "20250106", "20250108")
    write_set(out / "sfrt_lattice", study, site, treatment=plan_treatment(site, sfrt_goals))


def _with_evidence_missing(site: Site) -> Site:
    """Without the left parotid, and with a node target whose name leaves room for doubt."""
    doubtful = {"GTVn": "GTV nodes ?"}
    drawn = tuple(
        (replace(roi, name=doubtful.get(roi.name, roi.name)), outlines)
        for roi, outlines in site.drawn
        if roi.name != "Parotid_L"
    )
    dose_gy = {doubtful.get(name, name): dose for name, dose in site.prescription.dose_gy.items()}
    return replace(site, drawn=drawn, prescription=replace(site.prescription, dose_gy=dose_gy))


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent, help="where the four folders go")
    out = parser.parse_args().out
    make_ccrt_sets(out)
    make_sfrt_set(out)


if __name__ == "__main__":
    main()
