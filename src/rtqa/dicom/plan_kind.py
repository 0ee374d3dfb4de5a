"""What an RTPLAN treats with: photons and electrons, or what rtqa reads no beams of."""

from __future__ import annotations

from collections.abc import Sequence

from pydicom.dataset import Dataset

from rtqa.dicom.elements import code, items, number, text
from rtqa.dicom.objects import ION_PLAN, DicomObject
from rtqa.model.plan import FractionGroup, PlanKind

_EXTERNAL = frozenset({"PHOTON", "ELECTRON", ""})
_NO_TREATMENT = frozenset({"SETUP", "OPEN_PORTFILM", "TRMT_PORTFILM", "VERIFICATION"})
_NAMED = (
    (("GAMMAPLAN", "GAMMA KNIFE", "GAMMAKNIFE", "PERFEXION"), PlanKind.GAMMA_KNIFE),
    (("CYBERKNIFE", "CYBER KNIFE", "MULTIPLAN"), PlanKind.CYBERKNIFE),
)
"""What planning systems and machines are called that give hundreds of narrow beams or shots."""

_TOMOTHERAPY_AXIS_MM = 850.0
"""SourceAxisDistance of Accuray's other machine."""


def read_kind(stored: DicomObject, groups: Sequence[FractionGroup]) -> PlanKind:
    """Tell kinds of plans apart, by what they hold and, of the knives, by what their machine is called."""
    dataset = stored.dataset
    if items(dataset, "ApplicationSetupSequence") or any(group.n_brachy for group in groups):
        return PlanKind.BRACHYTHERAPY
    is_ion_plan = stored.label.sop_class_uid == ION_PLAN
    beams = [
        beam
        for beam in items(dataset, "IonBeamSequence" if is_ion_plan else "BeamSequence")
        if code(beam, "TreatmentDeliveryType") not in _NO_TREATMENT
    ]
    radiation = {code(beam, "RadiationType") for beam in beams}
    if is_ion_plan:
        return PlanKind.ION if radiation - {"PROTON"} else PlanKind.PROTON
    if radiation - _EXTERNAL:
        return PlanKind.PROTON if radiation == {"PROTON"} else PlanKind.OTHER
    named = " ".join(map(_name, (dataset, *beams))).upper()
    kinds = (kind for names, kind in _NAMED if any(name in named for name in names))
    other = PlanKind.CYBERKNIFE if _is_cyberknife(dataset, beams) else PlanKind.EXTERNAL
    return next(kinds, other)


def _is_cyberknife(dataset: Dataset, beams: Sequence[Dataset]) -> bool:
    """Accuray Precision plans for both of its machines, and names them as the clinic does."""
    axes_mm = [number(beam, "SourceAxisDistance") for beam in beams]
    return "ACCURAY" in text(dataset, "Manufacturer").upper() and any(
        axis_mm is not None and abs(axis_mm - _TOMOTHERAPY_AXIS_MM) > 1.0 for axis_mm in axes_mm
    )


def _name(dataset: Dataset) -> str:
    """What a planning system or a beam's machine is called."""
    return " ".join(text(dataset, keyword) for keyword in ("ManufacturerModelName", "TreatmentMachineName"))
