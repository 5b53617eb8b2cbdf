"""The servers under the house: those of the environment, else our own, started or joined.

`preau up` keeps them for as long as it runs; a single command joins those of a running `preau up`,
or starts them for itself and ends them with it.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager

from app.bucket import FOLDER
from app.servers import EmbeddedPostgres, EmbeddedRedis, ServerError
from app.servers.foreground import ForegroundServer
from app.settings import Settings


def servers_for(settings: Settings) -> tuple[EmbeddedPostgres | None, EmbeddedRedis | None]:
    """The embedded servers these settings ask for, not started."""
    postgres = None if settings.database_url else EmbeddedPostgres(settings.var)
    redis = None if settings.redis_url else EmbeddedRedis(settings.var)
    return postgres, redis


def environment(
    settings: Settings,
    postgres: EmbeddedPostgres | None,
    redis: EmbeddedRedis | None,
    *,
    role: str = "preau_web",
    migrates: bool = True,
) -> dict[str, str]:
    """What a process of ours needs in its environment, `role` being whom it is in our database.

    The web processes, which strangers speak to, are not told how to change tables.
    """
    given = {
        "PREAU_VAR": str(settings.var),
        "BASE_URL": settings.base_url,
        "SECRET_KEY": settings.secret_key,
        "PREAU_DEMO": "1" if settings.demo else "0",
        "PREAU_EMBEDDED": "1" if settings.embedded else "0",
    }
    if postgres is not None:
        given["DATABASE_URL"] = postgres.url(role)
        if migrates:
            given["PREAU_MIGRATE_URL"] = postgres.url("preau_migrate")
    if redis is not None:
        given["REDIS_URL"] = redis.url
    return given


def check_files(settings: Settings, say: Callable[[str], None]) -> None:
    """Before the doors open: a bucket that refuses us will go on doing so, and whoever set it
    should know now. One that does not answer may do so soon: everything else can be served."""
    if settings.files_in == FOLDER:
        return
    from core import logs
    from documents.errors import StorageAway, StorageRefused
    from documents.storage import storage_in

    logs.configure()
    try:
        storage_in(settings).check()
    except StorageRefused as refusal:
        raise ServerError(str(refusal.message)) from refusal
    except StorageAway as away:
        say(f"{away.message} La maison ouvre sans ses fichiers, et attend qu’ils reviennent.")


@contextmanager
def open_house(environ: Mapping[str, str] | None = None) -> Iterator[Settings]:
    """Settings whose servers answer, for the length of one command; `os.environ` follows."""
    settings = Settings.from_env(os.environ if environ is None else environ)
    postgres, redis = servers_for(settings)
    with ExitStack() as stack:
        for server in (postgres, redis):
            if server is not None:
                _start_or_join(server, stack)
        os.environ.update(environment(settings, postgres, redis))
        yield Settings.from_env(os.environ)


def _start_or_join(server: ForegroundServer, stack: ExitStack) -> None:
    if server.answers():
        return
    stack.callback(server.stop)
    server.start()
