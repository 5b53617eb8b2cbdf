"""What a button of the editor asks for, as an act on the document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from core.canonical import sha256
from core.errors import Invalid
from core.i18n import _
from core.problems import Problem
from form_factory.domain import editing
from form_factory.domain.editing import Edited
from form_factory.fields import layout_named, named
from form_factory.pages.editing import settling
from form_factory.pages.editing.asking import Request

Document = dict[str, Any]

#: Acts that neither write anything new nor make a list longer: what held every bound still does.
SHRINKING: Final = frozenset(
    {"up", "down", "remove", "remove-all", "uncite"}
    | {"page-up", "page-down", "page-remove", "page-remove-all"}
)


def done(ask: Request, document: Document) -> Document:
    """The document after the act that was asked for."""
    act = ACTS.get(ask.verb)
    if act is None:
        raise Invalid([Problem("", "edit-item-gone")])
    ask.done.label = ask.label(document)
    if ask.verb in SHRINKING:
        ask.done.before = sha256(document)
    edited = act(ask, document)
    ask.done.page, ask.done.ref = edited.page, edited.ref
    return edited.document


def _add(ask: Request, document: Document) -> Edited:
    target = ask.posted.get("cible") or f"into:page:{ask.posted.get('etape', '')}"
    layout = layout_named(ask.rest)
    kind = layout or named(ask.rest)
    if kind is None:
        raise Invalid([Problem("", "edit-item-gone")])
    label = str(kind.label)
    if ask.rest == "page":
        return _add_page(ask, document)
    part, item = kind.blank()
    if layout is not None:
        item = {ask.rest: "", **item}
    words = str(item.get("title") or item.get("text") or label)
    edited = editing.add(document, None if layout else part, item, words, target, **ask.new)
    ask.done.said = _("%(label)s ajouté en %(place)s", label=label, place=_place(edited))
    ask.done.focus = "label"
    return edited


def _add_page(ask: Request, document: Document) -> Edited:
    edited = editing.add_page(document, _("Nouvelle étape"), ask.posted.get("etape") or None)
    ask.done.said = _("Étape ajoutée")
    ask.done.focus = "label"
    return edited


def _move(by: int) -> Callable[[Request, Document], Edited]:
    def act(ask: Request, document: Document) -> Edited:
        edited = editing.move(document, ask.rest, by)
        return _moved(ask, edited)

    return act


def _moved(ask: Request, edited: Edited) -> Edited:
    label = ask.label_of(edited.document, edited.ref)
    ask.done.said = _("%(label)s déplacé en %(place)s", label=label, place=_place(edited))
    return edited


def _place(edited: Edited) -> str:
    """« position 3 sur 7 »."""
    spot = editing.find(edited.document, edited.ref)
    return _("position %(at)s sur %(total)s", at=spot.index + 1, total=len(spot.holder))


def _put(ask: Request, document: Document) -> Edited:
    target = ask.posted.get("vers") or ""
    edited = editing.place(document, ask.rest, target, former=ask.former)
    return _moved(ask, edited)


def _copy(ask: Request, document: Document) -> Edited:
    label = ask.label_of(document, ask.rest)
    words = _("%(label)s (copie)", label=label)
    edited = editing.duplicate(document, ask.rest, words, **ask.new)
    ask.done.said = _("%(label)s ajouté en %(place)s", label=words, place=_place(edited))
    ask.done.focus = "item"
    return edited


def _remove(*, uncite: bool) -> Callable[[Request, Document], Edited]:
    def act(ask: Request, document: Document) -> Edited:
        label = ask.label_of(document, ask.rest)
        edited = editing.remove(document, ask.rest, uncite=uncite)
        ask.done.said = _("%(label)s supprimé. Ctrl+Z pour annuler.", label=label)
        ask.done.focus, ask.done.removed = "item", label
        return edited

    return act


def _retype(ask: Request, document: Document) -> Edited:
    kind = named(ask.posted.get("type") or "")
    if kind is None:
        raise Invalid([Problem("", "edit-item-gone")])
    part, item = kind.blank()
    label = ask.label_of(document, ask.rest)
    edited = editing.retype(document, ask.rest, part, item, **ask.new)
    ask.done.said = _("« %(label)s » devient : %(type)s", label=label, type=kind.label)
    return edited


def _move_page(by: int) -> Callable[[Request, Document], Edited]:
    def act(ask: Request, document: Document) -> Edited:
        edited = editing.move_page(document, ask.rest, by)
        number, page = editing.page_of(edited.document, edited.page)
        label, total = page["title"], len(edited.document["ui"]["pages"])
        ask.done.said = _(
            "%(label)s déplacée en position %(at)s sur %(total)s",
            label=label, at=number + 1, total=total,
        )  # fmt: skip
        return edited

    return act


def _remove_page(*, uncite: bool) -> Callable[[Request, Document], Edited]:
    def act(ask: Request, document: Document) -> Edited:
        label = editing.page_of(document, ask.rest)[1]["title"]
        edited = editing.remove_page(document, ask.rest, uncite=uncite)
        ask.done.said = _("%(label)s supprimé. Ctrl+Z pour annuler.", label=label)
        ask.done.focus, ask.done.removed = "item", str(label)
        return edited

    return act


def _uncite(ask: Request, document: Document) -> Edited:
    """One condition goes: `uncite:when:01H…`."""
    what, _colon, ref = ask.rest.partition(":")
    act = editing.set_required if what == "required" else editing.set_when
    edited = act(document, ref, None)
    ask.done.said = _("Condition retirée")
    open_ref = ask.posted.get("champ") or edited.ref
    return Edited(edited.document, open_ref, ask.posted.get("etape") or edited.page)


def _settle(ask: Request, document: Document) -> Edited:
    """Everything the settings show, written where it differs."""
    edited, problems = settling.settled(document, ask.posted, ask.former)
    ask.done.problems += problems
    return edited


def _choice(ask: Request, document: Document) -> Edited:
    """A choice one place up or down, or away: `choice:up:2:choices`."""
    verb, _colon, rest = ask.rest.partition(":")
    number, _colon, setting = rest.partition(":")
    posted = settling.with_choice(ask.posted, verb, number, setting)
    edited, problems = settling.settled(document, posted, ask.former)
    ask.done.problems += problems
    return edited


ACTS: Final[Mapping[str, Callable[[Request, Document], Edited]]] = {
    "set": _settle,
    "choice": _choice,
    "add": _add,
    "up": _move(-1),
    "down": _move(1),
    "place": _put,
    "copy": _copy,
    "remove": _remove(uncite=False),
    "remove-all": _remove(uncite=True),
    "retype": _retype,
    "uncite": _uncite,
    "page-up": _move_page(-1),
    "page-down": _move_page(1),
    "page-remove": _remove_page(uncite=False),
    "page-remove-all": _remove_page(uncite=True),
}
