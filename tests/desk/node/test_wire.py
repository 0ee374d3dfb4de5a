"""Strangers at the port: each is refused, each refusal is in the trail, and the next caller is served."""

from __future__ import annotations

import socket
import ssl
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from calling_node import (
    PLAN,
    calling,
    count_connections,
    make_certificates,
    make_object,
    refused,
    running,
    wait_for,
)

from rtqa.desk.node.scp import Node


def is_served(node: Node, **more: object) -> bool:
    """Whether an honest caller gets his answer."""
    with calling(node, **more) as association:  # type: ignore[arg-type]
        return association.is_established and association.send_c_echo().Status == 0x0000


def connect(node: Node, *, source: str = "127.0.0.1") -> socket.socket:
    return socket.create_connection(("127.0.0.1", node.port), timeout=30, source_address=(source, 0))


def is_closed(stream: socket.socket) -> bool:
    """Whether the other end closed it, whatever it said before."""
    try:
        while stream.recv(4096):
            pass
    except ConnectionResetError:
        pass
    except TimeoutError:
        return False
    return True


def test_a_wrong_called_title_is_rejected(node: Node) -> None:
    with calling(node, called="ANY-SCP") as association:
        assert association.is_rejected
        assert association.acceptor.primitive.diagnostic == 0x07
    assert wait_for(lambda: refused(node).get("called title is not ours", 0) == 1)


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    more = """[[node.caller]]
ae_title = "TPS"
[[node.caller]]
ae_title = "FAR"
host = "192.0.2.1"
"""
    folder = tmp_path_factory.mktemp("strict")
    with running(
        folder, more, pdu_s=1.5, negotiation_s=2.0, slow_after_s=1.5, object_bytes=200_000, connections=12,
        connections_of_address=8, associations=3,
    ) as started:  # fmt: skip
        yield started


def test_a_title_that_is_not_on_the_list_is_rejected(strict: Node) -> None:
    with calling(strict, calling="STRANGER") as association:
        assert association.is_rejected
        assert association.acceptor.primitive.diagnostic == 0x03
    assert wait_for(lambda: refused(strict).get("calling title is not on the list", 0) == 1)
    assert is_served(strict, calling="TPS")


def test_a_title_that_calls_from_elsewhere_is_rejected(strict: Node) -> None:
    with calling(strict, calling="FAR") as association:
        assert association.is_rejected
    assert wait_for(lambda: refused(strict).get("calling title is not expected from this address", 0) == 1)


def test_associations_beyond_the_limit_are_rejected_for_the_moment(strict: Node) -> None:
    with ExitStack() as open_ones:
        for _ in range(3):
            assert open_ones.enter_context(calling(strict, calling="TPS")).is_established
        fourth = open_ones.enter_context(calling(strict, calling="TPS"))
        assert fourth.is_rejected
        assert fourth.acceptor.primitive.result == 0x02
    assert wait_for(lambda: refused(strict).get("too many associations at once", 0) == 1)


@pytest.mark.parametrize("length", [300_000, 2**32 - 1])
def test_a_pdu_that_says_it_is_too_long_is_not_waited_for(strict: Node, length: int) -> None:
    before = refused(strict).get("message too large", 0)
    with connect(strict) as stream:
        stream.sendall(struct.pack(">BBL", 1, 0, length) + b"\0" * 1000)
        assert is_closed(stream)
    assert wait_for(lambda: refused(strict).get("message too large", 0) == before + 1)
    assert is_served(strict, calling="TPS")


def test_an_object_beyond_the_limit_is_cut_off_and_leaves_nothing(strict: Node) -> None:
    before = refused(strict).get("message too large", 0)
    large = make_object(RTPlanLabel="x", EncapsulatedDocument=b"\0" * 400_000)
    with calling(strict, PLAN, calling="TPS") as association:
        assert association.send_c_store(large).get("Status") is None
    assert wait_for(lambda: refused(strict)["message too large"] == before + 1)
    assert wait_for(lambda: count_connections(strict) == 0)
    assert list((strict.desk.folder / "incoming").iterdir()) == []


def test_half_a_pdu_is_not_waited_for(strict: Node) -> None:
    before = refused(strict).get("sender too slow", 0)
    with connect(strict) as stream:
        begun = time.monotonic()
        stream.sendall(struct.pack(">BBL", 1, 0, 200) + b"\0\1")
        assert is_closed(stream)
        assert time.monotonic() - begun < 8.0
    assert wait_for(lambda: refused(strict)["sender too slow"] == before + 1)


