"""What is asked of a provider: a code, for this browser alone (state, nonce, PKCE)."""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64encode
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from accounts.oidc.client import Known


@dataclass(frozen=True, slots=True)
class Asked:
    """What the browser's session remembers until the answer comes; it is good for one answer."""

    provider: str
    state: str
    nonce: str
    verifier: str
    until: float
    #: The page that was asked for.
    wanted: str
    #: The account that is to be linked; empty when somebody signs in.
    account: str = ""

    @classmethod
    def make(cls, provider: str, until: float, wanted: str, account: str = "") -> Asked:
        """256 bits of chance each."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        return cls(provider, state, nonce, verifier, until, wanted, account)

    @classmethod
    def kept(cls, found: Any) -> Asked | None:
        """As it comes back from the session."""
        return cls(**found) if isinstance(found, dict) else None

    def keep(self) -> dict[str, Any]:
        """As it lies in the session."""
        return asdict(self)


def ask(known: Known, asked: Asked, back: str) -> str:
    """The address at the provider that the browser is sent to."""
    challenge = urlsafe_b64encode(sha256(asked.verifier.encode()).digest()).rstrip(b"=").decode()
    said = {
        "response_type": "code",
        "client_id": known.client_id,
        "redirect_uri": back,
        "scope": "openid",
        "state": asked.state,
        "nonce": asked.nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    if known.acr:
        said["acr_values"] = " ".join(known.acr)
    return known.authorize + ("&" if "?" in known.authorize else "?") + urlencode(said)
