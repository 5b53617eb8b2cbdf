"""Where the choices of a question come from: its own, a reference list, an answer of one's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Final

from core.errors import Invalid
from core.i18n import _, _l
from core.problems import Problem
from form_factory.fields.posted import Posted, clean
from form_factory.fields.settings import Part, Setting, choices_from
from schemas import queries as schemas

#: What a control posts for « Autre »; an answer of one's own never begins so.
OTHER: Final = "_autre"
OTHER_BRANCH: Final = {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[^_]"}


def place_of(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Where choices stand: in the question, or in the items of its list."""
    inner = schema.get("items")
    return inner if isinstance(inner, Mapping) else schema


def keyword_of(place: Mapping[str, Any]) -> str:
    """`oneOf`, or `anyOf` beside an answer of one's own."""
    return "anyOf" if "anyOf" in place else "oneOf"


def first_choices() -> list[dict[str, Any]]:
    """What a question that lost its list begins with."""
    return [{"const": f"choix_{n}", "title": _("Choix %(number)s", number=n)} for n in (1, 2)]


@dataclass(frozen=True, slots=True)
class Choices(Setting):
    """The choices of the question itself."""

    def applies(self, schema: Mapping[str, Any], item: Mapping[str, Any]) -> bool:
        return "x-list" not in place_of(schema)

    def get(self, schema: Mapping[str, Any], item: Mapping[str, Any]) -> Any:
        place = place_of(schema)
        listed = place.get(keyword_of(place)) or [{"const": one} for one in place.get("enum", ())]
        return [(one["const"], str(one.get("title", one["const"])))
                for one in listed if "const" in one]  # fmt: skip

    def put(
        self, schema: Mapping[str, Any], item: Mapping[str, Any], posted: Posted
    ) -> tuple[Part, Part]:
        made = deepcopy(dict(schema))
        place: Any = place_of(made)
        if "x-list" in place:
            return made, dict(item)
        listed = place.get(keyword_of(place)) or [{"const": one} for one in place.get("enum", ())]
        given = choices_from(posted, self.name, listed)
        if not any("const" in one for one in given):
            raise Invalid([Problem(f"/{self.name}", "setting-choices", {"field": str(self.label)})])
        place.pop("enum", None)
        place[keyword_of(place)] = given
        return made, dict(item)


@dataclass(frozen=True, slots=True)
class FromList(Setting):
    """The reference list whose rows are offered instead."""

    def get(self, schema: Mapping[str, Any], item: Mapping[str, Any]) -> Any:
        return str(place_of(schema).get("x-list", ""))

    def put(
        self, schema: Mapping[str, Any], item: Mapping[str, Any], posted: Posted
    ) -> tuple[Part, Part]:
        made, key = deepcopy(dict(schema)), clean(posted.get(self.name) or "")
        place: Any = place_of(made)
        if key:
            for keyword in ("oneOf", "anyOf", "enum", "x-labels"):
                place.pop(keyword, None)
            place.update({"type": "string", "x-list": key})
        elif place.pop("x-list", None):
            place["oneOf"] = first_choices()
        return made, dict(item)

    def offered(self) -> Sequence[tuple[str, Any]]:
        return [(one.key, one.body["title"]) for one in schemas.live_all("reference-list")]


@dataclass(frozen=True, slots=True)
class Other(Setting):
    """Whether people may answer in their own words beside the choices."""

    def applies(self, schema: Mapping[str, Any], item: Mapping[str, Any]) -> bool:
        return "x-list" not in place_of(schema)

    def get(self, schema: Mapping[str, Any], item: Mapping[str, Any]) -> Any:
        return "anyOf" in place_of(schema)

    def put(
        self, schema: Mapping[str, Any], item: Mapping[str, Any], posted: Posted
    ) -> tuple[Part, Part]:
        made = deepcopy(dict(schema))
        place: Any = place_of(made)
        wanted = clean(posted.get(self.name) or "") in ("true", "on", "1")
        if wanted and "oneOf" in place:
            place["anyOf"] = [*place.pop("oneOf"), dict(OTHER_BRANCH)]
            place["type"] = "string"
        elif not wanted and "anyOf" in place:
            place["oneOf"] = [one for one in place.pop("anyOf") if "const" in one]
        return made, dict(item)


@dataclass(frozen=True, slots=True)
class OfList(Setting):
    """What only says something of choices that come from a list."""

    def applies(self, schema: Mapping[str, Any], item: Mapping[str, Any]) -> bool:
        return "x-list" in place_of(schema)


FROM_LIST: Final = FromList(
    "list", _l("Liste de valeurs"), "list", "schema:/x-list",
    _l("Les choix viennent alors de cette liste, et la suivent."),
)  # fmt: skip
ROOTS: Final = OfList(
    "roots", _l("Seulement le premier niveau de la liste"), "switch", "schema:/x-roots",
    _l("Les valeurs placées sous une autre ne sont pas proposées."),
)  # fmt: skip
CHOICES: Final = Choices("choices", _l("Choix"), "choices", "schema:/oneOf")
OTHER_ALLOWED: Final = Other(
    "other", _l("Proposer « Autre », avec un texte à écrire"), "switch", "schema:/anyOf"
)
