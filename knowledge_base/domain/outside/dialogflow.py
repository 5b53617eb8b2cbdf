"""Dialogflow ES: what is asked of an agent, what is read of its answer; its webhook the other way.

An intent stands for an entry: its action, or its name, is the key of the entry. The words of the
agent are never read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from knowledge_base.domain.asking.outside import Proposal
from knowledge_base.domain.outside.reading import Unreadable, share

#: What may be the key of an entry: anything else an agent names is kept nowhere.
_KEY: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,99}")
LONGEST_TEXT: Final = 1_000


def detect_body(text: str, language: str) -> dict[str, Any]:
    """One question of nobody in particular."""
    return {"queryInput": {"text": {"text": text, "languageCode": language}}}


def proposals_in(said: Any) -> list[Proposal]:
    """The entries an answer of `detectIntent` stands for."""
    result = said.get("queryResult") if isinstance(said, Mapping) else None
    if not isinstance(result, Mapping):
        raise Unreadable
    intent = result.get("intent")
    if not isinstance(intent, Mapping) or intent.get("isFallback") is True:
        return []
    sure = share(result.get("intentDetectionConfidence", 0))
    return [Proposal(key, sure) for key in _keys(result.get("action"), intent.get("displayName"))]


def asked_in(said: Any) -> str | None:
    """The question a webhook brings, "" for none; None when it is no call of Dialogflow ES."""
    result = said.get("queryResult") if isinstance(said, Mapping) else None
    if not isinstance(result, Mapping):
        return None
    text = result.get("queryText", "")
    return text[:LONGEST_TEXT].strip() if isinstance(text, str) else None


def fulfilment(lines: Sequence[str]) -> dict[str, Any]:
    """Our answer to a webhook: text alone; what is empty is left out, since empties of a wrong type
    are refused."""
    text = "\n".join(lines)
    return {"fulfillmentText": text, "fulfillmentMessages": [{"text": {"text": [text]}}]}


def _keys(*named: Any) -> list[str]:
    found = (one.strip().removeprefix("kb:") for one in named if isinstance(one, str))
    return list(dict.fromkeys(key for key in found if _KEY.fullmatch(key)))
