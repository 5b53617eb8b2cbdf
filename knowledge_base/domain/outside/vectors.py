"""Endpoints in the manner of OpenAI: vectors of texts (`/embeddings`), texts put in order
(`/rerank`)."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Mapping, Sequence
from operator import mul
from typing import Any

from knowledge_base.domain.asking.outside import Proposal
from knowledge_base.domain.outside.reading import Unreadable, number

LEAST_SIZE, MOST_SIZE = 2, 4_096


def embed_body(model: str, texts: Sequence[str]) -> dict[str, Any]:
    """The vectors of these texts are asked for."""
    return {"model": model, "input": list(texts), "encoding_format": "float"}


def vectors_in(said: Any, count: int) -> list[array[float]]:
    """One vector a text, in the order they were sent, each of length 1."""
    rows = _placed(said, "data", count)
    found = [_vector(row.get("embedding")) for row in rows]
    if len({len(one) for one in found}) > 1:
        raise Unreadable
    return found


def rerank_body(model: str, question: str, texts: Sequence[str]) -> dict[str, Any]:
    """These texts are to be put in order for a question."""
    return {"model": model, "query": question, "documents": list(texts), "top_n": len(texts)}


def scores_in(said: Any, count: int) -> list[float]:
    """How well each text answers, 0 to 1, in the order they were sent."""
    rows = _placed(said, "results", count)
    raw = [number(row.get("relevance_score", row.get("score"))) for row in rows]
    if all(0 <= one <= 1 for one in raw):
        return raw
    return [1 / (1 + math.exp(-min(60.0, max(-60.0, one)))) for one in raw]


def nearest(asked: Sequence[float], known: Iterable[tuple[str, Sequence[float]]]) -> list[Proposal]:
    """The entries whose best text lies nearest; vectors of another size are none."""
    found: dict[str, float] = {}
    for key, vector in known:
        if len(vector) == len(asked):
            found[key] = max(found.get(key, 0.0), sum(map(mul, asked, vector)))
    return [Proposal(key, min(1.0, sure)) for key, sure in found.items()]


def packed(vector: array[float]) -> bytes:
    """As it is kept."""
    return vector.tobytes()


def unpacked(kept: bytes) -> array[float]:
    """Read back."""
    found = array("f")
    found.frombytes(kept)
    return found


def _placed(said: Any, name: str, count: int) -> list[Mapping[str, Any]]:
    """The rows of an answer, each at the place its `index` says; all of them must be there."""
    rows = said.get(name) if isinstance(said, Mapping) else None
    if not isinstance(rows, list) or len(rows) != count:
        raise Unreadable
    placed: dict[int, Mapping[str, Any]] = {}
    for row in rows:
        at = row.get("index") if isinstance(row, Mapping) else None
        if type(at) is not int or not 0 <= at < count:
            raise Unreadable
        placed[at] = row
    if len(placed) != count:
        raise Unreadable
    return [placed[at] for at in range(count)]


def _vector(value: Any) -> array[float]:
    if not isinstance(value, list) or not LEAST_SIZE <= len(value) <= MOST_SIZE:
        raise Unreadable
    numbers = [number(one) for one in value]
    length = math.sqrt(sum(one * one for one in numbers))
    if not 0 < length < math.inf:
        raise Unreadable
    return array("f", (one / length for one in numbers))
