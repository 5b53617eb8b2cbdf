"""Is an archive whole, unchanged, ours, and one this Préau can read? Asked before anything else."""

from __future__ import annotations

import hashlib
import hmac
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from app.backup import archive, tables
from app.backup.errors import BackupError, Damaged
from app.migrate import knows

_TABLE: Final = re.compile(r"tables/([a-z_0-9]+)/([0-9]+)\.copy\.gz")


@dataclass(slots=True)
class Seen:
    """What one table amounted to in the archive."""

    parts: int
    sha256: Any


def check(path: Path, secret_key: str, *, other_key: bool = False) -> dict[str, Any]:
    """Read the whole archive; its manifest, or a refusal."""
    with opened(path) as stream:
        return _check(stream, secret_key, other_key=other_key)


def opened(path: Path) -> IO[bytes]:
    try:
        return path.open("rb")
    except OSError as fault:
        raise BackupError(f"{path} ne peut pas être lu : {fault.strerror}.") from fault


def _check(stream: IO[bytes], secret_key: str, *, other_key: bool) -> dict[str, Any]:
    total, before = archive.Summed(), ""
    seen: dict[str, Seen] = {}
    files, manifest, said, sealed = 0, b"", dict[str, Any](), ""
    for number, member in enumerate(archive.members(stream)):
        if sealed:
            raise Damaged("quelque chose suit le sceau")
        if number == 0:
            content = member.content()
            said = archive.head(member.name, content)
            _refuse_newer(said)
            total.begin(member.name, member.size)
            total.add(content)
        elif member.name == archive.MANIFEST:
            before, manifest = total.hex, member.content()
        elif member.name == archive.SEAL:
            sealed = member.content().decode("ascii", "replace")
        else:
            total.begin(member.name, member.size)
            files += member.name.startswith("files/")
            for piece in _summed(member, seen):
                total.add(piece)
    if not (manifest and sealed):
        raise Damaged("elle est coupée")
    if not other_key and not hmac.compare_digest(sealed, archive.seal_of(manifest, secret_key)):
        raise BackupError(
            "Cette sauvegarde n’est pas scellée de la clé de cette maison : elle vient d’une autre,"
            " ou elle a été changée. Donnez par SECRET_KEY la clé de la maison sauvegardée, ou "
            "ajoutez --other-key si vous savez d’où elle vient. Rien n’a été restauré."
        )
    told = archive.words(manifest)
    _compare(told, said, before, seen, files)
    return told


def _refuse_newer(said: dict[str, Any]) -> None:
    if not knows(str(said.get("revision", ""))):
        raise BackupError(
            f"Cette sauvegarde est à la version {said.get('revision')} des tables, que ce Préau ne "
            "connaît pas : il est plus ancien qu’elle. Mettez-le à jour, puis recommencez."
        )


def _summed(member: archive.Member, seen: dict[str, Seen]) -> Iterator[bytes]:
    found = _TABLE.fullmatch(member.name)
    if found is None:
        yield from member.pieces()
        return
    pressed = member.content()
    yield pressed
    table = seen.setdefault(found[1], Seen(0, hashlib.sha256()))
    table.parts += 1
    if int(found[2]) != table.parts:
        raise Damaged(f"une partie de {found[1]} manque")
    table.sha256.update(unpressed(pressed))


def unpressed(pressed: bytes) -> bytes:
    """The text of a part, never longer than we write one."""
    press = zlib.decompressobj(wbits=31)
    try:
        text = press.decompress(pressed, tables.PART)
    except zlib.error as fault:
        raise Damaged("une partie est illisible") from fault
    if press.unconsumed_tail or not press.eof or press.unused_data:
        raise Damaged("une partie est trop longue")
    return text


def _compare(
    told: dict[str, Any], said: dict[str, Any], total: str, seen: dict[str, Seen], files: int
) -> None:
    if any(told.get(name) != said.get(name) for name in said) or told.get("sum") != total:
        raise Damaged("ses sommes ne tombent pas juste")
    told_of = told["tables"]
    empty = hashlib.sha256().hexdigest()
    for name, table in told_of.items():
        found = seen.pop(name, None)
        parts, sha256 = (found.parts, found.sha256.hexdigest()) if found else (0, empty)
        if (table["parts"], table["sha256"]) != (parts, sha256):
            raise Damaged(f"la table {name} ne tombe pas juste")
    if seen or told["files"]["count"] != files:
        raise Damaged("elle ne contient pas ce qu’elle annonce")
