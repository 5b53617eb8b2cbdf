"""The history of a record as a timeline, without what the reader may not read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.actor import Actor
from core.i18n import _, _l
from core.models import Change
from core.saying import moment
from registry import queries
from registry.domain.entity import Entity
from registry.models import Record
from registry.pages.shown import words_of
from registry.permissions import Permission

ACTS = {
    "record.created": (_l("Fiche créée"), "plus", "leaf"),
    "record.updated": (_l("Fiche modifiée"), "pencil-simple", "sky"),
    "record.imported": (_l("Import"), "download-simple", "plum"),
    "record.import-undone": (_l("Import annulé"), "arrow-u-up-left", "sun"),
    "record.archived": (_l("Fiche archivée"), "archive", "slate"),
    "record.restored": (_l("Fiche remise dans les listes"), "arrow-u-up-left", "leaf"),
    "record.proposed": (_l("Modification proposée"), "chat-circle-dots", "plum"),
    "record.change-undone": (_l("Modification annulée"), "arrow-u-up-left", "sun"),
    "record.proposal-refused": (_l("Proposition refusée"), "x-circle", "rose"),
    "record.restricted": (_l("Accès limité"), "lock-simple", "rose"),
    "history.rewritten": (_l("Historique vidé de ce qui a été effacé"), "trash", "slate"),
    "record.lifted": (_l("Accès rétabli"), "lock-simple-open", "leaf"),
}


#: Their reasons are for who may limit access.
OF_RESTRICTION = frozenset({"record.restricted", "record.lifted"})


def told_to(actor: Actor, record: Record) -> bool:
    """History is for those who work with records, not for who merely sees their own place."""
    return any(
        actor.holds(p, record.scope_path)
        for p in (Permission.RECORDS_READ, Permission.RECORDS_WRITE)
    )


def lines_for(
    actor: Actor, entity: Entity, record: Record, lines: Sequence[Change]
) -> list[tuple[Change, list[dict[str, Any]], str | None]]:
    """(line, changes, reason) without the fields the reader may not read in full; a reason goes
    with what it explains."""
    reads = queries.access(actor, entity, record).reads
    free = actor.holds(Permission.RECORDS_RESTRICTED, record.scope_path)
    found = []
    for line in lines:
        changes = [c for c in line.patch if str(c["path"]).lstrip("/") in reads]
        closed = len(changes) < len(line.patch) or (line.act in OF_RESTRICTION and not free)
        found.append((line, changes, None if closed else line.reason))
    return found


def story(
    actor: Actor, entity: Entity, record: Record, lines: Sequence[Change]
) -> list[dict[str, Any]]:
    """Entries of kit.timeline, newest first."""
    return [_entry(entity, *told) for told in lines_for(actor, entity, record, lines)]


def _entry(
    entity: Entity, line: Change, changes: Sequence[dict[str, Any]], reason: str | None
) -> dict[str, Any]:
    title, icon, tone = ACTS.get(line.act, (line.act, "circle", "slate"))
    said = []
    for change in changes:
        field = entity.fields[str(change["path"]).lstrip("/")]
        before, after = words_of(field, change.get("old")), words_of(field, change.get("new"))
        said.append(
            _("%(field)s : « %(before)s » devient « %(after)s »", field=field.title,
              before=before or "–", after=after or "–")
        )  # fmt: skip
    if reason:
        said.append(_("Motif : %(reason)s", reason=reason))
    source = line.facts.get("source")
    return {
        "title": f"{title}, {source}" if source else str(title), "icon": icon, "tone": tone,
        "when": moment(line.at), "iso": line.at.isoformat(), "by": line.actor_name,
        "text": " · ".join(said),
    }  # fmt: skip
