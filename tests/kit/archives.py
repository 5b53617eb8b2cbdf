"""Backups as a host makes them: by the command line, on databases of the run's own cluster."""

from __future__ import annotations

import gzip
import io
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from app.cli import main
from tests.kit.cluster import Cluster
from tests.kit.house import settings_for

KEY = "k3y-of-the-tests-" + "x7Q" * 12


@dataclass
class Place:
    """A database and a folder, with or without a house in them."""

    cluster: Cluster
    database: str
    var: Path

    @property
    def owner(self) -> str:
        return self.cluster.url(self.database, "preau_migrate")

    def preau(self, *words: str, **more: str) -> Result:
        """A command, its environment undone afterwards."""
        environ = {
            "DATABASE_URL": self.cluster.url(self.database),
            "PREAU_MIGRATE_URL": self.owner,
            "REDIS_URL": "redis://127.0.0.1:1/0",
            "PREAU_VAR": str(self.var),
            "PREAU_DEMO": "0",
            "PREAU_EMBEDDED": "0",
            "BASE_URL": "http://localhost",
            "SECRET_KEY": KEY,
        }
        return CliRunner().invoke(main, list(words), env={**environ, **more})

    def settings(self) -> Any:
        return settings_for(
            self.cluster.url(self.database), self.var, PREAU_MIGRATE_URL=self.owner, SECRET_KEY=KEY
        )

    def files(self) -> dict[str, bytes]:
        """What the disk holds, by name."""
        root = self.var / "files"
        return {p.name: p.read_bytes() for p in root.glob("[0-9a-f][0-9a-f]/*")}


def members(archive: Path) -> list[tuple[str, bytes]]:
    """What an archive holds, read with the standard library alone."""
    with tarfile.open(archive) as tar:
        return [(m.name, tar.extractfile(m).read()) for m in tar.getmembers()]  # type: ignore[union-attr]


def plain(archive: Path) -> bytes:
    """All of it, unpressed, as whoever found it would read it."""
    return b"\n".join(
        gzip.decompress(content) if name.endswith(".gz") else content
        for name, content in members(archive)
    )


def packed(found: list[tuple[str, bytes]], path: Path) -> Path:
    """An archive of these members, by somebody else's hand."""
    with tarfile.open(path, "w") as tar:
        for name, content in found:
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return path
