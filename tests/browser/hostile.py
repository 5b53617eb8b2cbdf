"""FAULTS X-01: what an author or a person could type to make a page run their script."""

from __future__ import annotations

import copy
from typing import Any

PAYLOADS = (
    "<script>window.__xss=1</script>",
    "<img src=x onerror=window.__xss=2>",
    '"><svg onload=window.__xss=3>',
    "' autofocus onfocus=window.__xss=4 x='",
    "javascript:window.__xss=5",
    "</textarea><script>window.__xss=6</script>",
    "</title><script>window.__xss=7</script>",
    "{{ 7*7 }}{% raw %}${window.__xss=8}",
    "<iframe srcdoc='<script>parent.__xss=9</script>'>",
    "<a href=javascript:window.__xss=10>x</a>",
    "\u202e<style>*{display:none}</style>\u2028",
    "]]><!--<input onfocus=window.__xss=12 autofocus>-->&lt;b&gt;",
)
#: Keys whose values are words for people.
WORDS = {"title", "label", "text", "p", "help", "hint", "explain", "description"}


class Poison:
    """Gives each string the next payload, so that every one of them lands in many places."""

    def __init__(self) -> None:
        self.count = 0

    def next(self, text: str = "") -> str:
        """The words, then a payload."""
        payload = PAYLOADS[self.count % len(PAYLOADS)]
        self.count += 1
        return f"{text} {payload}".strip()

    def document(self, document: Any) -> Any:
        """A definition with every word for people poisoned; keys and patterns as they were."""
        return self._walk(copy.deepcopy(document))

    def _walk(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {
                key: self.next(inner)
                if key in WORDS and isinstance(inner, str)
                else self._listed(inner)
                if key in {"ol", "ul"}
                else self._walk(inner)
                for key, inner in value.items()
            }
        if isinstance(value, list):
            return [self._walk(one) for one in value]
        return value

    def _listed(self, value: Any) -> Any:
        return [self.next(one) if isinstance(one, str) else self._walk(one) for one in value]
