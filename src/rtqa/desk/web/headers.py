"""What goes with every answer: what a browser may do with it, and who is answered at all."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rtqa.desk.rates import Rate
from rtqa.desk.settings import PageSettings

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)
"""Nothing inline, nothing from elsewhere, in nobody's frame."""

SANDBOX = (
    "sandbox allow-scripts; default-src 'none'; script-src {scripts}; style-src 'unsafe-inline'; "
    "img-src data: blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""A report's own page: an origin of its own, without cookies, forms or a way back to the desk."""

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not "no-referrer": it takes the Origin from forms, which is what they are known by.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cache-Control": "no-store",
}
_A_YEAR = "max-age=31536000"
_SCRIPT_HASH = re.compile(r"'sha256-[A-Za-z0-9+/=]{44}'")


def sandbox_of(page: str) -> str:
    """The policy for a page of a report: of its scripts, those alone that rtqa itself put there run."""
    head = page.partition("<title>")[0]
    return SANDBOX.format(scripts=" ".join(_SCRIPT_HASH.findall(head)) or "'none'")


class Doorkeeper:
    """Around the whole application: names of hosts, rates of addresses, headers of answers.

    Args:
        app: what is behind it.
        settings: of the page.
        clock: in seconds; for rates.
    """

    def __init__(
        self, app: ASGIApp, *, settings: PageSettings, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._app = app
        self._headers = dict(_HEADERS)
        public = urlsplit(settings.public_url or "")
        if settings.tls is not None or public.scheme == "https":
            self._headers["Strict-Transport-Security"] = _A_YEAR
        self._hosts = {"localhost", "127.0.0.1", "::1", settings.host, public.hostname or settings.host}
        self._rate = Rate(burst=120, per_second=20, clock=clock)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or hand on."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Content-Security-Policy", POLICY)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        headers = Headers(scope=scope)
        host = urlsplit(f"//{headers.get('host', '')}")
        if "content-length" in headers and "transfer-encoding" in headers:
            # Where the request ends, a proxy may see otherwise, and take what follows for somebody else's
            # (request smuggling); nothing more is read from there (RFC 9112 6.1).
            answer = PlainTextResponse("two lengths", 400, {"Connection": "close"})
            await answer(scope, receive, send_with_headers)
        elif host.hostname not in self._hosts:
            # A name of somebody else's that leads here: their page would read ours (DNS rebinding).
            await PlainTextResponse("not here", 421)(scope, receive, send_with_headers)
        elif not self._rate.takes(address_of(scope)):
            answer = PlainTextResponse("too many requests", 429, {"Retry-After": "5"})
            await answer(scope, receive, send_with_headers)
        else:
            await self._app(scope, receive, send_with_headers)


def address_of(scope: Scope) -> str:
    """Where a request comes from."""
    client = scope.get("client")
    return str(client[0]) if client else ""
