"""One field: its words, what it holds, who sees it, where lists use it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from core.access import requires
from core.errors import Invalid, NotFound
from core.i18n import _
from core.problems import Problem
from form_factory.fields import Setting
from registry.domain import designing
from registry.domain.designing import part_of
from registry.domain.designing.fields import refused
from registry.domain.entity import FAMILY, kind_of
from registry.pages.blueprint import pages
from registry.pages.designing.acting import (
    Document,
    act,
    allowed,
    body_of,
    gathered,
    head,
    published_identities,
    shown,
)
from registry.pages.designing.palette import settings_of, type_of
from schemas.permissions import Permission

_UNITS = ("D", "M", "Y")


@pages.get("/administration/entites/<string:key>/champs/<string:x_id>")
@requires(Permission.DEFINITIONS_WRITE)
def design_field(key: str, x_id: str) -> ResponseReturnValue:
    """Everything that can be said of a field."""
    allowed()
    return shown(_page(key, x_id, {}))


@pages.post("/administration/entites/<string:key>/champs/<string:x_id>")
@requires(Permission.DEFINITIONS_WRITE)
def design_change(key: str, x_id: str) -> ResponseReturnValue:
    """Keep what was said; move a choice; put the field away or bring it back."""
    name, _sign, about = request.form.get("act", "save").partition(":")
    here = url_for("registry.design_field", key=key, x_id=x_id)
    location, label = url_for("registry.design", key=key, _anchor=f"champ-{x_id}"), ""
    if name == "remove":
        published = x_id in set(published_identities(key).values())
        label, location = _("Champ retiré"), url_for("registry.design", key=key)

        def edit(document: Document) -> Document:
            field = designing.field_at(document, x_id)
            return designing.remove_field(document, field, published=published)

    elif name == "back":
        label = _("Champ remis")

        def edit(document: Document) -> Document:
            field = designing.field_at(document, x_id)
            return designing.bring_back(document, field, request.form.get("card", ""))

    else:
        label = _("Champ modifié")
        if name == "choice":
            location = f"{here}#v-s-choices"

        def edit(document: Document) -> Document:
            return _saved(document, designing.field_at(document, x_id), about)

    return act(key, edit, label, location, lambda errors: _page(key, x_id, errors))


def _saved(document: Document, key: str, move: str) -> Document:
    form = _moved_choices(request.form, move)
    part, problems, kept = dict(part_of(document, key)), list[Problem](), ""
    if document["schema"]["properties"][key].get("$ref") is None:
        for setting in settings_of(type_of(document, key)):
            with gathered(problems):
                part, _item = setting.put(part, {}, form)
        document = designing.set_part(document, key, part)
    with gathered(problems):
        kept = _retention(form)
    with gathered(problems):
        document = designing.change_field(
            document,
            key,
            title=form.get("title", ""),
            required="required" in form,
            rules={
                "class": form.get("class", ""),
                "listed": "listed" in form,
                "searched": "searched" in form,
                "retention": kept,
            },
        )
    if problems:
        raise Invalid(sorted(problems, key=_place_on_page))
    return designing.place(document, key, form.get("card", ""))


def _place_on_page(problem: Problem) -> int:
    """The summary of errors follows the page: words first, then what it holds, then its rules."""
    path = problem.path.strip("/")
    return 1 if path.startswith("s.") else {"title": 0, "keep": 3}.get(path, 2)


def _moved_choices(form: MultiDict[str, str], move: str) -> MultiDict[str, str]:
    """The form with one choice a place up or down: `up:2`, `down:0`."""
    way, _sign, at = move.partition(":")
    if way not in {"up", "down"} or not at.isdecimal():
        return form
    moved, place, by = MultiDict(form), int(at[:4]), -1 if way == "up" else 1
    for name in ("s.choices.key", "s.choices.label"):
        row = form.getlist(name)
        if 0 <= place < len(row) and 0 <= place + by < len(row):
            row.insert(place + by, row.pop(place))
        moved.setlist(name, row)
    return moved


def _retention(form: MultiDict[str, str]) -> str:
    """« 5 » and « années » → P5Y; nothing keeps it as long as the record."""
    count, unit = form.get("keep", "").strip(), form.get("keep_unit", "Y")
    if not count:
        return ""
    if not re.fullmatch(r"[1-9][0-9]{0,2}", count) or unit not in _UNITS:
        raise refused("keep", "design-retention")
    return f"P{count}{unit}"


def _page(key: str, x_id: str, errors: Mapping[str, list[str]]) -> dict[str, Any]:
    context = head(key, "champs")
    document = body_of(context)
    try:
        name = designing.field_at(document, x_id)
    except Invalid:
        raise NotFound from None
    part, kind = part_of(document, name), type_of(document, name)
    rule = document["fields"].get(x_id, {})
    uses = designing.uses_of(document, name)
    return {
        **context,
        "template": "registry/design/field.html",
        "key": key,
        "x_id": x_id,
        "kind": kind,
        "title": str(part.get("title", name)),
        "typed": _typed(document, name, part, rule) if not errors else _as_posted(),
        "settings": [
            (one, request.form if errors else None, _found(one, part, posted=bool(errors)))
            for one in settings_of(kind)
        ],
        "cards": [
            *((card["key"], card["title"]) for card in document.get("cards", ())),
            ("", _("Sans carte : « Autres données »")),
        ],
        "listable": kind_of(part) in FAMILY,
        "uses": uses,
        "retired": bool(rule.get("retired")),
        "published": x_id in set(published_identities(key).values()),
        "errors": errors,
    }


def _typed(
    document: Document, name: str, part: Mapping[str, Any], rule: Mapping[str, Any]
) -> dict[str, Any]:
    kept = re.fullmatch(r"P([0-9]{1,3})([YMD])", str(rule.get("retention", "")))
    return {
        "title": str(part.get("title", name)),
        "required": name in document["schema"].get("required", ()),
        "class": rule.get("class", "internal"),
        "listed": bool(rule.get("listed")),
        "searched": bool(rule.get("searched")),
        "keep": kept[1] if kept else "",
        "keep_unit": kept[2] if kept else "Y",
        "card": designing.card_of(document, name),
    }


def _found(one: Setting, part: Mapping[str, Any], *, posted: bool) -> Any:
    """What an option holds; choices and switches that were refused stay as they were typed."""
    form = request.form
    if posted and one.kind == "choices":
        return [
            *zip(form.getlist(f"{one.name}.key"), form.getlist(f"{one.name}.label"), strict=False)
        ]
    if posted and one.kind == "switch":
        return one.name in form
    return one.get(part, {})


def _as_posted() -> dict[str, Any]:
    form = request.form
    return {
        **{name: form.get(name, "") for name in ("title", "class", "keep", "keep_unit", "card")},
        **{name: name in form for name in ("required", "listed", "searched")},
    }
