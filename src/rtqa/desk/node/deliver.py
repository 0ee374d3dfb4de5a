"""Sends DICOM files to a node, as a planning system does: for the desk's trial of itself."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pynetdicom import AE

from rtqa.desk import statuses
from rtqa.desk.node.contexts import PLAIN
from rtqa.desk.node.send import NotSentError
from rtqa.dicom.objects import read_label


def deliver(files: Sequence[Path], *, host: str, port: int, called: str) -> None:
    """Store files at a node (C-STORE), over one association.

    Raises:
        NotSentError: one of them is not stored there.
    """
    labels = [label for file in files if (label := read_label(file)) is not None]
    entity = AE(ae_title="RTQA-SELF")
    for sop_class in sorted({label.sop_class_uid for label in labels}):
        entity.add_requested_context(sop_class, list(PLAIN))
    association = entity.associate(host, port, ae_title=called)
    if not association.is_established:
        raise NotSentError("rejected" if association.is_rejected else "not reached")
    try:
        for label in labels:
            status = association.send_c_store(label.path)
            if status.get("Status") != statuses.SUCCESS:
                raise NotSentError("not stored")
    finally:
        association.release()
