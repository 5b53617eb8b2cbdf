"""What was asked of the editor: an act, its arguments, the form it came with, what comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from werkzeug.datastructures import MultiDict

from core.errors import Invalid
from core.i18n import _l
from core.ids import ulid
from core.problems import Problem
from form_factory.domain import editing
from form_factory.domain.editing import Former
from form_factory.fields import layout_named, named

Posted = MultiDict[str, str]

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
    #: Hash of the draft before an act that only moves or removes.
    before: str = ""
    #: Words of what has just gone: the way back is offered on the spot.
    removed: str = ""
    problems: list[Problem] = field(default_factory=list)


@dataclass
class Request:
    """An act, its arguments and what was posted with it."""

    verb: str
    rest: str
    posted: Posted
    former: Former
    done: Done

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
