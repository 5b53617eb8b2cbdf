"""A Markdown file as an entry: front matter between dashes, or fields under its heading.

---
title: Comment joindre un devis ?
keywords: ajouter une pièce, envoyer un devis
---
Depuis la page **Lots et pièces**…
"""

from __future__ import annotations

import re
from typing import Any, Final

#: How fields are called elsewhere → here.
NAMES: Final = {
    "title": "question", "titre": "question", "question": "question", "slug": "key", "cle": "key",
    "clé": "key", "key": "key", "id": "key", "category": "theme", "categorie": "theme",
    "catégorie": "theme", "theme": "theme", "thème": "theme", "keywords": "wordings",
    "tags": "wordings", "mots-cles": "wordings", "mots-clés": "wordings", "wordings": "wordings",
    "formulations": "wordings", "aliases": "wordings", "audience": "audience", "public": "audience",
    "roles": "audience", "rôles": "audience", "source": "source", "url": "source", "lien": "source",
    "review_on": "review_on", "a relire le": "review_on", "à relire le": "review_on",
    "valid_from": "valid_from", "valid_until": "valid_until", "locale": "language",
    "lang": "language", "language": "language", "langue": "language", "answer": "answer",
    "reponse": "answer", "réponse": "answer", "intent": "intent",
}  # fmt: skip
LISTS: Final = frozenset({"wordings", "audience"})
_FIELD: Final = re.compile(r"([A-Za-zÀ-ÿ_ -]{1,40})(?::|[ \t]=)[ \t]*(.*)$")
_FENCES: Final = frozenset({"---", "+++"})
_UNDERLINE: Final = re.compile(r"[=-]{3,}\s*")
#: A value that is written on the lines below.
_FOLDED: Final = re.compile(r"[>|][+-]?")
_PART: Final = re.compile(r"""\s*("[^"]*"|'[^']*'|[^,]+)""")
_ITEM: Final = re.compile(r"[ \t]*-[ \t]+(.*)$")
_UNDER: Final = re.compile(r"(theme|wordings|audience|source|review_on):[ \t]*(.*)$")
_NOTE: Final = re.compile(r"^>[ \t]*\[![A-Z]+\][ \t]*$", re.MULTILINE)
_PICTURE: Final = re.compile(r"!\[([^\]\n]{0,300})\]\([^)\n]{0,2000}\)")


def row_of(text: str, stem: str) -> dict[str, Any]:
    """The entry of a file called `stem`; its key, when it names none, comes from there."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n \t\ufeff")
    lines = text.split("\n")
    sign = lines[0].strip()
    end = next((n for n, line in enumerate(lines[1:], 1) if line.strip() == sign), 0)
    if sign in _FENCES and end:
        row, body = _front(lines[1:end]), lines[end + 1 :]
        row.setdefault("key", stem)
    else:
        row, body = _under_heading(lines[sign in _FENCES :] or [""], stem)
    while body and not body[0].strip():
        body = body[1:]
    if body and body[0].startswith("# "):
        heading = body[0].lstrip("# ").strip()
        if row.setdefault("question", heading) == heading:
            body = body[1:]
    if body and _UNDERLINE.fullmatch(body[0]):  # what made a heading of the line above
        body = body[1:]
    if not row.get("question"):
        row["question"] = stem.replace("-", " ").replace("_", " ").strip().capitalize()
    answer = _NOTE.sub("", "\n".join(body)).strip()
    row["answer"] = _PICTURE.sub(lambda found: found[1], answer)
    return row


def _under_heading(lines: list[str], stem: str) -> tuple[dict[str, Any], list[str]]:
    row: dict[str, Any] = {"key": stem, "question": lines[0].lstrip("# ").strip()}
    body = 1
    for line in lines[1:]:
        found = _UNDER.match(line)
        if found is None:
            break
        row[found[1]] = listed(found[2], ";") if found[1] in LISTS else found[2].strip()
        body += 1
    return row, lines[body:]


def _front(lines: list[str]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    name = ""
    for line in lines:
        item, found = _ITEM.match(line), _FIELD.match(line)
        if item and name in LISTS:
            row.setdefault(name, []).append(_bare(item[1]))
        elif name and line[:1] in " \t" and line.strip():  # a value goes on under its name
            held = row.get(name, "")
            row[name] = f"{held} {line.strip()}".strip() if isinstance(held, str) else held
        elif found:
            name = NAMES.get(found[1].strip().lower(), "")
            value = "" if _FOLDED.fullmatch(found[2].strip()) else found[2].strip()
            if name in LISTS:
                row.setdefault(name, []).extend(_several(value.strip("[]")))
            elif name in row:
                name = ""
            elif name:
                row[name] = _bare(value)
    return row


def _several(text: str) -> list[str]:
    """The values of a list, each between quotes or not."""
    if '"' not in text[:-1].strip('"') and ";" in text:
        return listed(text, ";")
    return [value for part in _PART.findall(_whole(text)) if (value := _bare(part))]


def _whole(text: str) -> str:
    """`"a, b"` alone is a list of two that somebody quoted, not one value."""
    bare = _bare(text)
    return bare if text[:1] in "\"'" and text[:1] not in bare else text


def listed(text: str, separator: str) -> list[str]:
    """The values of a list on one line."""
    text = _bare(text)
    return [value for part in text.split(separator) if (value := _bare(part))]


def _bare(text: str) -> str:
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1].strip()
    return text
