"""Ways in which clinics prescribe that change nothing: each plan is the good one, and stays so."""

from __future__ import annotations

from collections.abc import Callable

from seeded_files import Files

Change = Callable[[Files], None]

VARIATIONS: list[tuple[str, Change]] = []
"""The good case that is changed, and how."""


def variation(base: str = "ccrt_pass") -> Callable[[Change], Change]:
    """Enter a function in the list; its docstring says what is prescribed how."""

    def enter(change: Change) -> Change:
        VARIATIONS.append((base, change))
        return change

    return enter


def prescribe_to(files: Files, *names: str) -> None:
    """Leave the prescriptions to structures of these names alone."""
    numbers = {files.roi(name).ROINumber for name in names}
    files.plan.DoseReferenceSequence = [
        rx for rx in files.plan.DoseReferenceSequence if rx.get("ReferencedROINumber") in numbers
    ]


def describe_by_names(files: Files) -> None:
    """Make every prescription one to a site, described by the name of its structure."""
    names = {roi.ROINumber: roi.ROIName for roi in files.structures.StructureSetROISequence}
    for rx in files.plan.DoseReferenceSequence:
        rx.DoseReferenceStructureType = "SITE"
        rx.DoseReferenceDescription = names[rx.ReferencedROINumber]
        del rx.ReferencedROINumber


def prescribe(files: Files, *, fractions: int, **doses_gy: float) -> None:
    """Write other doses, and as many fractions, with the beams' doses of a fraction as they follow."""
    numbers = {files.roi(name).ROINumber: dose_gy for name, dose_gy in doses_gy.items()}
    for rx in files.plan.DoseReferenceSequence:
        if rx.ReferencedROINumber in numbers:
            rx.TargetPrescriptionDose = f"{numbers[rx.ReferencedROINumber]:g}"
    group = files.plan.FractionGroupSequence[0]
    group.NumberOfFractionsPlanned = fractions


@variation()
def to_planning_volumes_alone(files: Files) -> None:
    """Planning target volumes alone are prescribed a dose, with GTV and CTV drawn inside them."""
    prescribe_to(files, "PTV_7000", "PTV_6600", "PTV_5400")


@variation()
def to_sites_named_as_planning_volumes(files: Files) -> None:
    """Sites are prescribed a dose, each described by the name of a planning target volume."""
    prescribe_to(files, "PTV_7000", "PTV_6600", "PTV_5400")
    describe_by_names(files)


@variation()
def to_sites_named_as_the_targets(files: Files) -> None:
    """Sites are prescribed a dose, each described by the name of a GTV or CTV."""
    prescribe_to(files, "GTVtn0", "GTVn", "CTV")
    describe_by_names(files)


@variation()
def to_sites_named_in_other_letters(files: Files) -> None:
    """The names in the descriptions are in small letters, with blanks."""
    to_sites_named_as_planning_volumes(files)
    for rx in files.plan.DoseReferenceSequence:
        rx.DoseReferenceDescription = rx.DoseReferenceDescription.lower().replace("_", " ")


@variation()
def to_the_primary_alone(files: Files) -> None:
    """One target is prescribed its dose; those of the others stand in the course file."""
    prescribe_to(files, "GTVtn0")


@variation()
def to_one_planning_volume(files: Files) -> None:
    """One planning target volume is prescribed its dose; the course file has the others."""
    prescribe_to(files, "PTV_7000")


@variation()
def to_one_site_that_is_no_structure(files: Files) -> None:
    """A single prescription is to a site that is no structure; the course file has all doses."""
    to_one_planning_volume(files)
    rx = files.plan.DoseReferenceSequence[0]
    rx.DoseReferenceStructureType, rx.DoseReferenceDescription = "SITE", "Head and neck"
    del rx.ReferencedROINumber


@variation()
def by_the_course_file_alone(files: Files) -> None:
    """The plan prescribes nothing; the course file states every target's dose."""
    files.plan.DoseReferenceSequence = []


@variation()
def to_planning_volumes_without_the_higher_ones(files: Files) -> None:
    """The planning target volume of the lowest dose is drawn without that of the highest."""
    to_planning_volumes_alone(files)
    files.cut("PTV_5400", "PTV_7000")


@variation()
def to_planning_volumes_and_points(files: Files) -> None:
    """Each planning target volume has a point beside it that bears its name, of the dose there."""
    to_planning_volumes_alone(files)


@variation()
def as_written_and_to_planning_volumes_of_other_names(files: Files) -> None:
    """The planning target volumes bear names of the house."""
    to_planning_volumes_alone(files)
    for name, other in (("PTV_7000", "TV1"), ("PTV_6600", "TV2"), ("PTV_5400", "TV3")):
        files.roi(name).ROIName = other
