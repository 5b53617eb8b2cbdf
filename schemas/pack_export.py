"""Exporting definitions as a pack: the same definitions make the same bytes, any day, anywhere."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from core.actor import Actor
from schemas import list_packs, queries
from schemas.errors import UnknownDefinition
from schemas.models import DefinitionVersion, Pack
from schemas.packs_archive import archive_of_files
from schemas.permissions import Permission


def export_pack(
    actor: Actor, keys: Iterable[str], *, key: str = "export", title: str = "", version: str = "1"
) -> dict[str, bytes]:
    """The files of a pack with the live versions of `keys`.

    A key is `kind/key`, the key of a definition of whatever kind, or that of an installed pack.
    """
    if not actor.holds(Permission.DEFINITIONS_READ):
        raise UnknownDefinition
    chosen: dict[str, DefinitionVersion] = {}
    packs: list[Pack] = []
    for wanted in keys:
        pack = queries.pack(wanted) if "/" not in wanted else None
        if pack is not None:
            packs.append(pack)
        for found in _found(wanted, pack):
            chosen[f"{found.kind}/{found.key}"] = found
    if len(packs) == 1:
        key = packs[0].key if key == "export" else key
        title, version = title or packs[0].title, packs[0].pack_version
    return _files([chosen[name] for name in sorted(chosen)], key, title or key, version, packs)


def archive(files: dict[str, bytes]) -> bytes:
    """The same as one .zip."""
    return archive_of_files(files)


def write_folder(files: dict[str, bytes], folder: Path) -> None:
    """The same as a folder, made if need be."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _found(wanted: str, pack: Pack | None) -> list[DefinitionVersion]:
    if pack is not None:
        names = [tuple(name.split("/", 1)) for name in pack.installed]
        return [v for kind, key in names if (v := queries.live(kind, key)) is not None]
    kind, _sign, key = wanted.rpartition("/")
    found = [queries.live(kind, key)] if kind else queries.live_named(key)
    versions = [version for version in found if version is not None]
    if not versions:
        raise UnknownDefinition(wanted=wanted)
    return versions


def _files(
    versions: list[DefinitionVersion], key: str, title: str, version: str, packs: list[Pack]
) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    manifest: dict[str, Any] = {
        "key": key,
        "version": version,
        "title": title,
        "requires": [],
        "definitions": [],
        "files": [],
        "data": [],
    }
    named: set[str] = set()
    for found in versions:
        path = f"definitions/{found.kind}.{found.key}.json"
        files[path] = found.body_text.encode()
        manifest["definitions"].append(
            {"kind": found.kind, "key": found.key, "file": path, "sha256": found.sha256}
        )
        named.update(_paths(found.body))
    kept = {f.path: f for pack in packs for f in queries.pack_files(pack.key)}
    for path in sorted(named | set(kept)):
        file = kept.get(path) or queries.pack_file(path)
        content = file.content if file is not None else list_packs.content_of(path)
        if content is not None:
            files[path] = content
            digest = hashlib.sha256(content).hexdigest()
            manifest["files"].append({"file": path, "sha256": digest})
    if packs:
        groups = {g["key"]: g for pack in packs for g in pack.manifest.get("groups", [])}
        manifest["groups"] = [groups[name] for name in sorted(groups)]
    files["pack.json"] = (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode()
    return files


def _paths(value: Any) -> Iterator[str]:
    """Every text that may name a file of a pack."""
    if isinstance(value, str) and value.startswith("files/"):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _paths(inner)
