"""Alembic without its configuration file: the folder is ours, the address comes from the caller."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy.exc import OperationalError

#: Held alone by whoever changes tables, shared by whoever copies them (pg_advisory_lock's key).
ONE_AT_A_TIME = 7_305_101
#: Seconds between tries, while others hold what is to change.
WAITS: Final = (0.5, 1.0, 2.0, 4.0, 8.0, 8.0, 8.0)
#: A lock that did not come in time, a deadlock.
AGAIN: Final = {"55P03", "40P01"}
FOLDER = Path(__file__).resolve().parent.parent / "migrations"


def configuration(url: str) -> Config:
    """What Alembic reads; a ConfigParser stands behind it, for which every % counts double."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return config


def upgrade(
    url: str,
    revision: str = "head",
    *,
    lock_timeout: str | None = None,
    told: Callable[[float], None] | None = None,
) -> None:
    """Bring the database to `revision`; two at once go one after the other.

    A table that people use is never waited for long: they would queue behind us. The version under
    way gives up as a whole and is tried again a little later, `told` how many seconds later.
    """
    config = configuration(url)
    if lock_timeout:
        config.attributes["lock_timeout"] = lock_timeout
    for wait in (*WAITS, None):
        try:
            command.upgrade(config, revision)
        except OperationalError as error:
            if wait is None or getattr(error.orig, "sqlstate", None) not in AGAIN:
                raise
            if told is not None:
                told(wait)
            time.sleep(wait)
        else:
            return


def downgrade(url: str, revision: str) -> None:
    command.downgrade(configuration(url), revision)


def latest() -> str:
    """The version of the tables that this Préau works on."""
    return ScriptDirectory(str(FOLDER)).get_current_head() or ""


def knows(revision: str) -> bool:
    """Whether it is one of ours, older or the latest."""
    try:
        return bool(revision) and ScriptDirectory(str(FOLDER)).get_revision(revision) is not None
    except CommandError:
        return False


def compare(url: str) -> None:
    """Raise when the tables and the models differ."""
    command.check(configuration(url))


def draft(url: str, message: str, number: str | None = None) -> None:
    """Write a new version from the difference; `number` as in 0042."""
    command.revision(configuration(url), message, autogenerate=True, rev_id=number)
