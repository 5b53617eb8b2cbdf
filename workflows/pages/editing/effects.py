"""What a move or a delay causes, as rows on the page: each effect with its settings and choices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from core.actor import Actor
from core.contributions import all_of, one_of
from core.i18n import _l
from schemas import queries
from workflows.domain.editing import effects
from workflows.domain.parts import FALLBACK
from workflows.kind import ACTIONS
from workflows.pages.editing.words import function_words

LABELS: Final[Mapping[str, Any]] = {
    "notify": _l("Envoyer un message"),
    "document": _l("Produire un courrier"),
    "annotate": _l("Noter une annotation"),
    "create-record": _l("Créer une fiche"),
    "apply-change": _l("Modifier une fiche"),
    "webhook": _l("Appeler un autre logiciel"),
    "assign": _l("Confier la demande à une fonction"),
}
_TO_FALLBACK: Final = _l("La fonction de secours de celle qui est attendue")
_SETTING_WORDS: Final[Mapping[str, Any]] = {
    "template": _l("Modèle"),
    "functions": _l("À qui"),
    "function": _l("À qui"),
    "form": _l("Formulaire"),
    "entity": _l("Sorte de fiche"),
    "connector": _l("Connecteur"),
    "field": _l("Champ"),
    "record": _l("Réponse qui désigne la fiche"),
    "value": _l("Valeur"),
    "values": _l("Ce qui est écrit"),
}
#: Shape of a setting → kind of the definitions it is chosen among.
_CHOSEN: Final = {"form": "form", "entity": "entity", "connector": "connector"}


@dataclass(frozen=True, slots=True)
class Control:
    """One setting of an effect as it is drawn."""

    name: str
    shape: str
    label: str
    value: Any
    options: Sequence[tuple[str, str]]
    optional: bool


@dataclass(frozen=True, slots=True)
class Effect:
    """One effect as it is drawn."""

    do: str
    label: str
    controls: tuple[Control, ...]


def label_of(do: str) -> str:
    """What an effect does, in words: those of whoever brought it, else ours."""
    runner = one_of(ACTIONS, do)
    return str(getattr(runner, "label", None) or LABELS.get(do, do))


def offered() -> list[tuple[str, str]]:
    """The effects somebody in the house runs."""
    keys = [runner.key for runner in all_of(ACTIONS)]
    return [(key, label_of(key)) for key in effects.SETTINGS if key in keys]


def drawn(
    actor: Actor, body: Mapping[str, Any], actions: Sequence[Mapping[str, Any]]
) -> list[Effect]:
    """The effects of a part, in their order."""
    return [_effect(actor, body, action) for action in actions]


def _effect(actor: Actor, body: Mapping[str, Any], action: Mapping[str, Any]) -> Effect:
    do = str(action.get("do", ""))
    controls = tuple(
        _control(actor, body, setting, action) for setting in effects.SETTINGS.get(do, ())
    )
    return Effect(do, label_of(do), controls)


def _control(
    actor: Actor,
    body: Mapping[str, Any],
    setting: effects.Setting,
    action: Mapping[str, Any],
) -> Control:
    value: Any = action.get(setting.name)
    shape, _colon, kind = setting.shape.partition(":")
    label = _SETTING_WORDS.get(setting.name, _SETTING_WORDS.get(shape, setting.name))
    options: list[tuple[str, str]] = []
    if shape == "template":
        options = templates(actor, kind)
    elif shape in {"functions", "function"}:
        label = _SETTING_WORDS[shape]
        options = list(function_words(body).items())
        if shape == "function":
            options.append((FALLBACK, str(_TO_FALLBACK)))
        if shape == "functions":
            value = [value] if isinstance(value, str) else list(value or ())
    elif shape in _CHOSEN:
        options = definitions(actor, _CHOSEN[shape])
    elif shape == "values":
        options = _fields(action)
        value = _pairs(value, action)
    elif shape == "value":
        value = "" if value is None else effects.written(value)
    held = value if isinstance(value, list) else [value]
    if shape == "values":
        known = dict(options)
        options += [(one.name, one.name) for one in value if options and one.name not in known]
    elif options or shape in _CHOSEN or shape == "template":
        known = dict(options)
        options += [(one, one) for one in held if one and one not in known]
    return Control(setting.name, shape, str(label), value, options, setting.optional)


@dataclass(frozen=True, slots=True)
class Pair:
    """A name and its value, and the type of the field it names."""

    name: str
    value: str
    type: str


def _fields(action: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The fields of the records an effect writes, by their titles; [] when any name will do."""
    entity = _entity(action)
    properties = entity.get("schema", {}).get("properties", {})
    return [(key, str(part.get("title") or key)) for key, part in sorted(properties.items())]


def _entity(action: Mapping[str, Any]) -> Mapping[str, Any]:
    """The entity it names, else the one its runner writes by itself."""
    runner = one_of(ACTIONS, str(action.get("do", "")))
    usual = None if action.get("record") else getattr(runner, "entity", None)
    key = action.get("entity") or (usual() if usual else "")
    found = queries.live("entity", str(key)) if key else None
    return found.body if found else {}


def _pairs(values: Any, action: Mapping[str, Any]) -> list[Pair]:
    """What is said so far, and an empty row for one more."""
    properties = _entity(action).get("schema", {}).get("properties", {})
    said = values.items() if isinstance(values, Mapping) else ()
    return [
        *(
            Pair(name, effects.written(value), str(properties.get(name, {}).get("type", "")))
            for name, value in said
        ),
        Pair("", "", ""),
    ]


def templates(actor: Actor, channel: str) -> list[tuple[str, str]]:
    """Models of messages (`email`) or of letters, by their titles."""
    wanted = {"email": {"email", "notice"}}.get(channel, {"letter", "docx"})
    found = []
    for one in queries.definitions_for(actor, "template"):
        key = one.definition.key
        version = queries.live("template", key) or queries.draft("template", key)
        if version is not None and version.body.get("channel") in wanted:
            found.append((key, f"{one.definition.title} · {key}"))
    return found


def definitions(actor: Actor, kind: str) -> list[tuple[str, str]]:
    """Definitions of a kind, by their titles."""
    listed = queries.definitions_for(actor, kind)
    return [(one.definition.key, str(one.definition.title)) for one in listed]
