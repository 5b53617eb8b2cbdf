"""Addresses of answers: JSON pointers (RFC 6901) and the walk along them."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping, Sequence
from functools import lru_cache
from typing import Any

#: Stands for "no answer" where None could be one.
MISSING: Any = type(
    "Missing", (), {"__repr__": lambda _self: "MISSING", "__bool__": lambda _s: False}
)()


@lru_cache(maxsize=8192)  # a form names each of its questions many times a look
def parts_of(pointer: str) -> tuple[str, ...]:
    """`/lots/0/libelle` → its names; `~1` and `~0` undone. "" is the document."""
    if not pointer:
        return ()
    return tuple(
        part.replace("~1", "/").replace("~0", "~") for part in pointer.lstrip("/").split("/")
    )


def pointer_of(parts: Sequence[str | int]) -> str:
    """The pointer of a path of names and row numbers."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def value_at(document: Any, path: Sequence[str]) -> Any:
    """What stands at `path` of objects, or MISSING."""
    for name in path:
        if not isinstance(document, Mapping) or name not in document:
            return MISSING
        document = document[name]
    return document


def put(document: MutableMapping[str, Any], path: Sequence[str], value: Any) -> None:
    """Set `path`, making the objects on the way (and in place of what is not one)."""
    for name in path[:-1]:
        inner = document.get(name)
        if not isinstance(inner, dict):
            inner = document[name] = {}
        document = inner
    document[path[-1]] = value


def drop(document: MutableMapping[str, Any], path: Sequence[str]) -> None:
    """Remove `path`, and the objects it leaves empty."""
    name, *rest = path
    if not rest:
        document.pop(name, None)
        return
    inner = document.get(name)
    if isinstance(inner, dict):
        drop(inner, rest)
        if not inner:
            del document[name]


def dotted(path: Sequence[str]) -> str:
    """The name conditions use for a path."""
    return ".".join(path)
