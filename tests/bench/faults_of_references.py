"""Objects that do not belong together: links, frames of reference, dates, files twice and damaged."""

from __future__ import annotations

import copy

from seeded_faults import fault
from seeded_files import OTHER_UID, Files


@fault("REF-LINKS")
def dose_of_another_plan(files: Files) -> None:
    """The dose names another plan."""
    files.dose.ReferencedRTPlanSequence[0].ReferencedSOPInstanceUID = OTHER_UID


@fault("REF-LINKS")
def dose_of_no_plan(files: Files) -> None:
    """The dose names no plan."""
    del files.dose.ReferencedRTPlanSequence


@fault("REF-LINKS")
def dose_of_itself(files: Files) -> None:
    """The dose names itself as its plan."""
    files.dose.ReferencedRTPlanSequence[0].ReferencedSOPInstanceUID = files.dose.SOPInstanceUID


@fault("REF-LINKS")
def plan_named_as_a_structure_set(files: Files) -> None:
    """The dose names its plan as an object of the wrong class."""
    reference = files.dose.ReferencedRTPlanSequence[0]
    reference.ReferencedSOPClassUID = files.structures.SOPClassUID


@fault("DOSE-USABLE")
def dose_of_two_plans(files: Files) -> None:
    """The dose of one plan names two."""
    second = copy.deepcopy(files.dose.ReferencedRTPlanSequence[0])
    second.ReferencedSOPInstanceUID = OTHER_UID
    files.dose.ReferencedRTPlanSequence.append(second)


@fault("REF-LINKS")
def plan_on_another_structure_set(files: Files) -> None:
    """The plan names another structure set."""
    files.plan.ReferencedStructureSetSequence[0].ReferencedSOPInstanceUID = OTHER_UID


@fault("REF-LINKS")
def plan_on_no_structure_set(files: Files) -> None:
    """The plan names no structure set."""
    del files.plan.ReferencedStructureSetSequence


@fault("REF-LINKS")
def dose_on_another_structure_set(files: Files) -> None:
    """Dose and plan name different structure sets."""
    reference = copy.deepcopy(files.plan.ReferencedStructureSetSequence[0])
    reference.ReferencedSOPInstanceUID = OTHER_UID
    files.dose.ReferencedStructureSetSequence = [reference]


@fault("REF-LINKS", "REF-FRAME")
def structures_of_another_image(files: Files) -> None:
    """The structure set was drawn on an image that is not among the files."""
    for n, one in enumerate(files.images):
        one.SOPInstanceUID = f"{OTHER_UID}.{n}"
        one.file_meta.MediaStorageSOPInstanceUID = one.SOPInstanceUID
        one.SeriesInstanceUID = OTHER_UID


@fault("REF-LINKS")
def no_plan(files: Files) -> None:
    """The plan is missing."""
    files.dropped.add("RTPLAN")


@fault("REF-LINKS")
def no_structures(files: Files) -> None:
    """The structure set is missing."""
    files.dropped.add("RTSTRUCT")


@fault("DOSE-USABLE")
def no_dose(files: Files) -> None:
    """The dose is missing."""
    files.dropped.add("RTDOSE")


@fault("REF-FRAME")
def dose_of_another_frame(files: Files) -> None:
    """The dose has another frame of reference."""
    files.dose.FrameOfReferenceUID = OTHER_UID


@fault("REF-FRAME")
def dose_of_no_frame(files: Files) -> None:
    """The dose states no frame of reference."""
    del files.dose.FrameOfReferenceUID


@fault("REF-FRAME")
def plan_of_another_frame(files: Files) -> None:
    """The plan has another frame of reference."""
    files.plan.FrameOfReferenceUID = OTHER_UID


@fault("REF-FRAME")
def structures_of_another_frame(files: Files) -> None:
    """The structure set has another frame of reference."""
    files.structures.ReferencedFrameOfReferenceSequence[0].FrameOfReferenceUID = OTHER_UID
    for roi in files.structures.StructureSetROISequence:
        roi.ReferencedFrameOfReferenceUID = OTHER_UID


