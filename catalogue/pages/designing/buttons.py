"""« Formulaire »: the start buttons, each with its form and its condition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from catalogue.domain.designing import buttons as edits
from catalogue.domain.designing.places import FORMS
from catalogue.pages.blueprint import pages
from catalogue.pages.designing import conditions, persona
from catalogue.pages.designing.door import (
    KIND,
    Document,
    Wrong,
    designer,
    designs,
    page,
    posted,
    written,
)
from catalogue.pages.designing.sheet import focus_of
from core.actor import Actor
from core.i18n import _
from core.web import flash_notice
from schemas import operations, queries
from schemas.domain.designing.posted import places
from schemas.domain.designing.rows import RowAct
from schemas.heading import edit_url

NEW_FORM = "form.create:"


@pages.get("/administration/services/<key>/formulaire")
@designs
def design_buttons(key: str) -> ResponseReturnValue:
    """The buttons of the draft, and the way to each form."""
    return _page(key)


@pages.post("/administration/services/<key>/formulaire")
@designs
def write_buttons(key: str) -> ResponseReturnValue:
    """Keep the buttons; theirs add, remove, move them and begin a form."""
    actor, said = designer(), request.form.get("act", "")
    act, made = RowAct.of(said), _NewForm(actor, said)
    names = conditions.names_for(actor, conditions.PLACE, key)
    frozen = published_keys(key)
    read = conditions.Conditions()
    landed: list[str] = []

    def edit(document: Document) -> Document:
        before = document.get("buttons", ())
        read.status = 0
        for n in places(posted(), "buttons"):
            when = before[n].get("when") if n < len(before) else None
            read.read(request.form, f"buttons-{n}-when", n, names, when)
        changed = edits.with_buttons(document, posted(), read.kept, frozen)
        made.title_from(changed)
        if made.stands():
            changed = edits.with_form(changed, made.place, made.key)
            landed[:] = [f"buttons-{made.place}-form"]
        if act is None or act.list != "buttons":
            return changed
        changed, place = edits.moved(changed, act)
        landed[:] = [focus_of(act, place)]
        return changed

    answer = written(
        key,
        FORMS,
        edit,
        lambda wrong: _page(key, wrong, read.shown),
        first=made.begin,
        again=lambda: read.status if act is None and not made.key else 0,
        focus=lambda: landed[0] if landed else "",
    )
    if made.stands():
        title = made.title
        flash_notice(_("Formulaire « %(title)s » créé. Ouvrez-le pour le remplir.", title=title))
    return answer


def published_keys(key: str) -> frozenset[str]:
    """Keys of buttons that requests may have been started by: they never change."""
    kept = (v for v in queries.versions(KIND, key) if v.status != "draft")
    return frozenset(button["key"] for v in kept for button in v.body.get("buttons", ()))


class _NewForm:
    """« Créer un formulaire » beside a button: begun in the same transaction."""

    def __init__(self, actor: Actor, act: str) -> None:
        place = act.removeprefix(NEW_FORM)
        self.asked = act.startswith(NEW_FORM) and place.isdecimal() and len(place) < 4
        self.actor, self.place = actor, int(place) if self.asked else 0
        self.title, self.key = "", ""

    def title_from(self, document: Document) -> None:
        """A form is called like its service, or like its button when there are several."""
        listed = document.get("buttons", [])
        label = listed[self.place].get("label", "") if self.place < len(listed) else ""
        title = str(document.get("title", ""))
        several = len(listed) > 1 and label
        self.title = (f"{title} : {label}" if several else title)[:200] or str(label)

    def stands(self) -> bool:
        """Whether it was made, and not taken back with the act around it."""
        return bool(self.key) and queries.definition("form", self.key) is not None

    def begin(self) -> None:
        """Make it, when it was asked for."""
        if self.asked and not self.key:
            self.key = operations.begin(self.actor, "form", self.title).key


def _page(
    key: str, wrong: Wrong | None = None, typed: dict[str, Any] | None = None
) -> ResponseReturnValue:
    actor = designer()

    def context(body: Document) -> dict[str, Any]:
        listed = body.get("buttons", [])
        names = conditions.names_for(actor, conditions.PLACE, key)
        whens = [(f"buttons-{n}-when", one.get("when")) for n, one in enumerate(listed)]
        played = persona.persona_of(actor, body, {})
        forms = {found.definition.key: found for found in queries.definitions_for(actor, "form")}
        return {
            "persona": played,
            **persona.tried(body, played),
            "starts": listed,
            "conditions": conditions.drawn(names, whens, typed or {}),
            "forms": _choices(forms, listed),
            "form_urls": {
                one["form"]: edit_url(forms[one["form"]].definition)
                for one in listed
                if one.get("form") in forms
            },
        }

    return page(key, FORMS, wrong=wrong, context=context)


def _choices(forms: Mapping[str, Any], starts: Sequence[Document]) -> list[tuple[str, str]]:
    """Every form, and those a button names though nothing answers to them: saving loses none."""
    named = dict.fromkeys(str(one.get("form", "")) for one in starts)
    absent = [key for key in named if key and key not in forms]
    return [
        *((one.definition.key, _title(one)) for one in forms.values()),
        *((key, _("%(key)s (introuvable)", key=key)) for key in absent),
    ]


def _title(listed: Any) -> str:
    title = str(listed.definition.title)
    return title if listed.live_number else _("%(title)s (brouillon)", title=title)
