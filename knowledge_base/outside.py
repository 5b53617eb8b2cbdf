"""The words exchanged with an engine of somebody else, by the one way out of the house.

Nothing is read from the database nor written here: an engine that keeps us waiting holds no row.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import time
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar
from urllib.parse import urlencode, urlsplit

from cryptography.exceptions import UnsupportedAlgorithm
from joserfc import jwk, jwt
from joserfc.errors import JoseError

from core import clock, outbound
from core.outbound import OutboundFailed, OutboundRefused
from knowledge_base.domain.asking.outside import Proposal
from knowledge_base.domain.outside import dialogflow, vectors
from knowledge_base.domain.outside.reading import Unreadable

T = TypeVar("T")
#: Bytes of an answer: 32 vectors of 4,096 numbers are less.
LARGEST: Final = 4 * 1024 * 1024
#: Seconds for a batch of the job, which nobody waits for.
PATIENT: Final = 15.0
_SCOPE: Final = "https://www.googleapis.com/auth/dialogflow"
_GRANT: Final = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_TOKEN_LASTS: Final = 3_600
_EARLY: Final = 120


@dataclass(frozen=True, slots=True)
class Reached:
    """How an engine is reached."""

    kind: str
    url: str
    model: str
    language: str
    seconds: float
    secret: str | None

    @property
    def host(self) -> str:
        """Whom it is, for the log."""
        return urlsplit(self.url).netloc

    @property
    def space(self) -> str:
        """Vectors of one endpoint and model lie in one space."""
        return hashlib.sha256(f"{self.url}\n{self.model}".encode()).hexdigest()


class Silent(Exception):
    """No answer that can be used; `why` is a word of `linking_words`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def detect(to: Reached, text: str) -> list[Proposal]:
    """What an agent of Dialogflow ES takes the question for, under a session of this question."""
    session = secrets.token_hex(16)  # of at most 36 bytes, and of nobody
    body = dialogflow.detect_body(text, to.language)
    path = f"/agent/sessions/{session}:detectIntent"
    return _asked(to, path, body, dialogflow.proposals_in)


def embed(to: Reached, texts: Sequence[str]) -> list[array[float]]:
    """The vectors of these texts."""
    body = vectors.embed_body(to.model, texts)
    return _asked(to, "/embeddings", body, lambda said: vectors.vectors_in(said, len(texts)))


def rerank(to: Reached, question: str, texts: Sequence[str]) -> list[float]:
    """How well each text answers."""
    body = vectors.rerank_body(to.model, question, texts)
    return _asked(to, "/rerank", body, lambda said: vectors.scores_in(said, len(texts)))


def _asked(to: Reached, path: str, body: Any, read: Callable[[Any], T]) -> T:
    end = time.monotonic() + to.seconds
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if to.secret:
        headers["Authorization"] = f"Bearer {_bearer(to, end)}"
    try:
        said = _posted(to.url.rstrip("/") + path, json.dumps(body).encode(), headers, end)
    except Silent as silence:
        if silence.why == "key":
            _tokens.clear()  # taken back before its time: the next question asks for another
        raise
    try:
        return read(said)
    except Unreadable as fault:
        raise Silent("unreadable") from fault


def _posted(url: str, body: bytes, headers: dict[str, str], end: float) -> Any:
    left = end - time.monotonic()
    if left <= 0:
        raise Silent("late")
    try:
        answer = outbound.post(
            url,
            body,
            headers,
            allowed=outbound.operator_allows(),
            seconds=left,
            largest=LARGEST,
        )
    except OutboundRefused as fault:
        raise Silent("address") from fault
    except OutboundFailed as fault:
        raise Silent("late" if time.monotonic() >= end else "unreached") from fault
    if answer.status in {401, 403}:
        raise Silent("key")
    if answer.status == 404:
        raise Silent("nowhere")
    if answer.status == 429:
        raise Silent("busy")
    if answer.status != 200:
        raise Silent("refused")
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError) as fault:
        raise Silent("unreadable") from fault


_tokens: dict[str, tuple[float, str]] = {}


def _bearer(to: Reached, end: float) -> str:
    """The key itself, or what the key of a service account of Google is exchanged for."""
    secret = to.secret or ""
    if not secret.lstrip().startswith("{"):
        return secret
    name = hashlib.sha256(secret.encode()).hexdigest()
    now = clock.now().timestamp()
    until, token = _tokens.get(name, (0.0, ""))
    if now >= until:
        until, token = _exchanged(secret, now, end)
        _tokens.clear()  # a house has one
        _tokens[name] = (until, token)
    return token


def _exchanged(secret: str, now: float, end: float) -> tuple[float, str]:
    try:
        account = json.loads(secret)
        told = {name: account[name] for name in ("client_email", "private_key", "token_uri")}
        claims = {
            "iss": told["client_email"],
            "scope": _SCOPE,
            "aud": told["token_uri"],
            "iat": int(now),
            "exp": int(now) + _TOKEN_LASTS,
        }
        key = jwk.import_key(told["private_key"], "RSA")
        signed = jwt.encode({"alg": "RS256", "typ": "JWT"}, claims, key)
    except (
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        RecursionError,
        JoseError,
        UnsupportedAlgorithm,
    ) as fault:
        raise Silent("account") from fault
    form = urlencode({"grant_type": _GRANT, "assertion": signed}).encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    said = _posted(str(told["token_uri"]), form, headers, end)
    token = said.get("access_token") if isinstance(said, dict) else None
    if not isinstance(token, str) or not token.isascii() or not token.isprintable():
        raise Silent("unreadable")
    return now + _TOKEN_LASTS - _EARLY, token
