"""« Délais »: what happens by itself when a request stays too long somewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask import g, request
from flask.typing import ResponseReturnValue

from core.actor import Actor
from core.i18n import _, _l
from schemas import conditioning
from schemas.domain.designing.posted import said
from schemas.domain.designing.rows import RowAct
from schemas.phrases import length_in_words
from workflows.domain.editing import effects, settling
from workflows.domain.editing import timers as edits
from workflows.domain.editing.parts import find, keys_in, refused, within
from workflows.domain.editing.transitions import led_to
from workflows.pages.blueprint import pages
from workflows.pages.editing import acts, showing, words
from workflows.pages.editing import effects as drawn_effects
from workflows.pages.editing.door import (
    Act,
    Document,
    Wrong,
    designer,
    designs,
    page,
    posted,
    written,
)
from workflows.pages.editing.places import TIMERS

SILENCES: Final = {"accepted": _l("accord"), "refused": _l("refus")}
CORRECTIONS: Final = {
    "run": _l("le délai court toujours"),
    "suspend": _l("le délai s’arrête, puis reprend"),
    "restart": _l("le délai repart de zéro ensuite"),
}
_REF: Final = "delai:"


@pages.get("/administration/circuits/<key>/delais")
@designs
def design_timers(key: str) -> ResponseReturnValue:
    """The delays of the draft; `ouvert` names the one that is open in place."""
    return _page(key, request.args.get("ouvert", "")[:200])


@pages.post("/administration/circuits/<key>/delais")
@designs
def write_timers(key: str) -> ResponseReturnValue:
    """Keep what the open delay says; buttons add, move, copy and remove."""
    designer()
    sent = posted()
    opened, act_said = said(sent, "ouvert")[:200], said(sent, "act")
    name = opened.removeprefix(_REF) if opened.startswith(_REF) else ""
    act = Act(lambda document: document, str(_("Délais")), opened)

    def edit(document: Document) -> Document:
        act.opened, act.focus = opened, ""
        if name and "t-in-shown" in sent:
            document = edits.settle(document, name, sent)
        return _done(document, act_said, name, sent, act) if act_said else document

    act.edit = edit
    return written(key, TIMERS, act, lambda wrong: _page(key, act.opened, wrong))


def _done(document: Document, said_act: str, opened: str, sent: Any, act: Act) -> Document:
    rows = RowAct.of(said_act)
    if rows is not None and rows.list == settling.EFFECTS:
        do = said(sent, "effects-new")
        document, place = settling.rows(document, "timers", opened, rows, do)
        act.focus = acts.focus_of(rows, place)
        return document
    verb, _colon, key = said_act.partition(":")
    if verb == "enter":
        return document
    if verb == "timer.add":
        where = said(sent, "new-timer")
        label = words.status_words(document).get(where, where)
        edited = edits.add(document, where, _("délai %(label)s", label=label))
        act.opened, act.focus = f"{_REF}{edited.key}", "t-after"
    elif verb in {"timer.up", "timer.down"}:
        step = verb.removeprefix("timer.")
        edits.move(document, key, {"up": -1, "down": 1}[step])
        place, count = keys_in(document, "timers").index(key), len(document["timers"])
        act.opened = f"{_REF}{key}"
        act.focus = acts.hand(f"row-delai-{key}", step, place, count)
    elif verb == "timer.copy":
        act.opened, act.focus = f"{_REF}{edits.duplicate(document, key).key}", "t-after"
    elif verb == "timer.remove":
        edits.remove(document, key)
        act.opened, act.focus = "", "new-timer"
    else:
        raise refused("circuit-edit-gone")
    return document


def _page(key: str, opened: str, wrong: Wrong | None = None) -> ResponseReturnValue:
    actor = designer()

    def context(body: Document) -> dict[str, Any]:
        statuses = words.status_words(body)
        listed = body.get("timers") or ()
        waiting = [
            (str(s["key"]), statuses[str(s["key"])])
            for s in body.get("statuses") or ()
            if str(s.get("kind", "")).startswith("waiting-")
        ]
        timer = find(body, "timers", opened.removeprefix(_REF))
        return {
            "waiting": waiting or list(statuses.items()),
            "delays": [
                _line(body, one, n, len(listed), shown=opened == f"{_REF}{one.get('key')}")
                for n, one in enumerate(listed)
            ],
            **(_open(actor, key, body, timer) if timer else {}),
        }

    return page(key, TIMERS, wrong=wrong, context=context, opened=opened)


def _line(
    body: Mapping[str, Any], timer: Mapping[str, Any], n: int, count: int, *, shown: bool
) -> dict[str, Any]:
    statuses, key = words.status_words(body), str(timer.get("key", ""))
    where = ", ".join(f"« {statuses.get(one, one)} »" for one in within(timer))
    length = length_in_words(str(timer.get("after", "")))
    sentence = _("%(length)s dans %(where)s", length=length or "…", where=where or "…")
    chips = []
    fired = led_to(body, str(timer.get("fire", "")))
    if fired:
        chips.append(("arrow-right", words.target_words(statuses, fired)))
    chips += [
        ("envelope-simple", drawn_effects.label_of(str(one.get("do", ""))))
        for one in timer.get("actions") or ()
    ]
    return {
        "key": key,
        "label": sentence,
        "sentence": sentence,
        "chips": chips,
        "faults": g.circuit_problems.counts.get(f"{_REF}{key}", (0, 0)),
        "open": shown,
        "first": n == 0,
        "last": n == count - 1,
        "within": within(timer),
    }


def _open(
    actor: Actor, key: str, body: Mapping[str, Any], timer: Mapping[str, Any]
) -> dict[str, Any]:
    after, every = str(timer.get("after", "")), str(timer.get("every", ""))
    fired = led_to(body, str(timer.get("fire", "")))
    known = ("D", "W", "M", "Y", "TH", "TM")
    calendars = dict(drawn_effects.definitions(actor, "calendar"))
    held = timer.get("calendar")
    if held and held not in calendars:
        calendars[held] = held
    number, unit = effects.parted(after)
    again, again_unit = effects.parted(every)
    return {
        "timer": timer,
        "places": showing.boxes(words.status_words(body), within(timer)),
        "number": number,
        "unit": unit or "D",
        "after_units": showing.units(after, known),
        "anchors": words.listed(words.ANCHORS, timer.get("anchor")),
        "calendars": list(calendars.items()),
        "targets": showing.targets(body, fired),
        "fired": fired,
        "silences": words.listed(SILENCES, timer.get("silence")),
        "corrections": words.listed(CORRECTIONS, timer.get("corrections")),
        "every": again,
        "every_unit": again_unit or "D",
        "every_units": showing.units(every, known),
        "effects": drawn_effects.drawn(actor, body, timer.get("actions") or ()),
        "effects_offered": drawn_effects.offered(),
        "answers": showing.answers(conditioning.names_of(actor, f"circuit:{key}")),
    }
