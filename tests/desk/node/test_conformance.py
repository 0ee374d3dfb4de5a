"""The conformance statement says what the code does."""

from __future__ import annotations

import re
from pathlib import Path

from calling_node import PLAIN_SETTINGS

from rtqa.desk.node.contexts import COMMITMENT, ENCAPSULATED_PDF, UPS_EVENT, list_contexts
from rtqa.desk.node.limits import NodeLimits
from rtqa.desk.settings import parse_settings
from rtqa.dicom.write.common import IMPLEMENTATION

STATEMENT = (Path(__file__).parents[3] / "docs/reference/conformance.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    begin = STATEMENT.index(title)
    end = re.search(r"\n#{2,4} ", STATEMENT[begin + 5 :])
    return STATEMENT[begin : begin + 5 + end.start()] if end else STATEMENT[begin:]


def uids(text: str) -> set[str]:
    return set(re.findall(r"\| (1\.2\.840\.10008[0-9.]+) \|", text))


def test_every_context_stands_in_it_with_its_transfer_syntaxes() -> None:
    contexts = {
        str(each.abstract_syntax): {str(uid) for uid in each.transfer_syntax or ()}
        for each in list_contexts()
    }
    stored, services = section("#### 3.2.1"), section("#### 3.2.2")
    plain = {"1.2.840.10008.1.2.1", "1.2.840.10008.1.2"}
    table, uncompressed, compressed = re.split(r"\nUncompressed:|\nCompressed:", stored)
    assert uids(table) | uids(services) == set(contexts)
    assert all(contexts[uid] == plain for uid in uids(services))
    for uid in uids(table):
        row = next(line for line in table.splitlines() if f"| {uid} |" in line)
        wanted = uids(uncompressed) | (uids(compressed) if "uncompressed, compressed" in row else set())
        assert contexts[uid] == wanted, uid


def test_what_it_calls_stands_in_it() -> None:
    assert uids(section("#### 3.2.3")) == {str(ENCAPSULATED_PDF), str(COMMITMENT), str(UPS_EVENT)}


def test_its_numbers_are_those_of_the_code() -> None:
    policies, limits = section("#### 3.2.4"), NodeLimits()
    node = parse_settings(PLAIN_SETTINGS.encode()).node
    assert IMPLEMENTATION[0] in policies
    assert IMPLEMENTATION[1] in policies
    for number in (
        limits.announced_pdu_bytes, limits.pdu_bytes, limits.connections_per_minute,
        limits.slowest_bytes_per_s, node.objects_per_minute,
    ):  # fmt: skip
        assert f"{number:,}" in policies
    for words in (
        f"| {node.most_associations} (`node.most_associations`)",
        f"{limits.connections}, of one address {limits.connections_of_address}",
        f"has {limits.negotiation_s:g} s to ask", f"a PDU {limits.pdu_s:g} s",
        f"more than {limits.slow_after_s:g} s",
        f"idle for {node.idle_s:g} s",
    ):  # fmt: skip
        assert words in policies
