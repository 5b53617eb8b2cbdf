"""What looks like somebody's address in the texts of a document: to be read before it is given."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

_MAIL: Final = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_PHONE: Final = re.compile(r"(?<![\w.])(?:\+33\s?[1-9]|0[1-9])(?:[ .-]?\d{2}){4}(?!\w)")
#: Parts that are no texts: patterns and hashes hold digits and signs of their own.
_NO_TEXT: Final = frozenset({"pattern", "sha256", "$schema", "x-id"})


def found_in(document: Any) -> list[tuple[str, str]]:
    """(pointer, what was found) of each e-mail address and telephone number."""
    return list(_found(document, ""))


def _found(value: Any, at: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        for pattern in (_MAIL, _PHONE):
            yield from ((at, hit) for hit in pattern.findall(value))
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name not in _NO_TEXT:
                step = name.replace("~", "~0").replace("/", "~1")
                yield from _found(inner, f"{at}/{step}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _found(inner, f"{at}/{index}")
