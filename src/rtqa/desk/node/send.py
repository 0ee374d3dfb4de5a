"""What the desk sends to others: reports, answers about storage commitment, news of work items."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pynetdicom import AE, build_role
from pynetdicom.association import Association

from rtqa.desk import statuses
from rtqa.desk.archive.tables import Outgoing, Report
from rtqa.desk.desk import Desk
from rtqa.desk.node.commitment import WELL_KNOWN_INSTANCE, build_answer
from rtqa.desk.node.contexts import COMMITMENT, ENCAPSULATED_PDF, PLAIN, UPS_EVENT, UPS_PUSH
from rtqa.desk.node.datasets import from_json
from rtqa.desk.settings import Certificate, Destination
from rtqa.dicom.write.common import IMPLEMENTATION

_CONNECT_S, _ANSWER_S = 10.0, 60.0


class NotSentError(Exception):
    """It did not reach its receiver; why, in a few words without a patient's name."""


def send_report(desk: Desk, destination: Destination, report: Report) -> None:
    """Store a report's encapsulated PDF at a destination (C-STORE).

    Raises:
        NotSentError: it is not stored there.
    """
    try:
        file = desk.report_file(report, "report.dcm")
    except KeyError:
        raise NotSentError("the report has no encapsulated PDF") from None
    with _associate(desk, destination, ENCAPSULATED_PDF) as association:
        _require_success(association.send_c_store(file))


def send_commitment(desk: Desk, receiver: Association | Destination, details: dict[str, Any]) -> None:
    """Tell who asked for commitment which objects are kept (N-EVENT-REPORT).

    Args:
        desk: that keeps them.
        receiver: the association of the request, while it is open, or where to call.
        details: as :func:`rtqa.desk.node.commitment.answer_commitment` wrote them.

    Raises:
        NotSentError: it was not acknowledged.
    """
    answer, event_type = build_answer(details)
    about = (event_type, COMMITMENT, WELL_KNOWN_INSTANCE)
    if isinstance(receiver, Association):
        _report(receiver, answer, about)
        return
    with _associate(desk, receiver, COMMITMENT, is_provider=True) as association:
        _report(association, answer, about)


def send_news(desk: Desk, destination: Destination, details: dict[str, Any]) -> None:
    """Tell who watches a work item what became of it (N-EVENT-REPORT, PS3.4 CC.2.4).

    Raises:
        NotSentError: it was not acknowledged.
    """
    about = (details["event"], UPS_PUSH, details["uid"])
    with _associate(desk, destination, UPS_EVENT, is_provider=True) as association:
        _report(association, from_json(details["dataset"]), about, under=UPS_EVENT)


def _report(association: Association, told: Any, about: tuple[Any, ...], *, under: Any = None) -> None:
    event_type, sop_class, instance = about
    try:
        status, _ = association.send_n_event_report(told, event_type, sop_class, instance, meta_uid=under)
    except (ValueError, RuntimeError) as fault:
        raise NotSentError(type(fault).__name__) from None
    _require_success(status)


@contextmanager
def _associate(
    desk: Desk, destination: Destination, sop_class: Any, *, is_provider: bool = False
) -> Iterator[Association]:
    entity = AE(ae_title=desk.settings.node.ae_title)
    entity.implementation_class_uid, entity.implementation_version_name = IMPLEMENTATION
    entity.connection_timeout, entity.acse_timeout = _CONNECT_S, _CONNECT_S
    entity.dimse_timeout = entity.network_timeout = _ANSWER_S
    entity.add_requested_context(sop_class, list(PLAIN))
    roles: list[Any] = [build_role(sop_class, scu_role=False, scp_role=True)] if is_provider else []
    tls = destination.tls
    association = entity.associate(
        destination.host,
        destination.port,
        ae_title=destination.ae_title,
        ext_neg=roles,
        tls_args=None if tls is None else (client_tls(desk, tls), destination.host),
    )
    if not association.is_established:
        raise NotSentError("rejected" if association.is_rejected else "not reached")
    try:
        if not association.accepted_contexts:
            raise NotSentError("what is sent is not accepted there")
        yield association
    except ValueError as fault:
        raise NotSentError(type(fault).__name__) from None
    finally:
        association.release()


def _require_success(status: Any) -> None:
    """Success or a warning (PS3.7 C), else it counts as not sent."""
    value = status.get("Status") if status else None
    if value is None:
        raise NotSentError("no answer")
    if value != statuses.SUCCESS and value not in statuses.WARNINGS:
        raise NotSentError(f"refused with status {value:04X}")


def client_tls(desk: Desk, files: Certificate) -> ssl.SSLContext:
    """TLS to call somebody with: their certificate is always looked at, and ours shown."""
    context = ssl.create_default_context(
        cafile=str(desk.path_of(files.authority)) if files.authority is not None else None
    )
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(desk.path_of(files.certificate), desk.path_of(files.key))
    return context


def server_tls(desk: Desk, files: Certificate) -> ssl.SSLContext:
    """TLS to be called with: with an authority, callers must have a certificate of it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(desk.path_of(files.certificate), desk.path_of(files.key))
    if files.authority is not None:
        context.load_verify_locations(desk.path_of(files.authority))
        context.verify_mode = ssl.CERT_REQUIRED
    return context


def send(desk: Desk, row: Outgoing, receiver: Association | Destination, *, report: Report | None) -> None:
    """Send a row of the outgoing queue.

    Raises:
        NotSentError: it did not reach its receiver.
    """
    if row.kind == "commitment":
        send_commitment(desk, receiver, row.details)
    elif isinstance(receiver, Association):
        raise NotSentError("only an answer goes over the association of its request")
    elif row.kind == "report" and report is not None:
        send_report(desk, receiver, report)
    else:
        send_news(desk, receiver, row.details)
