"""C-STORE: an object is acknowledged when its bytes and its row are on the disk, and not before."""

from __future__ import annotations

import logging

from rtqa.desk import statuses
from rtqa.desk.desk import Desk
from rtqa.desk.intake import Sender
from rtqa.desk.node.datasets import Event
from rtqa.desk.node.limits import Reason, Refusals, plain_title
from rtqa.desk.rates import Rate
from rtqa.desk.refusals import FullError, NotAcceptedError, NotDicomError
from rtqa.dicom.objects import read_own_uids
from rtqa.dicom.uids import is_uid
from rtqa.errors import RtqaError
from rtqa.messages import Message

log = logging.getLogger("rtqa.desk.node")


def store_object(event: Event, *, desk: Desk, refusals: Refusals, rate: Rate) -> int:  # noqa: PLR0911  (a status each)
    """Take an object in; the status of its C-STORE."""
    address, title = event.assoc.address, plain_title(event.assoc.requestor.ae_title)
    said_uid, said_class = str(event.request.AffectedSOPInstanceUID), str(event.request.AffectedSOPClassUID)
    if not (is_uid(said_uid) and is_uid(said_class)):
        refusals.note(Reason.BAD_UID, address, title)
        return statuses.BAD_INSTANCE
    if not rate.takes(title):
        refusals.note(Reason.RATE, address, title)
        return statuses.NO_ROOM
    try:
        own_class, own_uid = read_own_uids(event.dataset_path)
        if not own_uid:
            raise NotDicomError(Message("intake.not-dicom"))  # noqa: TRY301  (refused as the intake refuses)
        if (own_class, own_uid) != (said_class, said_uid):
            refusals.note(Reason.NOT_STORED, address, title)
            return statuses.OTHER_OBJECT
        desk.intake.receive(event.dataset_path, sender=Sender(kind="dicom", name=address, calling_ae=title))
    except FullError:
        refusals.note(Reason.FULL, address, title)
        return statuses.NO_ROOM
    except NotAcceptedError:
        refusals.note(Reason.NOT_STORED, address, title)
        return statuses.OTHER_OBJECT
    except RtqaError:
        refusals.note(Reason.NOT_STORED, address, title)
        return statuses.NOT_UNDERSTOOD
    except Exception:  # whatever fails: not acknowledged, and no trace of the object in the log
        log.exception("an object could not be stored")
        return statuses.NO_ROOM
    return statuses.SUCCESS
