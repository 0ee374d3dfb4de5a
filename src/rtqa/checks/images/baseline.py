"""Which images may be the one taken before treatment, to stage the disease."""

from __future__ import annotations

from rtqa.assembly.context import Subject
from rtqa.assembly.timeline import read_day
from rtqa.course.moments import day_of
from rtqa.messages import Cause, CauseKind, Message
from rtqa.model.image import Image

BASELINE = Message("img-thickness.baseline-image")
"""The subject of what is said of the image taken before treatment."""

BASELINE_IMAGE = Message("file.baseline-image")
BASELINE_ABSENT = Cause(CauseKind.FILE_ABSENT, BASELINE_IMAGE)


def find_baseline(subject: Subject) -> list[Image]:
    """What may be it: taken before any fraction was given, and no later than the first planning image.

    One of the planning day, such as an MR for the targets, counts where none is older.
    """
    planning = list_planning_images(subject)
    if not planning:
        return []
    frames = {structure_set.frame_of_reference_uid for structure_set in subject.case.structure_sets}
    frames |= {image.grid.frame_of_reference_uid for image in planning}
    first_planned = min((image.acquired for image in planning if image.acquired), default="")
    found = [
        image
        for image in subject.case.images
        if image.modality in ("CT", "MR")
        and image.grid.frame_of_reference_uid not in frames
        and (not first_planned or not image.acquired or image.acquired <= first_planned)
        and not _is_of_treatment(image, subject)
    ]
    if any(image.acquired and image.acquired < first_planned for image in found):
        return [image for image in found if image.acquired != first_planned]
    return found


def _is_of_treatment(image: Image, subject: Subject) -> bool:
    """Whether it was taken on a day after the first fraction of any phase, where its date is the clinic's."""
    taken = read_day(image.acquired[:8])
    return (
        taken is not None
        and image.dates_are_kept
        and any(
            day_of(timeline.given[0].begun) < taken
            for timeline in subject.chronicle.timelines.values()
            if timeline.given
        )
    )


def list_planning_images(subject: Subject) -> list[Image]:
    """The images that the plans' structures were drawn on."""
    return [plan.treatment.image for plan in subject.plans if plan.treatment.image is not None]
