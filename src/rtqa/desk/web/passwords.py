"""Passwords as argon2id hashes (RFC 9106), few at a time: each takes 64 MB while it is made."""

from __future__ import annotations

from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from rtqa.messages import Message

FEWEST_CHARACTERS = 12
"""NIST SP 800-63B asks for 8 and no rules of what must be among them; length is what helps."""

MOST_CHARACTERS = 256

_HASHER = PasswordHasher()
_AT_ONCE = BoundedSemaphore(2)
_NOBODYS = _HASHER.hash("of an account that does not exist")


def hash_password(password: str) -> str:
    """The hash, with its salt and parameters."""
    with _AT_ONCE:
        return _HASHER.hash(password)


def is_password(password_hash: str, password: str) -> bool:
    """Whether it is; without a hash the same time passes, and it is not."""
    if len(password) > MOST_CHARACTERS:
        return False
    with _AT_ONCE:
        try:
            is_right = _HASHER.verify(password_hash or _NOBODYS, password)
        except (VerificationError, InvalidHashError):
            return False
    return is_right and bool(password_hash)


def find_weakness(password: str, *, name: str) -> Message | None:
    """Why a password is not taken; None where it is."""
    if len(password) < FEWEST_CHARACTERS:
        return Message("desk-page.password-short", n=FEWEST_CHARACTERS)
    if len(password) > MOST_CHARACTERS:
        return Message("desk-page.password-long", n=MOST_CHARACTERS)
    if len(set(password)) < 5 or (name and name.casefold() in password.casefold()):
        return Message("desk-page.password-guessed")
    return None