def test_a_sender_of_one_byte_at_a_time_is_cut_off(strict: Node) -> None:
    before = refused(strict).get("sender too slow", 0)
    with connect(strict) as stream:
        stream.sendall(struct.pack(">BBL", 1, 0, 200))
        begun = time.monotonic()
        with pytest.raises((BrokenPipeError, ConnectionResetError)):  # noqa: PT012  (at one of the sends)
            while time.monotonic() - begun < 15.0:
                stream.sendall(b"\0")
                time.sleep(0.02)
    assert wait_for(lambda: refused(strict)["sender too slow"] == before + 1)


def test_who_says_nothing_is_let_go(strict: Node) -> None:
    with connect(strict) as stream:
        assert is_closed(stream)
    assert wait_for(lambda: count_connections(strict) == 0)


_FLOOD = """
import socket, sys
streams = [socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=60) for _ in range(1000)]
print("all", flush=True)
sys.stdin.read()
"""


def test_a_thousand_connections_do_not_keep_others_out(strict: Node) -> None:
    before = sum(refused(strict).values())
    words = [sys.executable, "-c", _FLOOD, str(strict.port)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as flood:
        assert flood.stdout is not None
        assert flood.stdout.readline() == "all\n"
        with calling(strict, calling="TPS", bind_address=("127.0.0.2", 0)) as association:
            assert association.is_established
            assert association.send_c_echo().Status == 0x0000
        assert count_connections(strict) <= 12
        flood.communicate()
    # Eight at a time may come in, and are let go after 2 s without a word.
    assert wait_for(lambda: count_connections(strict) == 0)
    assert sum(refused(strict).values()) - before >= 850


def test_noise_is_answered_by_an_abort(node: Node) -> None:
    before = refused(node).get("malformed PDU or message", 0)
    with connect(node) as stream:
        stream.sendall(struct.pack(">BBL", 1, 0, 80) + b"\xff" * 80)
        assert stream.recv(10)[:1] == b"\x07"
    assert wait_for(lambda: refused(node).get("malformed PDU or message", 0) == before + 1)
    assert is_served(node)


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    folder = tmp_path_factory.mktemp("tls")
    make_certificates(folder)
    more = '[node.tls]\ncertificate = "node.pem"\nkey = "node.key"\nauthority = "ca.pem"\n'
    with running(folder, more, negotiation_s=3.0) as started:
        yield started


def caller_tls(folder: Path, name: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.load_verify_locations(folder / "ca.pem")
    context.load_cert_chain(folder / f"{name}.pem", folder / f"{name}.key")
    return context


def test_without_tls_nobody_is_heard(tls: Node) -> None:
    with calling(tls) as association:
        assert not association.is_established
    assert wait_for(lambda: refused(tls).get("no valid TLS", 0) >= 1)


def test_a_certificate_of_another_authority_is_refused(tls: Node) -> None:
    before = refused(tls).get("no valid TLS", 0)
    with calling(tls, tls_args=(caller_tls(tls.desk.folder, "nobody"), "node")) as association:
        assert not association.is_established
    assert wait_for(lambda: refused(tls).get("no valid TLS", 0) == before + 1)


def test_with_a_certificate_of_the_authority_it_is_served_while_others_say_nothing(tls: Node) -> None:
    with connect(tls):  # shakes no hands, and must not keep the next one waiting
        assert is_served(tls, tls_args=(caller_tls(tls.desk.folder, "caller"), "node"))


@pytest.mark.skipif(not hasattr(socket, "TCP_QUICKACK"), reason="Linux alone can be asked to")
def test_a_sender_that_writes_in_two_pieces_is_not_kept_waiting(node: Node) -> None:
    """As DCMTK does: the second waits until the first is acknowledged, which a system puts off for 40 ms."""
    with calling(node) as association:
        line = association.dul.socket
        assert line is not None
        stream = line.socket
        assert stream is not None
        stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 0)

        def send_in_two(content: bytes) -> None:
            stream.sendall(content[:12])
            stream.sendall(content[12:])

        line.send = send_in_two  # type: ignore[method-assign]
        lasted_s = []
        for _ in range(30):
            begun = time.monotonic()
            assert association.send_c_echo().Status == 0x0000
            lasted_s.append(time.monotonic() - begun)
    # A system acknowledges the first dozen at once by itself; and of the others, a busy one delays some.
    assert min(lasted_s[20:]) < 0.03
