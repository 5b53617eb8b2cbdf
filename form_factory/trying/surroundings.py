"""Who tries a form and what the house knows of them: one's own rights decide what is shown."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import replace
from typing import Any, Final, Protocol
from uuid import UUID, uuid4

from accounts import queries as accounts
from accounts.permissions import Permission as Accounts
from core import clock
from core.actor import NOBODY, Actor, Grant
from core.contributions import all_of
from core.errors import PreauError
from core.i18n import _, _l
from form_factory.compiled import Compiled
from form_factory.domain.pointers import put, value_at
from form_factory.domain.trial_points import outside_names
from form_factory.domain.vocabulary import SURROUNDINGS
from form_factory.prefill import NOWHERE, Around
from form_factory.trying.state import Given
from schemas import queries as schemas
from schemas.domain.conditions import Kind

POINT: Final = "form_factory.surroundings"

#: Words of what conditions may ask of the house.
LABELS: Final[Mapping[str, Any]] = {
    "establishment.uai": _l("le code de l’établissement"),
    "establishment.type": _l("le type de l’établissement"),
    "establishment.sector": _l("le secteur de l’établissement"),
    "establishment.name": _l("le nom de l’établissement"),
    "establishment.commune": _l("la commune de l’établissement"),
    "establishment.postal_code": _l("le code postal de l’établissement"),
    "establishment.department": _l("le département de l’établissement"),
    "establishment.academy": _l("l’académie de l’établissement"),
    "establishment.status": _l("le statut de l’établissement"),
    "establishment.email": _l("l’adresse électronique de l’établissement"),
    "establishment.phone": _l("le téléphone de l’établissement"),
    "establishment.address": _l("l’adresse de l’établissement"),
    "establishment.pupils": _l("le nombre d’élèves de l’établissement"),
    "establishment.opened_on": _l("la date d’ouverture de l’établissement"),
    "actor.name": _l("le nom de la personne"),
    "actor.email": _l("l’adresse électronique de la personne"),
    "actor.function": _l("la fonction de la personne"),
    "actor.staff": _l("la personne est un agent"),
    "actor.roles": _l("les rôles de la personne"),
    "actor.groups": _l("les groupes de la personne"),
}


class Surroundings(Protocol):
    """What a room above knows of establishments and persons."""

    key: str

    def found(self, reader: Actor, text: str) -> list[tuple[str, str]]:
        """Establishments that `reader` may see, by their words: (id, label)."""

    def label(self, reader: Actor, establishment: str) -> str:
        """What `reader` may call it; "" when it is not there for them."""

    def names(self, reader: Actor, persona: Actor, establishment: str) -> dict[str, Any]:
        """What conditions may name, for this person in this establishment."""

    def known(self, reader: Actor, persona: Actor, establishment: str) -> dict[str, Any]:
        """What is filled in for them: never more than `reader` may read."""

    def around(self, reader: Actor, establishment: str) -> Around:
        """The place it is tried for; of no service in particular."""


def persona_of(reader: Actor, who: str) -> Actor:
    """The person who fills in; one that is not there (any more), or not for `reader`, is nobody."""
    sort, _sign, name = who.partition(":")
    if not who:
        return reader
    if sort == "role":
        role = next((v for v in schemas.live_all("role") if v.key == name), None)
        if role is None:
            return _somebody()
        grant = Grant(uuid4(), name, str(role.body["title"]), "/", "", frozenset())
        return replace(_somebody(), grants=(grant,))
    if sort == "account" and reader.holds(Accounts.ACCOUNTS_READ):
        try:
            found = accounts.account_for(reader, UUID(name), Accounts.ACCOUNTS_READ)
        except (ValueError, PreauError):
            return _somebody()
        return accounts.actor_of(found.id)
    return _somebody()


def _somebody() -> Actor:
    return replace(NOBODY, name=_("Personne d’essai"), email="essai@example.org")


def roles() -> list[tuple[str, str]]:
    """Roles one may put on: (`role:KEY`, title)."""
    return [(f"role:{v.key}", str(v.body["title"])) for v in schemas.live_all("role")]


def account_named(reader: Actor, email: str) -> str | None:
    """`account:ID` of the account with this address, if `reader` may see it."""
    found = accounts.account_by_email(email) if reader.holds(Accounts.ACCOUNTS_READ) else None
    if found is None:
        return None
    try:
        accounts.account_for(reader, found.id, Accounts.ACCOUNTS_READ)
    except PreauError:
        return None
    return f"account:{found.id}"


def may_name(reader: Actor) -> bool:
    """Whether `reader` may try as somebody who has an account."""
    return reader.holds(Accounts.ACCOUNTS_READ)


def label_of(reader: Actor, establishment: str) -> str:
    """The name of the chosen establishment, as `reader` may call it."""
    return next((label for room in _rooms() if (label := room.label(reader, establishment))), "")


def establishments(reader: Actor, text: str) -> list[tuple[str, str]]:
    """Establishments by their words."""
    return [one for room in _rooms() for one in room.found(reader, text)]


def names_of(reader: Actor, given: Given) -> dict[str, Any]:
    """What the form may name beside its answers: known, then said by hand."""
    persona = persona_of(reader, given.who)
    names: dict[str, Any] = {
        "actor": {
            "name": persona.name, "email": persona.email,
            "roles": sorted({grant.role for grant in persona.grants}),
            "groups": sorted({member.group for member in persona.memberships}),
        }
    }  # fmt: skip
    for room in _rooms():
        names = over(names, room.names(reader, persona, given.establishment))
    return over(names, given.names)


def known_to(reader: Actor, given: Given) -> dict[str, Any]:
    """The same for what is filled in beforehand."""
    names = names_of(reader, given)
    for room in _rooms():
        known = room.known(reader, persona_of(reader, given.who), given.establishment)
        names = over(names, known)
    return names


def around_of(reader: Actor, given: Given) -> Around:
    """The place of the trial, for what is read of records."""
    return next((room.around(reader, given.establishment) for room in _rooms()), NOWHERE)


def day_of(given: Given) -> Any:
    """The day it is tried on."""
    return given.day or clock.today()


def said_by_hand(form: Compiled, names: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The facts this form asks of the house, as controls hold them."""
    types = form.form.types
    return [
        {
            "name": f"_fait.{name}",
            "label": str(LABELS.get(name, name)),
            "text": _typed(value_at(names, name.split("."))),
            "choice": types[name].kind is Kind.BOOLEAN,
        }
        for name in outside_names(form.plan, SURROUNDINGS)
    ]


