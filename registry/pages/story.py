"""The history of a record as a timeline, without what the reader may not read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.i18n import _, _l
from core.models import Change
from core.saying import moment
from registry.domain.entity import EntityField
from registry.pages.shown import words_of

ACTS = {
    "record.created": (_l("Fiche créée"), "plus", "leaf"),
    "record.updated": (_l("Fiche modifiée"), "pencil-simple", "sky"),
    "record.imported": (_l("Import"), "download-simple", "plum"),
    "record.import-undone": (_l("Import annulé"), "arrow-u-up-left", "sun"),
    "record.archived": (_l("Fiche archivée"), "archive", "slate"),
    "record.restored": (_l("Fiche remise dans les listes"), "arrow-u-up-left", "leaf"),
}


def story(readable: Sequence[EntityField], lines: Sequence[Change]) -> list[dict[str, Any]]:
    """Entries of kit.timeline, newest first."""
    open_to = {field.key: field for field in readable}
    return [_entry(line, open_to) for line in lines]


def _entry(line: Change, open_to: dict[str, EntityField]) -> dict[str, Any]:
    title, icon, tone = ACTS.get(line.act, (line.act, "circle", "slate"))
    changes = []
    for change in line.patch:
        field = open_to.get(str(change["path"]).lstrip("/"))
        if field is not None:
            before, after = words_of(field, change.get("old")), words_of(field, change.get("new"))
            changes.append(
                _("%(field)s : « %(before)s » devient « %(after)s »", field=field.title,
                  before=before or "–", after=after or "–")
            )  # fmt: skip
    source = line.facts.get("source")
    return {
        "title": f"{title}, {source}" if source else str(title), "icon": icon, "tone": tone,
        "when": moment(line.at), "iso": line.at.isoformat(), "by": line.actor_name,
        "text": " · ".join(changes),
    }  # fmt: skip
