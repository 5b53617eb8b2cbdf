"""Why a person may or may not read or write a record or a field, in words."""

from __future__ import annotations

from typing import Any

from core.actor import Actor
from core.i18n import _
from core.saying import day
from registry import queries
from registry.domain.chains import Stop, chain
from registry.domain.entity import Entity, EntityField
from registry.domain.rights import (
    BY_HAND,
    GUARD_OUT,
    GUARD_RESTRICTED,
    READ,
    WRITE,
    Rights,
)
from registry.domain.rules import types_for
from registry.models import Record
from registry.permissions import Permission
from registry.queries import gate
from schemas.phrases import in_words

Reasons = list[tuple[str, str]]


def explained(actor: Actor, entity: Entity, record: Record, field: EntityField) -> dict[str, Any]:
    """`read` and `write`, each with its verdict and its reasons, and the level they make."""
    told = Explainer(actor, entity, record)
    return {
        "field": field.key,
        "level": told.level(field),
        "read": _access(*told.reading(field)),
        "write": _access(*told.writing(field)),
    }


def _right(action: str) -> str:
    """What the permission an action takes lets people do, in words."""
    return str(Permission(BY_HAND[action]).label)


class Explainer:
    """The rights of one person on one record, read once."""

    def __init__(self, actor: Actor, entity: Entity, record: Record) -> None:
        self.actor, self.entity = actor, entity
        self.rights: Rights = gate.rights_on(actor, entity)
        self.thing = gate.thing_of(record)
        self.access = self.rights.access(self.thing)

    def level(self, field: EntityField) -> str:
        """none, mask, read, propose or write; the code is never written."""
        found = self.access.level(field.key)
        frozen = field.key == self.entity.code and found in {"write", "propose"}
        return "read" if frozen else found

    def seeing(self) -> tuple[bool, Reasons]:
        """Why the record itself is in sight."""
        return READ in self.access.actions, self._told(READ, None)

    def reading(self, field: EntityField) -> tuple[bool, Reasons]:
        """Why a field is read or not; a field shown as dots is not read."""
        return field.key in self.access.reads, self._told(READ, field)

    def writing(self, field: EntityField) -> tuple[bool, Reasons]:
        """Why a field is written or not."""
        if field.key == self.entity.code:
            return False, [("frozen-code", _("Le code d’une fiche ne change pas."))]
        if field.key in self.access.writes:
            return True, self._told(WRITE, field)
        if field.key in self.access.proposes:
            return False, self._proposing(field)
        if field.key not in self.access.reads and not self.access.guard:
            told = chain(self.rights, self.thing, WRITE, field.key)
            if any(stop.at == "gives" for stop in told):
                return False, self._told(READ, field)
        return False, self._told(WRITE, field)

    def _proposing(self, field: EntityField) -> Reasons:
        said = _("Vous pouvez proposer un changement ; il attendra une réponse.")
        title = queries.change_circuit(self.entity, field.key).title
        through = _("Il passe par le circuit « %(circuit)s ».", circuit=title)
        return [("proposes", said), ("through", through)]

    def _told(self, action: str, field: EntityField | None) -> Reasons:
        if self.access.guard:
            guarded = self._guard(action)
            if guarded:
                return guarded
        if self.actor.system:
            return [("house", _("La maison agit pour elle-même."))]
        key = field.key if field else None
        stops = chain(self.rights, self.thing, action, key)
        told = [pair for stop in stops for pair in self._sentences(stop, action, field)]
        if not any(stop.at == "gives" or stop.own for stop in stops):
            told = told or [self._missing(action)]
        return list(dict.fromkeys(told))

    def _guard(self, action: str) -> Reasons:
        if self.access.guard == GUARD_RESTRICTED:
            said = _("L’accès à cette fiche est limité, quel que soit le rôle.")
            return [(GUARD_RESTRICTED, said)]
        if self.access.guard == GUARD_OUT and (action != READ or READ not in self.access.actions):
            return [(GUARD_OUT, _("Cette fiche est archivée : elle ne se modifie pas."))]
        return []

    def _missing(self, action: str) -> tuple[str, str]:
        said = _("Aucun de vos rôles ne donne ici le droit « %(permission)s ».",
                 permission=_right(action))  # fmt: skip
        return "not-granted", said

    def _sentences(self, stop: Stop, action: str, field: EntityField | None) -> Reasons:
        if stop.own:
            return self._own(stop, action, field)
        if stop.at == "permission":
            return [self._missing(action)]
        who = {"role": stop.grant.role_title, "scope": stop.grant.scope_label}
        said = {
            "scope": _("Le rôle « %(role)s » ne vaut que sur %(scope)s.", **who),
            "action": _("Le rôle « %(role)s » n’a pas de règle pour cela ici.", **who),
            "when": _(
                "Le rôle « %(role)s » pose une condition que la fiche ne remplit pas.", **who
            ),
            "field": _("Le rôle « %(role)s » n’ouvre pas ce champ.", **who),
            "mask": _("Le rôle « %(role)s » ne montre que la fin de ce champ.", **who),
            "gives": self._gives(stop, action),
        }
        code = {"gives": "granted", "permission": "not-granted"}.get(stop.at, f"not-{stop.at}")
        return [(code, said[stop.at] + self._condition(stop))]

    def _gives(self, stop: Stop, action: str) -> str:
        who = {"role": stop.grant.role_title, "scope": stop.grant.scope_label,
               "permission": _right(action)}  # fmt: skip
        until = stop.grant.valid_until
        if until is None:
            return _(
                "Le rôle « %(role)s » sur %(scope)s, sans date de fin, donne le droit"
                " « %(permission)s ».", **who,
            )  # fmt: skip
        return _(
            "Le rôle « %(role)s » sur %(scope)s, jusqu’au %(until)s, donne le droit"
            " « %(permission)s ».", until=day(until), **who,
        )  # fmt: skip

    def _condition(self, stop: Stop) -> str:
        """The condition of the rule, unless it leans on a field that is closed to its reader."""
        when = stop.rule.when if stop.rule is not None else None
        if when is None or stop.rule is None or stop.at not in {"gives", "when", "field", "mask"}:
            return ""
        names = {name.removeprefix("data.").split(".")[0] for name in when.condition.references
                 if not name.startswith(("actor.", "./"))}  # fmt: skip
        if not names <= self.access.reads:
            return " " + _("Sa condition porte sur un champ que vous ne lisez pas.")
        labels = {k: f.title for k, f in self.entity.fields.items()}
        labels |= {f"data.{k}": title for k, title in labels.items()}
        words = in_words(stop.rule.document["when"], types_for(self.entity), labels)
        return " " + _("Condition : %(condition)s.", condition=words)

    def _own(self, stop: Stop, action: str, field: EntityField | None) -> Reasons:
        if action != READ:
            return []
        own = ("own-place", _("C’est la fiche de votre propre établissement."))
        if field is None:
            return [own]
        if stop.at == "gives":
            return [own, ("open-field", _("Ce champ se lit par qui voit la fiche."))]
        return [own, ("closed-field", _("Ce champ est personnel ou sensible.")),
                self._missing(action)]  # fmt: skip