def read_facts(form: Compiled, posted: Any, names: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed otherwise than it is known; an emptied fact is known no more."""
    types = form.form.types
    said: dict[str, Any] = {}
    for name in outside_names(form.plan, SURROUNDINGS):
        text = posted.get(f"_fait.{name}")
        if text is None or text.strip() == _typed(value_at(names, name.split("."))):
            continue
        put(said, name.split("."), _value(text.strip(), types[name].kind))
    return said


def _typed(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return "" if value is None or not isinstance(value, str | int | float) else str(value)


def _value(text: str, kind: Kind) -> Any:
    if kind is Kind.LIST:
        return [one.strip() for one in text.split(",") if one.strip()]
    if not text:
        return None
    if kind is Kind.BOOLEAN:
        return text == "true"
    if kind in {Kind.INTEGER, Kind.NUMBER} and text.lstrip("-").isdecimal() and len(text) < 15:
        return int(text)
    return text


def over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """One level of names under another: what `above` says wins, key by key."""
    merged = deepcopy(dict(below))
    for name, value in above.items():
        inner = merged.get(name)
        both = isinstance(inner, dict) and isinstance(value, Mapping)
        merged[name] = {**inner, **value} if both else deepcopy(value)  # type: ignore[dict-item]
    return merged


def _rooms() -> list[Surroundings]:
    return all_of(POINT)
