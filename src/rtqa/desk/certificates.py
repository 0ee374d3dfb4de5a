"""Until when a certificate of TLS holds, read from its file: what has expired, nobody connects to."""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

_PEM = re.compile(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)

_INTEGER, _UTC_TIME, _GENERALIZED_TIME, _SEQUENCE, _VERSION = 0x02, 0x17, 0x18, 0x30, 0xA0
"""Tags of DER; the last one is that of a certificate's version, which the first edition has not."""


@dataclass(frozen=True, slots=True)
class Validity:
    """From when until when certificates hold; in UTC."""

    begins: datetime
    ends: datetime


def read_validity(file: Path) -> Validity:
    """The time in which every certificate of a file in PEM holds: that of this end, and the chain behind it.

    Raises:
        OSError: the file cannot be read.
        ValueError: there is no certificate in it, or one that cannot be read.
    """
    blocks = _PEM.findall(file.read_text(encoding="ascii"))
    if not blocks:
        raise ValueError("no certificate")
    times = [_read_times(ssl.PEM_cert_to_DER_cert(block)) for block in blocks]
    return Validity(begins=max(begins for begins, _ in times), ends=min(ends for _, ends in times))


def _read_times(certificate: bytes) -> tuple[datetime, datetime]:
    """``notBefore`` and ``notAfter`` of a certificate in DER (RFC 5280 section 4.1)."""
    (_, whole), *_ = _split(certificate)
    (_, signed), *_ = _split(whole)
    fields = [field for field in _split(signed) if field[0] != _VERSION]
    # Serial number, algorithm of the signature, issuer, validity.
    (serial_tag, _), _, _, (tag, validity), *_ = fields
    if (serial_tag, tag) != (_INTEGER, _SEQUENCE):
        raise ValueError("no certificate")
    begins, ends = _split(validity)
    return _read_time(*begins), _read_time(*ends)


def _split(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Tag and content of the elements that stand one after the other."""
    position = 0
    while position < len(content):
        tag, length = content[position], content[position + 1]
        position += 2
        if length & 0x80:  # how many bytes state it
            n = length & 0x7F
            length = int.from_bytes(content[position : position + n], "big")
            position += n
        yield tag, content[position : position + length]
        position += length


def _read_time(tag: int, content: bytes) -> datetime:
    text = content.decode("ascii")
    if tag == _UTC_TIME:  # two digits of the year, of which 50 is 1950 (RFC 5280 section 4.1.2.5.1)
        text = ("19" if text[:2] >= "50" else "20") + text
    elif tag != _GENERALIZED_TIME:
        raise ValueError("no time")
    return datetime.strptime(text, "%Y%m%d%H%M%SZ").replace(tzinfo=UTC)
