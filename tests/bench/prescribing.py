"""How prescriptions of a good case are written otherwise: to whom, and by what name."""

from __future__ import annotations

import copy

import numpy as np
from pydicom.dataset import Dataset
from seeded_files import Files

MARGINS = ("PTV_7000", "PTV_6600", "PTV_5400")
TARGETS = ("GTVtn0", "GTVn", "CTV")


def prescribe_to(files: Files, *names: str) -> None:
    """Leave the prescriptions to structures of these names alone."""
    numbers = {files.roi(name).ROINumber for name in names}
    files.plan.DoseReferenceSequence = [
        rx for rx in files.plan.DoseReferenceSequence if rx.get("ReferencedROINumber") in numbers
    ]


def prescription_to(files: Files, name: str) -> Dataset:
    """The item that prescribes a dose to a structure."""
    number = files.roi(name).ROINumber
    (only,) = (rx for rx in files.plan.DoseReferenceSequence if rx.ReferencedROINumber == number)
    return only


def prescribe(files: Files, **doses_gy: float) -> None:
    """Write other doses to structures that are prescribed one."""
    for name, dose_gy in doses_gy.items():
        prescription_to(files, name).TargetPrescriptionDose = f"{dose_gy:g}"


def add_prescription(files: Files, name: str, dose_gy: float) -> Dataset:
    """A further prescription, like the first."""
    rx = copy.deepcopy(files.plan.DoseReferenceSequence[0])
    rx.DoseReferenceNumber = len(files.plan.DoseReferenceSequence) + 1
    rx.ReferencedROINumber = files.roi(name).ROINumber
    rx.DoseReferenceDescription, rx.TargetPrescriptionDose = name, f"{dose_gy:g}"
    files.plan.DoseReferenceSequence.append(rx)
    return rx


def describe_by_names(files: Files) -> None:
    """Make every prescription one to a site, described by the name of its structure."""
    names = {roi.ROINumber: roi.ROIName for roi in files.structures.StructureSetROISequence}
    for rx in files.plan.DoseReferenceSequence:
        rx.DoseReferenceStructureType = "SITE"
        rx.DoseReferenceDescription = names[rx.ReferencedROINumber]
        del rx.ReferencedROINumber


def drop_roi(files: Files, name: str) -> None:
    """Take a structure out of the set, and what is prescribed to it and stored of it."""
    number = files.roi(name).ROINumber
    files.plan.DoseReferenceSequence = [
        rx for rx in files.plan.DoseReferenceSequence if rx.get("ReferencedROINumber") != number
    ]
    files.dose.DVHSequence = [
        dvh for dvh in files.dose.DVHSequence if dvh.DVHReferencedROISequence[0].ReferencedROINumber != number
    ]
    for keyword, of in (
        ("StructureSetROISequence", "ROINumber"),
        ("ROIContourSequence", "ReferencedROINumber"),
        ("RTROIObservationsSequence", "ReferencedROINumber"),
    ):
        kept = [each for each in files.structures[keyword].value if each[of].value != number]
        setattr(files.structures, keyword, kept)


def add_small_node(files: Files) -> None:
    """A second node, of 2 cm, opposite the bulky one of a single fraction, which becomes the first."""
    files.add_roi("GTVn2", like="Vertex_01")
    middle = np.array([-42.0, 2.0, -27.0])
    opposite = np.array([95.0, 0.0, 0.0])
    files.redraw("GTVn2", lambda points: (points - middle) * [1.3, 1.3, 1.0] + middle + opposite)
    files.roi("GTVn").ROIName = "GTVn1"
