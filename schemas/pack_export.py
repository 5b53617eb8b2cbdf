"""Exporting definitions as a pack: the same definitions make the same bytes, any day, anywhere."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from core.actor import Actor
from core.canonical import canonical, sha256_of_text
from schemas import list_packs, queries
from schemas.errors import UnknownDefinition
from schemas.models import DefinitionVersion, Pack
from schemas.packing.hooks import portable
from schemas.packing.needs import Recipe, recipe_of
from schemas.packs import FORMAT, seal_of
from schemas.packs_archive import archive_of_files
from schemas.permissions import Permission


def export_pack(
    actor: Actor, keys: Iterable[str], *, key: str = "export", title: str = "", version: str = "1"
) -> dict[str, bytes]:
    """The files of a pack with the live versions of `keys`, without what ties them to this house.

    A key is `kind/key`, the key of a definition of whatever kind, or that of an installed pack.
    """
    if not actor.holds(Permission.DEFINITIONS_READ):
        raise UnknownDefinition
    names: set[str] = set()
    packs: list[Pack] = []
    for wanted in keys:
        pack = queries.pack(wanted) if "/" not in wanted else None
        if pack is not None:
            packs.append(pack)
        names.update(f"{found.kind}/{found.key}" for found in _found(wanted, pack))
    if len(packs) == 1:
        key = packs[0].key if key == "export" else key
        title, version = title or packs[0].title, packs[0].pack_version
    return _files(recipe_of(names), key, title or key, version, packs)


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
    recipe: Recipe, key: str, title: str, version: str, packs: list[Pack]
) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    definitions = []
    for found in recipe.chosen:
        path = f"definitions/{found.kind}.{found.key}.json"
        text = canonical(portable(found.body))
        files[path] = text.encode()
        digest = sha256_of_text(text)
        definitions.append({"kind": found.kind, "key": found.key, "file": path, "sha256": digest})
    named = {file["file"]: file for file in _carried(recipe, packs, files)}
    requires = {one for pack in packs for one in pack.manifest.get("requires", ())}
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "key": key,
        "version": version,
        "title": title,
        "requires": sorted({*recipe.requires, *requires} - {pack.key for pack in packs} - {key}),
        "definitions": definitions,
        "files": [named[path] for path in sorted(named)],
        "data": [],
    }
    groups = _groups(recipe, packs)
    if groups:
        manifest["groups"] = groups
    manifest["seal"] = seal_of(manifest)
    files["pack.json"] = (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode()
    return files


def _carried(
    recipe: Recipe, packs: list[Pack], files: dict[str, bytes]
) -> Iterator[dict[str, str]]:
    """The files that documents name, and those of the packs that are given whole."""
    kept = {f.path: f for pack in packs for f in queries.pack_files(pack.key)}
    for path in sorted({*recipe.files, *kept}):
        file = kept.get(path) or queries.pack_file(path)
        content = file.content if file is not None else list_packs.content_of(path)
        if content is not None:
            files[path] = content
            yield {"file": path, "sha256": hashlib.sha256(content).hexdigest()}


def _groups(recipe: Recipe, packs: list[Pack]) -> list[dict[str, str]]:
    """Teams the other house will have to tie, by the names they have here."""
    labels = {row["key"]: row["label"] for pack in packs for row in pack.manifest.get("groups", ())}
    for one in recipe.to_bind:
        if one.binding.sort == "group":
            labels[one.binding.value] = dict(one.binding.options)[one.binding.value]
    return [{"key": name, "label": labels[name]} for name in sorted(labels)]
