"""The way out of a provider, asked for by the person (OpenID Connect RP-Initiated Logout 1.0)."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from accounts.oidc.client import Known

#: An address that every browser and proxy carries.
LONGEST_HINT: Final = 3500


def leave(known: Known, token: str, back: str, state: str) -> str:
    """The address at the provider where the person leaves it, and comes back from; empty when it
    has none."""
    if not known.leave:
        return ""
    said = {"client_id": known.client_id, "post_logout_redirect_uri": back, "state": state}
    if token and len(token) <= LONGEST_HINT:
        said["id_token_hint"] = token
    return known.leave + ("&" if "?" in known.leave else "?") + urlencode(said)
