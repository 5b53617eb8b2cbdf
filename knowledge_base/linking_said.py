"""What an administrator says of the engine beside our own, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from core import outbound
from core.outbound import OutboundRefused
from core.problems import Problem
from knowledge_base.linking_models import EngineLink

KINDS: Final = ("dialogflow", "embeddings", "rerank")
USES: Final = ("off", "better", "on")
LONGEST: Final = 200
LONGEST_NOTICE, LONGEST_SECRET = 1_000, 8_000
MOST_SECONDS: Final = 5


@dataclass(frozen=True, slots=True)
class Settled:
    """What an administrator says of an engine."""

    kind: str
    used: str
    label: str
    url: str
    model: str
    language: str
    #: Empty: the one that is there stays.
    secret: str
    seconds: int
    least: int
    notice: str
    known_only: bool
    all_entries: bool


def problems_with(said: Settled, row: EngineLink | None) -> Iterable[Problem]:
    """Why it cannot be kept beside what stands."""
    if said.kind not in KINDS:
        yield Problem("/kind", "engine-kind")
    if said.used not in USES:
        yield Problem("/used", "engine-use")
    if not 0 < len(said.label) <= LONGEST:
        yield Problem("/label", "engine-label")
    yield from _problems_of_place(said)
    if not 2 <= len(said.language) <= 10 or not said.language.replace("-", "").isalpha():
        yield Problem("/language", "engine-language")
    if not 1 <= said.seconds <= MOST_SECONDS:
        yield Problem("/seconds", "engine-seconds", {"most": MOST_SECONDS})
    if not 0 <= said.least <= 100:
        yield Problem("/least", "engine-least")
    if not 0 < len(said.notice) <= LONGEST_NOTICE:
        yield Problem("/notice", "engine-notice", {"most": LONGEST_NOTICE})
    yield from _problems_of_secret(said, row)


def _problems_of_place(said: Settled) -> Iterable[Problem]:
    try:
        parts = outbound.refuse_address(said.url, outbound.operator_allows())
        plain = len(said.url) <= LONGEST and not parts.query and not parts.fragment
    except OutboundRefused:
        plain = False
    if not plain or not said.url.isprintable() or not said.url.isascii() or " " in said.url:
        yield Problem("/url", "engine-url")
    elif said.kind == "dialogflow" and "/projects/" not in said.url:
        yield Problem("/url", "engine-project")
    if said.kind != "dialogflow" and not 0 < len(said.model) <= LONGEST:
        yield Problem("/model", "engine-model")


def _problems_of_secret(said: Settled, row: EngineLink | None) -> Iterable[Problem]:
    account = said.secret.lstrip().startswith("{")
    if len(said.secret) > LONGEST_SECRET:
        yield Problem("/secret", "engine-secret-long")
    elif said.secret and not account and not (said.secret.isascii() and said.secret.isprintable()):
        yield Problem("/secret", "engine-secret-signs")
    elif row is not None and row.sealed and row.url != said.url and not said.secret:
        yield Problem("/secret", "engine-secret")  # told to nobody but whom it was given for
