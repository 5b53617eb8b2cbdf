"""The field type `record`: a record of an entity, asked by its name within the rights of who asks.

The answer is the record's id. Only what the person may see is suggested or understood; whoever
reads the answer sees the name as their own rights show it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from core.errors import PreauError
from core.folding import fold
from core.i18n import _, _l
from core.web import current_actor
from form_factory.domain.form import Field
from form_factory.fields.base import EQUAL, FieldType
from form_factory.fields.settings import Setting
from registry import queries

_TAIL = re.compile(r"\[([0-9a-f]{8})\]\s*$")
_CODE = re.compile(r"\(([A-Za-z0-9._-]{1,64})\)\s*$")
_OFFERED = 50
_ALIKE = 20


@dataclass(frozen=True, slots=True)
class Entities(Setting):
    """Which kind of records is asked."""

    def offered(self) -> Sequence[tuple[str, Any]]:
        return [(each.key, each.title) for each in queries.live_entities()]


class RecordReference(FieldType):
    """A text box with suggestions, read here without any script."""

    name = "record"
    macro = "establishment"
    template = "registry/_widgets.html"
    codes = dict.fromkeys(("format-uuid", "pattern", "enum"), "record-unknown")
    refers = True
    group = "connu"
    label = _l("Fiche du registre")
    icon = "cards"
    words = _l("élève responsable dossier entité lien référence enregistrement")
    operators = EQUAL
    seconds = 15
    settings = (Entities("entity", _l("Sorte de fiches"), "select", "item:/entity"),)
    start = ({"type": "string", "format": "uuid"}, {})

    def parse(self, text: str, field: Field) -> Any:
        key = _entity(field)
        if _uuid(text):  # `reaches` says whether it may be named
            return text.lower()
        if (coded := _CODE.search(text)) and (found := _reached(key, coded[1])):
            return str(found.id)
        tail = _TAIL.search(text)
        words = _TAIL.sub("", _CODE.sub("", text)).strip()
        alike = _in_reach(key, words, _ALIKE)
        if tail:
            alike = [seen for seen in alike if str(seen.id).endswith(tail[1])]
        exact = [seen for seen in alike if fold(seen.label) == fold(words)] or alike
        return str(exact[0].id) if len(exact) == 1 else text

    def normal(self, value: Any, field: Field) -> Any:
        return value.lower() if isinstance(value, str) and _uuid(value) else value

    def reaches(self, value: Any, field: Field) -> bool:
        """A record in use that this person sees. Text that is no id is refused for what it is."""
        wanted = _uuid(str(value))
        if wanted is None:
            return True
        try:
            found = queries.record_for(current_actor(), _entity(field), wanted)
        except PreauError:
            return False
        return found.state != "archived"

    def typed(self, value: Any, field: Field) -> str:
        """The name, or the id itself where it is closed: sent back, it changes nothing."""
        wanted = _uuid(str(value))
        seen = _reached(_entity(field), wanted) if wanted else None
        return _named(seen) if seen else str(value)

    def display(self, value: Any, field: Field, locale: str = "fr") -> str:
        wanted = _uuid(str(value))
        if wanted is None:
            return str(value)
        seen = _reached(_entity(field), wanted)
        return _named(seen) if seen else str(_("Fiche que vos droits ne montrent pas"))

    def options(self, field: Field, value: Any) -> list[tuple[str, str]]:
        typed = value if isinstance(value, str) and not _uuid(value) else ""
        key = _entity(field)
        found = (_in_reach(key, typed, _OFFERED) if typed else []) or _in_reach(key, "", _OFFERED)
        return [(_named(seen), "") for seen in found]


def _entity(field: Field) -> str:
    return str(field.options.get("entity", ""))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if len(text) == 36 else None
    except ValueError:
        return None


def _named(seen: queries.Seen) -> str:
    return f"{seen.label} ({seen.code})" if seen.code else f"{seen.label} [{str(seen.id)[-8:]}]"


def _reached(entity: str, code_or_id: str | UUID) -> queries.Seen | None:
    """The record under the names this person reads, by the one door; None when it is shut."""
    actor = current_actor()
    try:
        found = queries.record_for(actor, entity, code_or_id)
        return queries.seen(actor, queries.live_entity(entity), found)
    except PreauError:
        return None


def _in_reach(entity: str, text: str, limit: int) -> list[queries.Seen]:
    actor = current_actor()
    try:
        found = queries.list_records(actor, entity, text, limit=limit).items
        return queries.seen_all(actor, queries.live_entity(entity), found)
    except PreauError:
        return []


RECORD = RecordReference()
