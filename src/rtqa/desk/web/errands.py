"""Browsers that are away at the provider's: what each was asked, and what it went for."""

from __future__ import annotations

import hashlib
import secrets
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest
from threading import Lock

from rtqa.desk.web.forms import Form
from rtqa.desk.web.identity import Question

LONGEST = timedelta(minutes=10)
"""Within which a browser comes back, or begins anew."""

_MOST = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A signature that waits for its person to be confirmed.

    Attributes:
        account_id: whose.
        case_id: of what.
        form: as it was filled in.
    """

    account_id: str
    case_id: str
    form: Form


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """What a browser went for.

    Attributes:
        question: that it took along.
        browser_sha256: of the cookie that only this browser has.
        target: the page that it goes on to.
        signature: what it went to confirm; None where it went to sign in.
    """

    question: Question
    browser_sha256: str
    target: str
    signature: Signature | None


class Errands:
    """Kept in memory alone: who is away while the desk is started anew begins again."""

    def __init__(self) -> None:
        self._errands: OrderedDict[str, Errand] = OrderedDict()
        self._lock = Lock()

    def begin(
        self, *, come_back: str, at: datetime, target: str = "/", signature: Signature | None = None
    ) -> tuple[Errand, str]:
        """A new one, and the cookie that its browser is known by."""
        cookie = secrets.token_urlsafe(24)
        question = Question(
            state=secrets.token_urlsafe(24),
            nonce=secrets.token_urlsafe(24),
            verifier=secrets.token_urlsafe(48),
            come_back=come_back,
            asked_at=at,
            is_again=signature is not None,
        )
        errand = Errand(question=question, browser_sha256=_digest(cookie), target=target, signature=signature)
        with self._lock:
            self._errands[question.state] = errand
            while len(self._errands) > _MOST:
                self._errands.popitem(last=False)
        return errand, cookie

    def end(self, state: str, cookie: str, *, at: datetime) -> Errand | None:
        """The errand of an answer, which counts once; None of another browser's, an old one, or none."""
        with self._lock:
            errand = self._errands.pop(state, None)
        if errand is None or at - errand.question.asked_at > LONGEST:
            return None
        return errand if compare_digest(errand.browser_sha256, _digest(cookie)) else None


def _digest(cookie: str) -> str:
    return hashlib.sha256(cookie.encode("utf-8", "replace")).hexdigest()
