"""The buttons of the list of statuses: what each asks for, and where the hand goes on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from core.i18n import _
from schemas.domain.designing.posted import Posted, said
from schemas.domain.designing.rows import RowAct
from workflows.domain.editing import citing, settling, statuses, transitions
from workflows.domain.editing.parts import Document, find, keys_in, label_of, refused

_MOVES: Final = {"up": -1, "down": 1}


@dataclass(slots=True)
class Done:
    """What an act came to."""

    #: Reference of what is open afterwards, the control that takes the focus, words for undo.
    opened: str = ""
    focus: str = ""
    label: str = ""
    #: What is to be removed once somebody has said what becomes of what names it.
    leaving: str = ""


def done(document: Document, act: str, posted: Posted, into: Done) -> Document:
    """The document after the act: `status.up:depose`, `action.add:depose`, `checklist.remove:2`."""
    if act == "enter":
        act = _entered(posted)
    if not act:
        return document
    rows = RowAct.of(act)
    if rows is not None and rows.list in {settling.CHECKLIST, settling.EFFECTS}:
        return _rows(document, rows, posted, into)
    verb, _colon, rest = act.partition(":")
    what = ACTS.get(verb)
    if what is None:
        raise refused("circuit-edit-gone")
    return what(document, rest, posted, into)


def _entered(posted: Posted) -> str:
    """What the Enter key asks for: to add what is being named, else only to keep what was said."""
    if said(posted, "new-action"):
        return f"action.add:{said(posted, 'new-action-from')}"
    return "status.add" if said(posted, "new-status") else ""


def _rows(document: Document, act: RowAct, posted: Posted, into: Done) -> Document:
    sort, _colon, rest = into.opened.partition(":")
    name = {"status": "statuses", "action": "transitions"}.get(sort, "")
    if not name:
        raise refused("circuit-edit-gone")
    key = rest.split(":")[0]
    document, place = settling.rows(document, name, key, act, said(posted, "effects-new"))
    into.focus = focus_of(act, place)
    into.label = row_label(act)
    return document


def row_label(act: RowAct) -> str:
    """What a button of a list did, for undo."""
    if act.list == settling.EFFECTS:
        return str(_("Effets"))
    return str(_("Points à vérifier"))


def focus_of(act: RowAct, place: int | None) -> str:
    """Where the hand goes on after a button of a list."""
    if act.verb == "remove" or place is None:
        return f"{act.list}-add"
    if act.verb == "add":
        return f"{act.list}-{place}" + ("-label" if act.list == settling.CHECKLIST else "")
    return f"{act.list}-{place}-{act.verb if place or act.verb == 'down' else 'down'}"


def _add_status(document: Document, _rest: str, posted: Posted, into: Done) -> Document:
    label = said(posted, "new-status")[:200]
    sort, _colon, key = into.opened.partition(":")
    edited = statuses.add(document, label or str(_("Nouvel état")), key if sort == "status" else "")
    into.opened, into.focus = f"status:{edited.key}", "s-kind" if label else "s-label"
    into.label = _("Ajout de l’état « %(label)s »", label=label or _("Nouvel état"))
    return edited.document


def _insert(document: Document, _rest: str, posted: Posted, into: Done) -> Document:
    """A way of the drawing (`graph.html`) names its action and the status it leaves."""
    way, source = said(posted, "transition"), said(posted, "source")
    label = said(posted, "new-status")[:200] or str(_("Nouvel état"))
    edited = statuses.insert(document, way, source, label, str(_("Poursuivre")))
    into.opened, into.focus = f"status:{edited.key}", "s-label"
    into.label = _("Ajout de l’état « %(label)s »", label=label)
    return edited.document


def _move_status(verb: str) -> Callable[[Document, str, Posted, Done], Document]:
    def act(document: Document, key: str, _posted: Posted, into: Done) -> Document:
        edited = statuses.move(document, key, _MOVES[verb])
        place, count = keys_in(document, "statuses").index(key), len(document["statuses"])
        into.opened = f"status:{key}"
        into.focus = hand(f"row-status-{key}", verb, place, count)
        into.label = _("Déplacement de « %(label)s »", label=_words(document, "statuses", key))
        return edited.document

    return act


def hand(row: str, verb: str, place: int, count: int) -> str:
    """The button that was pressed; the other one where that one has nothing left to do."""
    if verb == "up" and place == 0:
        return f"{row}-down"
    return f"{row}-up" if verb == "down" and place == count - 1 else f"{row}-{verb}"


def _copy_status(document: Document, key: str, _posted: Posted, into: Done) -> Document:
    words = _words(document, "statuses", key)
    edited = statuses.duplicate(document, key, _("%(label)s (copie)", label=words))
    into.opened, into.focus = f"status:{edited.key}", "s-label"
    into.label = _("Copie de « %(label)s »", label=words)
    return edited.document


def _remove_status(how: str) -> Callable[[Document, str, Posted, Done], Document]:
    def act(document: Document, key: str, _posted: Posted, into: Done) -> Document:
        words = _words(document, "statuses", key)
        if how == "ask" and citing.of_status(document, key):
            into.leaving = into.opened = f"status:{key}"
            return document
        edited = statuses.remove(document, key, ways=how == "all")
        into.opened, into.focus = "", "new-status"
        into.label = _("Suppression de « %(label)s »", label=words)
        return edited.document

    return act


def _add_action(document: Document, source: str, posted: Posted, into: Done) -> Document:
    label = said(posted, "new-action")[:200]
    edited = transitions.add(document, source, label or str(_("Nouvelle action")))
    into.opened = f"action:{edited.key}:{source}"
    into.focus = "a-to" if label else "a-label"
    into.label = _("Ajout de l’action « %(label)s »", label=label or _("Nouvelle action"))
    return edited.document


def _move_action(verb: str) -> Callable[[Document, str, Posted, Done], Document]:
    def act(document: Document, rest: str, _posted: Posted, into: Done) -> Document:
        key, _colon, source = rest.partition(":")
        edited = transitions.move(document, key, source, _MOVES[verb])
        leaving = [
            way["key"] for way in document["transitions"] if source in way.get("from", ())
        ]  # fmt: skip
        into.opened = f"action:{key}:{source}"
        into.focus = hand(f"row-action-{key}-{source}", verb, leaving.index(key), len(leaving))
        into.label = _("Déplacement de « %(label)s »", label=_words(document, "transitions", key))
        return edited.document

    return act


def _copy_action(document: Document, rest: str, _posted: Posted, into: Done) -> Document:
    key, _colon, source = rest.partition(":")
    words = _words(document, "transitions", key)
    edited = transitions.duplicate(document, key, _("%(label)s (copie)", label=words))
    into.opened, into.focus = f"action:{edited.key}:{source}", "a-label"
    into.label = _("Copie de « %(label)s »", label=words)
    return edited.document


def _remove_action(*, ask: bool) -> Callable[[Document, str, Posted, Done], Document]:
    def act(document: Document, rest: str, _posted: Posted, into: Done) -> Document:
        key, _colon, source = rest.partition(":")
        words = _words(document, "transitions", key)
        if ask and citing.of_transition(document, key):
            into.leaving = into.opened = f"action:{key}:{source}"
            return document
        edited = transitions.remove(document, key)
        into.opened = f"status:{source}" if source else ""
        into.focus = "new-action" if source else "new-status"
        into.label = _("Suppression de « %(label)s »", label=words)
        return edited.document

    return act


def _words(document: Document, name: str, key: str) -> str:
    part = find(document, name, key)
    if part is None:
        raise refused("circuit-edit-gone")
    return label_of(part)[:80]


ACTS: Final[Mapping[str, Callable[[Document, str, Posted, Done], Document]]] = {
    "status.add": _add_status,
    "insert-on-edge": _insert,
    "status.up": _move_status("up"),
    "status.down": _move_status("down"),
    "status.copy": _copy_status,
    "status.remove": _remove_status("ask"),
    "status.remove-all": _remove_status("all"),
    "status.remove-alone": _remove_status("alone"),
    "action.add": _add_action,
    "action.up": _move_action("up"),
    "action.down": _move_action("down"),
    "action.copy": _copy_action,
    "action.remove": _remove_action(ask=True),
    "action.remove-all": _remove_action(ask=False),
}
