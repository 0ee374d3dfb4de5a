"""Whether the objects of a treatment share one patient, one study and one frame of reference."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from rtqa.dicom.candidates import Candidate
from rtqa.dicom.image import ReadImage
from rtqa.messages import Listing, Message
from rtqa.model.case import Deviation, DeviationKind


def find_disagreements(parts: Iterable[Candidate[object]]) -> list[Deviation]:
    """Compare each object of a treatment with the first that states a frame, or a patient.

    An object is never compared with itself, and one that states nothing agrees with nothing: it is
    reported as unknown.
    """
    parts = list(parts)
    deviations: list[Deviation] = []
    known_frames = [part for part in parts if part.frame_uid]
    for part in parts:
        if not part.frame_uid:
            deviations.append(
                Deviation(
                    kind=DeviationKind.FRAME_UNKNOWN,
                    subject=part.subject,
                    message=Message("links.frame-unknown"),
                )
            )
        elif part.frame_uid != known_frames[0].frame_uid:
            deviations.append(
                Deviation(
                    kind=DeviationKind.FRAME_DIFFERS,
                    subject=part.subject,
                    message=Message("links.frame-differs", other=known_frames[0].subject),
                )
            )
    known_patients = [part for part in parts if part.patient_id]
    for part in parts:
        if not part.patient_id:
            deviations.append(
                Deviation(
                    kind=DeviationKind.PATIENT_UNKNOWN,
                    subject=part.subject,
                    message=Message("patient.unknown"),
                )
            )
        elif part.patient_id != known_patients[0].patient_id:
            deviations.append(
                Deviation(
                    kind=DeviationKind.PATIENT_DIFFERS,
                    subject=part.subject,
                    message=Message("patient.differs", other=known_patients[0].subject),
                )
            )
    return [*deviations, *find_other_details(parts), *_find_other_study(parts)]


def find_other_details(parts: Sequence[Candidate[object]]) -> list[Deviation]:
    """Compare what objects of one PatientID state of name, birth, sex and issuer.

    Each with the first that states the same thing at all.
    """
    deviations: list[Deviation] = []
    for place, part in enumerate(parts):
        earlier = [other for other in parts[:place] if other.patient_id == part.patient_id]
        differing = {
            what: other for other in reversed(earlier) for what in other.person.list_differences(part.person)
        }
        if differing:
            deviations.append(
                Deviation(
                    kind=DeviationKind.PATIENT_DOUBTFUL,
                    subject=part.subject,
                    message=Message(
                        "patient.details-differ",
                        other=next(iter(differing.values())).subject,
                        n=len(differing),
                        details=Listing(tuple(differing), "and"),
                    ),
                )
            )
    return deviations


def _find_other_study(parts: Sequence[Candidate[object]]) -> list[Deviation]:
    """Ask about the one plan, dose or structure set that is not of the study that all others share.

    Exports and anonymisers give objects studies of their own, and planning systems one beside the image's:
    what then tells that objects belong together is that they name each other.
    """
    known = [part for part in parts if part.person.study_uid]
    counts = Counter(part.person.study_uid for part in known)
    if len(counts) < 2:
        return []
    apart = [part for part in known if counts[part.person.study_uid] == 1]
    shared = [part for part in known if part not in apart]
    is_one = len(counts) == 2 and len(apart) == 1 and len(shared) > 1
    if is_one and not isinstance(apart[0].value, ReadImage):
        message = Message("links.study-differs", other=shared[0].subject)
        return [Deviation(kind=DeviationKind.STUDY_DIFFERS, subject=apart[0].subject, message=message)]
    message = Message("links.several-studies", n=len(counts))
    return [Deviation(kind=DeviationKind.ATTRIBUTE_TOLD, subject=known[0].subject, message=message)]
