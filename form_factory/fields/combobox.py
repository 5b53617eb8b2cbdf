"""One choice among very many: looked for by its words; and a list that follows another answer."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from core.folding import fold
from core.i18n import _l
from form_factory.domain.form import Field
from form_factory.domain.schema_parts import list_of
from form_factory.fields.base import Example, Options
from form_factory.fields.choice_settings import CHOICES, FROM_LIST, ROOTS
from form_factory.fields.choices import SEASONS, Select
from form_factory.fields.settings import Setting
from form_factory.lists import is_long, label_of, offered, row_named, searched

_IN_BRACKETS = re.compile(r"[\[(]([A-Za-z0-9][A-Za-z0-9_.-]{0,79})[\])]\s*$")
_SUGGESTED = 20
_ROWS = (
    {"key": "35238", "label": "Rennes (35000)"},
    {"key": "35288", "label": "Saint-Malo (35400)"},
)


def _names(label: str) -> set[str]:
    """« Rennes (35000) » is named by all of it and by what stands before the bracket."""
    return {fold(label), fold(label.partition(" (")[0])}


class Combobox(Select):
    """A list one searches. Under it stands a native control, which serves alone without scripts: a
    list to choose from, or, for a list too long to show, a text whose words the server finds."""

    name = "combobox"
    macro = "combobox"
    label = _l("Liste avec recherche")
    icon = "magnifying-glass"
    words = _l("chercher autocomplétion longue liste combobox")
    seconds = 12
    settings: ClassVar[tuple[Setting, ...]] = (CHOICES, FROM_LIST, ROOTS)
    example = Example(SEASONS, {"widget": "combobox"}, {"": ["ete"]}, "ete", "Été")

    def parse(self, text: str, field: Field) -> Any:
        """The key of the row meant; the text as typed when it names none, or several."""
        listed = list_of(field.schema)
        if listed is None:
            return super().parse(text, field)
        bracketed = _IN_BRACKETS.search(text)
        for key in (text, bracketed[1] if bracketed else ""):
            if key and row_named(listed, key) is not None:
                return key
        alike = searched(listed, text, _SUGGESTED)
        exact = [row for row in alike if fold(text) in _names(row.label)] or alike
        return exact[0].key if len(exact) == 1 else text

    def typed(self, value: Any, field: Field) -> str:
        listed = list_of(field.schema)
        if listed is None or not is_long(listed):
            return super().typed(value, field)
        return label_of(listed, value)

    def options_under(self, field: Field, value: Any, above: Any) -> Options:
        listed = list_of(field.schema)
        if listed is None or not is_long(listed):
            return super().options_under(field, value, above)
        if not isinstance(value, str) or not value or row_named(listed, value) is not None:
            return []
        return [(row.label, "") for row in searched(listed, value, _SUGGESTED)]

    def more(self, field: Field, value: Any) -> dict[str, Any]:
        listed = list_of(field.schema)
        return {"list": listed} if listed is not None and is_long(listed) else {}


class Linked(Combobox):
    """A list narrowed by the answer to another: rows whose parent is that answer."""

    name = "linked"
    label = _l("Liste liée à une autre")
    icon = "tree-structure"
    words = _l("dépend cascade département ville sous-catégorie")
    settings = (
        FROM_LIST,
        Setting("under", _l("Question dont dépend cette liste"), "question", "schema:/x-under",
                _l("Ne sont proposées que les valeurs placées sous sa réponse.")),
    )  # fmt: skip
    example = Example(
        {"type": "string", "x-list": "communes-exemple"}, {"widget": "linked"},
        {"": ["35288"]}, "35288", "Saint-Malo (35400)", {"communes-exemple": _ROWS},
    )  # fmt: skip

    def options_under(self, field: Field, value: Any, above: Any) -> Options:
        """Under the heads of what they depend on, as long as that is not answered."""
        made = super().options_under(field, value, above)
        listed = list_of(field.schema)
        if above is not None or listed is None or isinstance(made, dict):
            return made
        parents = {row.key: row.parent for row in offered(listed)}
        heads: dict[str, list[tuple[str, str]]] = {}
        for key, words in made:
            row = row_named(listed, key) if key not in parents else None
            if (over := row.parent if row else parents.get(key)) is not None:
                heads.setdefault(label_of(listed, over), []).append((key, words))
        return heads or made


class Commune(Combobox):
    """A commune of the list `communes`, by its name or its postal code; kept as its INSEE code."""

    name = "commune"
    group = "connu"
    label = _l("Commune")
    icon = "map-pin"
    words = _l("ville village code postal insee mairie")
    settings = (FROM_LIST,)
    autocomplete = "address-level2"
    start = ({"type": "string", "x-list": "communes"}, {})
    example = Example(
        {"type": "string", "x-list": "communes-exemple"}, {"widget": "commune"},
        {"": ["35400"]}, "35288", "Saint-Malo (35400)", {"communes-exemple": _ROWS},
    )  # fmt: skip
