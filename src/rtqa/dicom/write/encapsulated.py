"""Writes a report as DICOM Encapsulated PDF (PS3.3 A.45.1), to lie beside the plan that it is about."""

from __future__ import annotations

import hashlib
import io
import uuid
from collections.abc import Iterator

import pydicom
from pydicom.uid import UID, EncapsulatedPDFStorage

from rtqa.dicom.elements import text
from rtqa.dicom.objects import quietly
from rtqa.dicom.write.common import fill, item, new_object
from rtqa.errors import InputError
from rtqa.findings import Report
from rtqa.model.case import Case, Source

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "rtqa/dicom/encapsulated/1")
_FROM_PLAN = (
    "PatientName", "PatientID", "PatientBirthDate", "PatientSex", "StudyInstanceUID", "StudyID", "StudyDate",
    "StudyTime", "AccessionNumber", "ReferringPhysicianName", "StudyDescription",
)  # fmt: skip
"""What patient and study modules hold; most of it has to be there, even if empty."""
_CONCEPT = {
    "CodeValue": "PLANREVIEW",
    "CodingSchemeDesignator": "99RTQA",
    "CodeMeaning": "Radiotherapy plan review",
}
"""A private code (PS3.3 8.2): no published list has one for a plan judged by a trial protocol."""


def encapsulate_pdf(pdf: bytes, report: Report, case: Case) -> bytes:
    """The PDF of a report as DICOM, with a title and the moment of the report.

    Raises:
        InputError: see :func:`encapsulate_report`.
    """
    return encapsulate_report(
        pdf,
        case,
        title=f"Plan review by {report.protocol.id}: {report.verdict.value.upper()}",
        moment="".join(filter(str.isdigit, report.created[:19])),
        version=report.rtqa_version,
    )


def encapsulate_report(pdf: bytes, case: Case, *, title: str, moment: str, version: str) -> bytes:
    """A DICOM file around a PDF, of the patient and the study of the plan, referring to what was judged.

    Args:
        pdf: the report.
        case: what it is about.
        title: DocumentTitle.
        moment: when it was made, YYYYMMDDHHMMSS.
        version: of rtqa.

    Raises:
        InputError: there is no plan whose study it could join, or the patient is not certain.
    """
    judged = list(_judged(case))
    plan = next((source for source in judged if source.role == "RTPLAN"), None)
    if plan is None:
        raise InputError("an encapsulated report joins the study of a plan, and there is no RT plan")
    if case.identity is None:
        raise InputError("an encapsulated report needs a patient, and the files name none, or several")
    ds = new_object(EncapsulatedPDFStorage, _uid(plan, "instance", pdf))
    fill(
        ds,
        **_patient_and_study(plan),
        SpecificCharacterSet="ISO_IR 192",
        Manufacturer="rtqa",
        ManufacturerModelName="rtqa",
        SoftwareVersions=version,
        Modality="DOC",
        ConversionType="WSD",
        SeriesInstanceUID=_uid(plan, "series", pdf),
        SeriesNumber=1,
        InstanceNumber=1,
        InstanceCreationDate=moment[:8],
        InstanceCreationTime=moment[8:],
        ContentDate=moment[:8],
        ContentTime=moment[8:],
        AcquisitionDateTime="",
        BurnedInAnnotation="YES",
        DocumentTitle=title,
        ConceptNameCodeSequence=[item(**_CONCEPT)],
        SourceInstanceSequence=[
            item(ReferencedSOPClassUID=source.sop_class_uid, ReferencedSOPInstanceUID=source.sop_instance_uid)
            for source in judged
        ],
        MIMETypeOfEncapsulatedDocument="application/pdf",
        EncapsulatedDocumentLength=len(pdf),
        EncapsulatedDocument=pdf + b"\0" * (len(pdf) % 2),
    )
    file = io.BytesIO()
    ds.save_as(file, enforce_file_format=True)
    return file.getvalue()


def _judged(case: Case) -> Iterator[Source]:
    """The objects of every treatment: plan, dose and structures, as far as they were found."""
    sources = {source.sop_instance_uid: source for source in case.sources}
    for treatment in case.treatments:
        for part in (treatment.plan, treatment.dose, treatment.structure_set):
            if part is not None and part.uid in sources:
                yield sources.pop(part.uid)


def _patient_and_study(plan: Source) -> dict[str, str]:
    with quietly():
        header = pydicom.dcmread(plan.path, specific_tags=[*_FROM_PLAN, "SpecificCharacterSet"], force=True)
    return {keyword: text(header, keyword) for keyword in _FROM_PLAN}


def _uid(plan: Source, what: str, pdf: bytes) -> UID:
    """Depends on the plan and the report alone: the same report is the same object (PS3.5 B.2)."""
    named = f"{plan.sop_instance_uid}/{what}/{hashlib.sha256(pdf).hexdigest()}"
    return UID(f"2.25.{uuid.uuid5(_NAMESPACE, named).int}")
