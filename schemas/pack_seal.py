"""Sealing a pack that was written by hand: its manifest lists what lies there, with the hashes."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from core.canonical import sha256
from core.errors import PreauError
from core.jsondoor import parse
from core.problems import Problem
from schemas.errors import BadPack, PackRefused
from schemas.packs import FORMAT, MANIFEST, files_of_folder, seal_of

_KEPT_APART = ("files/", "data/")


def seal(folder: Path) -> dict[str, Any]:
    """Rewrite the list and the hashes of `pack.json`; key, title, requires, groups, data stay.

    Every other .json outside `files/` and `data/` is a definition; everything in `files/` a file.
    """
    files = files_of_folder(folder)
    if MANIFEST not in files:
        raise BadPack
    manifest = _read(files[MANIFEST], MANIFEST)
    sealed: dict[str, Any] = {
        "format": FORMAT,
        "key": manifest.get("key"),
        "version": manifest.get("version", "1"),
        "title": manifest.get("title"),
        "requires": manifest.get("requires", []),
        "definitions": sorted(_definitions(files), key=lambda row: (row["kind"], row["key"])),
        "files": [
            {"file": name, "sha256": hashlib.sha256(files[name]).hexdigest()}
            for name in sorted(files)
            if name.startswith("files/")
        ],
        "data": [_hashed(row, files) for row in manifest.get("data", [])],
    }
    if manifest.get("groups"):
        sealed["groups"] = manifest["groups"]
    sealed["seal"] = seal_of(sealed)
    written = json.dumps(sealed, ensure_ascii=False, indent=2) + "\n"
    (folder / MANIFEST).write_text(written, encoding="utf-8")
    return sealed


def _definitions(files: dict[str, bytes]) -> list[dict[str, Any]]:
    found = []
    for name, content in files.items():
        if name == MANIFEST or name.startswith(_KEPT_APART) or not name.endswith(".json"):
            continue
        document = _read(content, name)
        found.append(
            {
                "kind": document.get("kind"),
                "key": document.get("key"),
                "file": name,
                "sha256": sha256(document),
            }
        )
    return found


def _hashed(row: dict[str, Any], files: dict[str, bytes]) -> dict[str, Any]:
    content = files.get(row["file"])
    if content is None:
        raise PackRefused([Problem("/pack.json/data", "pack-file-missing", {"file": row["file"]})])
    return {**row, "sha256": hashlib.sha256(content).hexdigest()}


def _read(content: bytes, name: str) -> dict[str, Any]:
    at = "/" + name.replace("~", "~0").replace("/", "~1")
    try:
        document = parse(content)
    except PreauError as refusal:
        raise PackRefused([Problem(at, "pack-file-unreadable", {"file": name})]) from refusal
    if not isinstance(document, dict):
        raise PackRefused([Problem(at, "pack-file-unreadable", {"file": name})])
    return document
