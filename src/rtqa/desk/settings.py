"""``desk.toml``, schema ``rtqa-desk/1``: how a desk is set up. Every key may be absent; defaults are safe."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from rtqa.documents.fields import Count, NotNegative, Positive, Table, Text
from rtqa.documents.reading import read_document
from rtqa.documents.references import find_unknown, rows_of, texts_of
from rtqa.documents.toml import lines_of, parse_document, parse_toml
from rtqa.errors import Fault

FILE = "desk.toml"

_AE_TITLE = re.compile(r"(?=\S)[ -\[\]-~]{1,16}(?<=\S)")
_DATABASE = re.compile(r"sqlite|postgresql\+psycopg://.+")


def _ae_title(value: str) -> str:
    if not _AE_TITLE.fullmatch(value):
        raise ValueError("must be 1 to 16 printable characters, without backslash or blanks at its ends")
    return value


def _database(value: str) -> str:
    if not _DATABASE.fullmatch(value):
        raise ValueError("must be 'sqlite' or 'postgresql+psycopg://user@host/name'")
    return value


AeTitle = Annotated[str, AfterValidator(_ae_title)]
"""An application entity title (PS3.5 6.2)."""

Port = Annotated[int, Field(strict=True, ge=0, le=65535)]
"""Of TCP; 0 for one that is free."""

_LOOPBACK = re.compile(r"localhost|127(\.\d+){3}|::1")


class Certificate(Table):
    """TLS by files in PEM; paths are relative to the data folder.

    Attributes:
        certificate: of this end, with the chain behind it.
        key: of it.
        authority: whose certificates the other end must have; None where none is asked of it.
    """

    certificate: Text
    key: Text
    authority: Text | None = None


class PageSettings(Table):
    """The web page.

    Attributes:
        host: address to listen on.
        port: likewise.
        tls: None for plain HTTP, which is refused on any address but loopback unless ``behind_proxy``.
        behind_proxy: that a proxy of the hospital ends TLS before it.
        public_url: as browsers call it, ``https://desk.example.org``; it answers under no other name. On
            loopback without a proxy it may be left out.
        idle_minutes: until a session ends by itself.
        most_upload_mb: of one upload.
    """

    host: Text = "127.0.0.1"
    port: Port = 8104
    tls: Certificate | None = None
    behind_proxy: bool = False
    public_url: Text | None = None
    idle_minutes: Positive = 30.0
    most_upload_mb: Positive = 2048.0

    @property
    def is_loopback(self) -> bool:
        """Whether nobody but this machine can reach it."""
        return _LOOPBACK.fullmatch(self.host) is not None

    @model_validator(mode="after")
    def _is_not_open(self) -> Self:
        if not self.is_loopback and self.tls is None and not self.behind_proxy:
            raise ValueError("passwords would go over the network as they are: name tls, or behind_proxy")
        is_called_by_name = self.behind_proxy or not self.is_loopback
        if is_called_by_name and not (self.public_url or "").startswith("https://"):
            raise ValueError("the page must know its name: state public_url, as https://desk.example.org")
        return self


class Caller(Table):
    """A system that may send.

    Attributes:
        ae_title: what it calls itself.
        host: its address; any where None.
    """

    ae_title: AeTitle
    host: Text | None = None


class NodeSettings(Table):
    """The DICOM node.

    Attributes:
        enabled: whether there is one.
        host: address to listen on.
        port: likewise.
        ae_title: what it must be called.
        callers: who may send; on loopback anybody where none is named, elsewhere nobody.
        tls: None for plain DICOM.
        most_associations: at once.
        most_object_mb: of one object.
        idle_s: after which a silent sender is let go.
        objects_per_minute: of one sender.
    """

    enabled: bool = True
    host: Text = "127.0.0.1"
    port: Port = 11112
    ae_title: AeTitle = "RTQA"
    callers: Annotated[tuple[Caller, ...], Field(alias="caller")] = ()
    tls: Certificate | None = None
    most_associations: Count = 20
    most_object_mb: Positive = 2048.0
    idle_s: Positive = 30.0
    objects_per_minute: Count = 30_000

    @property
    def is_loopback(self) -> bool:
        """Whether nobody but this machine can reach it."""
        return _LOOPBACK.fullmatch(self.host) is not None

    @model_validator(mode="after")
    def _is_not_open(self) -> Self:
        if not self.is_loopback and not self.callers:
            raise ValueError("on the network, [[node.caller]] must name who may send")
        return self


class WatchSettings(Table):
    """A folder that is looked into.

    Attributes:
        folder: relative to the data folder.
        settled_s: a file is taken once it has not grown for so long.
        then: what becomes of a file that was taken.
    """

    folder: Text
    settled_s: Positive = 5.0
    then: Literal["keep", "remove"] = "keep"


class CheckSettings(Table):
    """How cases are checked.

    Attributes:
        quiet_s: a case in which nothing is missing is checked once nothing came for so long.
        patience_s: likewise one of which something is missing, such as the dose.
        processes: at once.
        timeout_s: of one check.
        memory_gb: of one check.
        attempts: how often one is begun that was ended from outside, before it counts as failed.
        language: of the files of a report.
    """

    quiet_s: NotNegative = 2.0
    patience_s: NotNegative = 60.0
    processes: Count = 2
    timeout_s: Positive = 600.0
    memory_gb: Positive = 4.0
    attempts: Count = 3
    language: Literal["en", "zh"] = "en"


class Rule(Table):
    """Which cases a protocol judges: those of which all that the rule states holds. The first rule counts.

    Attributes:
        protocol: id of the library's, or a file, relative to the data folder.
        calling_ae: of the sender of the plan; ``*`` and ``?`` stand for characters, as below.
        plan_label: RTPlanLabel.
        plan_intent: PlanIntent.
        structures: each of these names is drawn.
        course: whether all plans of the patient under this rule are one course, and one case.
        send_to: the destination of the encapsulated PDF; nowhere where None.
    """

    protocol: Text
    calling_ae: Text | None = None
    plan_label: Text | None = None
    plan_intent: Text | None = None
    structures: tuple[Text, ...] = ()
    course: bool = False
    send_to: Text | None = None


class Destination(Table):
    """Where reports are sent to.

    Attributes:
        name: rules and pages call it so.
        ae_title, host, port: of it.
        tls: None for plain DICOM.
    """

    name: Text
    ae_title: AeTitle
    host: Text
    port: Port
    tls: Certificate | None = None


class OidcRole(Table):
    """Who has which role: those of whom the provider says this.

    Attributes:
        value: in the claim.
        role: at the desk.
    """

    value: Text
    role: Literal["reader", "physicist", "physician", "admin"]


class OidcSettings(Table):
    """A hospital's OpenID provider, whose word on who somebody is counts.

    Attributes:
        issuer: its address, exactly as it calls itself.
        client_id: what it calls the desk.
        client_secret_file: holds what it knows the desk by; relative to the data folder.
        client_secret_environment: likewise, the name of a variable.
        scope: what the desk asks for: where ``role_claim`` needs it, more than this.
        role_claim: of the ID token: a text, or a list of them.
        roles: the first that somebody has counts; who has none is not let in.
    """

    issuer: Text
    client_id: Text
    client_secret_file: Text | None = None
    client_secret_environment: Text | None = None
    scope: Text = "openid profile"
    role_claim: Text
    roles: Annotated[tuple[OidcRole, ...], Field(alias="role", min_length=1)]

    @model_validator(mode="after")
    def _is_guarded(self) -> Self:
        if not is_encrypted(self.issuer):
            raise ValueError("issuer must be https://…: what it says of people is believed")
        if (self.client_secret_file is None) == (self.client_secret_environment is None):
            raise ValueError("state one of client_secret_file and client_secret_environment")
        return self


class DeskSettings(Table):
    """A desk's settings.

    Attributes:
        schema_: the edition.
        database: ``sqlite`` for a file in the data folder, or ``postgresql+psycopg://…``.
        language: in which pages begin.
        free_gb: as much of the disk stays free: what would take of it is refused.
        oidc: None where all accounts are the desk's own.
        page, node, watch, check, rules, destinations: see there.
    """

    schema_: Annotated[Literal["rtqa-desk/1"], Field(alias="schema")] = "rtqa-desk/1"
    database: Annotated[str, AfterValidator(_database)] = "sqlite"
    language: Literal["en", "zh"] = "en"
    free_gb: NotNegative = 2.0
    page: PageSettings = PageSettings()
    oidc: OidcSettings | None = None
    node: NodeSettings = NodeSettings()
    watch: WatchSettings | None = None
    check: CheckSettings = CheckSettings()
    rules: Annotated[tuple[Rule, ...], Field(alias="rule")] = ()
    destinations: Annotated[tuple[Destination, ...], Field(alias="destination")] = ()


def is_encrypted(url: str) -> bool:
    """Whether nobody between can read what goes to an address: by HTTPS, or on this machine."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    is_here = parts.scheme == "http" and _LOOPBACK.fullmatch(parts.hostname or "") is not None
    return bool(parts.hostname) and (parts.scheme == "https" or is_here)


def read_settings(folder: Path) -> DeskSettings:
    """The settings of a data folder; those that hold without a file where there is none.

    Raises:
        UsageError: the file cannot be read.
        DocumentError: it does not hold; all its faults by line.
    """
    file = folder / FILE
    return parse_settings(read_document(file, what="the settings") if file.is_file() else b"")


def parse_settings(content: bytes) -> DeskSettings:
    """The settings of a file's bytes.

    Raises:
        DocumentError: all its faults, by line.
    """
    return parse_document(
        parse_toml(content, label=FILE),
        DeskSettings,
        label=FILE,
        find_reference_faults=_find_unknown_destinations,
        lines=lines_of(content),
    )


def _find_unknown_destinations(document: Mapping[str, object]) -> list[Fault]:
    """Rules that send to where no destination is."""
    known = texts_of(rows_of(document, "destination"), "name")
    return [*find_unknown("send_to", rows_of(document, "rule"), known=known, what="destination")]
