"""OpenID Connect, as a client and nothing else: what is asked of a provider, and whether what it
answers proves who somebody is (FAULTS S-11). No table and no page in here."""

from accounts.oidc.asking import Asked, ask
from accounts.oidc.client import Known, Refused, discover
from accounts.oidc.leaving import leave
from accounts.oidc.proving import Proven, prove

__all__ = ["Asked", "Known", "Proven", "Refused", "ask", "discover", "leave", "prove"]
