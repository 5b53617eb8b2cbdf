"""What stands among the questions and asks nothing: it has a place in the palette too."""

from __future__ import annotations

from copy import deepcopy
from typing import Any, ClassVar

from core.i18n import _, _l
from form_factory.fields.settings import Setting

TONES = (
    ("sun", _l("Attention")), ("sky", _l("Information")), ("leaf", _l("Bonne nouvelle")),
    ("rose", _l("Danger")), ("brick", _l("Rappel")), ("plum", _l("Particulier")),
    ("slate", _l("Neutre")),
)  # fmt: skip


class Layout:
    """An item without an answer. Its key (`notice`…) is given by whoever adds it."""

    name: ClassVar[str] = ""
    group: ClassVar[str] = "mise-en-page"
    label: ClassVar[Any] = ""
    icon: ClassVar[str] = "note"
    words: ClassVar[Any] = ""
    seconds: ClassVar[int] = 5
    in_rows: ClassVar[bool] = False
    settings: ClassVar[tuple[Setting, ...]] = ()
    operators: ClassVar[tuple[str, ...]] = ()

    def blank(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """No schema, and the item without its key."""
        return {}, deepcopy(self.item())

    def item(self) -> dict[str, Any]:
        """A new one, in the language of the moment."""
        return {}


class Notice(Layout):
    """A sentence in a tone, among the questions."""

    name = "notice"
    label = _l("Message")
    icon = "warning"
    words = _l("alerte avertissement encadré texte d’aide")
    settings = (
        Setting("text", _l("Texte"), "longtext", "item:/text"),
        Setting("tone", _l("Teinte"), "select", "item:/tone", options=TONES),
    )

    def item(self) -> dict[str, Any]:
        return {"text": _("Écrivez ici ce qu’il faut savoir."), "tone": "sky"}


class Explanation(Layout):
    """A paragraph of the page."""

    name = "explanation"
    label = _l("Explication")
    icon = "info"
    words = _l("paragraphe consigne texte d’aide")
    settings = (Setting("text", _l("Texte"), "longtext", "item:/text"),)

    def item(self) -> dict[str, Any]:
        return {"text": _("Expliquez ici ce qui est demandé.")}


class Section(Layout):
    """A heading over the questions it holds."""

    name = "section"
    label = _l("Titre de section")
    icon = "text-h"
    words = _l("groupe partie intertitre")
    seconds = 2
    settings = (Setting("title", _l("Titre"), "text", "item:/title"),)

    def item(self) -> dict[str, Any]:
        return {"title": _("Nouvelle section"), "items": []}


class Page(Layout):
    """A step of the form; `blank` gives a page of `ui`, without its `id`."""

    name = "page"
    label = _l("Étape")
    icon = "stack"
    words = _l("page écran nouvelle étape")
    seconds = 2
    settings = (
        Setting("title", _l("Titre de l’étape"), "text", "item:/title"),
        Setting("intro", _l("Introduction"), "longtext", "item:/intro"),
        Setting("help", _l("Aide"), "text", "item:/help"),
    )

    def item(self) -> dict[str, Any]:
        return {"title": _("Nouvelle étape"), "items": []}


LAYOUTS: tuple[Layout, ...] = (Section(), Explanation(), Notice(), Page())
