"""What a browser sent, cleaned."""

from __future__ import annotations

import re
import unicodedata
from typing import Protocol

from core.unseen import seen_or_nothing

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u2060\ufeff\ud800-\udfff]")


class Posted(Protocol):
    """What a browser sent: werkzeug's MultiDict is one."""

    def get(self, name: str) -> str | None: ...

    def getlist(self, name: str) -> list[str]: ...


def clean(text: str) -> str:
    """One Unicode form, Unix line ends, nothing invisible, no blanks around."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return seen_or_nothing(_CONTROLS.sub("", text).strip())
