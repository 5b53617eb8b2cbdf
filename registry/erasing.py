"""A record is erased: its answers, its index, its links, what was proposed, its files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from core import erasure
from core.actor import Actor
from core.database import session
from core.erasing import Foreseen
from core.errors import Forbidden, NotFound
from core.history import record as write_line
from core.i18n import _, _l, ngettext
from registry.models import Record
from registry.operations.records import SUBJECT
from registry.operations.vocabulary import forget_beginning_with
from registry.permissions import Permission
from registry.queries import live_entity
from registry.queries.gate import may

ERASED = "record.erased"
_ID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")


class RecordErasing:
    """Fills `core.erasable`."""

    key = SUBJECT
    label = _l("Une fiche")
    hint = _l("L’adresse de sa page, copiée de votre navigateur.")

    def find(self, text: str) -> UUID | None:
        found = _ID.search(text.lower())
        known = found and session.scalar(select(Record.id).where(Record.id == UUID(found[0])))
        return known or None

    def foresee(self, actor: Actor, subject_id: UUID) -> Foreseen:
        record = _standing(subject_id)
        if not may(actor, record, Permission.RECORDS_READ):
            raise NotFound
        counted = erasure.count(erasure.all_of(SUBJECT, subject_id))
        goes = [
            _("La fiche, toutes ses réponses, et les mots par lesquels on la trouve."),
            ngettext("%(num)s lien vers d’autres fiches.", "%(num)s liens vers d’autres fiches.",
                     counted.get("link", 0)),
            ngettext("%(num)s proposition de modification.",
                     "%(num)s propositions de modification.", counted.get("record_proposal", 0)),
            _("Le contenu de son historique ; il reste qui a fait quoi, et quand."),
        ]  # fmt: skip
        stays = [
            _("Ce que des demandes en ont repris dans leurs réponses : effacez ces demandes aussi, "
              "ou laissez venir la fin de leur durée de conservation."),
        ]  # fmt: skip
        url = f"/fiches/{record.entity}/{record.id}"
        return Foreseen(record.label, url, goes, stays, _refusal(record))

    def erase(self, actor: Actor, subject_id: UUID) -> Mapping[str, Any]:
        record = _standing(subject_id, lock=True)
        if _refusal(record):
            raise Forbidden(_refusal(record))
        entity, version = record.entity, record.version
        letters = {word[0] for word in record.label.lower().split() if word[0].isalpha()}
        everything = erasure.all_of(SUBJECT, subject_id)
        erasure.remove(everything)
        for letter in letters:
            forget_beginning_with(letter)
        erasure.silence(actor, everything)
        write_line(actor, SUBJECT, subject_id, ERASED, version=version, facts={"entity": entity})
        return {"entity": entity}


def _standing(record_id: UUID, *, lock: bool = False) -> Record:
    query = select(Record).where(Record.id == record_id)
    found = session.scalar(query.with_for_update() if lock else query)
    if found is None:
        raise NotFound
    return found


def _refusal(record: Record) -> str:
    """A place carries rights and requests; it is archived, never erased."""
    if live_entity(record.entity).scope == "self":
        return _("Cette fiche porte un périmètre : des droits et des demandes s’y rattachent. "
                 "Archivez-la.")  # fmt: skip
    return ""


RECORD_ERASING = RecordErasing()