def level_in_words(level: str) -> str:
    """« Lecture »."""
    return {
        "none": _("Fermé"), "mask": _("Masqué"), "read": _("Lecture"),
        "propose": _("Proposition"), "write": _("Modification"),
    }[level]  # fmt: skip


def fields_told(explainer: Explainer) -> list[dict[str, Any]]:
    """Each field with its level and why, in the order of the cards; closed ones only by name."""
    order = [key for card in explainer.entity.cards for key in card.fields]
    fields = sorted(
        explainer.entity.fields.values(),
        key=lambda f: (order.index(f.key) if f.key in order else len(order), f.x_id),
    )
    return [
        {
            "key": f.key, "title": f.title, "level": explainer.level(f),
            "words": level_in_words(explainer.level(f)),
            "why": [text for _code, text in explainer.reading(f)[1]],
            "write": [text for _code, text in explainer.writing(f)[1]],
        }
        for f in fields
    ]  # fmt: skip


def watching(actor: Actor, entity: Entity, record: Record) -> dict[str, Any] | None:
    """Who sees this record, by which role: for who looks after accounts there."""
    if not actor.holds("accounts:read", record.scope_path):
        return None
    return queries.watchers(actor, entity, record)


def _access(allowed: bool, reasons: Reasons) -> dict[str, Any]:  # noqa: FBT001 – a verdict
    told = [{"code": code, "message": text} for code, text in reasons]
    return {"allowed": allowed, "reasons": told}
