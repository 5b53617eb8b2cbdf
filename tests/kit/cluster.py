"""One throw-away PostgreSQL for a whole run, one database per worker cloned from a template.

Or the server that `DATABASE_URL` names (`tests.kit.external`).
"""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
import time
from pathlib import Path

from app.migrate import upgrade
from app.servers import EmbeddedPostgres
from tests.kit import external
from tests.kit.external import ExternalPostgres

TEMPLATE = "tpl"
PREFIX = "preau-test-"
#: Seconds a new cluster may take before it has a server.
BEING_MADE = 120
_numbers = itertools.count()


class Cluster:
    """Started by the controller; workers get its folder and only make databases on it."""

    def __init__(self, folder: Path, *, owner: bool) -> None:
        self.folder = folder
        self.owner = owner
        address = external.database()
        self.postgres: EmbeddedPostgres | ExternalPostgres = (
            ExternalPostgres(address) if address else EmbeddedPostgres(folder, durable=False)
        )
        #: On a server of others, the template bears the name of the run.
        self.template = f"{TEMPLATE}_{folder.name.lower()}" if address else TEMPLATE

    @classmethod
    def start(cls) -> Cluster:
        """A new server with the template migrated, in a folder swept away afterwards."""
        sweep()
        cluster = cls(Path(tempfile.mkdtemp(prefix=PREFIX)), owner=True)
        cluster.postgres.start()
        cluster.postgres.create_database(cluster.template)
        upgrade(cluster.postgres.url("preau_migrate", cluster.template))
        return cluster

    def clone(self, name: str | None = None, source: str | None = None) -> str:
        """A fresh database like the template (or like `source`); its name."""
        name = name or f"t{os.getpid()}_{next(_numbers)}"
        self.postgres.create_database(name, source or self.template)
        return name

    def drop(self, name: str) -> None:
        """Forget a database."""
        self.postgres.drop_database(name)

    def url(self, name: str, role: str = "preau_web") -> str:
        """Where `name` answers, as the role that pages work under."""
        return self.postgres.url(role, name)

    def stop(self) -> None:
        """End the server and remove its folder."""
        if self.owner:
            if isinstance(self.postgres, ExternalPostgres):
                self.postgres.drop_database(self.template)
            self.postgres.stop()
            shutil.rmtree(self.folder, ignore_errors=True)


def sweep() -> None:
    """Remove folders of runs that were killed and whose controller is gone."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        try:
            young = time.time() - folder.stat().st_mtime < BEING_MADE  # another run's, on its way
        except FileNotFoundError:  # its own run has just removed it
            continue
        if not young and not (folder / "postgres" / "postmaster.pid").exists():
            shutil.rmtree(folder, ignore_errors=True)
