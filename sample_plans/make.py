"""Make the sample plans, the same bytes each time: python sample_plans/make.py [--out DIR]."""

from __future__ import annotations

import argparse
from dataclasses import replace
from functools import partial
from pathlib import Path

from course_files import SFRT_COURSE, ccrt_course, write_course
from course_set import CARRY, COURSE_FILE, SPOT_MM, build_registration
from dicom_common import Study, write_file
from dicom_plan import Prescription
from goals import CcrtWishes, SfrtWishes, ccrt_goals, sfrt_goals
from plan_set import Lattices, Site, plan_treatment, prepare_site, write_set
from shapes import Lattice, axis_mm
from structures import BULKY_NODE_CENTRE_MM, ccrt_structures, sfrt_structures

# The dose is deliberately a fraction of a mm off the CT: a grid on the image planes hides mistakes.
FINE = Lattices(
    ct=Lattice(x_mm=axis_mm(-188.7, 3.4, 112), y_mm=axis_mm(-188.7, 3.4, 112), z_mm=axis_mm(-126.0, 3.0, 90)),
    dose=Lattice(
        x_mm=axis_mm(-184.3, 3.0, 124), y_mm=axis_mm(-119.1, 3.0, 77), z_mm=axis_mm(-134.4, 3.0, 94)
    ),
)
# Two plans in one set: a third of the bytes each.
COARSE = Lattices(
    ct=Lattice(x_mm=axis_mm(-187.0, 6.8, 56), y_mm=axis_mm(-187.0, 6.8, 56), z_mm=axis_mm(-126.0, 3.0, 90)),
    dose=Lattice(x_mm=axis_mm(-186.3, 4.0, 94), y_mm=axis_mm(-121.1, 4.0, 59), z_mm=axis_mm(-138.4, 4.0, 72)),
)
# In ccrt_review the grid begins here: below every target, but above the lower end of the cord.
CUT_DOSE_ABOVE_Z_MM = -109.0

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

PASSING = CcrtWishes(cord_spot_gy=40.4, parotid_l_mean_gy=19.9, parotid_r_mean_gy=21.7)
FAILING = CcrtWishes(cord_spot_gy=47.5, parotid_l_mean_gy=20.0, parotid_r_mean_gy=30.5)

SPARING = SfrtWishes(cord_gy=2.0)
# Harmless by itself, and too much for the cord that the chemoradiotherapy brings to 40 Gy at the same spot.
SPOILING = SfrtWishes(cord_gy=6.6, cord_spot_mm=CARRY.back(SPOT_MM))


def make_ccrt_sets(out: Path) -> None:
    """Three sets of one anatomy: two plans, and the better of them with evidence missing."""

    def study(suffix: str, description: str) -> Study:
        return Study(f"ccrt_{suffix}", f"RTQA-CCRT-{suffix.upper()}", description, "20250317", "20250320")

    site = prepare_site(
        *ccrt_structures(), prescription=CCRT_PRESCRIPTION, gantry_deg=CCRT_GANTRY_DEG, lattices=FINE
    )
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
    for name in ("ccrt_pass", "ccrt_fail", "ccrt_review"):
        write_course(out / name, ccrt_course())


def make_sfrt_set(out: Path) -> None:
    """The lattice set."""
    site = prepare_site(
        *sfrt_structures(), prescription=SFRT_PRESCRIPTION, gantry_deg=SFRT_GANTRY_DEG, lattices=FINE
    )
    study = Study("sfrt_lattice", "RTQA-SFRT-LATTICE", "SFRT lattice, one fraction", "20250106", "20250108")
    write_set(
        out / "sfrt_lattice", study, site, treatment=plan_treatment(site, partial(sfrt_goals, wishes=SPARING))
    )
    write_course(out / "sfrt_lattice", SFRT_COURSE)


def make_course_set(out: Path) -> None:
    """Both phases of one patient, who lies otherwise on each CT, with what carries one frame to the other."""
    patient_id = "RTQA-COURSE"
    before = Study("course_sfrt", patient_id, "SFRT, one fraction", "20250106", "20250108")
    after = Study("course_ccrt", patient_id, "CCRT after SFRT", "20250317", "20250320")
    anatomy, rois = sfrt_structures()
    sfrt = prepare_site(
        CARRY.anatomy(anatomy),
        tuple(replace(roi, solid=CARRY.solid(roi.solid)) for roi in rois),
        prescription=replace(
            SFRT_PRESCRIPTION,
            isocentre_mm=CARRY.back(SFRT_PRESCRIPTION.isocentre_mm),
            specification_point_mm=CARRY.back(SFRT_PRESCRIPTION.specification_point_mm),
        ),
        gantry_deg=SFRT_GANTRY_DEG,
        lattices=COARSE,
    )
    ccrt = prepare_site(
        *ccrt_structures(), prescription=CCRT_PRESCRIPTION, gantry_deg=CCRT_GANTRY_DEG, lattices=COARSE
    )
    spoiled = plan_treatment(sfrt, partial(sfrt_goals, wishes=SPOILING))
    folder = out / "course"
    write_set(folder / "sfrt", before, sfrt, treatment=spoiled)
    write_set(
        folder / "ccrt", after, ccrt, treatment=plan_treatment(ccrt, partial(ccrt_goals, wishes=PASSING))
    )
    write_file(build_registration(after, moved=before), folder / "REG.dcm")
    write_course(folder, COURSE_FILE)


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
    parser.add_argument("--out", type=Path, default=Path(__file__).parent, help="where the folders go")
    out = parser.parse_args().out
    make_ccrt_sets(out)
    make_sfrt_set(out)
    make_course_set(out)


if __name__ == "__main__":
    main()
