"""Finds the sentence of a code among the words that each room hangs on its plate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.problems import Problem

_WORDS: dict[str, Any] = {}


class DuplicateWord(RuntimeError):
    """Two rooms gave a sentence to one code."""


def teach(words: Mapping[str, Any]) -> None:
    """Add a room's sentences (called once per plate when the house opens)."""
    for code, sentence in words.items():
        known = _WORDS.get(code)
        if known is not None and known is not sentence:
            raise DuplicateWord(code)
        _WORDS[code] = sentence


def knows(code: str) -> bool:
    """Whether some room has a sentence for `code`."""
    return code in _WORDS


def say(code: str, /, **params: Any) -> str:
    """The sentence of `code` in the language of the moment; the bare code when no room knows it."""
    sentence = _WORDS.get(code)
    if sentence is None:
        return code
    text = str(sentence)
    return text % params if params or "%%" in text else text


def message(problem: Problem) -> str:
    """The sentence of a problem. A sentence that lacks a parameter still answers something.

    A `because` that is itself a code is told in words.
    """
    params = dict(problem.params)
    try:
        if knows(str(params.get("because", ""))):
            params["because"] = say(params["because"], **params)
        return say(problem.code, **params)
    except (KeyError, TypeError, ValueError):
        return str(_WORDS.get(problem.code, problem.code))
