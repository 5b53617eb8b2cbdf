"""Loading packs: three-way, choice by choice, in the order of references, one transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from sqlalchemy import text

from core import clock, history
from core.actor import Actor
from core.contributions import one_of
from core.database import session
from core.events import announce
from core.problems import Problem
from schemas import packs, queries
from schemas.errors import PackRefused
from schemas.events import PackLoaded
from schemas.models import Pack
from schemas.packing import remembering
from schemas.packing.choosing import chosen_of, retire_given_up, sorted_out
from schemas.packing.contents import keep_files, load_data
from schemas.packing.planning import Line, lines_of, number_of, taken_over
from schemas.packing.publishing import publish_all
from schemas.packing.reports import PackReport
from schemas.packs import PackSource

#: Loads of packs come one after the other, in the whole house.
ONE_AT_A_TIME: Final = 7_305_102
#: How deep packs may ask for one another.
DEEPEST: Final = 10


def compare(source: PackSource) -> list[Line]:
    """Where each definition of the pack stands here, without touching anything."""
    return lines_of(source, queries.pack(source.key))


def lock() -> None:
    """Acts on packs come one after the other."""
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ONE_AT_A_TIME})


def load_pack(
    actor: Actor,
    source: str | Path | bytes | PackSource,
    *,
    theirs: bool = False,
    choices: Mapping[str, str] | None = None,
    bind: Mapping[str, Mapping[str, str]] | None = None,
    depth: int = 0,
) -> PackReport:
    """Install or update a pack: all of it, or nothing (the caller's transaction).

    `choices` says by name: mine, theirs, merge. Without a word, what was changed here since the
    last load is left as it is, and told as a conflict when the pack changed it too; `theirs` takes
    the pack's side. `bind` ties what is new to this house: name → path → value. Loading the same
    pack again changes nothing.
    """
    read = packs.read(source)
    lock()
    begun = clock.now()
    installed = queries.pack(read.key)
    report = PackReport(read.key, read.version, read.title, first=installed is None)
    report.required = _load_required(actor, read, depth)
    lines = lines_of(read, installed)
    chosen = chosen_of(lines, choices or {}, theirs=theirs)
    before = {line.name: number_of(line) for line in lines}
    moved = taken_over(read)
    known = installed.installed if installed else {}
    bases = {name: digest for name, digest in known.items() if name not in moved}
    wanted = sorted_out(lines, chosen, bind or {}, bases, report)
    keep_files(read, report)  # first: documents that name a model are checked against it
    made = publish_all(actor, wanted, report.warnings)
    retire_given_up(actor, lines, chosen, bases, report)
    load_data(actor, read, installed, report)
    published = remembering.numbers([*report.published, *report.retired], made, before)
    if _remember(actor, read, installed, bases, report):
        remembering.keep_load(actor, read.key, published, begun)
    return report


def _load_required(actor: Actor, read: PackSource, depth: int) -> list[str]:
    """Those that come with Préau are installed first; others are waited for."""
    missing = [key for key in read.manifest["requires"] if queries.pack(key) is None]
    problems = [
        Problem("/pack.json/requires", "pack-requires", {"name": key})
        for key in missing
        if key not in packs.shipped_names() or depth >= DEEPEST
    ]
    problems += [
        Problem("/pack.json/data", "pack-into-unknown", {"name": into})
        for into, _file, _content in read.data
        if one_of("schemas.pack_data", into) is None
    ]
    if problems:
        raise PackRefused(problems)
    for key in missing:
        load_pack(actor, packs.shipped(key), depth=depth + 1)
    return missing


def _remember(
    actor: Actor,
    read: PackSource,
    installed: Pack | None,
    bases: dict[str, str],
    report: PackReport,
) -> bool:
    """The pack as loaded is the base of the next three-way difference; whether it is another."""
    hashes = {file: hashlib.sha256(content).hexdigest() for _i, file, content in read.data}
    manifest = {**read.manifest, "loaded_data": hashes}
    known = installed and installed.manifest == manifest and installed.installed == bases
    if known and not report.changed:
        return False
    pack = installed or Pack(key=read.key)
    pack.title, pack.pack_version = read.title, read.version
    pack.manifest, pack.installed = manifest, bases
    pack.installed_at, pack.installed_by = clock.now(), actor.account_id
    session.add(pack)
    session.flush()  # history names the pack
    remembering.keep_originals(read)
    history.record(actor, "pack", pack.id, "pack.loaded", facts=report.plain())
    announce(PackLoaded(pack.id, pack.key, pack.pack_version, remembering.groups_made(read)))
    return True
