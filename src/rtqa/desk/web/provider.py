"""A hospital's OpenID provider: OpenID Connect Core 1.0, authorization code flow with PKCE (RFC 7636).

Nothing of the provider's is kept from one sign-in to the next: keys that it changes hold at once.
"""

from __future__ import annotations

import base64
import hashlib
import json
import ssl
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

import httpx
from joserfc import jwt
from joserfc.errors import ClaimError, JoseError
from joserfc.jwk import KeySet

from rtqa.desk.settings import OidcSettings, is_encrypted
from rtqa.desk.web.identity import Identity, ProviderError, Question

_ALGORITHMS = ("RS256", "PS256", "ES256")
"""Of signatures: none that is made with what the desk knows too."""

_CLOCKS_DIFFER_S = 60
_TIMEOUT_S = 10.0
_MOST_BYTES = 1 << 20


class Provider:
    """What the settings name.

    Args:
        settings: of it.
        secret: that the provider knows the desk by.
    """

    def __init__(self, settings: OidcSettings, secret: str) -> None:
        self._settings, self._secret = settings, secret
        # By the machine's own authorities: a hospital's are among them.
        self._tls = ssl.create_default_context()

    def address_for(self, question: Question) -> str:
        """Where a browser is sent to.

        Raises:
            ProviderError: the provider cannot be reached, or is another one.
        """
        challenge = base64.urlsafe_b64encode(hashlib.sha256(question.verifier.encode()).digest())
        fields = {
            "response_type": "code",
            "scope": self._settings.scope,
            "client_id": self._settings.client_id,
            "redirect_uri": question.come_back,
            "state": question.state,
            "nonce": question.nonce,
            "code_challenge": challenge.rstrip(b"=").decode(),
            "code_challenge_method": "S256",
            **({"prompt": "login", "max_age": "0"} if question.is_again else {}),
        }
        address = self._discover("authorization_endpoint")["authorization_endpoint"]
        return f"{address}{'&' if '?' in address else '?'}{urlencode(fields)}"

    def identify(self, question: Question, code: str, *, at: datetime) -> Identity:
        """Who came back with a code.

        Args:
            question: that was asked.
            code: of the answer.
            at: now.

        Raises:
            ProviderError: the provider cannot be reached, does not take the code, or its token does not hold.
        """
        places = self._discover("token_endpoint", "jwks_uri")
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": question.come_back,
            "code_verifier": question.verifier,
        }
        # RFC 6749 2.3.1: both are encoded as in a form, before they are put together.
        client = (quote(self._settings.client_id, safe=""), quote(self._secret, safe=""))
        answer = self._ask("POST", places["token_endpoint"], refused="code", data=form, auth=client)
        keys = self._ask("GET", places["jwks_uri"], refused="unreachable")
        claims = self._read(str(answer.get("id_token", "")), keys, question=question, at=at)
        return _identify(claims, self._settings)

    def examine(self) -> None:
        """Ask for all that a sign-in needs, and sign nobody in.

        Raises:
            ProviderError: the provider cannot be reached, is another one, or shows no keys.
        """
        places = self._discover("authorization_endpoint", "token_endpoint", "jwks_uri")
        try:
            KeySet.import_key_set(self._ask("GET", places["jwks_uri"], refused="unreachable"))  # type: ignore[arg-type]
        except (JoseError, ValueError, TypeError, KeyError):
            raise ProviderError("signature") from None

    def _read(
        self, token: str, keys: Mapping[str, Any], *, question: Question, at: datetime
    ) -> dict[str, Any]:
        """The claims of an ID token that holds (OpenID Connect Core 3.1.3.7)."""
        try:
            claims = jwt.decode(token, KeySet.import_key_set(keys), algorithms=_ALGORITHMS).claims  # type: ignore[arg-type]
        except (JoseError, ValueError, TypeError, KeyError):
            raise ProviderError("signature") from None
        now_s = int(at.timestamp())
        registry = jwt.JWTClaimsRegistry(
            now=now_s,
            leeway=_CLOCKS_DIFFER_S,
            iss={"essential": True, "value": self._settings.issuer},
            aud={"essential": True, "value": self._settings.client_id},
            nonce={"essential": True, "value": question.nonce},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
        )
        try:
            registry.validate(claims)
        except ClaimError as error:
            raise ProviderError(str(error.claim)) from None
        is_for_others = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if (is_for_others or "azp" in claims) and claims.get("azp") != self._settings.client_id:
            raise ProviderError("azp")
        if question.is_again:
            signed_in_s = claims.get("auth_time")
            asked_s = question.asked_at.timestamp() - _CLOCKS_DIFFER_S
            if not isinstance(signed_in_s, int | float) or signed_in_s < asked_s:
                raise ProviderError("auth_time")
        return claims

    def _discover(self, *places: str) -> dict[str, str]:
        """Addresses of the provider, by its own description (OpenID Connect Discovery 1.0, 4).

        Raises:
            ProviderError: it cannot be reached, is another one, or passwords would go there as they are.
        """
        issuer = self._settings.issuer
        stated = self._ask(
            "GET", f"{issuer.rstrip('/')}/.well-known/openid-configuration", refused="unreachable"
        )
        if stated.get("issuer") != issuer:
            raise ProviderError("issuer")
        addresses = {place: str(stated.get(place, "")) for place in places}
        if not all(map(is_encrypted, addresses.values())):
            raise ProviderError("not-encrypted")
        return addresses

    def _ask(self, method: str, url: str, *, refused: str, **with_it: Any) -> dict[str, Any]:
        """A JSON object that the provider answers.

        Raises:
            ProviderError: it does not answer, or anything else.
        """
        content = b""
        try:
            with httpx.stream(method, url, timeout=_TIMEOUT_S, verify=self._tls, **with_it) as answer:
                for chunk in answer.iter_bytes():
                    content += chunk
                    if len(content) > _MOST_BYTES:
                        raise ProviderError("size")
                status = answer.status_code
        except (httpx.HTTPError, httpx.InvalidURL):
            raise ProviderError("unreachable") from None
        if status != httpx.codes.OK:
            raise ProviderError(refused)
        try:
            value = json.loads(content)
        except ValueError:
            value = None
        if not isinstance(value, dict):
            raise ProviderError("not-json")
        return value


def _identify(claims: Mapping[str, Any], settings: OidcSettings) -> Identity:
    stated = claims.get(settings.role_claim)
    values = {stated} if isinstance(stated, str) else set(filter(_is_text, stated or ()))
    name = next(filter(_is_text, (claims.get("preferred_username"), claims["sub"])))
    return Identity(
        sha256=hashlib.sha256(f"{claims['iss']}\0{claims['sub']}".encode()).hexdigest(),
        name=name,
        full_name=next(filter(_is_text, (claims.get("name"), name))),
        role=next((role.role for role in settings.roles if role.value in values), ""),
    )


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())
