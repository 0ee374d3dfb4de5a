"""What the node speaks: SOP classes, and the transfer syntaxes in which rtqa reads their objects."""

from __future__ import annotations

from pydicom.uid import UID
from pynetdicom import build_context
from pynetdicom.presentation import PresentationContext

from rtqa.dicom.bytes.envelope import DEFLATED
from rtqa.dicom.objects import IMAGE_ROLES, ROLES
from rtqa.dicom.pixels import list_compressions

VERIFICATION = UID("1.2.840.10008.1.1")
COMMITMENT = UID("1.2.840.10008.1.20.1")
ENCAPSULATED_PDF = UID("1.2.840.10008.5.1.4.1.1.104.1")
UPS_PUSH, UPS_WATCH, UPS_PULL, UPS_EVENT, UPS_QUERY = (
    UID(f"1.2.840.10008.5.1.4.34.6.{number}") for number in range(1, 6)
)
"""SOP classes (PS3.4, PS3.6 A)."""

UPS_OF_ALL = "1.2.840.10008.5.1.4.34.5"
UPS_OF_ALL_THAT_MATCH = "1.2.840.10008.5.1.4.34.5.1"
"""Well-known instances: subscriptions to every work item (PS3.4 CC.2.3)."""

PLAIN = ("1.2.840.10008.1.2.1", "1.2.840.10008.1.2")
"""Explicit and implicit VR little endian, in which everything but objects is spoken."""

UNCOMPRESSED = (*PLAIN, "1.2.840.10008.1.2.2", DEFLATED)
"""With explicit VR big endian, which is retired and still written, and deflated."""

WORK_ITEMS = (UPS_PUSH, UPS_PULL, UPS_WATCH, UPS_QUERY)
"""The SOP classes that requests about work items may come under (PS3.4 CC.2)."""


_ION_RECORD = "1.2.840.10008.5.1.4.1.1.481.9"
"""RT Ion Beams Treatment Record Storage, which is read by its modality."""

STORED = (*ROLES, _ION_RECORD)
"""SOP classes of the objects that are taken."""


def list_contexts() -> list[PresentationContext]:
    """Every context that is accepted.

    Images and doses may be compressed, as far as this installation has decoders; others have no pixels.
    """
    pixels = [*UNCOMPRESSED, *list_compressions()]
    return [
        build_context(VERIFICATION, list(PLAIN)),
        *(build_context(uid, pixels if _has_pixels(uid) else list(UNCOMPRESSED)) for uid in STORED),
        *(build_context(uid, list(PLAIN)) for uid in (COMMITMENT, *WORK_ITEMS)),
    ]


def _has_pixels(sop_class: str) -> bool:
    return ROLES.get(sop_class) in IMAGE_ROLES | {"RTDOSE", "RTIMAGE"}
