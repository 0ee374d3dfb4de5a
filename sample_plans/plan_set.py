"""One set of files: a patient scanned, contoured, planned and written."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from anatomy import Anatomy, paint_ct
from beams import GY_PER_FLUENCE, Influence, Patient, compute_influence, relative_density
from dicom_common import Study, write_file
from dicom_image import DOSE_STEP_GY, build_ct, build_dose
from dicom_plan import PlannedField, Prescription, build_plan
from dicom_structures import Outlines, build_structure_set
from dose_volume import compute_dose_volume
from goals import planning_points
from leaves import delivered_fluence, sequence_leaves
from planning import Goals, optimise_fluence
from shapes import Array, Lattice, Solid, axis_mm, cut_contours, inside
from structures import Roi

# The diagnostic CT before enrolment: coarse in plane, as nobody plans on it.
BASELINE_LATTICE = Lattice(
    x_mm=axis_mm(-185.0, 10.0, 38), y_mm=axis_mm(-185.0, 10.0, 38), z_mm=axis_mm(-102.0, 3.0, 45)
)
BASELINE_DATE = "20241227"


@dataclass(frozen=True, slots=True)
class Lattices:
    """Where CT and dose are sampled."""

    ct: Lattice
    dose: Lattice


@dataclass(frozen=True, slots=True)
class Site:
    """One patient on the CT couch with fields chosen: all that plans of this patient share.

    influence maps fluence to dose at in_body, the points of the dose lattice that get dose at all.
    """

    lattices: Lattices
    drawn: tuple[tuple[Roi, Outlines], ...]
    hu: npt.NDArray[np.int16]
    baseline_hu: npt.NDArray[np.int16]
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
    """Fields of a finished plan and their dose (Gy, all fractions) on the dose lattice."""

    fields: tuple[PlannedField, ...]
    dose_gy: Array


def prepare_site(
    anatomy: Anatomy,
    rois: tuple[Roi, ...],
    *,
    prescription: Prescription,
    gantry_deg: tuple[float, ...],
    lattices: Lattices,
) -> Site:
    """Scan, contour, and work out what each field can do."""
    hu = paint_ct(anatomy, lattices.ct)
    in_body = inside(anatomy.body, lattices.dose)
    # Where there is no image there is no dose.
    in_body &= (lattices.dose.z_mm > lattices.ct.z_mm[0] - 1.5)[:, None, None]
    patient = Patient(lattices.ct, relative_density(hu), prescription.isocentre_mm)
    influence = compute_influence(patient, gantry_deg, lattices.dose.points_mm(in_body))
    drawn = tuple((roi, cut_contours(roi.solid, lattices.ct.z_mm, _contour_step_mm(roi))) for roi in rois)
    baseline_hu = paint_ct(anatomy, BASELINE_LATTICE)
    return Site(lattices, drawn, hu, baseline_hu, prescription, gantry_deg, in_body, influence)


def plan_treatment(site: Site, goals_at: Callable[[Array, Mapping[str, Solid]], Goals]) -> Treatment:
    """Optimise, turn the fluence into segments, and compute the dose those segments give."""
    lattice = site.lattices.dose
    planned_on = planning_points(lattice, site.solids) & site.in_body
    goals = goals_at(lattice.points_mm(planned_on), site.solids)
    influence = site.influence.at(planned_on[site.in_body])
    fluence = optimise_fluence(influence, influence.cells_reaching(goals.low_gy > 0.0), goals)
    deliveries = [sequence_leaves(field) for field in fluence]
    field_doses = site.influence.dose_by_field(np.stack([delivered_fluence(each) for each in deliveries]))

    dose_gy = np.zeros(lattice.shape_kji)
    dose_gy[site.in_body] = np.sum(field_doses, axis=0)
    from_spot_mm = lattice.points_mm(site.in_body) - np.array(site.prescription.specification_point_mm)
    spot = int(np.argmin(np.linalg.norm(from_spot_mm, axis=1)))
    share = 1.0 / site.prescription.fractions
    fields = tuple(
        PlannedField(
            angle, delivery, float(dose[spot]) * share, 100.0 * GY_PER_FLUENCE * delivery.open_time * share
        )
        for angle, delivery, dose in zip(site.gantry_deg, deliveries, field_doses, strict=True)
    )
    return Treatment(fields, dose_gy)


def write_set(
    folder: Path, study: Study, site: Site, *, treatment: Treatment, dose_above_z_mm: float = -np.inf
) -> None:
    """Replace the folder by the set: CT slices in CT/ and BASELINE/, one file each of all else."""
    before = replace(
        study,
        set_name=f"{study.set_name}/baseline",
        description="diagnostic CT before enrolment",
        ct_date=BASELINE_DATE,
    )
    lattices = site.lattices
    slices = build_ct(study, lattices.ct, site.hu)
    structure_set = build_structure_set(study, site.drawn, slices)
    plan = build_plan(study, site.prescription, treatment.fields, structure_set=structure_set)
    kept = lattices.dose.z_mm > dose_above_z_mm
    dose_lattice = replace(lattices.dose, z_mm=lattices.dose.z_mm[kept])
    dose_gy = np.round(treatment.dose_gy[kept] / DOSE_STEP_GY) * DOSE_STEP_GY
    histograms = {
        roi.name: compute_dose_volume(
            roi.solid, dose_gy, dose_lattice, planes_z_mm=lattices.ct.z_mm, step_mm=_sample_step_mm(roi)
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
    for ct in build_ct(before, BASELINE_LATTICE, site.baseline_hu):
        write_file(ct, folder / "BASELINE" / f"CT_{ct.InstanceNumber:03d}.dcm")
    write_file(structure_set, folder / "RTSTRUCT.dcm")
    write_file(plan, folder / "RTPLAN.dcm")
    write_file(dose, folder / "RTDOSE.dcm")


def _contour_step_mm(roi: Roi) -> float:
    return 5.0 if roi.role == "EXTERNAL" else 2.0


def _sample_step_mm(roi: Roi) -> float:
    return 4.0 if roi.role == "EXTERNAL" else 1.5
