"""The texts of a document that may be said in another language, and the document said in it.

Keys are identities (`<x-id>.title`, `status.depose.label`), so that what moves keeps its words. A
part that has none is known by its own text: moved it keeps them, rewritten it asks for new ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from hashlib import sha256
from typing import Any


@dataclass(frozen=True, slots=True)
class Text:
    """One text to translate."""

    #: Its key in `translations`.
    key: str
    #: The words around it, outermost first: « Votre demande », « Nature ».
    where: tuple[str, ...]
    #: What it is: title, hint, choice, text, label…
    what: str
    source: str
    #: Pointer of the place where the source stands.
    at: str


@dataclass(frozen=True, slots=True)
class Rule:
    """Texts found alike: the way to them (`*` is each part of a list or an object), the key they
    get (a hole for each `*`), the names of the texts there."""

    path: tuple[str, ...]
    stem: str
    names: tuple[str, ...]


def said_in(document: Mapping[str, Any], texts: Sequence[Text], language: str) -> Mapping[str, Any]:
    """`document` in `language`: itself when it is written in it or nothing is translated."""
    words = (document.get("translations") or {}).get(language) or {}
    if not words or language == document.get("language"):
        return document
    copy = deepcopy(dict(document))
    for text in texts:
        if words.get(text.key):
            _put(copy, text.at, words[text.key])
    return copy


def missing_in(texts: Sequence[Text], words: Mapping[str, Any]) -> list[Text]:
    """Those that nobody has translated."""
    return [text for text in texts if not words.get(text.key)]


def texts_by(document: Mapping[str, Any], rules: Sequence[Rule]) -> list[Text]:
    """The title, then what the rules find."""
    found = list(named(document, "", "", ("title",), ()))
    for rule in rules:
        for at, part, names, where in _parts(document, rule.path, "", (), ()):
            stem = rule.stem.format(*(name or known_by(part, rule.names) for name in names))
            found += named(part, at, stem, rule.names, where)
    return found


def named(
    part: Any, at: str, stem: str, names: Sequence[str], where: tuple[str, ...]
) -> Iterator[Text]:
    """The texts of these names in one part."""
    for name in names:
        text = part.get(name) if isinstance(part, Mapping) else None
        if isinstance(text, str) and text.strip():
            yield Text(f"{stem}.{name}".lstrip("."), where, name, text, f"{at}/{name}")


def known_by(part: Any, names: Sequence[str]) -> str:
    """A short print of a part that has no key of its own: that of its first text."""
    texts = [part.get(name) for name in names] if isinstance(part, Mapping) else [part]
    return print_of(next((text for text in texts if isinstance(text, str)), ""))


def print_of(text: str) -> str:
    """The same text, the same eight letters."""
    return sha256(text.strip().encode()).hexdigest()[:8]


def schema_texts(schema: Any, at: str = "/schema", where: tuple[str, ...] = ()) -> Iterator[Text]:
    """Titles, descriptions and choices of every property that bears an `x-id`."""
    yield from _schema(schema, at, "", where)


def _schema(part: Any, at: str, x_id: str, where: tuple[str, ...]) -> Iterator[Text]:
    if isinstance(part, list):
        for number, each in enumerate(part):
            yield from _schema(each, f"{at}/{number}", x_id, where)
    if not isinstance(part, Mapping):
        return
    own = part.get("x-id")
    if isinstance(own, str):
        x_id = own
        yield from named(part, at, x_id, ("title", "description"), where)
        where = (*where, str(part.get("title") or ""))
    if x_id and "const" in part:
        words = str(part.get("title") or part["const"])
        yield Text(f"{x_id}.choice.{part['const']}", where, "choice", words, f"{at}/title")
    labels = part.get("x-labels")
    for value, words in labels.items() if x_id and isinstance(labels, Mapping) else ():
        place = f"{at}/x-labels/{_escaped(str(value))}"
        yield Text(f"{x_id}.choice.{value}", where, "choice", str(words), place)
    for name, inner in part.items():
        if isinstance(inner, Mapping | list) and name != "x-labels":
            yield from _schema(inner, f"{at}/{_escaped(name)}", x_id, where)


def _parts(
    part: Any, path: tuple[str, ...], at: str, names: tuple[str, ...], where: tuple[str, ...]
) -> Iterator[tuple[str, Any, tuple[str, ...], tuple[str, ...]]]:
    """Each part the path leads to: (pointer, part, names on the way, words on the way)."""
    if not path:
        yield at, part, names, where
        return
    step, *rest = path
    if step != "*":
        inner = part.get(step) if isinstance(part, Mapping) else None
        if isinstance(inner, Mapping | list):
            yield from _parts(inner, tuple(rest), f"{at}/{_escaped(step)}", names, where)
        return
    pairs: Any = part.items() if isinstance(part, Mapping) else enumerate(part)
    for name, inner in pairs:
        key = name if isinstance(name, str) else _key_of(inner)
        words = (*where, _words_of(inner) or key)
        yield from _parts(inner, tuple(rest), f"{at}/{_escaped(str(name))}", (*names, key), words)


def _key_of(part: Any) -> str:
    keys = [part.get(name) for name in ("key", "id", "kind")] if isinstance(part, Mapping) else []
    return next((key for key in keys if isinstance(key, str)), "")


def _words_of(part: Any) -> str:
    words = [part.get(name) for name in ("label", "title")] if isinstance(part, Mapping) else []
    return next((text for text in words if isinstance(text, str)), "")


def _put(document: Any, pointer: str, text: str) -> None:
    *steps, last = [
        part.replace("~1", "/").replace("~0", "~") for part in pointer.lstrip("/").split("/")
    ]
    place = document
    for step in steps:
        place = place[int(step)] if isinstance(place, list) else place[step]
    if isinstance(place, list):
        place[int(last)] = text
    else:
        place[last] = text


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
