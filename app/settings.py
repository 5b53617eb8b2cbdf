"""House settings: read once from the environment, frozen; a wrong value refuses the start.

Town settings, which an administrator changes on a screen, are another thing: `core.settings`.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from app.bucket import FOLDER, BucketError, BucketSettings, bucket_from, files_in
from app.servers.secrets import secret

LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")
SHORTEST_KEY = 32
GIVEN_AWAY = ("changeme", "change-me", "secret", "default", "example", "password", "à-changer")
MEBIBYTE = 1024 * 1024
DEMO_ACCOUNTS = "demo-accounts.txt"  # in var/, written by `preau demo load`
DEMO_UNDER_WAY = "demo-under-way"  # beside it, from the first act of a load to its last


class SettingsError(ValueError):
    """A refusal to start: names the variable, says what is wrong and what to write instead."""


@dataclass(frozen=True)
class Settings:
    """Everything the house needs to know before it opens its doors."""

    var: Path
    """Folder of all that is written: files, secrets, logs, embedded servers."""
    port: int
    bind: str
    base_url: str
    """As people type it; links in messages, the origin check and trusted hosts follow it."""
    trusted_hosts: tuple[str, ...]
    secret_key: str = field(repr=False)
    database_url: str = field(repr=False)
    """Empty when the embedded server has still to be started (see `app.house`)."""
    migrate_url: str = field(repr=False)
    """The same database, as the role that may change tables."""
    redis_url: str = field(repr=False)
    """Empty like `database_url`."""
    smtp_url: str | None = field(repr=False)
    """None: messages are files in var/outbox."""
    mail_from: str
    clamd: str | None
    """Where the antivirus listens. None: files are not looked at by one."""
    embedded: bool
    """The database is the one Préau brings along: pages say « base embarquée »."""
    demo: bool
    """Demonstration mode: the accounts are listed at sign-in, sent messages on /boite."""
    trusted_proxies: int
    """How many proxies stand before us and write X-Forwarded-For."""
    max_body_bytes: int
    """Of a request with files."""
    session_idle_minutes: int
    """Without a click, after which one signs in again."""
    session_absolute_hours: int
    """Since sign-in, whatever one does."""
    metrics_from: tuple[IPv4Network | IPv6Network, ...] = ()
    """Networks that may read /metrics. Empty, and without a token: nobody."""
    metrics_token: str | None = field(default=None, repr=False)
    outbound_allowed: frozenset[str] = frozenset()
    """« host:port » of the inner network that connectors may reach; everything else is public."""
    files_in: str = FOLDER
    """Where the bytes of files are kept: `folder`, or `s3`."""
    bucket: BucketSettings | None = None
    """The bucket that is given, lived in or not yet."""

    @property
    def own_address(self) -> tuple[str, int]:
        """Where this machine itself reaches the pages."""
        try:
            everywhere = ip_address(self.bind).is_unspecified
        except ValueError:
            everywhere = False
        return ("127.0.0.1" if everywhere else self.bind), self.port

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """The settings of this environment, or `SettingsError` in one sentence."""
        environ = os.environ if environ is None else environ
        var = Path(environ.get("PREAU_VAR") or "var").absolute()
        port = _whole(environ, "PORT", 8000, least=1, most=65535)
        base_url, parts = _base_url(environ.get("BASE_URL") or f"http://127.0.0.1:{port}")
        database_url = _database_url(environ, "DATABASE_URL")
        bucket, files = _files(environ)
        return cls(
            var=var,
            port=port,
            bind=environ.get("PREAU_BIND") or "127.0.0.1",
            base_url=base_url,
            trusted_hosts=_trusted_hosts(parts, environ.get("TRUSTED_HOSTS", "")),
            secret_key=_secret_key(environ.get("SECRET_KEY"), var, external=bool(database_url)),
            database_url=database_url,
            migrate_url=_database_url(environ, "PREAU_MIGRATE_URL") or database_url,
            redis_url=_address(environ, "REDIS_URL", ("redis", "rediss", "unix")) or "",
            smtp_url=_address(environ, "SMTP_URL", ("smtp", "smtps", "smtp+starttls")),
            mail_from=environ.get("MAIL_FROM") or f"Préau <ne-pas-repondre@{parts.hostname}>",
            clamd=_address(environ, "PREAU_CLAMD", ("unix", "tcp")),
            embedded=not database_url or _yes(environ, "PREAU_EMBEDDED"),
            demo=_yes(environ, "PREAU_DEMO", default=(var / DEMO_ACCOUNTS).exists()),
            trusted_proxies=_whole(environ, "TRUSTED_PROXIES", 0, least=0, most=5),
            max_body_bytes=_whole(environ, "MAX_BODY_MIB", 64, least=1, most=1024) * MEBIBYTE,
            session_idle_minutes=_whole(environ, "SESSION_IDLE_MINUTES", 120, least=5, most=1440),
            session_absolute_hours=_whole(environ, "SESSION_ABSOLUTE_HOURS", 12, least=1, most=720),
            metrics_from=_networks(environ, "PREAU_METRICS"),
            metrics_token=_long_enough(environ, "PREAU_METRICS_TOKEN"),
            outbound_allowed=frozenset(environ.get("PREAU_OUTBOUND_ALLOWED", "").split()),
            files_in=files,
            bucket=bucket,
        )


def _files(environ: Mapping[str, str]) -> tuple[BucketSettings | None, str]:
    try:
        bucket = bucket_from(environ)
        return bucket, files_in(environ, bucket)
    except BucketError as refusal:
        raise SettingsError(str(refusal)) from None


def _base_url(text: str) -> tuple[str, SplitResult]:
    parts = urlsplit(text.rstrip("/"))
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path:
        raise SettingsError(
            f"BASE_URL vaut « {text} » : donnez l’adresse complète du site, sans chemin, par "
            "exemple https://services.exemple.fr."
        )
    if parts.scheme == "http" and not _is_loopback(parts.hostname):
        raise SettingsError(
            f"BASE_URL vaut « {text} » : sans https, les navigateurs n’enverraient pas le cookie "
            "de connexion et personne ne pourrait se connecter. Donnez une adresse en https, ou "
            "une adresse de cette machine comme http://127.0.0.1:8000."
        )
    return parts.geturl(), parts


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _trusted_hosts(parts: SplitResult, more: str) -> tuple[str, ...]:
    host = parts.hostname or ""
    names = LOOPBACK_NAMES if _is_loopback(host) else (host,)
    others = (name.strip() for name in more.split(","))
    return tuple(dict.fromkeys((*names, *(name for name in others if name))))


def _database_url(environ: Mapping[str, str], name: str) -> str:
    """SQLAlchemy's address; hosts hand out `postgres://`, which it does not know."""
    text = environ.get(name, "").strip()
    if not text:
        return ""
    scheme, separator, rest = text.partition("://")
    if not separator or scheme not in ("postgres", "postgresql", "postgresql+psycopg"):
        raise SettingsError(
            f"{name} doit être une adresse PostgreSQL : postgresql://compte@serveur/base."
        )
    return f"postgresql+psycopg://{rest}"


