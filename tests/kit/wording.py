"""What the house says, read from its sources: texts to translate, catalogue, bare words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from html import unescape
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po
from jinja2 import Environment

ROOT = Path(__file__).parents[2]
PO = ROOT / "app/translations/en/LC_MESSAGES/messages.po"
KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None, "lazy_gettext": None, "ngettext": (1, 2)}
METHODS = [
    ("**.py", "python"),
    ("**/templates/**.html", "jinja2"),
    ("**/templates/**.txt", "jinja2"),
]
READING = {"**/templates/**.html": {"silent": "false"}}
#: Attributes that people read or hear.
_SPOKEN = re.compile(r'\b(?:title|alt|placeholder|aria-label|aria-description)="([^"]*)"')
#: Blocks of names of classes and ids, written inside of an attribute of another template.
_NAMES = re.compile(r"\0(?:bodyclass|density|skip_to|table_class)\0[^\0]*\0endblock\0")


def rooms() -> list[str]:
    """The rooms that `make i18n` reads."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    told = re.search(r"^ROOMS := ((?:.*\\\n)*.*)$", makefile, re.MULTILINE)
    assert told is not None
    return told[1].replace("\\\n", " ").split()


@cache
def extracted() -> dict[str | tuple[str, ...], str]:
    """Every text of today's code that is to be translated, and a place where it stands."""
    found: dict[str | tuple[str, ...], str] = {}
    for room in rooms():
        for name, line, text, _comments, _context in extract_from_dir(
            ROOT / room, METHODS, READING, KEYWORDS
        ):
            key = tuple(text) if isinstance(text, list | tuple) else text
            found.setdefault(key, f"{room}/{name}:{line}")
    return found


@cache
def catalogue() -> Catalog:
    """The English one."""
    with PO.open("rb") as file:
        return read_po(file, locale="en")


def messages() -> Iterator[tuple[Message, list[str], list[str]]]:
    """Each message with its French and its English forms."""
    for message in catalogue():
        if message.id:
            french = [message.id] if isinstance(message.id, str) else list(message.id)
            said = message.string
            yield message, french, [said] if isinstance(said, str) else list(said or ())


def bare_words(env: Environment, source: str) -> list[str]:
    """Words of a template that people would read without any catalogue having seen them."""
    text, name = "", ""
    for _line, kind, value in env.lex(source):
        if kind == "data":
            text += value
        elif kind in {"variable_begin", "block_begin"}:
            name = ""
        elif kind == "name":
            name = f"\0{value}\0" if not name or name.strip("\0") == "block" else name
        elif kind in {"variable_end", "block_end"}:
            text += name or "\0"
    text = re.sub(r"<!--.*?-->", "", _NAMES.sub("\0", text), flags=re.DOTALL)
    text = re.sub(r"\0(?:[a-z_]+\0)?", "\0", text)
    pieces = "\0".join(_SPOKEN.findall(text)).split("\0")
    pieces += re.split(r"[|\0]", re.sub(r"<[^<>]*>", "|", text))
    return [piece.strip() for piece in pieces if re.search(r"[^\W\d_]", unescape(piece))]
