"""Words of the screens: French in the code, other tongues from the catalogues (gettext)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import flask_babel
from flask import Flask
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

#: The library leaves these two untyped.
_: Callable[..., str] = flask_babel.gettext
ngettext: Callable[..., str] = flask_babel.ngettext

__all__ = [
    "LANGUAGES",
    "LazyString",
    "_",
    "_l",
    "foreign",
    "init_words",
    "ngettext",
    "spoken",
    "text_of",
]

LANGUAGES: Mapping[str, str] = {"fr": "Français", "en": "English"}


class _Catalogues(flask_babel.Domain):  # type: ignore[misc]  # the library has no types
    """The catalogues as the library finds them, without spelling out the locale at each word."""

    def get_translations(self) -> Any:
        """The words of the language of the moment."""
        locale = flask_babel.get_locale()
        if locale is None:
            return super().get_translations()
        tongue = (locale.language, locale.territory)
        if tongue not in self.cache:
            self.cache[tongue] = super().get_translations()
        return self.cache[tongue]


def init_words(app: Flask, babel: flask_babel.Babel) -> None:
    """A page says hundreds of words: each is looked for the short way."""
    babel.domain_instance = _Catalogues()
    app.jinja_env.globals["_"] = app.jinja_env.globals["gettext"]


def text_of(words: Any) -> str:
    """A string in the language of the moment: lazy ones speak, plain ones are looked up."""
    return _(words) if isinstance(words, str) and words else str(words)


def spoken() -> str | None:
    """The language of the page under way; None where nobody reads (jobs, commands)."""
    found = flask_babel.get_locale()
    return str(found.language) if found is not None else None


def foreign(language: str | None) -> str | None:
    """`language` when the page speaks another: what a designed text writes in its `lang`."""
    spoken = flask_babel.get_locale()
    return language if language and spoken is not None and language != spoken.language else None
