"""Passwords at rest: Argon2id, 19 MiB, two passes; unknown people cost the same (S-04)."""

from __future__ import annotations

import os
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from accounts.domain.password_rules import MOST, normal

#: Two at a time: a flood of sign-ins must not take the memory and both cores of a small server.
_turns = BoundedSemaphore(2)


@cache
def hasher() -> PasswordHasher:
    """The house's parameters; with `PREAU_TINY_PASSWORDS=1`, in tests, those of a toy."""
    if os.environ.get("PREAU_TINY_PASSWORDS") == "1":
        return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def hashed(password: str) -> str:
    """What is stored in place of a password."""
    with _turns:
        return hasher().hash(normal(password))


def matches(stored: str | None, password: str) -> bool:
    """Whether `password` is the one behind `stored`; nothing stored takes the same time."""
    candidate = normal(password) if len(password) <= 4 * MOST else ""
    with _turns:
        try:
            found = hasher().verify(stored or dummy(), candidate)
        except (VerificationError, InvalidHashError):
            return False
    return found and stored is not None


def is_outdated(stored: str) -> bool:
    """Whether it was made with other parameters than today's."""
    return hasher().check_needs_rehash(stored)


@cache
def dummy() -> str:
    """A hash nobody knows the password of."""
    return hasher().hash(os.urandom(32))
