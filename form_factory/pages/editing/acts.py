"""What a button of the editor asks for, as an act on the document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from werkzeug.datastructures import MultiDict

from core.errors import Invalid
from core.i18n import _, _l
from core.ids import ulid
from core.problems import Problem
from form_factory.domain import editing
from form_factory.domain.editing import Edited, Former
from form_factory.fields import layout_named, named
from form_factory.pages.editing import settling

Document = dict[str, Any]
Posted = MultiDict[str, str]


@dataclass
class Done:
    """An act once it was done: what the editor says and shows next."""

    #: For undo: « Ajout : Texte court ».
    label: str = ""
    #: Said aloud: « Quantité déplacé en position 3 sur 7 ».
    said: str = ""
    page: str = ""
    ref: str = ""
    #: Where the focus goes: "label" (the words of the question), "item", "" (stays).
    focus: str = ""
    problems: list[Problem] = field(default_factory=list)


@dataclass
class Request:
    """An act, its arguments and what was posted with it."""

    verb: str
    rest: str
    posted: Posted
    former: Former
    done: Done

    def edit(self, document: Document) -> Document:
        """Do it."""
        act = ACTS.get(self.verb)
        if act is None:
            raise Invalid([Problem("", "edit-item-gone")])
        self.done.label = self.label(document)
        edited = act(self, document)
        self.done.page, self.done.ref = edited.page, edited.ref
        return edited.document

    @property
    def new(self) -> dict[str, Any]:
        """What new questions need."""
        return {"new_id": ulid, "former": self.former}

    def label(self, document: Mapping[str, Any]) -> str:
        """For undo: « Ajout de « Quantité » »."""
        return str(LABELS.get(self.verb, LABELS["set"])) % {"label": self._subject(document)}

    def _subject(self, document: Mapping[str, Any]) -> str:
        """The words of what the act is about, as they are before it."""
        if self.verb == "add":
            kind = layout_named(self.rest) or named(self.rest)
            return str(kind.label) if kind else ""
        ref = self.rest
        if self.verb in {"set", "choice"}:
            ref = self.posted.get("champ") or ""
        if self.verb == "uncite":
            ref = self.rest.partition(":")[2]
        page = ref.removeprefix("page:") or self.posted.get("etape")
        try:
            return self.label_of(document, ref)
        except Invalid:
            titles = (str(p["title"]) for p in document["ui"]["pages"] if p["id"] == page)
            return next(titles, "")[:80]

    def label_of(self, document: Mapping[str, Any], ref: str) -> str:
        """The words of an item."""
        return editing.find(document, ref).label[:80]


def asked(posted: Posted, former: Former, done: Done) -> Request:
    """`up:01H…` → an act; none is the settings that save themselves."""
    verb, _colon, rest = (posted.get("act") or "set").partition(":")
    return Request(verb, rest, posted, former, done)


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
    ask.done.said = _("%(label)s ajouté.", label=label) + " " + _place(edited)
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
    ask.done.said = _("%(label)s ajouté.", label=words) + " " + _place(edited)
    ask.done.focus = "item"
    return edited


def _remove(*, uncite: bool) -> Callable[[Request, Document], Edited]:
    def act(ask: Request, document: Document) -> Edited:
        label = ask.label_of(document, ask.rest)
        edited = editing.remove(document, ask.rest, uncite=uncite)
        ask.done.said = _("%(label)s supprimé. Ctrl+Z pour annuler.", label=label)
        ask.done.focus = "item"
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


LABELS: Final = {
    "set": _l("Réglages de « %(label)s »"),
    "choice": _l("Choix de « %(label)s »"),
    "add": _l("Ajout : %(label)s"),
    "up": _l("Déplacement de « %(label)s »"),
    "down": _l("Déplacement de « %(label)s »"),
    "place": _l("Déplacement de « %(label)s »"),
    "copy": _l("Copie de « %(label)s »"),
    "remove": _l("Suppression de « %(label)s »"),
    "remove-all": _l("Suppression de « %(label)s »"),
    "retype": _l("Type de « %(label)s »"),
    "uncite": _l("Condition de « %(label)s » retirée"),
    "page-up": _l("Déplacement de l’étape « %(label)s »"),
    "page-down": _l("Déplacement de l’étape « %(label)s »"),
    "page-remove": _l("Suppression de l’étape « %(label)s »"),
    "page-remove-all": _l("Suppression de l’étape « %(label)s »"),
}

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
