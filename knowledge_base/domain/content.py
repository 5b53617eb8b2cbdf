"""The document of an entry: what a version holds. Old Markdown answers are one block of text.

A draft may stand in any shape `schemas/meta/help-entry.json` lets through; what readers are shown
also passes `faults`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from core.problems import Problem
from core.unseen import is_unseen
from knowledge_base.domain import tree
from knowledge_base.domain.markdown import plain_of

LANGUAGES: Final = ("fr", "en")
#: What is said once for all languages, and what is said in each.
SHARED: Final = (
    "theme", "audience", "source", "review_on", "valid_from", "valid_until", "language",
    "intent", "tree",
)  # fmt: skip
SPOKEN: Final = ("question", "wordings", "blocks")
FIELDS: Final = (*SPOKEN, *SHARED, "variants")
#: Fields without which a version says the same.
_EMPTY: Final[tuple[Any, ...]] = ("", None, [], {})

Content = Mapping[str, Any]


def normal(content: Content) -> dict[str, Any]:
    """The same document, in one way only: nothing empty but what must be there, blocks named."""
    kept = {name: value for name, value in content.items() if value not in _EMPTY}
    kept.setdefault("question", "")
    kept["blocks"] = named(kept.get("blocks", []))
    if kept.get("language") == LANGUAGES[0]:
        del kept["language"]
    if variants := kept.get("variants"):
        kept["variants"] = {
            language: {**words, "blocks": named(words.get("blocks", []))}
            for language, words in variants.items()
        }
    return kept


def named(blocks: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Each block with a name of its own, which it keeps when it is moved."""
    taken = {str(block.get("id", "")) for block in blocks}
    free = (f"b{n}" for n in range(1, len(blocks) + len(taken) + 2) if f"b{n}" not in taken)
    seen: set[str] = set()
    made = []
    for block in blocks:
        name = str(block.get("id", ""))
        if not name or name in seen:
            name = next(free)
        seen.add(name)
        made.append({**block, "id": name})
    return made


def of_markdown(answer: str) -> list[dict[str, Any]]:
    """An old answer as blocks."""
    return [{"type": "text", "id": "b1", "text": answer}]


def is_plain(blocks: Sequence[Mapping[str, Any]]) -> bool:
    """Whether Markdown says all of it: one block of text."""
    return len(blocks) == 1 and blocks[0].get("type") == "text"


def markdown_of(blocks: Sequence[Mapping[str, Any]]) -> str:
    """What the blocks say in words: for the search, extracts, and exports."""
    return "\n\n".join(text for text in map(_markdown, blocks) if text)


def _markdown(block: Mapping[str, Any]) -> str:
    say = _WORDS.get(str(block.get("type")))
    return say(block).strip() if say else ""


def _steps(block: Mapping[str, Any]) -> str:
    items = [" ".join(str(item).split()) for item in block.get("items", ())]
    return "\n".join(f"{number}. {item}" for number, item in enumerate(items, 1))


def _lines(*names: str) -> Callable[[Mapping[str, Any]], str]:
    def said(block: Mapping[str, Any]) -> str:
        return "\n\n".join(str(block[name]) for name in names if block.get(name))

    return said


_WORDS: Final[Mapping[str, Callable[[Mapping[str, Any]], str]]] = {
    "text": _lines("text"),
    "steps": _steps,
    "picture": _lines("alt", "caption"),
    "video": _lines("label", "transcript"),
    "file": _lines("label"),
    "service": _lines("label"),
    "step": _lines("label"),
    "screen": _lines("label"),
}


def spoken(content: Content, language: str) -> tuple[str, Mapping[str, Any]]:
    """(language, its question, wordings and blocks): the one asked for, else the entry's own."""
    own = str(content.get("language") or LANGUAGES[0])
    variants = content.get("variants") or {}
    if language != own and language in variants:
        return language, variants[language]
    return own, content


def words_in(content: Content) -> str:
    """All that the search looks through, in every language."""
    said = [content, *(content.get("variants") or {}).values()]
    pieces = []
    for one in said:
        pieces += [str(one.get("question", "")), *map(str, one.get("wordings", ()))]
        pieces.append(plain_of(markdown_of(one.get("blocks", ()))))
    for node in (content.get("tree") or {}).get("nodes", ()):
        pieces += [str(node.get("question", "")), str(node.get("title", ""))]
    return " ".join(pieces)


def files_in(content: Content) -> Iterator[Mapping[str, Any]]:
    """The stored files that a version shows."""
    for one in (content, *(content.get("variants") or {}).values()):
        yield from files_of(one.get("blocks", ()))


def files_of(blocks: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """The stored files of these blocks."""
    for block in blocks:
        for name in ("file", "captions"):
            if isinstance(block.get(name), Mapping):
                yield block[name]


def faults(content: Content) -> list[Problem]:
    """What keeps a draft from being shown to anybody."""
    found = [*_spoken_faults(content, "")]
    for language, words in (content.get("variants") or {}).items():
        found += _spoken_faults(words, f"/variants/{language}")
    begin, end = content.get("valid_from"), content.get("valid_until")
    if begin and end and str(end) < str(begin):
        found.append(Problem("/valid_until", "entry-until-before"))
    found += tree.faults(content.get("tree") or {})
    return found


def _spoken_faults(words: Mapping[str, Any], at: str) -> Iterator[Problem]:
    if is_unseen(str(words.get("question", ""))):
        yield Problem(f"{at}/question", "entry-question")
    blocks = words.get("blocks", ())
    if not any(_says(block) for block in blocks) and not (words.get("tree") or words.get("intent")):
        place = f"{at}/answer" if not blocks or is_plain(blocks) else f"{at}/blocks"
        yield Problem(place, "entry-answer")
        return
    for index, block in enumerate(blocks):
        for name, code in _NEEDED.get(str(block.get("type")), ()):
            value = block.get(name) or (name == "alt" and block.get("decorative"))
            if is_unseen(value) if isinstance(value, str) else not value:
                yield Problem(f"{at}/blocks/{index}/{name}", code)


def _says(block: Mapping[str, Any]) -> bool:
    return bool(_markdown(block) or block.get("file") or block.get("service") or block.get("to"))


_NEEDED: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "text": (("text", "entry-block-text"),),
    "steps": (("items", "entry-block-steps"),),
    "picture": (("file", "entry-block-picture"), ("alt", "entry-block-alt")),
    "video": (
        ("file", "entry-block-video"), ("captions", "entry-block-captions"),
        ("label", "entry-block-label"), ("transcript", "entry-block-transcript"),
    ),
    "file": (("file", "entry-block-file"), ("label", "entry-block-label")),
    "service": (("service", "entry-block-service"),),
    "step": (("service", "entry-block-service"), ("page", "entry-block-page")),
    "screen": (("to", "entry-block-to"), ("label", "entry-block-label")),
}  # fmt: skip
