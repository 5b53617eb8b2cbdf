"""The exact text one agrees to: an agreement is worth nothing for another text."""

from __future__ import annotations

import hashlib
import unicodedata

from form_factory.domain.form import Field


def is_consent(field: Field) -> bool:
    """Asked as a consent, or a box that can only say yes."""
    if field.widget is not None:
        return field.widget == "consent"
    return field.schema.get("type") == "boolean" and field.schema.get("const") is True


def text_of(field: Field) -> str:
    """The text one agrees to: the one in sight above the box, else the question itself."""
    return str(field.options.get("text") or field.label)


def text_sha256(text: str) -> str:
    """The print of a text, the same on any system: NFC, Unix line ends, UTF-8."""
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return hashlib.sha256(plain.encode()).hexdigest()


def same_text(before: Field, after: Field) -> bool:
    """Whether who agreed to `before` has agreed to `after`."""
    return is_consent(before) and text_sha256(text_of(before)) == text_sha256(text_of(after))
