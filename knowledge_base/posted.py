"""What the editor of an entry sends: the words of one language, and what is said once for all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from werkzeug.datastructures import FileStorage, MultiDict

from core.problems import Problem
from knowledge_base.domain.content import named
from knowledge_base.domain.editing import BLANK, MOST_BLOCKS
from knowledge_base.fields import clean

#: Texts of each kind of block, by the name of their control.
_TEXTS: Final[Mapping[str, tuple[str, ...]]] = {
    "text": ("text",), "steps": (), "picture": ("alt", "caption"), "video": ("label", "transcript"),
    "file": ("label",), "service": ("service", "label"), "step": ("label",),
    "screen": ("to", "label"),
}  # fmt: skip
FILES: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "picture": {"file": ("image",)},
    "video": {"file": ("video",), "captions": ("captions",)},
    "file": {"file": ("pdf", "office", "image", "text")},
}
DAYS: Final = ("review_on", "valid_from", "valid_until")
_SHARED: Final = ("theme", "source", "language", "intent")


def words_posted(form: MultiDict[str, str], before: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Question, wordings and blocks as typed; a file stays with the block that held it."""
    held = {str(block.get("id")): block for block in before}
    count = number(form.get("blocs"))
    blocks = [_block(form, n, held) for n in range(min(count, MOST_BLOCKS))]
    return {
        "question": clean(form.get("question", "")),
        "wordings": lines(form.get("wordings", "")),
        "blocks": named([block for block in blocks if block]),
    }


def shared_posted(form: MultiDict[str, str]) -> dict[str, Any]:
    """Theme, audience, days, source, language, intent."""
    found: dict[str, Any] = {name: clean(form.get(name, "")) for name in _SHARED if name in form}
    found |= {name: clean(form.get(name, "")) or None for name in DAYS if name in form}
    if "audience-shown" in form:
        found["audience"] = list(dict.fromkeys(form.getlist("audience")))
    return found


def uploads(
    files: MultiDict[str, FileStorage], blocks: Sequence[Mapping[str, Any]]
) -> list[tuple[int, str, FileStorage, tuple[str, ...]]]:
    """(block, name, file, families) of what was brought."""
    return [
        (n, name, file, families)
        for n, block in enumerate(blocks)
        for name, families in FILES.get(str(block["type"]), {}).items()
        if (file := files.get(f"blocks-{n}-{name}")) is not None and file.filename
    ]


def lines(text: str) -> list[str]:
    """One a line, each once."""
    return list(dict.fromkeys(line for each in text.splitlines() if (line := clean(each))))


def number(text: str | None) -> int:
    """A count or a version as typed by our own page."""
    return int(text[:9]) if text and text[:9].isdecimal() else 0


def control_of(problem: Problem, language: str = "") -> str:
    """Id of the control a problem is about."""
    path = problem.path.removeprefix(f"/variants/{language}")
    if path.startswith("/tree/"):
        return "-".join(path.split("/")[2:7])
    steps = path.strip("/").split("/")[:3]
    return "-".join(steps) if steps[0] == "blocks" else steps[0]


def _block(
    form: MultiDict[str, str], n: int, held: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any] | None:
    kind, name = form.get(f"blocks-{n}-type", ""), form.get(f"blocks-{n}-id", "")
    if kind not in BLANK:
        return None
    block: dict[str, Any] = {"type": kind, "id": name} if name else {"type": kind}
    for text in _TEXTS[kind]:
        block[text] = clean(form.get(f"blocks-{n}-{text}", ""))
    if kind == "picture" and form.get(f"blocks-{n}-decorative"):
        block |= {"decorative": True, "alt": ""}
    if kind == "steps":
        block["items"] = lines_of_steps(form.get(f"blocks-{n}-items", ""))
    if kind == "step":
        service, _slash, page = form.get(f"blocks-{n}-service", "").partition("/")
        block |= {"service": clean(service), "page": clean(page)}
    old = held.get(name, {})
    if old.get("type") == kind:
        block |= {key: old[key] for key in FILES.get(kind, {}) if key in old}
    return block


def lines_of_steps(text: str) -> list[str]:
    """One step a line; numbers or dashes typed in front are the page's to draw."""
    found = []
    for line in text.splitlines():
        step = clean(line)
        head, dot, rest = step.partition(". ")
        if dot and head.isdecimal():
            step = clean(rest)
        if step:
            found.append(step)
    return found
