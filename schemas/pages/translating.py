"""The words of a definition in another language, typed beside their source."""

from __future__ import annotations

import math
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from core.access import requires
from core.database import unit_of_work
from core.errors import BadInput
from core.i18n import _
from core.web import current_actor, render
from schemas import operations, translating
from schemas.domain.translating import Text, print_of
from schemas.heading import editor_head
from schemas.pages.door import pages
from schemas.permissions import Permission, need

PER_PAGE = 50
#: Before the key of each text typed.
FIELD = "t."


@pages.get("/definitions/<string:kind>/<string:key>/traductions")
@requires(Permission.DEFINITIONS_WRITE)
def translate(kind: str, key: str) -> ResponseReturnValue:
    """Each text with its place in words and what stands for it in the chosen language."""
    need(current_actor(), Permission.DEFINITIONS_WRITE)
    return render("schemas/translating/page.html", **_page(kind, key))


@pages.post("/definitions/<string:kind>/<string:key>/traductions")
@requires(Permission.DEFINITIONS_WRITE)
def write_translations(kind: str, key: str) -> ResponseReturnValue:
    """Keep what was typed: text by text, so that two translators do not undo one another."""
    actor = current_actor()
    need(actor, Permission.DEFINITIONS_WRITE)
    language = _language(request.form.get("langue"))
    typed = {
        name.removeprefix(FIELD): text.replace("\r\n", "\n").strip()
        for name, text in request.form.items()
        if name.startswith(FIELD)
    }

    def edit(document: dict[str, Any]) -> dict[str, Any]:
        known = {text.key for text in translating.texts_of(document) or ()}
        return translating.said(document, language, typed, known)

    label = _("Traduction : %(language)s", language=translating.LANGUAGES[language])
    with unit_of_work(idempotent=True) as work:
        work.outcome["location"] = _address(kind, key, language)
        operations.change(actor, kind, key, edit, label, seen=None)
    return redirect(work.outcome["location"], code=303)


def _page(kind: str, key: str) -> dict[str, Any]:
    head = editor_head(kind, key, "traductions")
    document = head["head"]["shown"].body
    language = _language(request.args.get("langue"), document)
    texts = translating.texts_of(document)
    words = translating.words_in(document, language)
    asked, only = request.args.get("q", "")[:100], request.args.get("manque") == "1"
    found = translating.found_in(texts or [], words, asked)
    if only:
        found = [text for text in found if not words.get(text.key)]
    page, count = _place(len(found))
    shown = found[(page - 1) * PER_PAGE : page * PER_PAGE]
    return {
        **head,
        "readable": texts is not None,
        "language": language,
        "right_to_left": language in translating.RIGHT_TO_LEFT,
        "source_language": document.get("language") or "fr",
        "languages": _languages(document, texts or []),
        "progress": translating.progress_of(document, texts or [], language),
        "rows": [_row(text, words) for text in shown],
        "found": len(found),
        "q": asked,
        "only": only,
        "page": page,
        "pages": count,
        "address": lambda **more: _address(kind, key, language, **more),
    }


def _row(text: Text, words: Any) -> dict[str, Any]:
    sort = translating.SORTS.get(text.what, text.what)
    where = " › ".join(part for part in text.where if part and part != text.source)
    return {
        "id": f"texte-{print_of(text.key)}",
        "name": FIELD + text.key,
        "source": text.source,
        "sort": sort,
        "where": where,
        "said": str(words.get(text.key) or ""),
        "long": len(text.source) > 90 or "\n" in text.source,
    }


def _languages(document: Any, texts: list[Text]) -> list[dict[str, Any]]:
    """Every language one may choose, with how far it is."""
    source = document.get("language") or "fr"
    every = document.get("translations")
    begun = set(every) if isinstance(every, dict) else set()
    return [
        {
            "key": language,
            "label": name,
            "begun": language in begun,
            "missing": translating.progress_of(document, texts, language).missing,
        }
        for language, name in translating.LANGUAGES.items()
        if language != source
    ]


def _language(asked: str | None, document: Any = None) -> str:
    if asked is None and document is not None:
        first = (key for key in translating.LANGUAGES if key != (document.get("language") or "fr"))
        return next(first)
    if asked is None or asked not in translating.LANGUAGES:
        raise BadInput(_("Choisissez une langue de la liste."))
    return asked


def _place(found: int) -> tuple[int, int]:
    count = max(1, math.ceil(found / PER_PAGE))
    asked = request.args.get("page", "1")
    number = int(asked) if asked.isdecimal() and len(asked) < 6 else 1
    return min(max(number, 1), count), count


def _address(kind: str, key: str, language: str, **more: Any) -> str:
    kept = {name: request.args.get(name) for name in ("q", "manque", "page")}
    wanted = {**kept, **more, "langue": language}
    values = {name: value for name, value in wanted.items() if value}
    return url_for("schemas.translate", kind=kind, key=key, **values)
