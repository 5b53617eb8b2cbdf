"""Closed questions: one choice, several, yes or no, a box to tick."""

from __future__ import annotations

from typing import Any, ClassVar

from core.i18n import _, _l
from form_factory.domain.form import Choice, Field
from form_factory.domain.pointers import MISSING
from form_factory.domain.schema_parts import list_of
from form_factory.fields.base import (
    CHOICE,
    LIST,
    Example,
    FieldType,
    Group,
    Options,
    Posted,
    clean,
)  # fmt: skip
from form_factory.fields.choice_settings import (
    CHOICES,
    FROM_LIST,
    OTHER,
    OTHER_ALLOWED,
    OTHER_BRANCH,
    ROOTS,
)  # fmt: skip
from form_factory.fields.settings import Setting
from form_factory.lists import label_of as listed_label
from form_factory.lists import offered

SEASONS = {"oneOf": [{"const": "ete", "title": "Été"}, {"const": "hiver", "title": "Hiver"}]}
_SCALARS = frozenset({"string", "integer", "number", "boolean"})


def key_of(value: Any) -> str:
    """What a control posts for a choice."""
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def label_of(value: Any, choices: tuple[Choice, ...]) -> str:
    """The words of a choice; the bare value when it is no longer in the list."""
    return next((one.label for one in choices if one.value == value), str(value))


def _own(posted: Posted, name: str, field: Field) -> Any:
    """What is written beside « Autre »; it counts too where nothing was chosen."""
    text = "" if field.other is None else clean(posted.get(f"{name}.autre") or "")
    return " ".join(text.split()) or MISSING


class Radio(FieldType):
    """One choice among few, all in sight; perhaps an answer of one's own beside them."""

    name = "radio"
    macro = "radio"
    holds = _SCALARS
    grouped = True
    codes = {
        "not-a-choice": "choice-unknown", "enum": "choice-unknown", "type": "choice-unknown",
        "anyOf": "other-missing",
    }  # fmt: skip
    missing = "choice-missing"
    group: ClassVar[Group] = "choix"
    label = _l("Choix unique")
    icon = "radio-button"
    words = _l("bouton radio option une seule réponse autre")
    seconds = 8
    operators: ClassVar[tuple[str, ...]] = CHOICE
    settings: ClassVar[tuple[Setting, ...]] = (CHOICES, OTHER_ALLOWED, FROM_LIST, ROOTS)
    start = (
        {"oneOf": [
            {"const": "choix_1", "title": "Choix 1"}, {"const": "choix_2", "title": "Choix 2"}]},
        {},
    )  # fmt: skip
    example = Example(
        {"type": "string", "anyOf": [*SEASONS["oneOf"], OTHER_BRANCH]}, {"widget": "radio"},
        {"": [OTHER], ".autre": [" Au printemps"]}, "Au printemps", "Au printemps",
    )  # fmt: skip

    def read(self, posted: Posted, name: str, field: Field) -> Any:
        given = [text for each in posted.getlist(name) if (text := clean(each))]
        return self._meant(given[0], posted, name, field) if given else _own(posted, name, field)

    def _meant(self, text: str, posted: Posted, name: str, field: Field) -> Any:
        """« Autre » stands for what is written beside it, and for itself while nothing is."""
        if text == OTHER and field.other is not None:
            return _own(posted, name, field) or OTHER
        return self.parse(text, field)

    def parse(self, text: str, field: Field) -> Any:
        return next((one.value for one in field.choices if key_of(one.value) == text), text)

    def typed(self, value: Any, field: Field) -> str:
        return OTHER if self._is_own(value, field) else key_of(value)

    def display(self, value: Any, field: Field, locale: str = "fr") -> str:
        listed = list_of(field.schema)
        if listed is not None:
            return listed_label(listed, value)
        return _("Autre") if value == OTHER else label_of(value, field.choices)

    def options(self, field: Field, value: Any) -> Options:
        return self.options_under(field, value, None)

    def options_under(self, field: Field, value: Any, above: Any) -> Options:
        made = self._offered(field, above)
        known = {key for key, _words in made}
        given = value if isinstance(value, list) else [value]
        listed = list_of(field.schema)
        if listed is not None:  # one that is offered no more stays in sight where it was chosen
            made += [(key_of(one), listed_label(listed, one)) for one in given
                     if isinstance(one, str) and one and one not in known]  # fmt: skip
        return [*made, (OTHER, field.other or _("Autre"))] if field.other is not None else made

    def _offered(self, field: Field, above: Any) -> list[tuple[str, str]]:
        over = {key_of(one) for one in (above if isinstance(above, list) else [above])}
        listed = list_of(field.schema)
        if listed is not None:
            rows = offered(listed, next(iter(over)) if above is not None else None)
            roots = field.schema.get("x-roots") is True
            return [(row.key, row.label) for row in rows if row.parent is None or not roots]
        return [
            (key_of(one.value), one.label)
            for one in field.choices
            if above is None or one.parent is None or key_of(one.parent) in over
        ]

    def more(self, field: Field, value: Any) -> dict[str, Any]:
        if field.other is None:
            return {}
        given = value if isinstance(value, list) else [value]
        own = [str(one) for one in given if self._is_own(one, field) and one != OTHER]
        return {
            "other": OTHER,
            "other_label": field.other or _("Autre"),
            "other_text": "".join(own),
        }

    def _is_own(self, value: Any, field: Field) -> bool:
        known = {one.value for one in field.choices}
        return field.other is not None and isinstance(value, str) and value not in known