def _address(environ: Mapping[str, str], name: str, schemes: tuple[str, ...]) -> str | None:
    text = environ.get(name, "").strip()
    if not text:
        return None
    if urlsplit(text).scheme not in schemes:
        wanted = ", ".join(f"{scheme}://" for scheme in schemes)
        raise SettingsError(f"{name} doit commencer par {wanted}.")
    return text


def _secret_key(given: str | None, var: Path, *, external: bool) -> str:
    if given is None and not external:
        return secret(var, "secret-key")
    key = given or ""
    if len(key) < SHORTEST_KEY or any(word in key.lower() for word in GIVEN_AWAY):
        raise SettingsError(
            f"SECRET_KEY doit être une suite au hasard d’au moins {SHORTEST_KEY} caractères, "
            "gardée secrète : python3 -c 'import secrets; print(secrets.token_hex(32))'."
        )
    return key


def _networks(environ: Mapping[str, str], name: str) -> tuple[IPv4Network | IPv6Network, ...]:
    found = []
    for text in environ.get(name, "").replace(",", " ").split():
        try:
            found.append(ip_network(text))
        except ValueError:
            raise SettingsError(
                f"{name} vaut « {text} » : donnez une adresse ou un réseau, par exemple "
                "10.0.0.0/8 ou 127.0.0.1."
            ) from None
    return tuple(found)


def _long_enough(environ: Mapping[str, str], name: str) -> str | None:
    text = environ.get(name, "").strip()
    if text and len(text) < SHORTEST_KEY:
        raise SettingsError(
            f"{name} doit être une suite au hasard d’au moins {SHORTEST_KEY} caractères."
        )
    return text or None


def _whole(environ: Mapping[str, str], name: str, default: int, *, least: int, most: int) -> int:
    text = environ.get(name, "").strip() or str(default)
    if not (text.isascii() and text.isdigit()) or not least <= int(text) <= most:
        raise SettingsError(f"{name} vaut « {text} » : donnez un nombre entre {least} et {most}.")
    return int(text)


def _yes(environ: Mapping[str, str], name: str, *, default: bool = False) -> bool:
    text = environ.get(name, "").strip().lower()
    if not text:
        return default
    if text not in ("0", "1", "true", "false"):
        raise SettingsError(f"{name} vaut « {text} » : donnez 1 (oui) ou 0 (non).")
    return text in ("1", "true")
