"""The servers under the house: those of the environment, else our own, started or joined.

`preau up` keeps them for as long as it runs; a single command joins those of a running `preau up`,
or starts them for itself and ends them with it.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager

from app.servers import EmbeddedPostgres, EmbeddedRedis
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
