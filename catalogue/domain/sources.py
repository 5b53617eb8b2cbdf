"""A source of data, read: its address with variables, what of its answer is taken."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote, urlsplit

from core.problems import Problem

NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
HEADER: Final = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}")
_VARIABLE: Final = re.compile(r"\{([^{}]*)\}")
_PATH: Final = re.compile(r"(?:establishment|actor)\.[a-z][a-z0-9_]{0,39}(?:\.[a-z0-9_]{1,40})*")
MOST_NAMES: Final = 50
LONGEST: Final = 2000
SECONDS: Final = range(1, 4)
MINUTES: Final = range(24 * 60 + 1)


def variables_of(url: str) -> list[str]:
    """The names in braces, each once."""
    return list(dict.fromkeys(_VARIABLE.findall(url)))


def address_of(url: str, value: Callable[[str], Any]) -> str | None:
    """The address with its variables; None when one is not known. A value is one piece of it,
    whatever it holds: it opens no other path, no other question."""
    told: dict[str, str] = {}
    for name in variables_of(url):
        found = value(name)
        if isinstance(found, bool) or not isinstance(found, str | int | float):
            return None
        text = str(found).strip()
        if not text or len(text) > 200 or set(text) == {"."}:
            return None
        told[name] = quote(text, safe="")
    return _VARIABLE.sub(lambda met: told[met[1]], url)


def place_of(url: str) -> tuple[str, str]:
    """Scheme and machine of an address: whom a secret was given for."""
    parts = urlsplit(url)
    return parts.scheme, parts.netloc.lower()


def address_problems(url: str) -> Iterator[Problem]:
    """What is wrong with an address with variables, but for where it leads (`core.outbound`)."""
    place, _slash, _rest = url.partition("://")[2].partition("/")
    if "{" in place or "}" in place or "{" in url.partition("://")[0]:
        yield Problem("/url", "source-variable-place")
    for name in variables_of(url):
        if not _PATH.fullmatch(name):
            yield Problem("/url", "source-variable", {"name": name[:80]})
    if "{" in _VARIABLE.sub("", url) or "}" in _VARIABLE.sub("", url):
        yield Problem("/url", "source-brace")
    if len(url) > LONGEST or not url.isascii() or not url.isprintable() or " " in url or "#" in url:
        yield Problem("/url", "source-address")


def names_of(lines: str) -> tuple[list[dict[str, str]], list[Problem]]:
    """« nom = /pointeur », one a line."""
    found: dict[str, str] = {}
    problems: list[Problem] = []
    for line in filter(None, (each.strip() for each in lines.splitlines())):
        name, _equals, pointer = (part.strip() for part in line.partition("="))
        right = NAME.fullmatch(name) and (not pointer or pointer.startswith("/"))
        if not right or name in found or len(pointer) > 200:
            problems.append(Problem("/noms", "source-line", {"line": line[:80]}))
        else:
            found[name] = pointer
    if (not found and not problems) or len(found) > MOST_NAMES:
        problems.append(Problem("/noms", "source-names", {"limit": MOST_NAMES}))
    return [{"name": name, "pointer": pointer} for name, pointer in found.items()], problems


def taken(answer: Any, names: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """What the names find: texts, numbers, yes or no, short lists of them; nothing else."""
    found = {one["name"]: at(answer, one["pointer"]) for one in names}
    return {name: value for name, value in found.items() if _plain(value)}


def at(document: Any, pointer: str) -> Any:
    """What stands at a JSON Pointer (RFC 6901), None where nothing does."""
    for part in pointer.split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        if isinstance(document, Mapping):
            document = document.get(name)
        elif isinstance(document, list) and name.isdecimal() and len(name) < 6:
            document = document[int(name)] if int(name) < len(document) else None
        else:
            return None
    return document


def _plain(value: Any) -> bool:
    if isinstance(value, str):
        return 0 < len(value) <= LONGEST
    if isinstance(value, list):
        return 0 < len(value) <= 50 and all(not isinstance(v, list) and _plain(v) for v in value)
    return isinstance(value, bool | int | float)
