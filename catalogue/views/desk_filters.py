"""« + Filtre » and the chips: which fields there are here, their choices, how they read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from accounts import queries as accounts
from catalogue.domain.desk import FIELDS, Field, ListedAnswer, Shape
from catalogue.domain.service import Service
from catalogue.permissions import Permission
from catalogue.queries.tags import all_tags, tags_named
from catalogue.views.asked import Asked, address_name
from core.actor import Actor
from core.i18n import _
from core.saying import short_day
from schemas import queries as schemas
from workflows import queries as workflows
from workflows.domain.circuit import Status

#: More places than a list to choose from can hold: beyond, a search is the way.
_MOST_PLACES = 500


def labels() -> dict[str, str]:
    """Fields → their words."""
    return {
        "service": _("Téléservice"),
        "statut": _("Étape"),
        "nature": _("Avancement"),
        "agent": _("Agent"),
        "etablissement": _("Établissement"),
        "territoire": _("Territoire"),
        "depose": _("Déposée"),
        "arrivee": _("Dans l’étape depuis"),
        "echeance": _("Échéance"),
        "retard": _("Retard"),
        "activite": _("Dernière activité"),
        "etiquette": _("Étiquette"),
        "tour": _("Tour"),
        "placer": _("À placer"),
    }


def fields_here(listed: Sequence[ListedAnswer]) -> list[tuple[Field, str]]:
    """Every field one may filter by in this list, with its words."""
    words = labels()
    own = [(field, words[field.key]) for field in FIELDS if field.key != "tour"]
    return [*own, *((answer.field, answer.label) for answer in listed)]


def menu(asked: Asked, listed: Sequence[ListedAnswer]) -> list[dict[str, Any]]:
    """The fields as links: each opens its own small form."""
    return [
        {
            "label": label,
            "url": asked.url(opened=field.key) + "#filtre",
            "current": field.key == asked.opened,
        }
        for field, label in fields_here(listed)
    ]


def open_form(
    actor: Actor, asked: Asked, services: Sequence[Service], listed: Sequence[ListedAnswer]
) -> dict[str, Any] | None:
    """The form of the field that was asked for: only its choices are looked up."""
    found = next(((f, label) for f, label in fields_here(listed) if f.key == asked.opened), None)
    if found is None:
        return None
    field, label = found
    return {
        "key": field.key,
        "label": label,
        "shape": field.shape.value,
        "names": [address_name(name) for name in field.names],
        "values": [asked.values(name) for name in field.names],
        "options": _options(actor, asked, field, services, listed),
        "hidden": [
            pair
            for pair in asked.pairs()
            if pair[0] not in {address_name(name) for name in field.names}
        ],
    }


def _options(
    actor: Actor,
    asked: Asked,
    field: Field,
    services: Sequence[Service],
    listed: Sequence[ListedAnswer],
) -> list[tuple[str, str]]:
    answer = next((a for a in listed if a.key == field.key), None)
    if answer is not None:
        return _answer_options(answer)
    if field.key == "service":
        return [(s.key, s.title) for s in services]
    if field.key == "statut":
        return status_options(asked, services)
    if field.key == "nature":
        return natures()
    if field.key == "agent":
        return [*_agents_by_word(), *((str(a.id), a.name) for a in colleagues())]
    if field.key == "territoire":
        return places(actor)
    if field.key == "etiquette":
        return [(tag.key, tag.name) for tag in all_tags()]
    flags = {"retard": _("En retard"), "placer": _("À placer après un changement de circuit")}
    return [("oui", flags[field.key])] if field.key in flags else []


def _answer_options(answer: ListedAnswer) -> list[tuple[str, str]]:
    if answer.type.choices is not None:
        return [(str(key), words) for key, words in answer.type.choices.items()]
    return [("true", _("Oui")), ("false", _("Non"))] if answer.field.shape is Shape.ONE else []


def natures() -> list[tuple[str, str]]:
    """Where a request stands, whatever its circuit."""
    return [
        ("agence", _("Entre nos mains")),
        ("demandeur", _("Chez le demandeur")),
        ("fin", _("Terminée")),
    ]


def _agents_by_word() -> list[tuple[str, str]]:
    return [("moi", _("Moi")), ("aucun", _("Personne")), ("moi-ou-aucun", _("Moi ou personne"))]


def colleagues() -> list[Any]:
    """Agents one works with."""
    return accounts.accounts_with(Permission.REQUESTS_PROCESS, "/org")


def places(actor: Actor) -> list[tuple[str, str]]:
    """Territories and communes a person's rights reach; establishments have a filter of theirs."""
    paths = sorted(
        {m.scope_path for m in actor.memberships}
        | set(actor.scopes_for(Permission.REQUESTS_SUPERVISE))
    )
    found = accounts.scopes_under(paths)
    return [(s.path, s.label) for s in found if s.kind != "establishment"][:_MOST_PLACES]


