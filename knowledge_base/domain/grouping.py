"""Which questions are the same in other words: by the beginnings of the words that say something;
and of which theme a question is.

Coarse on purpose: a person settles the whole group at once and sees its questions.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

ROOT = 5
NEAR = 0.6
MOST = 24
#: Titles looked at for the theme of a question that nothing answered (docs/knowledge.md).
ABOUT = 3


def roots_of(words: Iterable[str], empty: Collection[str]) -> list[str]:
    """Beginnings of the words that are left once those that say nothing are out, in order."""
    kept = {word[:ROOT] for word in words if word not in empty and len(word) > 1}
    return sorted(kept)[:MOST]


def nearness(one: Collection[str], other: Collection[str]) -> float:
    """0 (nothing shared) to 1 (the same)."""
    left, right = set(one), set(other)
    both = len(left & right)
    return both / len(left | right) if both else 0.0


def nearest(wanted: Sequence[str], known: Iterable[tuple[str, Sequence[str]]]) -> str | None:
    """The group these roots belong to, if one is near enough."""
    best, name = NEAR, None
    for key, roots in known:
        near = nearness(wanted, roots)
        if near >= best and (name is None or near > best):
            best, name = near, key
    return name


def theme_of(outcome: str, themes: Sequence[str]) -> str:
    """Of which theme a question is, by those of the entries found for it, the best first.

    The first lends its theme where something was answered. Under a hand-over it does so only with a
    second beside it: alone it is as often far off, however sure one is of it.
    """
    near = themes[:ABOUT]
    if not near or (outcome == "handover" and near.count(near[0]) < 2):
        return ""
    return near[0]
