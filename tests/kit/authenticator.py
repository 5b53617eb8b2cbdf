"""A device that makes keys and signs: honest by default, hostile when told to be."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
from html import unescape
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256


def text(data: bytes) -> str:
    """Base64url without its end signs, as browsers write it."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def asked(html: str) -> dict[str, str]:
    """What a page asks of the browser: the data of its form."""
    form = re.search(r"<form[^>]*data-passkey=[^>]*>", html)
    assert form, "the page asks for no key"
    found = re.findall(r'data-([a-z]+)="([^"]*)"', form.group(0))
    return {name: unescape(value) for name, value in found}


class Device:
    """One key; `count` is what it says it has signed so far."""

    def __init__(self, origin: str = "http://localhost", *, verifies: bool = True) -> None:
        self.origin, self.verifies = origin, verifies
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id, self.count, self.user = os.urandom(16), 0, b""

    def make(self, wanted: dict[str, str], **lies: Any) -> str:
        """The answer to « make a key »."""
        self.user = base64.urlsafe_b64decode(wanted["user"] + "==")
        numbers = self.key.public_key().public_numbers()
        public = cbor2.dumps(
            {
                1: 2, 3: -7, -1: 1,
                -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big"),
            }
        )  # fmt: skip
        known = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + public
        data = self._data(lies.get("rp", wanted["rp"]), 0x40) + known
        response = {
            "attestationObject": text(
                cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
            ),
            "clientDataJSON": text(self._client("webauthn.create", wanted, lies)),
        }
        return self._answer(response, lies)

    def sign(self, wanted: dict[str, str], **lies: Any) -> str:
        """The answer to « sign this »; `lies` change what it says of itself."""
        self.count = lies.get("count", self.count + 1)
        data = self._data(lies.get("rp", wanted["rp"]), 0)
        client = self._client("webauthn.get", wanted, lies)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        user = lies.get("user", self.user)
        response = {
            "authenticatorData": text(data),
            "clientDataJSON": text(client),
            "signature": text(signature),
            "userHandle": text(user) if user else None,
        }
        return self._answer(response, lies)

    def _data(self, rp: str, flags: int) -> bytes:
        flags |= 0x01 | (0x04 if self.verifies else 0)
        return hashlib.sha256(rp.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, wanted: dict[str, str], lies: dict[str, Any]) -> bytes:
        said = {
            "type": lies.get("type", kind),
            "challenge": lies.get("challenge", wanted["challenge"]),
            "origin": lies.get("origin", self.origin),
            "crossOrigin": False,
        }
        return json.dumps(said).encode()

    def _answer(self, response: dict[str, Any], lies: dict[str, Any]) -> str:
        name = text(lies.get("id", self.id))
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})
