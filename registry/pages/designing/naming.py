"""What the entity and its records are called, how lists sort them, what tells them apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from core.access import requires
from core.i18n import _
from registry.domain import designing
from registry.domain.designing import part_of
from registry.domain.entity import Kind, kind_of
from registry.pages.blueprint import pages
from registry.pages.designing.acting import (
    Document,
    act,
    allowed,
    body_of,
    head,
    live_body,
    shown,
)
from schemas.permissions import Permission

_SORTED = 3


@pages.get("/administration/entites/<string:key>/nom")
@requires(Permission.DEFINITIONS_WRITE)
def design_name(key: str) -> ResponseReturnValue:
    """Names, label, sort, identifier."""
    allowed()
    return shown(_page(key, {}))


@pages.post("/administration/entites/<string:key>/nom")
@requires(Permission.DEFINITIONS_WRITE)
def design_entitle(key: str) -> ResponseReturnValue:
    """Keep them."""
    form, live = request.form, live_body(key)

    def edit(document: Document) -> Document:
        document = designing.entitle(
            document,
            title=form.get("title", ""),
            plural=form.get("plural", ""),
            description=form.get("description", ""),
        )
        if live is None:
            document = designing.identify(document, form.get("code", ""))
            document = designing.attach(document, form.get("scope", ""), form.get("place", ""))
        document = designing.name_by(document, form.get("label", ""))
        return designing.sort_by(document, [k for k in form.getlist("sort") if k])

    location = url_for("registry.design_name", key=key)
    return act(key, edit, _("Nom et tri modifiés"), location, lambda errors: _page(key, errors))


def _page(key: str, errors: Mapping[str, list[str]]) -> dict[str, Any]:
    context = head(key, "nom")
    document = body_of(context)
    fields = [
        (name, str(part_of(document, name).get("title", name)))
        for name in document["schema"]["properties"]
        if not document["fields"].get(part_of(document, name).get("x-id"), {}).get("retired")
    ]
    texts = [(n, t) for n, t in fields if kind_of(part_of(document, n)) is Kind.TEXT]
    typed = _as_posted() if errors else _typed(document)
    boxes = max(_SORTED, len(typed["sort"]))
    return {
        **context,
        "template": "registry/design/name.html",
        "key": key,
        "fields": sorted(fields, key=lambda pair: pair[1]),
        "texts": sorted(texts, key=lambda pair: pair[1]),
        "typed": {**typed, "sort": [*typed["sort"], *[""] * _SORTED][:boxes]},
        "code": str(document.get("code") or "").removeprefix("/"),
        "scope": str(document.get("scope", "none")),
        "frozen": live_body(key) is not None,
        "errors": errors,
    }


def _typed(document: Document) -> dict[str, Any]:
    return {
        "title": str(document.get("title", "")),
        "plural": str(document.get("plural", "")),
        "description": str(document.get("description", "")),
        "label": designing.words_of_label(document),
        "sort": [pointer.removeprefix("/") for pointer in document.get("sort", ())],
        "code": str(document.get("code") or "").removeprefix("/"),
        "scope": str(document.get("scope", "none")),
        "place": str((document.get("place") or {}).get("establishment", "")).removeprefix("/"),
    }


def _as_posted() -> dict[str, Any]:
    form = request.form
    names = ("title", "plural", "description", "label", "code", "scope", "place")
    plain = {name: form.get(name, "") for name in names}
    return {**plain, "sort": form.getlist("sort")}
