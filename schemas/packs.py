"""A pack as it lies in a folder or an archive: read with care, as values, without installing it.

We may have prepared it, or a neighbour town, or a stranger. Names that leave the pack, links,
bombs and files that are not what the manifest says are refused before anything is looked into.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Protocol

from core.actor import Actor
from core.canonical import sha256
from core.errors import PreauError
from core.jsondoor import parse
from core.problems import Problem
from schemas.errors import BadPack, PackRefused, PackTooLarge, UnknownPack
from schemas.metaschema import problems_against
from schemas.packs_archive import files_of_archive

SHIPPED: Final = Path(__file__).parent / "packs"
MANIFEST: Final = "pack.json"
#: What this house knows to read; a pack of a later one is refused in words.
FORMAT: Final = 1
MOST_FILES: Final = 1000
LARGEST_FILE: Final = 20 * 1024 * 1024
LARGEST_PACK: Final = 60 * 1024 * 1024
#: A manifest, or a definition as somebody may have set it out; kept, it holds in 256 KB.
LARGEST_JSON: Final = 1024 * 1024
_NAME: Final = re.compile(r"[a-z][a-z0-9-]{0,62}\Z")


class PackData(Protocol):
    """What a room hangs at `schemas.pack_data` to receive rows of packs under its `key`.

    Optional: `forget(actor, content, name, since)` takes away what a file brought since then and
    nobody has touched, when its pack is removed.
    """

    key: str
    #: What its rows are, for people.
    label: Any

    def load(self, actor: Actor, content: bytes, name: str) -> Mapping[str, int] | None:
        """Take in the file called `name`; counts for the report. Must bear repetition."""


@dataclass(frozen=True, slots=True)
class Item:
    """One definition of a pack."""

    kind: str
    key: str
    file: str
    document: dict[str, Any]
    sha256: str

    @property
    def name(self) -> str:
        """How manifests and reports call it."""
        return f"{self.kind}/{self.key}"


@dataclass(frozen=True, slots=True)
class PackSource:
    """A whole pack, read and checked against its manifest."""

    key: str
    version: str
    title: str
    manifest: dict[str, Any]
    items: tuple[Item, ...]
    #: Path → bytes of the files that documents name.
    files: Mapping[str, bytes] = field(default_factory=dict)
    #: (room, path, bytes) of the rows for rooms.
    data: tuple[tuple[str, str, bytes], ...] = ()
    #: Key → label of the groups of agents the pack speaks of.
    groups: Mapping[str, str] = field(default_factory=dict)


def read(source: str | Path | bytes | PackSource) -> PackSource:
    """A pack by shipped name, folder, archive or bytes of an archive.

    A plain word is a shipped name first; whoever lets strangers choose passes names or bytes only.
    """
    if isinstance(source, PackSource):
        return source
    if isinstance(source, bytes):
        return of_files(files_of_archive(source))
    if isinstance(source, str) and _NAME.match(source) and (SHIPPED / source).is_dir():
        return shipped(source)
    path = Path(source)
    if path.is_dir():
        return of_files(files_of_folder(path))
    if path.is_file():
        if path.stat().st_size > LARGEST_PACK:
            raise PackTooLarge
        return of_files(files_of_archive(path.read_bytes()))
    raise UnknownPack


def shipped(name: str) -> PackSource:
    """A pack that comes with Préau."""
    if not _NAME.match(name) or not (SHIPPED / name / MANIFEST).is_file():
        raise UnknownPack
    return of_files(files_of_folder(SHIPPED / name))


def shipped_names() -> list[str]:
    """The packs that come with Préau."""
    return sorted(path.parent.name for path in SHIPPED.glob(f"*/{MANIFEST}"))


def shipped_manifests() -> list[dict[str, Any]]:
    """What comes with Préau, by the manifests alone: for lists."""
    return [
        _document((SHIPPED / name / MANIFEST).read_bytes(), MANIFEST) for name in shipped_names()
    ]


def files_of_folder(folder: Path) -> dict[str, bytes]:
    """Every file under `folder`; a link is refused, wherever it leads."""
    found: dict[str, bytes] = {}
    total = 0
    for path in sorted(folder.rglob("*")):
        if path.is_symlink():
            raise BadPack(file=path.name)
        if not path.is_file() or any(
            p.startswith((".", "__")) for p in path.relative_to(folder).parts
        ):
            continue
        size = path.stat().st_size
        total += size
        if size > LARGEST_FILE or total > LARGEST_PACK or len(found) >= MOST_FILES:
            raise PackTooLarge
        found[path.relative_to(folder).as_posix()] = path.read_bytes()
    return found


def of_files(files: Mapping[str, bytes]) -> PackSource:
    """Hold the files against the manifest: each is there, and is the one that was meant."""
    if MANIFEST not in files:
        raise BadPack
    manifest = _document(files[MANIFEST], MANIFEST)
    form = manifest.get("format", FORMAT)
    if isinstance(form, int) and form > FORMAT:
        raise PackRefused([Problem("/pack.json/format", "pack-newer", {"format": form})])
    problems = problems_against("pack", manifest)
    if problems:
        raise PackRefused([problem.under("/pack.json") for problem in problems])
    found: list[Problem] = []
    if manifest.get("seal", seal_of(manifest)) != seal_of(manifest):
        found.append(Problem("/pack.json/seal", "pack-seal"))
    items = tuple(_items(manifest, files, found))
    _wanted(manifest["files"], files, found)
    _wanted(manifest["data"], files, found)
    if found:
        raise PackRefused(found)
    return PackSource(
        key=manifest["key"],
        version=manifest["version"],
        title=manifest["title"],
        manifest=manifest,
        items=items,
        files={row["file"]: files[row["file"]] for row in manifest["files"]},
        data=tuple((row["into"], row["file"], files[row["file"]]) for row in manifest["data"]),
        groups={row["key"]: row["label"] for row in manifest.get("groups", [])},
    )


def seal_of(manifest: Mapping[str, Any]) -> str:
    """The hash of all that a manifest says, and through it of every file of the pack."""
    return sha256({name: value for name, value in manifest.items() if name != "seal"})


def _items(
    manifest: Mapping[str, Any], files: Mapping[str, bytes], found: list[Problem]
) -> list[Item]:
    items: list[Item] = []
    seen: set[str] = set()
    for row in manifest["definitions"]:
        name, file = f"{row['kind']}/{row['key']}", row["file"]
        at = f"/{_step(file)}"
        if name in seen:
            found.append(Problem(at, "pack-twice", {"name": name}))
        elif file not in files:
            found.append(Problem(at, "pack-file-missing", {"file": file}))
        else:
            try:
                document = _document(files[file], file)
            except PackRefused as refusal:
                found.extend(refusal.problems)
                continue
            digest = sha256(document)
            if (document.get("kind"), document.get("key")) != (row["kind"], row["key"]):
                found.append(Problem(at, "pack-entry-differs", {"file": file}))
            elif digest != row["sha256"]:
                found.append(Problem(at, "pack-file-differs", {"file": file}))
            else:
                items.append(Item(row["kind"], row["key"], file, document, digest))
        seen.add(name)
    return items


def _wanted(rows: Any, files: Mapping[str, bytes], found: list[Problem]) -> None:
    for row in rows:
        content = files.get(row["file"])
        at = f"/{_step(row['file'])}"
        if content is None:
            found.append(Problem(at, "pack-file-missing", {"file": row["file"]}))
        elif row.get("sha256") not in {None, hashlib.sha256(content).hexdigest()}:
            found.append(Problem(at, "pack-file-differs", {"file": row["file"]}))


def _document(content: bytes, file: str) -> dict[str, Any]:
    if len(content) > LARGEST_JSON:
        raise PackRefused([Problem(f"/{_step(file)}", "pack-file-large", {"file": file})])
    try:
        document = parse(content)
    except PreauError as refusal:
        at = f"/{_step(file)}"
        inner = [problem.under(at) for problem in getattr(refusal, "problems", ())]
        raise PackRefused(
            inner or [Problem(at, "pack-file-unreadable", {"file": file})]
        ) from refusal
    if not isinstance(document, dict):
        raise PackRefused([Problem(f"/{_step(file)}", "pack-file-unreadable", {"file": file})])
    return document


def _step(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
