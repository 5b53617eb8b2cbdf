"""What a role opens, in words: its rights by category, its rules field by field."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from accounts.domain.designing import EVERYTHING, level_of, named_in, rest_of
from accounts.domain.rule_names import types_of
from core.access import PERMISSIONS
from core.i18n import _, _l
from schemas import queries as definitions
from schemas.phrases import in_words

#: Category → the things its permissions are about (« accounts:read » is about accounts).
CATEGORIES: Final = (
    (_l("Demandes et téléservices"), ("services", "requests", "establishments", "members")),
    (_l("Fiches du référentiel"), ("records",)),
    (_l("Courriels et lettres"), ("mails", "letters")),
    (_l("Aide et questions"), ("knowledge", "help")),
    (_l("Comptes et rôles"), ("accounts", "roles", "sessions")),
    (_l("Définitions et lots"), ("definitions", "packs")),
    (_l("Exploitation"), ("jobs", "settings", "erasures", "hooks", "connectors")),
)
OTHERS: Final = _l("Autres droits")
ACTS: Final = {
    "read": _l("consulter"),
    "create": _l("créer"),
    "write": _l("modifier"),
    "archive": _l("archiver"),
}
LEVELS: Final = {
    "none": _l("Fermé"),
    "mask": _l("Masqué"),
    "read": _l("Lu"),
    "propose": _l("Lu, modification proposée"),
    "write": _l("Lu et modifié"),
}


@dataclass(frozen=True, slots=True)
class Category:
    """Rights about the same things: (permission, what it lets people do)."""

    label: str
    rights: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RuleTold:
    """A rule on records as people read it."""

    entity: str
    acts: str
    #: (what is opened, of which fields).
    fields: tuple[tuple[str, str], ...]
    #: On which records; empty: on all of the scope.
    when: str


def categories(names: Collection[str] | None = None) -> list[Category]:
    """The rights of the house, or these ones, by category; what nobody knows comes last."""
    wanted = set(PERMISSIONS) if names is None else set(names)
    found = []
    for label, subjects in CATEGORIES:
        about = sorted((n for n in wanted if n.partition(":")[0] in subjects), key=_as_declared)
        wanted -= set(about)
        found.append(Category(str(label), tuple((n, words_of(n)) for n in about)))
    found.append(Category(str(OTHERS), tuple((n, words_of(n)) for n in sorted(wanted))))
    return [one for one in found if one.rights]


def words_of(permission: str) -> str:
    """What a permission lets people do."""
    return str(PERMISSIONS.get(permission, permission))


def entities() -> dict[str, tuple[str, dict[str, str]]]:
    """Kind of record → its name, and the names of its fields."""
    return {
        version.key: (
            str(version.body.get("title") or version.key),
            {
                name: str(part.get("title") or name)
                for name, part in version.body["schema"].get("properties", {}).items()
            },
        )
        for version in definitions.live_all("entity")
    }


def rule_told(rule: Mapping[str, Any], known: Mapping[str, tuple[str, dict[str, str]]]) -> RuleTold:
    """One rule, in the words of the records it is about."""
    about = rule["entity"]
    title, labels = known.get(about, (about, {}))
    if about == EVERYTHING:
        title = _("Toutes les fiches")
        labels = {key: words for _title, fields in known.values() for key, words in fields.items()}
    return RuleTold(
        entity=title,
        acts=", ".join(str(ACTS[one]) for one in ACTS if one in rule["actions"]),
        fields=tuple(_levels_told(rule, labels)),
        when=_when(rule, labels),
    )


def _levels_told(rule: Mapping[str, Any], labels: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    rest, by_level = rest_of(rule), dict[str, list[str]]()
    for key in named_in(rule):
        level = level_of(rule, key)
        if level != rest:
            by_level.setdefault(level, []).append(labels.get(key, key))
    others = _("tous les champs") if not by_level else _("tous les autres champs")
    for level, words in LEVELS.items():
        if level in by_level:
            yield str(words), ", ".join(sorted(by_level[level]))
    if rest != "none" or not by_level:
        yield str(LEVELS[rest]), others


def _when(rule: Mapping[str, Any], labels: Mapping[str, str]) -> str:
    if "when" not in rule:
        return ""
    version = definitions.live("entity", rule["entity"])
    types = types_of(version.body["schema"]) if version is not None else None
    return in_words(rule["when"], types, labels)


def _as_declared(name: str) -> int:
    return list(PERMISSIONS).index(name) if name in PERMISSIONS else len(PERMISSIONS)