class Select(Radio):
    """One choice among many."""

    name = "select"
    macro = "select"
    grouped = False
    label = _l("Liste déroulante")
    icon = "caret-circle-down"
    words = _l("menu option sélection")
    example = Example(SEASONS, {"widget": "select"}, {"": ["hiver"]}, "hiver", "Hiver")


class Checkboxes(Radio):
    """Several choices."""

    name = "checkboxes"
    macro = "checkboxes"
    holds = frozenset({"array"})
    label = _l("Choix multiples")
    icon = "list-checks"
    words = _l("cases à cocher plusieurs réponses")
    seconds = 12
    operators = LIST
    settings = (
        *Radio.settings,
        Setting("least", _l("Réponses au moins"), "number", "schema:/minItems"),
        Setting("most", _l("Réponses au plus"), "number", "schema:/maxItems"),
    )
    start = ({"type": "array", "maxItems": 20, "uniqueItems": True, "items": Radio.start[0]}, {})
    example = Example(
        {"type": "array", "maxItems": 2, "uniqueItems": True, "items": SEASONS},
        {"widget": "checkboxes"}, {"": ["ete", "hiver"]}, ["ete", "hiver"], "Été, Hiver",
    )  # fmt: skip

    def read(self, posted: Posted, name: str, field: Field) -> Any:
        given = [text for each in posted.getlist(name) if (text := clean(each))]
        meant = [self._meant(each, posted, name, field) for each in dict.fromkeys(given)]
        if not meant and (own := _own(posted, name, field)):
            return [own]
        return [one for n, one in enumerate(meant) if one not in meant[:n]] or MISSING

    def display(self, value: Any, field: Field, locale: str = "fr") -> str:
        several = value if isinstance(value, list) else [value]
        told = (Radio.display(self, one, field, locale) for one in several)
        return ", ".join(told)


class YesNo(FieldType):
    """Yes or no, asked in so many words: no answer is not a no."""

    name = "yesno"
    macro = "yesno"
    holds = frozenset({"boolean"})
    grouped = True
    codes = {"type": "choice-unknown", "const": "choice-unknown"}
    missing = "choice-missing"
    group: ClassVar[Group] = "choix"
    label = _l("Oui ou non")
    icon = "toggle-left"
    words = _l("vrai faux booléen")
    seconds = 5
    operators = ("==", "is_set")
    start = ({"type": "boolean"}, {})
    example = Example(
        {"type": "boolean"}, {"widget": "yesno"}, {"": ["true"]}, stored=True, shown="Oui"
    )

    def parse(self, text: str, field: Field) -> Any:
        return {"true": True, "false": False}.get(text, text)

    def typed(self, value: Any, field: Field) -> str:
        return key_of(value)

    def display(self, value: Any, field: Field, locale: str = "fr") -> str:
        if not isinstance(value, bool):
            return str(value)
        return str(_("Oui") if value else _("Non"))

    def options(self, field: Field, value: Any) -> list[tuple[str, str]]:
        return [("true", _("Oui")), ("false", _("Non"))]


class Checkbox(YesNo):
    """A box: left empty it says no."""

    name = "checkbox"
    macro = "checkbox"
    grouped = False
    label = _l("Case à cocher")
    icon = "check-square"
    words = _l("cocher confirmer")
    seconds = 4
    example = Example(
        {"type": "boolean"}, {"widget": "checkbox"}, {"": ["true"]}, stored=True, shown="Oui"
    )

    def read(self, posted: Posted, name: str, field: Field) -> Any:
        return posted.get(name) == "true"


class Consent(Checkbox):
    """A box that must be ticked: left empty, nobody answered."""

    name = "consent"
    macro = "consent"
    codes = {"const": "consent-missing"}
    missing = "consent-missing"
    group = "pieces"
    label = _l("Accord à un texte")
    icon = "seal-check"
    words = _l("consentement engagement attestation autorisation rgpd")
    seconds = 20
    start = ({"type": "boolean", "const": True}, {})
    settings = (
        Setting("agreed", _l("Texte à accepter"), "longtext", "item:/text",
                _l("Affiché au-dessus de la case, mot pour mot. L’empreinte du texte accepté est "
                   "gardée avec la réponse ; s’il change, l’accord est redemandé.")),
    )  # fmt: skip
    example = Example({"type": "boolean", "const": True}, {"widget": "consent"},
                      {"": ["true"]}, stored=True, shown="Oui")  # fmt: skip

    def read(self, posted: Posted, name: str, field: Field) -> Any:
        return True if posted.get(name) == "true" else MISSING
