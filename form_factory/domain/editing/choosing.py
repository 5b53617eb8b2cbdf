"""Keys of choices: made from their words until their question is published, then kept for ever."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any, Final

from form_factory.domain.editing.keys import free_name

#: What a choice is called before anybody has named it: « Choix 2 », `choix_2`.
_BLANK: Final = re.compile(r"choix_\d{1,3}")
#: Where a value stands for itself, and cites nothing.
_OWN: Final = frozenset({"const", "x-id", "title"})


def is_blank(key: Any, words: str) -> bool:
    """Whether this is a choice as the palette made it."""
    return bool(_BLANK.fullmatch(str(key))) and key == key_of_words(words, set())


def key_of_words(words: str, taken: set[str]) -> str:
    """A key from words, unlike those taken: « Lycée » → `lycee`."""
    return free_name(words, taken, "choix")


def with_keys_of_words(
    document: Mapping[str, Any], before: Mapping[str, Any], after: Mapping[str, Any]
) -> dict[str, Any]:
    """The question `after` its settings: where the words of a choice changed, its key follows, as
    that of a question does. One that was chosen, or that the document names elsewhere, stays."""
    made = deepcopy(dict(after))
    words = {one["const"]: one.get("title") for one in _choices(before)}
    listed = _choices(made)
    keys = {str(one["const"]) for one in listed}
    cited: set[Any] | None = None
    for one in listed:
        key = one["const"]
        was = words.get(key)
        if not isinstance(key, str) or not was or was == one.get("title"):
            continue
        if key != key_of_words(str(was), set()):
            continue
        cited = set(_cited(document)) if cited is None else cited
        if key not in cited:
            one["const"] = key_of_words(str(one["title"]), keys - {key})
            keys = keys - {key} | {one["const"]}
    return made


def _choices(part: Mapping[str, Any]) -> list[dict[str, Any]]:
    inner = part.get("items")
    place = inner if isinstance(inner, Mapping) else part
    listed = place.get("oneOf") or place.get("anyOf") or ()
    return [one for one in listed if isinstance(one, dict) and "const" in one]


def _cited(part: Any, name: str = "") -> Iterator[Any]:
    """Every text the document holds, and the ends of the names of its translations."""
    if isinstance(part, Mapping):
        for key, value in part.items():
            if ".choice." in key:
                yield key.rpartition(".choice.")[2]
            if key not in _OWN:
                yield from _cited(value, key)
    elif isinstance(part, list | tuple):
        for value in part:
            yield from _cited(value, name)
    elif isinstance(part, str):
        yield part
