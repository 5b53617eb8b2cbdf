"""The field type `establishment`: a school asked by its name or code, kept as its code."""

from __future__ import annotations

import re
from typing import Any

from core.errors import PreauError
from core.folding import fold
from core.i18n import _l
from core.web import current_actor
from form_factory.domain.form import Field
from form_factory.fields.base import FieldType
from registry import queries
from registry.models import Record

_CODE = re.compile(r"[A-Za-z0-9._-]{1,64}")
_IN_BRACKETS = re.compile(r"\(([A-Za-z0-9._-]{1,64})\)\s*$")
_ENTITY = "etablissement"
_OFFERED = 50
_ALIKE = 5


class Establishment(FieldType):
    """A text box with suggestions; whatever is typed is looked up here, without any script.

    `ui` may name another entity: {"field": "/lieu", "widget": "establishment", "entity": "site"}.
    """

    name = "establishment"
    macro = "establishment"
    template = "registry/_widgets.html"
    group = "connu"
    label = _l("Établissement")
    icon = "buildings"
    words = _l("école collège lycée structure uai")
    in_rows = False
    start = ({"type": "string", "format": "uai"}, {})
    codes = {"pattern": "format-uai", "enum": "establishment-unknown"}
    refers = True
    judged_in_trials = False

    def parse(self, text: str, field: Field) -> Any:
        """The code of the record meant; the text as typed when it names none, or several."""
        key = _entity(field)
        bracketed = _IN_BRACKETS.search(text)
        code = (bracketed[1] if bracketed else text).strip().upper()
        found = _by_code(key, code)
        if found is not None:
            return found.code
        alike = _in_reach(key, text, _ALIKE)
        exact = [seen for seen in alike if fold(seen.label) == fold(text)]
        one = exact if len(exact) == 1 else alike
        return one[0].code if len(one) == 1 else code if not alike else text

    def reaches(self, value: Any, field: Field) -> bool:
        """One in use whose name is public or which this person sees; a house that keeps no record
        of any takes every code. Text that is no code is refused for what it is."""
        if not isinstance(value, str) or not _CODE.fullmatch(value):
            return True
        found = _by_code(_entity(field), value)
        if found is None:
            return not queries.any_record(_entity(field))
        return found.state != "archived"

    def typed(self, value: Any, field: Field) -> str:
        return self.display(value, field)

    def display(self, value: Any, field: Field, locale: str = "fr") -> str:
        """« Collège X (0350001A) »; the bare code where the name is not the reader's to know."""
        key, found = _entity(field), _by_code(_entity(field), str(value))
        if found is None:
            return str(value)
        if queries.name_is_public(key):
            return f"{found.label} ({found.code})"
        return _named(queries.seen(current_actor(), queries.live_entity(key), found))

    def options(self, field: Field, value: Any) -> list[tuple[str, str]]:
        """What the box suggests: records in reach, those alike first when something was typed."""
        typed = value if isinstance(value, str) else ""
        key = _entity(field)
        found = (_in_reach(key, typed, _OFFERED) if typed else []) or _in_reach(key, "", _OFFERED)
        return [(_named(seen), "") for seen in found]


def _entity(field: Field) -> str:
    return str(field.options.get("entity", _ENTITY))


def _named(seen: queries.Seen) -> str:
    return f"{seen.label} ({seen.code})"


def _by_code(entity: str, code: str) -> Record | None:
    """The record, when its name is public or the person may see it (advisory 6); one under
    restriction is named to nobody else."""
    found = queries.record_by_code(entity, code) if "\x00" not in code else None
    if found is None:
        return None
    try:
        if found.state != "restricted" and queries.name_is_public(entity):
            return found
        return queries.record_for(current_actor(), entity, code)
    except PreauError:
        return None


def _in_reach(entity: str, text: str, limit: int) -> list[queries.Seen]:
    """Those in reach under the names this person reads; without its code none can be chosen."""
    actor = current_actor()
    try:
        found = queries.list_records(actor, entity, text, limit=limit).items
        seen = queries.seen_all(actor, queries.live_entity(entity), found)
    except PreauError:
        return []
    return [one for one in seen if one.code]


ESTABLISHMENT = Establishment()
