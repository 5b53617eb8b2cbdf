"""The archive itself: members one after the other, summed as they go by, sealed at the end."""

from __future__ import annotations

import hashlib
import hmac
import io
import json
import re
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any, Final

from app.backup.errors import BackupError, Damaged

FORMAT: Final = 1
HEAD, MANIFEST, SEAL = "preau.json", "manifest.json", "seal"
NAMES: Final = re.compile(
    r"preau\.json|tables/[a-z_0-9]{1,63}/[0-9]{6}\.copy\.gz|files/[0-9a-f]{2}/[0-9a-f]{32}"
    r"|manifest\.json|seal"
)
#: Our own words about an archive are never longer.
_WORDS: Final = 16 * 1024 * 1024
_PIECE: Final = 1024 * 1024


def seal_of(manifest: bytes, secret_key: str) -> str:
    """Who made it, and that nobody changed it since: a key of its own, drawn from the house's."""
    key = hmac.new(secret_key.encode(), b"preau: seal of a backup", hashlib.sha256).digest()
    return hmac.new(key, manifest, hashlib.sha256).hexdigest()


class Summed:
    """The sum of all members so far: names, sizes and bytes, in their order."""

    def __init__(self) -> None:
        self._digest = hashlib.sha256()

    def begin(self, name: str, size: int) -> None:
        self._digest.update(f"{name}\0{size}\0".encode())

    def add(self, piece: bytes) -> None:
        self._digest.update(piece)

    @property
    def hex(self) -> str:
        return self._digest.hexdigest()


class Writer:
    """Writes members to a stream that is never gone back on (a pipe will do)."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._tar = tarfile.open(  # noqa: SIM115 – closed by `seal`
            mode="w|", fileobj=stream, format=tarfile.GNU_FORMAT
        )
        self._sum = Summed()

    def add(self, name: str, content: bytes) -> None:
        self.copy(name, io.BytesIO(content), len(content))

    def copy(self, name: str, source: IO[bytes], size: int) -> str:
        """`size` bytes of `source`; their SHA-256."""
        watched = _Watched(source, self._sum)
        self._sum.begin(name, size)
        member = tarfile.TarInfo(name)
        member.size, member.mode = size, 0o600
        self._tar.addfile(member, watched)
        # tarfile remembers each one, and there may be a million
        self._tar.members.clear()  # type: ignore[attr-defined]
        return watched.digest.hexdigest()

    def seal(self, manifest: dict[str, Any], secret_key: str) -> None:
        """The last words: what there should be, and the seal."""
        said = text({**manifest, "sum": self._sum.hex})
        self.add(MANIFEST, said)
        self.add(SEAL, seal_of(said, secret_key).encode())
        self._tar.close()


class _Watched(io.RawIOBase):
    """What is read goes into the sums on its way."""

    def __init__(self, source: IO[bytes], total: Summed) -> None:
        super().__init__()
        self._source, self._total, self.digest = source, total, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self._source.read(size)
        self.digest.update(piece)
        self._total.add(piece)
        return piece


@dataclass(slots=True)
class Member:
    """One member, to be read before the next one is asked for."""

    name: str
    size: int
    _source: IO[bytes]

    def pieces(self) -> Iterator[bytes]:
        left = self.size
        while left:
            try:
                piece = self._source.read(min(_PIECE, left))
            except tarfile.TarError as fault:
                raise Damaged("elle est coupée") from fault
            if not piece:
                raise Damaged("elle est coupée")
            left -= len(piece)
            yield piece

    def content(self, most: int = _WORDS) -> bytes:
        if self.size > most:
            raise Damaged(f"{self.name} est trop grand")
        return b"".join(self.pieces())


def members(stream: IO[bytes]) -> Iterator[Member]:
    """The members in order; anything that we do not write is a refusal."""
    try:
        with tarfile.open(mode="r|", fileobj=stream) as tar:
            while found := tar.next():
                tar.members.clear()  # type: ignore[attr-defined]
                source = tar.extractfile(found) if found.type == tarfile.REGTYPE else None
                if source is None or not NAMES.fullmatch(found.name):
                    raise Damaged("elle contient ce que Préau n’écrit pas")
                yield Member(found.name, found.size, source)
    except (tarfile.TarError, EOFError) as fault:
        raise Damaged("elle est coupée") from fault


def head(name: str, content: bytes) -> dict[str, Any]:
    """What the archive says it is; one of a newer Préau is refused here, unread."""
    said = words(content) if name == HEAD else {}
    if said.get("product") != "preau":
        raise BackupError("Ce fichier n’est pas une sauvegarde de Préau.")
    if not isinstance(said.get("format"), int) or said["format"] > FORMAT:
        raise BackupError(
            "Cette sauvegarde a été faite par un Préau plus récent : mettez celui-ci à jour."
        )
    return said


def text(said: dict[str, Any]) -> bytes:
    """Words of ours, as they stand in an archive."""
    return json.dumps(said, ensure_ascii=False, indent=1).encode()


def words(content: bytes) -> dict[str, Any]:
    """An object of ours."""
    try:
        said = json.loads(content)
    except (ValueError, RecursionError) as fault:
        raise Damaged("son en-tête est illisible") from fault
    if not isinstance(said, dict):
        raise Damaged("son en-tête est illisible")
    return said
