"""What was said so far, as a value that travels: a page or a program keeps it and hands it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

#: Questions kept, and how much of each.
MOST_SAID: Final = 10
LONGEST_SAID: Final = 300
MOST_OPTIONS: Final = 8
MOST_ENTRIES: Final = 8


@dataclass(frozen=True, slots=True)
class Option:
    """An answer to a clarifying question: the entries it leaves."""

    label: str
    entries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Thread:
    """Questions asked, clarifications spent, and the options still open."""

    said: tuple[str, ...] = ()
    clarified: int = 0
    options: tuple[Option, ...] = ()

    def saying(self, text: str) -> Thread:
        """With one more question, and nothing open."""
        said = (*self.said, text[:LONGEST_SAID])[-MOST_SAID:]
        return Thread(said, self.clarified)

    def asking(self, options: tuple[Option, ...]) -> Thread:
        """With a clarifying question open."""
        return Thread(self.said, self.clarified + 1, options)

    def as_json(self) -> dict[str, Any]:
        """As stored or sent."""
        return {
            "said": list(self.said),
            "clarified": self.clarified,
            "options": [
                {"label": option.label, "entries": list(option.entries)} for option in self.options
            ],
        }

    @classmethod
    def of_json(cls, value: Any) -> Thread:
        """Read back; anything that is no thread is a new one."""
        if not isinstance(value, Mapping):
            return cls()
        clarified = value.get("clarified")
        options = (_option(one) for one in _listed(value.get("options"))[:MOST_OPTIONS])
        return cls(
            tuple(text[:LONGEST_SAID] for text in _texts(value.get("said"))[-MOST_SAID:]),
            min(9, max(0, clarified)) if type(clarified) is int else 0,
            tuple(option for option in options if option.label and option.entries),
        )


def _option(value: Any) -> Option:
    if not isinstance(value, Mapping):
        return Option("", ())
    label = value.get("label")
    entries = tuple(_texts(value.get("entries"))[:MOST_ENTRIES])
    return Option(label[:LONGEST_SAID] if isinstance(label, str) else "", entries)


def _texts(value: Any) -> list[str]:
    return [one for one in _listed(value) if isinstance(one, str)]


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else []
