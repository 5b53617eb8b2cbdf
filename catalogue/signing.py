"""How what leaves is signed: both sides know a key that no document and no table holds.

Made from the secret of the house and the number of the rotation. For a while after a rotation two
signatures stand side by side, so that the other side may change its key when it can.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta
from typing import Final

from flask import current_app

from catalogue.outbound_models import OutboundLine
from core import clock

OVERLAP: Final = timedelta(days=7)


def key_of(connector: str, generation: int = 0) -> str:
    """The key of a connector after so many rotations."""
    secret = current_app.config["SETTINGS"].secret_key.encode()
    name = f"webhook:{connector}" + (f":{generation}" if generation else "")
    return hmac.new(secret, name.encode(), hashlib.sha256).hexdigest()


def signatures(line: OutboundLine, stamp: str, body: bytes) -> str:
    """`sha256=` HMAC of « timestamp.body »; a second one by the former key while it counts."""
    keys = [line.generation]
    if line.former_until is not None and line.former_until > clock.now():
        keys.append(line.generation - 1)
    return ", ".join(_signed(key_of(line.connector, number), stamp, body) for number in keys)


def _signed(key: str, stamp: str, body: bytes) -> str:
    said = hmac.new(key.encode(), f"{stamp}.".encode() + body, hashlib.sha256)
    return f"sha256={said.hexdigest()}"
