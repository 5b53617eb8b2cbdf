"""What every field type offers: reading what was posted, showing it again, telling it to people."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any, ClassVar, Protocol

from form_factory.domain.form import Field
from form_factory.domain.pointers import MISSING

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u2060\ufeff\ud800-\udfff]")


class Posted(Protocol):
    """What a browser sent: werkzeug's MultiDict is one."""

    def get(self, name: str) -> str | None: ...

    def getlist(self, name: str) -> list[str]: ...


class FieldType:
    """One way of asking a question. A new one is a subclass named on a room's plate.

    What cannot be read comes back as it was typed: the draft keeps it and validation says why, so
    that nobody types twice.
    """

    #: What `widget` says in the definition, and the macro of `_widgets.html` that draws it.
    name: ClassVar[str] = ""
    macro: ClassVar[str] = "text"
    #: Types of JSON Schema this field may hold.
    holds: ClassVar[frozenset[str]] = frozenset({"string"})
    #: Several controls under one legend, instead of one under one label.
    grouped: ClassVar[bool] = False
    #: False when nothing is read from the form (computed, hidden, files).
    reads: ClassVar[bool] = True
    #: True when files come with the form under its name.
    takes_files: ClassVar[bool] = False
    inputmode: ClassVar[str | None] = None
    input_type: ClassVar[str] = "text"
    autocomplete: ClassVar[str | None] = None
    #: Width of the control: "short", "medium" or "" for the whole line.
    width: ClassVar[str] = ""
    #: Code of a broken rule → code of the sentence that fits this type better.
    codes: ClassVar[Mapping[str, str]] = {}
    #: Code of the sentence that asks for the answer.
    missing: ClassVar[str] = "answer-missing"
    #: Where the macro stands, when a room above draws the control itself.
    template: ClassVar[str | None] = None

    def read(self, posted: Posted, name: str, field: Field) -> Any:
        """The answer as JSON, MISSING when there is none, the text as typed when unreadable."""
        raw = posted.get(name)
        text = clean(raw) if raw is not None else ""
        return self.parse(text, field) if text else MISSING

    def parse(self, text: str, field: Field) -> Any:
        """The answer that `text` stands for."""
        return text

    def typed(self, value: Any, field: Field) -> str:
        """What the control shows for `value`: what the person would type."""
        return value if isinstance(value, str) else str(value)

    def display(self, value: Any, field: Field, locale: str = "fr") -> str:
        """The answer as a person reads it."""
        return self.typed(value, field)

    def options(self, field: Field, value: Any) -> list[tuple[str, str]]:
        """What the control offers: (what is posted, words). A search may depend on `value`."""
        return []

    def code_for(self, code: str) -> str:
        """The code of the sentence for a broken rule."""
        return self.missing if code == "required" else self.codes.get(code, code)


def clean(text: str) -> str:
    """One Unicode form, Unix line ends, nothing invisible, no blanks around."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _CONTROLS.sub("", text).strip()
