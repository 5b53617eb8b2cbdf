"""Where the bytes of files lie, as the environment says: the house's folder, or a bucket (S3)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

FOLDER, BUCKET = "folder", "s3"
_WANTED = ("PREAU_S3_ENDPOINT", "PREAU_S3_BUCKET", "PREAU_S3_KEY", "PREAU_S3_SECRET")
_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_PREFIX = re.compile(r"(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/)*")


class BucketError(ValueError):
    """The sentence of a refusal, which `SettingsError` takes up."""


@dataclass(frozen=True)
class BucketSettings:
    """A bucket, and what opens it."""

    endpoint: str
    """Its server, « https://s3.exemple.fr »: the host's own word, so an inner address will do."""
    name: str
    region: str
    key: str
    secret: str = field(repr=False)
    prefix: str
    """Empty, or what its names begin with, « preau/ »: one bucket may serve several houses."""


def files_in(environ: Mapping[str, str], bucket: BucketSettings | None) -> str:
    """`folder` or `s3`. A bucket alone changes nothing: files are first moved to it."""
    kind = environ.get("PREAU_STORAGE", "").strip() or FOLDER
    if kind not in (FOLDER, BUCKET):
        raise BucketError(
            f"PREAU_STORAGE vaut « {kind} » : donnez {FOLDER} (le dossier de PREAU_VAR) ou "
            f"{BUCKET} (le bucket des variables PREAU_S3_…)."
        )
    if kind == BUCKET and bucket is None:
        raise BucketError(f"PREAU_STORAGE vaut {BUCKET} : donnez aussi {', '.join(_WANTED)}.")
    return kind


def bucket_from(environ: Mapping[str, str]) -> BucketSettings | None:
    """The bucket of this environment; None when it names none."""
    given = {name: environ.get(name, "").strip() for name in _WANTED}
    if not any(given.values()):
        return None
    if missing := [name for name, value in given.items() if not value]:
        raise BucketError(f"Pour un bucket, donnez aussi {', '.join(missing)}.")
    if not _NAME.fullmatch(given["PREAU_S3_BUCKET"]):
        raise BucketError(
            "PREAU_S3_BUCKET n’est pas un nom de bucket : 3 à 63 minuscules, chiffres, points ou "
            "traits d’union."
        )
    return BucketSettings(
        endpoint=_endpoint(given["PREAU_S3_ENDPOINT"]),
        name=given["PREAU_S3_BUCKET"],
        region=environ.get("PREAU_S3_REGION", "").strip() or "us-east-1",
        key=given["PREAU_S3_KEY"],
        secret=given["PREAU_S3_SECRET"],
        prefix=_prefix(environ.get("PREAU_S3_PREFIX", "").strip()),
    )


def _endpoint(text: str) -> str:
    parts = urlsplit(text.rstrip("/"))
    bare = not (parts.path or parts.query or parts.fragment or parts.username)
    if parts.scheme not in ("http", "https") or not parts.hostname or not bare:
        raise BucketError(
            "PREAU_S3_ENDPOINT doit être l’adresse du serveur seule, sans le nom du bucket ni "
            "compte : https://s3.exemple.fr."
        )
    return parts.geturl()


def _prefix(text: str) -> str:
    prefix = f"{text.rstrip('/')}/" if text else ""
    if not _PREFIX.fullmatch(prefix):
        raise BucketError(
            f"PREAU_S3_PREFIX vaut « {text} » : donnez un nom simple, par exemple preau."
        )
    return prefix
