"""Treatment records of a good case, as its plan has the beams, to be changed."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence

from pydicom.dataset import Dataset
from pydicom.sequence import Sequence as Items
from pydicom.uid import RTBeamsTreatmentRecordStorage
from seeded_files import Files

Beams = Callable[[int, list[Dataset]], list[Dataset]]


def record(files: Files, days: Sequence[str], change: Beams = lambda _, beams: beams) -> None:
    """A treatment record of every day, one fraction each, as the plan has its beams.

    Args:
        files: of the case.
        days: one a fraction.
        change: what becomes of the beams of a fraction, by its number from 1; none: no record.
    """
    for number, day in enumerate(days, 1):
        beams = change(number, [_beam(share, number) for share in files.shares()])
        if beams:
            add_record(files, f"record_{number:02d}", day, beams)


def add_record(files: Files, name: str, day: str, beams: list[Dataset], *, clock: str = "09:00:00") -> None:
    """One record of some beams."""
    plan, made = files.plan, Dataset()
    made.file_meta = copy.deepcopy(plan.file_meta)
    made.file_meta.MediaStorageSOPClassUID = made.SOPClassUID = RTBeamsTreatmentRecordStorage
    made.SOPInstanceUID = f"2.25.{int.from_bytes(name.encode(), 'big')}"
    made.file_meta.MediaStorageSOPInstanceUID = made.SOPInstanceUID
    made.Modality = "RTRECORD"
    for keyword in ("PatientID", "PatientName", "PatientBirthDate", "PatientSex", "StudyInstanceUID"):
        setattr(made, keyword, plan[keyword].value)
    made.TreatmentDate, made.TreatmentTime = day.replace("-", ""), clock.replace(":", "")
    referred, machine = Dataset(), Dataset()
    referred.ReferencedSOPClassUID = plan.SOPClassUID
    referred.ReferencedSOPInstanceUID = plan.SOPInstanceUID
    machine.TreatmentMachineName = plan.BeamSequence[0].TreatmentMachineName
    made.ReferencedRTPlanSequence = Items([referred])
    made.TreatmentMachineSequence = Items([machine])
    made.ReferencedFractionGroupNumber = plan.FractionGroupSequence[0].FractionGroupNumber
    made.TreatmentSessionBeamSequence = Items(beams)
    files.extra[f"{name}.dcm"] = made


def _beam(share: Dataset, fraction: int) -> Dataset:
    beam = Dataset()
    beam.ReferencedBeamNumber = share.ReferencedBeamNumber
    beam.CurrentFractionNumber = fraction
    beam.TreatmentDeliveryType = "TREATMENT"
    beam.TreatmentTerminationStatus = "NORMAL"
    beam.DeliveredPrimaryMeterset = str(share.BeamMeterset)
    return beam