@fault("REF-FRAME")
def cord_of_another_frame(files: Files) -> None:
    """The cord alone is drawn in another frame of reference."""
    files.roi("SpinalCord").ReferencedFrameOfReferenceUID = OTHER_UID


@fault("REF-DATES")
def stale_dose(files: Files) -> None:
    """The dose was computed before the plan's last change."""
    files.dose.InstanceCreationDate = "20250301"


@fault("REF-DATES")
def plan_changed_after_the_dose(files: Files) -> None:
    """The plan was changed after the dose was computed."""
    files.plan.RTPlanDate = "20250324"


@fault("REF-DATES")
def structures_changed_after_the_plan(files: Files) -> None:
    """The structure set was saved after the plan."""
    files.structures.StructureSetDate = "20250325"


@fault("REF-DATES")
def structures_changed_an_hour_after_the_plan(files: Files) -> None:
    """The structure set was saved later on the day of the plan."""
    files.structures.StructureSetTime = "130000"


@fault("REF-DATES")
def approved_before_its_last_change(files: Files) -> None:
    """The plan was approved before it was last changed."""
    files.plan.ReviewDate = "20250319"


@fault("REF-DATES")
def structures_older_than_their_image(files: Files) -> None:
    """The structures were drawn before the image was taken."""
    files.structures.StructureSetDate = "20250101"


@fault("REF-FILES")
def newer_structures_beside(files: Files) -> None:
    """A newer structure set of the same patient lies beside the plan's."""
    newer = copy.deepcopy(files.structures)
    newer.SOPInstanceUID = newer.file_meta.MediaStorageSOPInstanceUID = OTHER_UID
    newer.StructureSetDate = "20250401"
    files.extra["RTSTRUCT_2.dcm"] = newer


@fault("REF-FILES")
def two_versions_of_the_dose(files: Files) -> None:
    """Two files are the same dose object and differ."""
    other = copy.deepcopy(files.dose)
    other.DoseGridScaling = "0.0021"
    files.extra["RTDOSE_2.dcm"] = other


@fault("REF-FILES")
def two_versions_of_the_plan(files: Files) -> None:
    """Two files are the same plan object and differ."""
    other = copy.deepcopy(files.plan)
    other.FractionGroupSequence[0].NumberOfFractionsPlanned = 33
    files.extra["RTPLAN_2.dcm"] = other


@fault("AmbiguousInputError")
def two_doses_of_the_plan(files: Files) -> None:
    """Two objects are each the whole dose of the plan."""
    other = copy.deepcopy(files.dose)
    other.SOPInstanceUID = other.file_meta.MediaStorageSOPInstanceUID = OTHER_UID
    files.extra["RTDOSE_2.dcm"] = other


@fault("PHASE-PLAN")
def two_plans_of_one_phase(files: Files) -> None:
    """A second plan of the same phase lies among the files."""
    other = copy.deepcopy(files.plan)
    other.SOPInstanceUID = other.file_meta.MediaStorageSOPInstanceUID = OTHER_UID
    files.extra["RTPLAN_2.dcm"] = other


@fault("REF-FILES")
def dose_file_breaks_off(files: Files) -> None:
    """The dose's file was cut off in transfer."""
    files.damage["RTDOSE"] = lambda data: data[: len(data) // 2]


@fault("REF-FILES")
def structure_file_breaks_off(files: Files) -> None:
    """The structure set's file was cut off in transfer."""
    files.damage["RTSTRUCT"] = lambda data: data[: len(data) * 2 // 3]


@fault("REF-FILES")
def plan_file_breaks_off(files: Files) -> None:
    """The plan's file was cut off in transfer."""
    files.damage["RTPLAN"] = lambda data: data[: len(data) * 2 // 3]


@fault("REF-FILES", "DOSE-USABLE")
def dose_file_is_empty(files: Files) -> None:
    """The dose's file has no bytes."""
    files.damage["RTDOSE"] = lambda _: b""
