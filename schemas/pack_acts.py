"""Loading and exporting packs: three-way, in the order of references, one transaction."""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import text

from core import clock, history
from core.actor import Actor
from core.contributions import one_of
from core.database import session
from core.errors import Invalid, PreauError
from core.events import announce
from core.problems import Problem
from schemas import kinds, list_packs, packs, queries
from schemas.errors import NotPublishable, PackRefused
from schemas.events import PackLoaded
from schemas.models import DefinitionVersion, Pack, PackFile
from schemas.pack_export import export_pack
from schemas.packs import Item, PackSource
from schemas.publication import (
    draft_of,
    make_live,
    new_version,
    references_now,
    remember_references,
    take,
)

__all__ = ["Comparison", "PackReport", "compare", "export_pack", "load_pack"]

#: Loads of packs come one after the other, in the whole house.
ONE_AT_A_TIME = 7_305_102
State = Literal["new", "same", "update", "kept", "conflict"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One definition, three ways: as installed, as it is here, as the pack brings it."""

    item: Item
    state: State
    base: str | None
    here: str | None


@dataclass(slots=True)
class PackReport:
    """What a load did, by names of definitions (kind/key)."""

    key: str
    version: str
    title: str
    first: bool
    published: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    data: dict[str, dict[str, int]] = field(default_factory=dict)

    @property
    def changed(self) -> bool:
        """Whether the load did anything at all."""
        return bool(self.first or self.published or self.files or self.data)

    def plain(self) -> dict[str, Any]:
        """For history, terminals and programs."""
        return asdict(self)


def compare(source: PackSource) -> list[Comparison]:
    """Where each definition of the pack stands here, without touching anything."""
    installed = queries.pack(source.key)
    bases = installed.installed if installed else {}
    return [_compared(item, bases.get(item.name)) for item in source.items]


def _compared(item: Item, base: str | None) -> Comparison:
    live = queries.live(item.kind, item.key)
    here = live.sha256 if live else None
    if here == item.sha256:
        state: State = "same"
    elif here == base:
        state = "update" if here else "new"
    elif base == item.sha256:
        state = "kept"
    else:
        state = "conflict"
    return Comparison(item, state, base, here)


def load_pack(
    actor: Actor, source: str | Path | bytes | PackSource, *, theirs: bool = False
) -> PackReport:
    """Install or update a pack: all of it, or nothing (the caller's transaction).

    What was changed here since the last load is left as it is, and told as a conflict when the pack
    changed it too; `theirs` takes the pack's side. Loading the same pack again changes nothing.
    """
    read = packs.read(source)
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ONE_AT_A_TIME})
    installed = queries.pack(read.key)
    _refuse_missing(read)
    report = PackReport(read.key, read.version, read.title, first=installed is None)
    wanted: list[Item] = []
    bases = dict(installed.installed) if installed else {}
    for found in compare(read):
        name = found.item.name
        if found.state == "same":
            report.unchanged.append(name)
        elif found.state in {"new", "update"} or theirs:
            wanted.append(found.item)
            report.published.append(name)
        else:
            (report.kept if found.state == "kept" else report.conflicts).append(name)
        if found.state != "conflict" or theirs:
            bases[name] = found.item.sha256
    _keep_files(read, report)  # first: documents that name a model are checked against it
    _publish_all(actor, wanted, report)
    _load_data(actor, read, installed, report)
    _remember(actor, read, installed, bases, report)
    return report


def _refuse_missing(read: PackSource) -> None:
    problems = [
        Problem("/pack.json/requires", "pack-requires", {"name": key})
        for key in read.manifest["requires"]
        if queries.pack(key) is None
    ]
    problems += [
        Problem("/pack.json/data", "pack-into-unknown", {"name": into})
        for into, _file, _content in read.data
        if one_of("schemas.pack_data", into) is None
    ]
    if problems:
        raise PackRefused(problems)


def _publish_all(actor: Actor, items: list[Item], report: PackReport) -> None:
    """Whoever is named comes first; every refusal of the pack is told at once."""
    problems: list[Problem] = []
    failed: set[tuple[str, str]] = set()
    made: list[DefinitionVersion] = []
    ordered, named = _in_order(items)
    promised = {(item.kind, item.key) for item in items}
    for item in ordered:
        if named[item.name] & failed:
            failed.add((item.kind, item.key))
            continue
        found = _refusals(item, report)
        if not found:
            try:
                made.append(_publish(actor, item, promised))
            except NotPublishable as refusal:
                found = list(refusal.problems)
        if found:
            failed.add((item.kind, item.key))
            at = "/" + item.file.replace("~", "~0").replace("/", "~1")
            problems += [problem.under(at) for problem in found]
    if problems:
        raise PackRefused(problems)
    for version in made:  # those that were promised are live now
        remember_references(version, references_now(version))


def _refusals(item: Item, report: PackReport) -> list[Problem]:
    found = kinds.problems_of(item.document)
    if any(map(kinds.is_warning, found)):
        report.warnings.append(item.name)
    return [problem for problem in found if not kinds.is_warning(problem)]


def _in_order(items: list[Item]) -> tuple[list[Item], dict[str, set[tuple[str, str]]]]:
    """Items by references; documents that name each other in a ring keep the pack's order."""
    known = {(item.kind, item.key): item for item in items}
    named = {item.name: _names(item) & known.keys() for item in items}
    graph = {
        (item.kind, item.key): sorted(named[item.name] - {(item.kind, item.key)}) for item in items
    }
    while True:
        try:
            return [known[node] for node in TopologicalSorter(graph).static_order()], named
        except CycleError as ring:
            before, after = ring.args[1][0], ring.args[1][1]
            graph[after].remove(before)
            named[known[after].name].discard(before)


def _names(item: Item) -> set[tuple[str, str]]:
    """References of a document that holds; others are refused before their names matter."""
    if any(not kinds.is_warning(p) for p in kinds.shape_problems(item.document)):
        return set()
    return set(kinds.kind_of(item.kind).references(item.document)) - {(item.kind, item.key)}


def _publish(actor: Actor, item: Item, promised: set[tuple[str, str]]) -> DefinitionVersion:
    """A new version beside the draft somebody may be writing, whose number moves on."""
    definition = take(item.kind, item.key, create=True)
    draft = draft_of(definition)
    version = new_version(definition, item.document, actor)
    if draft is not None:
        version.number, draft.number = draft.number, version.number
        session.flush()  # the number is free before it is given again
    return make_live(actor, definition, version, references_now(version, promised), in_pack=True)


def _keep_files(read: PackSource, report: PackReport) -> None:
    kept = {file.path: file for file in queries.pack_files(read.key)}
    for path, content in read.files.items():
        if list_packs.is_rows(path):
            if list_packs.take(path, content):
                report.files.append(path)
            continue
        digest = hashlib.sha256(content).hexdigest()
        row = kept.get(path)
        if row is not None and row.sha256 == digest:
            continue
        if row is None:
            row = PackFile(path=path, pack_key=read.key)
            session.add(row)
        row.sha256, row.content = digest, content
        row.media_type = mimetypes.guess_type(path)[0] or "application/octet-stream"
        report.files.append(path)
    session.flush()  # checks of the documents look for these rows


def _load_data(actor: Actor, read: PackSource, installed: Pack | None, report: PackReport) -> None:
    """Rows for rooms, when they are not those that came with the last load."""
    before = (installed.manifest.get("loaded_data") or {}) if installed else {}
    for into, file, content in read.data:
        if before.get(file) == hashlib.sha256(content).hexdigest():
            continue
        try:
            counts = one_of("schemas.pack_data", into).load(actor, content, file)  # type: ignore[union-attr]
        except Invalid as refusal:
            at = "/" + file.replace("~", "~0").replace("/", "~1")
            inner = [problem.under(at) for problem in refusal.problems]
            raise PackRefused(inner or [_refused(at, file, refusal)]) from refusal
        except PreauError as refusal:
            raise PackRefused([_refused("", file, refusal)]) from refusal
        report.data[file] = dict(counts or {})


def _refused(at: str, file: str, refusal: PreauError) -> Problem:
    return Problem(at, "pack-data-refused", {"file": file, "reason": str(refusal.message)})


def _remember(
    actor: Actor,
    read: PackSource,
    installed: Pack | None,
    bases: dict[str, str],
    report: PackReport,
) -> None:
    """The pack as loaded is the base of the next three-way difference."""
    hashes = {file: hashlib.sha256(content).hexdigest() for _i, file, content in read.data}
    manifest = {**read.manifest, "loaded_data": hashes}
    known = installed and installed.manifest == manifest and installed.installed == bases
    if known and not report.changed:
        return
    pack = installed or Pack(key=read.key)
    pack.title, pack.pack_version = read.title, read.version
    pack.manifest, pack.installed = manifest, bases
    pack.installed_at, pack.installed_by = clock.now(), actor.account_id
    session.add(pack)
    session.flush()  # history names the pack
    history.record(actor, "pack", pack.id, "pack.loaded", facts=report.plain())
    announce(PackLoaded(pack.id, pack.key, pack.pack_version, _groups(read)))


def _groups(read: PackSource) -> dict[str, str]:
    """Groups of agents the pack names: those it labels, and those its documents bind."""
    found = dict(read.groups)
    for item in read.items:
        named: Iterable[str] = getattr(kinds.kind_of(item.kind), "groups", lambda _d: ())(
            item.document
        )
        for key in named:
            found.setdefault(key, key)
    return found
