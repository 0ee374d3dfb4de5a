"""A small OpenID provider on this machine: real keys, real tokens; a test says what it gets wrong."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT, SECRET = "rtqa-desk", "a secret: of & the client"
KEY = RSAKey.generate_key(2048, auto_kid=True)
STRANGE_KEY = RSAKey.generate_key(2048, {"kid": KEY.kid})


DORA = {
    "sub": "248289761001",
    "preferred_username": "Dora@hospital.example",
    "name": "Dora  Doctor",
    "groups": ["staff", "rt-physicians"],
}


def settings_for(url: str) -> bytes:
    return f"""
    [oidc]
    issuer = "{url}"
    client_id = "{CLIENT}"
    client_secret_environment = "RTQA_TEST_SECRET"
    role_claim = "groups"
    [[oidc.role]]
    value = "rt-physics"
    role = "physicist"
    [[oidc.role]]
    value = "rt-physicians"
    role = "physician"
    """.encode()


@dataclass
class OpenIdProvider:
    """Answers as the standard says, unless a test changes what it says.

    Attributes:
        now: its clock.
        person: claims of who sits at the browser.
        wrong: claims that its tokens have instead; None takes one away.
        key: that it signs with.
        described: what its description says instead.
    """

    now: Callable[[], datetime]
    url: str = ""
    person: dict[str, Any] = field(default_factory=dict)
    wrong: dict[str, Any] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: KEY)
    described: dict[str, str] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._describe),
                Route("/authorize", self._authorize),
                Route("/token", self._give_token, methods=["POST"]),
                Route("/keys", self._give_keys),
            ]
        )

    async def _describe(self, _: Request) -> Response:
        places = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        stated = {name: f"{self.url}/{place}" for name, place in places.items()}
        return JSONResponse({"issuer": self.url, **stated, **self.described})

    async def _give_keys(self, _: Request) -> Response:
        return JSONResponse({"keys": [KEY.as_dict(private=False)]})

    async def _authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        self.asked.append(asked)
        code = secrets.token_urlsafe(8)
        self._codes[code] = asked
        answer = urlencode({"code": code, "state": asked["state"]})
        return RedirectResponse(f"{asked['redirect_uri']}?{answer}", 303)

    async def _give_token(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode()))
        asked = self._codes.pop(form["code"], None)
        client = base64.b64decode(request.headers["authorization"].removeprefix("Basic ")).decode()
        names = [part for _, part in parse_qsl(f"a={client.replace(':', '&b=')}")]
        digest = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest())
        if (
            asked is None
            or names != [CLIENT, SECRET]
            or digest.rstrip(b"=").decode() != asked["code_challenge"]
            or form["redirect_uri"] != asked["redirect_uri"]
        ):
            return JSONResponse({"error": "invalid_grant"}, 400)
        at = int(self.now().timestamp())
        claims = {"iss": self.url, "aud": CLIENT, "iat": at, "exp": at + 300, "nonce": asked["nonce"]}
        claims |= {"auth_time": at} if "max_age" in asked else {}
        claims |= self.person | self.wrong
        stated = {name: value for name, value in claims.items() if value is not None}
        header = {"alg": "RS256", "kid": str(KEY.kid)}
        return JSONResponse({"token_type": "Bearer", "id_token": jwt.encode(header, stated, self.key)})