def circuits(asked: Asked, services: Sequence[Service]) -> dict[str, list[Status]]:
    """Statuses by circuit, of the services chosen, else of all."""
    picked = asked.filter().values("service")
    keys = dict.fromkeys(s.workflow for s in services if not picked or s.key in picked)
    found = {}
    for key in keys:
        version = schemas.live("workflow", key)
        if version is not None:
            circuit = workflows.circuit_of(version.id)
            found[key] = [s for s in circuit.statuses if s.kind != "draft"]
    return found


def status_options(asked: Asked, services: Sequence[Service]) -> list[tuple[str, str]]:
    """Statuses to choose from; with several circuits, each says which."""
    found = circuits(asked, services)
    titles: dict[str, str] = {}
    for service in services:
        titles.setdefault(service.workflow, service.title)
    return [
        (f"{key}:{s.key}", s.label if len(found) == 1 else f"{s.label} – {titles.get(key, key)}")
        for key, statuses in found.items()
        for s in statuses
    ]


def chips(
    actor: Actor, asked: Asked, services: Sequence[Service], listed: Sequence[ListedAnswer]
) -> Iterator[tuple[str, str, str]]:
    """(field, value in words, address without it) of each narrowing that was added."""
    for field, label in fields_here(listed):
        if any(asked.values(name) for name in field.names):
            values = [asked.values(name) for name in field.names]
            said = _said(actor, asked, field, values, services, listed)
            yield label, said, asked.without(*field.names)
    if asked.text:
        yield _("Recherche"), asked.text, asked.url(text="")


def _said(
    actor: Actor,
    asked: Asked,
    field: Field,
    values: Sequence[Sequence[str]],
    services: Sequence[Service],
    listed: Sequence[ListedAnswer],
) -> str:
    if field.shape is Shape.DAYS:
        return _span(*(short_day(v[0]) if v else "" for v in values))
    if field.shape is Shape.NUMBERS:
        return _range(*(v[0] if v else "" for v in values))
    return ", ".join(_words(actor, asked, field, values[0], services, listed))


def _words(
    actor: Actor,
    asked: Asked,
    field: Field,
    values: Sequence[str],
    services: Sequence[Service],
    listed: Sequence[ListedAnswer],
) -> Iterable[str]:
    if field.key == "agent":
        known = dict(_agents_by_word())
        people = accounts.names_of(_uuids(values)) if values[0] not in known else {}
        return [known.get(v) or next(iter(people.values()), "–") for v in values]
    if field.key == "territoire":
        place = accounts.scope_by_path(values[0])
        return [place.label if place else values[0]]
    if field.key == "etiquette":
        held = tags_named(values)
        return [held[v].name if v in held else v for v in values]
    known = dict(_options(actor, asked, field, services, listed))
    if field.key == "statut":
        known |= {key.rpartition(":")[2]: words for key, words in known.items()}
    return [known.get(value, value) for value in values]


def _uuids(values: Sequence[str]) -> list[UUID]:
    try:
        return [UUID(value) for value in values]
    except ValueError:
        return []


def _span(since: str, until: str) -> str:
    if since and until:
        return _("du %(since)s au %(until)s", since=since, until=until)
    return _("depuis le %(day)s", day=since) if since else _("jusqu’au %(day)s", day=until)


def _range(least: str, most: str) -> str:
    if least and most:
        return _("de %(least)s à %(most)s", least=least, most=most)
    return _("au moins %(least)s", least=least) if least else _("au plus %(most)s", most=most)
