"""What a file that was brought gave, in words: each column of a table, each part of an entry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from core.i18n import _, ngettext
from core.tables import csv_lines, decoded, header_of
from knowledge_base.domain.incoming import markdown

#: Of the head of one table.
MOST_COLUMNS: Final = 40
LONGEST_HEAD: Final = 60
#: What every entry has, or nobody typed.
_APART: Final = frozenset({"question", "key", "answer"})


def of_columns(content: bytes, name: str, words: Mapping[str, Any]) -> list[str]:
    """What each column of a table that was read is taken for, and those that are left."""
    read, left = [], []
    for head in header_of(next(csv_lines(decoded(content))).cells)[:MOST_COLUMNS]:
        field = markdown.NAMES.get(head.strip().lower(), "")
        said = head.strip()[:LONGEST_HEAD] or _("sans titre")
        if field:
            read.append(f"« {said} » → {words.get(field, field)}")
        else:
            left.append(f"« {said} »")
    told = [_("%(name)s, colonnes lues : %(list)s.", name=name, list=", ".join(read))]
    if left:
        told.append(_("%(name)s, colonnes laissées : %(list)s.", name=name, list=", ".join(left)))
    return told


def of_row(row: Any, words: Mapping[str, Any]) -> str:
    """The parts a row gave beside its question: « Réponse, 2 formulations, Thème »."""
    return ", ".join(_parts(row, words)) if isinstance(row, dict) else ""


def _parts(row: Mapping[str, Any], words: Mapping[str, Any]) -> Iterator[str]:
    if row.get("answer"):
        yield str(words["answer"])
    for name, value in row.items():
        if not value or name in _APART:
            continue
        if name == "wordings" and isinstance(value, list):
            yield ngettext("%(num)s formulation", "%(num)s formulations", len(value))
        elif name == "blocks" and isinstance(value, list):
            yield ngettext("%(num)s bloc de réponse", "%(num)s blocs de réponse", len(value))
        elif name in words:
            yield str(words[name])
