"""Coming back: one definition to what the pack brought, or the whole house to before an update."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from core import clock, history
from core.actor import Actor
from core.canonical import sha256
from core.database import session
from core.errors import NotFound
from core.events import announce
from schemas import list_packs, queries
from schemas.errors import AlreadyLive, NothingToRevert, OriginalUnknown, UnknownDefinition
from schemas.events import PackLoaded
from schemas.models import DefinitionVersion, Pack
from schemas.pack_models import PackLoad
from schemas.packing import hooks, remembering
from schemas.packing.contents import put_file
from schemas.packing.planning import text_of
from schemas.packing.publishing import publish_all
from schemas.packs import Item
from schemas.retiring import retire


@dataclass(slots=True)
class Reverted:
    """What a way back did, by names of definitions (kind/key)."""

    key: str
    version: str
    restored: list[str] = field(default_factory=list)
    retired: list[str] = field(default_factory=list)
    #: Published again since: left as they are.
    left: list[str] = field(default_factory=list)

    def plain(self) -> dict[str, Any]:
        """For history, terminals and programs."""
        return {
            "key": self.key, "version": self.version, "restored": self.restored,
            "retired": self.retired, "left": self.left,
        }  # fmt: skip


def original_of(pack: Pack, name: str) -> dict[str, Any] | None:
    """A definition as the pack brought it, tied to this house; None when it was not kept."""
    kind, _sign, key = name.partition("/")
    if name not in pack.installed:
        raise UnknownDefinition
    text = text_of(pack.key, kind, key, pack.installed[name])
    if text is None:
        return None
    live = queries.live(kind, key) or _last(kind, key)
    return hooks.at_home(text, live.body if live else None)


def revert_definition(actor: Actor, pack: Pack, name: str) -> DefinitionVersion:
    """What the pack brought is in service again, as a new version: what runs stays pinned."""
    kind, _sign, key = name.partition("/")
    document = original_of(pack, name)
    if document is None:
        raise OriginalUnknown
    live = queries.live(kind, key)
    if live is not None and live.sha256 == sha256(document):
        raise AlreadyLive
    (made,) = publish_all(actor, [Item(kind, key, "", document, sha256(document))], [])
    told = {"definition": name, "number": made.number}
    history.record(actor, "pack", pack.id, "pack.definition-reverted", facts=told)
    announce(PackLoaded(pack.id, pack.key, pack.pack_version))
    return made


def revert_load(actor: Actor, pack: Pack) -> Reverted:
    """The latest update is taken back: what it published is what it was, files and bases too."""
    last, former = _two(pack.key)
    report = Reverted(pack.key, former.pack_version)
    items, gone = [], []
    for name, numbers in sorted(last.published.items()):
        kind, _sign, key = name.partition("/")
        live = queries.live(kind, key)
        if (live.number if live else None) != numbers["after"]:
            report.left.append(name)
        elif numbers["before"] is None:
            gone.append((kind, key))
            report.retired.append(name)
        else:
            body = _numbered(kind, key, numbers["before"]).body
            items.append(Item(kind, key, "", body, sha256(body)))
            report.restored.append(name)
    _put_files_back(pack.key, former)
    publish_all(actor, items, [])
    for kind, key in gone:
        retire(actor, kind, key)
    last.undone_at = clock.now()
    pack.title, pack.pack_version = former.title, former.pack_version
    pack.manifest, pack.installed = former.manifest, former.installed
    pack.installed_at, pack.installed_by = clock.now(), actor.account_id
    session.flush()  # the last line of history is of what stands
    history.record(actor, "pack", pack.id, "pack.reverted", facts=report.plain())
    announce(PackLoaded(pack.id, pack.key, pack.pack_version))
    return report


def can_revert(pack_key: str) -> PackLoad | None:
    """The load one would come back to."""
    found = remembering.loads(pack_key)
    return found[1] if len(found) > 1 else None


def _two(pack_key: str) -> tuple[PackLoad, PackLoad]:
    found = remembering.loads(pack_key)
    if len(found) < 2:
        raise NothingToRevert
    return found[0], found[1]


def _put_files_back(pack_key: str, former: PackLoad) -> None:
    for row in former.manifest["files"]:
        if list_packs.is_rows(row["file"]):
            continue  # kept by their hash, whatever names them
        content = remembering.original(pack_key, row["sha256"])
        if content is not None:
            put_file(pack_key, row["file"], content)
    session.flush()  # documents that name a model are checked against it


def _last(kind: str, key: str) -> DefinitionVersion | None:
    return next((v for v in queries.versions(kind, key) if v.status != "draft"), None)


def _numbered(kind: str, key: str, number: int) -> DefinitionVersion:
    found = session.scalar(
        select(DefinitionVersion).where(
            DefinitionVersion.kind == kind,
            DefinitionVersion.key == key,
            DefinitionVersion.number == number,
        )
    )
    if found is None:
        raise NotFound
    return found
