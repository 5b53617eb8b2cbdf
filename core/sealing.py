"""Secrets the house must be able to read again: closed with a key drawn from `SECRET_KEY`.

A copy of the database alone opens none of them. With another `SECRET_KEY` they are lost, which
`unseal` says by None: what stood behind them has to be made anew.
"""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app


def seal(text: str, purpose: str) -> str:
    """`text`, unreadable without the key of the house; another purpose cannot open it."""
    return _box(purpose).encrypt(text.encode()).decode()


def unseal(sealed: str, purpose: str) -> str | None:
    """What was sealed; None when it was touched, or sealed under another key."""
    try:
        return _box(purpose).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


def _box(purpose: str) -> Fernet:
    drawn = HKDF(SHA256(), 32, salt=None, info=f"preau:{purpose}".encode()).derive(
        current_app.config["SECRET_KEY"].encode()
    )
    return Fernet(base64.urlsafe_b64encode(drawn))
