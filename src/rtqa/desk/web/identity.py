"""What a provider is asked, and what it says: without what speaks to it, which not every desk has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


class ProviderError(Exception):
    """The provider does not say who somebody is, or what it says does not hold.

    Attributes:
        why: in a word, for the audit trail.
    """

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who somebody is, by the provider's word.

    Attributes:
        sha256: of issuer and subject: the one thing that stays a person's.
        name, full_name: as the provider has them.
        role: the first of the settings' roles that they have; empty for none.
    """

    sha256: str
    name: str
    full_name: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What goes with one question to the provider, and with no other.

    Attributes:
        state, nonce: random; the answer and its token name them.
        verifier: random; its hash goes out, and it alone fetches the token.
        come_back: the address of the desk that the answer is sent to.
        asked_at: when.
        is_again: whether the person is to identify themselves anew, though the provider knows them.
    """

    state: str
    nonce: str
    verifier: str
    come_back: str
    asked_at: datetime
    is_again: bool
