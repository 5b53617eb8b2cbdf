"""Words of the screens: French in the code, other tongues from the catalogues (gettext)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_babel.speaklater import LazyString

__all__ = ["LANGUAGES", "LazyString", "_", "_l", "ngettext", "text_of"]

LANGUAGES: Mapping[str, str] = {"fr": "Français", "en": "English"}


def text_of(words: Any) -> str:
    """A plain string out of a plain or lazy one, in the language of the moment."""
    return str(words)
