"""Entries in files: JSON, Markdown, CSV, pages of the web; each row with the place it came from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final

from core.cells import plain_cell
from core.errors import Invalid, PreauError
from core.i18n import _, text_of
from core.jsondoor import parse
from core.problems import Problem
from core.tables import UnreadableTable, csv_lines, decoded, header_of
from core.words import message
from knowledge_base.archives import files_of, is_hidden
from knowledge_base.domain.content import LANGUAGES
from knowledge_base.domain.incoming import markdown
from knowledge_base.domain.incoming.pages import rows_of_page
from knowledge_base.fields import RESERVED
from knowledge_base.keying import regular, slug

ENDINGS: Final = (".md", ".markdown", ".json", ".csv", ".html", ".htm")
#: A folder of such files.
ARCHIVE: Final = ".zip"
LONGEST_KEY: Final = 100


@dataclass(frozen=True, slots=True)
class Brought:
    """A row as it came, and where it stood in words."""

    row: Any
    place: str


def rows_of(content: bytes, name: str) -> list[dict[str, Any]]:
    """The entries of one file."""
    return [one.row for one in brought(content, name)]


def rows_at(path: Path) -> list[dict[str, Any]]:
    """The entries of a file, or of all files of a folder and of those under it."""
    return [one.row for one in brought_at(path)]


def brought_at(path: Path) -> list[Brought]:
    """As `rows_at`, with places."""
    if path.is_file():
        return joined(brought(path.read_bytes(), path.name))
    return joined(one for name, content in _files_under(path) for one in named(content, name))


def _files_under(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Files of entries, by name; a link that leads elsewhere is not followed."""
    for file in sorted(folder.rglob("*")):
        name = file.relative_to(folder)
        if file.suffix.lower() not in ENDINGS or file.is_symlink() or is_hidden(name.parts):
            continue
        if file.is_file():
            yield name.as_posix(), file.read_bytes()


def named(content: bytes, name: str) -> list[Brought]:
    """As `brought`; what cannot be read is told with the name of its file."""
    try:
        return brought(content, name)
    except PreauError as refusal:
        problems = getattr(refusal, "problems", ())
        told = message(problems[0]) if problems else text_of(refusal.message)
        raise Invalid([], _("« %(name)s » : %(why)s", name=name, why=told)) from refusal


def brought(content: bytes, name: str) -> list[Brought]:
    """The rows of one file, by its ending."""
    ending = PurePosixPath(name).suffix.lower()
    if ending == ARCHIVE:
        return [one for file, text in files_of(content, ENDINGS) for one in named(text, file)]
    if ending in {".md", ".markdown"}:
        stem = PurePosixPath(name).stem
        row = markdown.row_of(_text(content), stem)
        row["key"] = key_of(str(row["key"]))
        if row["key"] in RESERVED:  # the name of a file is nobody's choice of an address
            row["key"] = ""
        return [Brought(regular([row])[0], name)]
    if ending == ".csv":
        return _csv(content, name)
    if ending in {".html", ".htm"}:
        return _numbered(rows_of_page(_text(content)), name)
    return _numbered(_json(content), "")


def pasted(text: str) -> list[Brought]:
    """What was pasted: a page of the web, JSON, or Markdown."""
    head = text.lstrip()[:1]
    if head == "<":
        return _numbered(rows_of_page(text), "")
    if head in {"[", "{"}:
        return _numbered(_json(text.encode()), "")
    return [Brought(regular([markdown.row_of(text, "")])[0], _("texte collé"))]


def joined(found: Iterable[Brought]) -> list[Brought]:
    """One row a key: the same key in another language is a variant of the first, under another
    theme it is another entry."""
    by_key: dict[str, Brought] = {}
    rows: list[Brought] = []
    for one in found:
        row = one.row
        first = by_key.get(str(row.get("key", ""))) if isinstance(row, dict) else None
        language = row.get("language") if isinstance(row, dict) else None
        if first and language in LANGUAGES and first.row.get("language", "fr") != language:
            words = {name: row[name] for name in ("question", "wordings") if name in row}
            words["blocks"] = row.get("blocks") or [{"type": "text", "text": row.get("answer", "")}]
            variants = first.row.setdefault("variants", {})
            if isinstance(variants, dict):  # anything else is told of where it stands
                variants[language] = words
            continue
        rows.append(one)
        if first and (theme := key_of(str(row.get("theme", "")))):
            row["key"] = f"{theme}-{row['key']}"[:LONGEST_KEY]  # one name under two themes
        if isinstance(row, dict):
            by_key.setdefault(str(row.get("key", "")), one)
    return rows


def key_of(words: str) -> str:
    """A key from words: the same words, the same key."""
    for ending in (".fr", ".en"):
        words = words.removesuffix(ending)
    return slug(words, LONGEST_KEY)


def _numbered(rows: Iterable[Any], name: str) -> list[Brought]:
    inside = f"{name}, " if name else ""
    listed = enumerate(regular(list(rows)), 1)
    return [Brought(row, inside + _("fiche %(n)s", n=n)) for n, row in listed]


def _json(content: bytes) -> list[Any]:
    rows = parse(content)
    if isinstance(rows, dict):
        rows = list(_asked(rows["data"])) if "data" in rows else rows.get("entries")
    if not isinstance(rows, list):
        raise Invalid([Problem("", "entry-not-a-list")])
    return rows


def _asked(data: Any) -> Iterator[Any]:
    """The usual form of question sets: documents, their paragraphs, what was asked of them."""
    for document in data if isinstance(data, list) else ():
        paragraphs = document.get("paragraphs") if isinstance(document, Mapping) else None
        if not isinstance(paragraphs, list):
            yield document
            continue
        asked = [
            str(qa.get("question", "")).strip()
            for part in paragraphs
            if isinstance(part, Mapping)
            for qa in _listed(part.get("qas"))
            if isinstance(qa, Mapping)
        ]
        answer = "\n\n".join(
            str(p.get("context", "")) for p in paragraphs if isinstance(p, Mapping)
        )
        yield {
            "question": str(document.get("title", "")).strip()[:300],
            "answer": answer.replace("\n", "\n\n").strip(),
            "theme": str(document.get("theme", "")).strip()[:60],
            "wordings": [text[:300] for text in asked if text],
            "source": str(document.get("link", "")).strip()[:500],
        }


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _csv(content: bytes, name: str) -> list[Brought]:
    try:
        lines = csv_lines(decoded(content))
        heads = [
            markdown.NAMES.get(head.strip().lower(), "") for head in header_of(next(lines).cells)
        ]
        rows, places = list[dict[str, Any]](), list[str]()
        for line in lines:
            cells = [plain_cell(str(cell)) for cell in line.cells]
            row: dict[str, Any] = {}
            for head, cell in zip(heads, cells, strict=False):
                if head and cell.strip():
                    value = markdown.listed(cell.replace("\n", "|").replace(";", "|"), "|")
                    row[head] = value if head in markdown.LISTS else cell.strip()
            if row:
                rows.append(row)
                places.append(_("%(name)s, ligne %(n)s", name=name, n=line.number))
    except (UnreadableTable, StopIteration) as fault:
        raise Invalid([Problem("", "entry-table")]) from fault
    if "question" not in heads:
        raise Invalid([Problem("", "entry-table")])
    return [Brought(row, place) for row, place in zip(regular(rows), places, strict=True)]


def _text(content: bytes) -> str:
    try:
        return decoded(content)
    except UnreadableTable as fault:
        raise Invalid([Problem("", "entry-table")]) from fault
