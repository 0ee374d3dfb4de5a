"""A desk at work: the page in the main thread, node and dispatcher in threads, workers in processes."""

from __future__ import annotations

import logging
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn

from rtqa.desk.desk import Desk
from rtqa.desk.node.scp import Node
from rtqa.desk.only import alone_in
from rtqa.desk.settings import NodeSettings, PageSettings
from rtqa.desk.web.accounts import FirstAdmin
from rtqa.desk.web.app import find_first_admin, make_app
from rtqa.errors import UsageError

_GRACE_S = 10
"""How long answers that are under way may take once the desk is to end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """Where a desk is to be found.

    Attributes:
        url: of the page.
        node: AE title, host and port; None where there is no node.
        token: for the first account; None where there is one already.
    """

    url: str
    node: tuple[str, str, int] | None
    token: str | None


def serve_desk(desk: Desk, *, ready: Callable[[Served], None]) -> None:
    """Serve until the process is asked to end.

    Args:
        desk: that is served.
        ready: called once page and node answer.

    Raises:
        UsageError: a desk is at work in the folder already, a port is taken, or a certificate cannot be read.
    """
    with at_work(desk) as (server, sockets, served):
        ready(served)
        server.run(sockets=sockets)


@contextmanager
def at_work(desk: Desk) -> Iterator[tuple[uvicorn.Server, list[socket.socket], Served]]:
    """A desk whose node and dispatcher run, and whose page is about to: ``server.run(sockets=sockets)``."""
    page = desk.settings.page
    with alone_in(desk.folder), _listen(page) as listening:
        node, first_admin = Node(desk), find_first_admin(desk)
        desk.dispatcher.start()
        try:
            try:
                node.start()
            except OSError as error:
                problem = error.strerror or type(error).__name__
                raise UsageError(
                    f"the DICOM node cannot listen at port {desk.settings.node.port}: {problem}"
                ) from None
            served = Served(
                url=_find_url(desk.settings.page, listening),
                node=_find_node(desk.settings.node, node),
                token=first_admin.token if first_admin is not None else None,
            )
            yield uvicorn.Server(_configure(desk, first_admin)), [listening], served
        finally:
            node.stop()
            desk.dispatcher.stop()


def configure_log() -> None:
    """Write what happens to standard error: systems and hashes, never a patient."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logger = logging.getLogger("rtqa.desk")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)


def _listen(page: PageSettings) -> socket.socket:
    family = socket.AF_INET6 if ":" in page.host else socket.AF_INET
    # By its protocol's name, or asyncio lets an answer's second part wait 40 ms for the first one's ACK.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((page.host, page.port))
    except OSError as error:
        listening.close()
        problem = error.strerror or type(error).__name__
        raise UsageError(f"the page cannot listen at {page.host} port {page.port}: {problem}") from None
    return listening


def _configure(desk: Desk, first_admin: FirstAdmin | None) -> uvicorn.Config:
    page = desk.settings.page
    authority = page.tls.authority if page.tls else None
    config = uvicorn.Config(
        make_app(desk, first_admin=first_admin),
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=page.behind_proxy,
        forwarded_allow_ips="127.0.0.1",
        timeout_graceful_shutdown=_GRACE_S,
        ssl_certfile=desk.path_of(page.tls.certificate) if page.tls else None,
        ssl_keyfile=str(desk.path_of(page.tls.key)) if page.tls else None,
        ssl_ca_certs=str(desk.path_of(authority)) if authority else None,
        ssl_cert_reqs=ssl.CERT_REQUIRED if authority else ssl.CERT_NONE,
    )
    try:
        config.load()
    except (OSError, ssl.SSLError):
        raise UsageError("the certificate of the page, or its key, cannot be read") from None
    if config.ssl is not None:
        config.ssl.minimum_version = ssl.TLSVersion.TLSv1_2
    return config


def _find_url(page: PageSettings, listening: socket.socket) -> str:
    scheme = "https" if page.tls else "http"
    host = f"[{page.host}]" if ":" in page.host else page.host
    return page.public_url or f"{scheme}://{host}:{listening.getsockname()[1]}/"


def _find_node(settings: NodeSettings, node: Node) -> tuple[str, str, int] | None:
    return (settings.ae_title, settings.host, node.port) if settings.enabled else None
