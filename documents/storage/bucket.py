"""Bytes in a bucket of a server that speaks S3.

An object is there whole or not at all, so nothing is ever half there. A failure on the way in
leaves no row behind (the act is undone); what the server had taken all the same is swept away.
The address is the host's own setting, not somebody's words: it may well be of the inner network.
"""

from __future__ import annotations

import io
import logging
import os
import secrets
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import IO, Final
from urllib.parse import urlsplit
from xml.etree.ElementTree import ParseError

import structlog
import urllib3
from minio import Minio
from minio.commonconfig import CopySource
from minio.error import MinioException, S3Error
from urllib3.exceptions import HTTPError, MaxRetryError

from documents.errors import NotKept, StorageAway, UnknownFile
from documents.storage.aside import CHUNK, Written
from documents.storage.keeping import Address, Storage, is_known, known
from documents.storage.remote import Remote
from documents.storage.trying import tried

#: What goes out at once: no more of a file than this is ever in memory (the least S3 allows).
PART: Final = 5 * 1024 * 1024
#: A page waits for the storage no longer than this, its tries counted; /readyz hardly at all.
_PATIENT: Final = (
    urllib3.Timeout(connect=3, read=10),
    urllib3.Retry(
        total=2, allowed_methods=None, read=1, redirect=False, backoff_factor=0.2,
        status_forcelist=(429, 500, 502, 503, 504), respect_retry_after_header=False,
    ),
)  # fmt: skip
_HASTY: Final = (urllib3.Timeout(connect=1, read=2), urllib3.Retry(total=0, redirect=False))
log = structlog.get_logger("documents")
logging.getLogger("urllib3.connectionpool").setLevel(logging.ERROR)  # we say ourselves what fails


class Bucket(Storage):
    """One bucket: `<prefix>ab/<random>`, as the folder spells them."""

    def __init__(self, var: Path, address: Address) -> None:
        super().__init__(var)
        self._at = address
        under = f", sous « {address.prefix} »" if address.prefix else ""
        self.title = f"le bucket « {address.name} » de {address.endpoint}{under}"

    def settle(self, written: Written, name: str | None = None) -> str:
        name = name or secrets.token_hex(16)
        try:
            with written.path.open("rb") as file, _told(NotKept):
                self._client().put_object(
                    self._at.name, self._key(name), file, written.size, part_size=PART,
                    num_parallel_uploads=1, metadata={"sha256": written.sha256},
                )  # fmt: skip
        finally:
            self.discard(written)
        return name

    def open(self, name: str) -> IO[bytes]:
        client, key = self._client(), self._key(name)

        def from_there(offset: int) -> urllib3.BaseHTTPResponse:
            with _told():
                return client.get_object(self._at.name, key, offset)

        return io.BufferedReader(Remote(from_there), CHUNK)

    def holds(self, name: str, size: int, sha256: str) -> bool:
        """By what was written beside them when they came, which the server counted itself; those
        that came by another way are read."""
        found = self._told_of(name)
        if found is None or found[0] != size:
            return False
        return (found[1] or self.print_of(name)) == sha256

    def again(self, name: str, twin: str | None = None) -> str:
        twin = twin or secrets.token_hex(16)
        source = CopySource(self._at.name, self._key(name))
        try:
            with _told(NotKept):
                self._client().copy_object(self._at.name, self._key(twin), source)
        except FileNotFoundError:
            raise UnknownFile from None
        return twin

    def remove(self, name: str) -> None:
        with suppress(FileNotFoundError), _told():
            self._client().remove_object(self._at.name, self._key(name))

    def older_than(self, seconds: float) -> Iterator[str]:
        limit = datetime.now(UTC) - timedelta(
            seconds=seconds
        )  # the server's clock, not the house's
        for name, changed_at in self._names():
            if changed_at is not None and changed_at < limit:
                yield name

    def is_empty(self) -> bool:
        with _told():
            found = self._client().list_objects(self._at.name, self._at.prefix, recursive=True)
            return next(iter(found), None) is None

    def clear(self) -> None:
        for name, _changed_at in self._names():
            self.remove(name)

    def check(self) -> None:
        tried(self, self._at)

    def answers(self) -> bool:
        try:
            with _told():
                return self._client(hasty=True).bucket_exists(self._at.name)
        except (StorageAway, FileNotFoundError):
            return False

    def _names(self) -> Iterator[tuple[str, datetime | None]]:
        with _told():
            client, prefix = self._client(), self._at.prefix
            for found in client.list_objects(self._at.name, prefix, recursive=True):
                folder, _, name = (found.object_name or "").removeprefix(prefix).partition("/")
                if is_known(name) and folder == name[:2]:
                    yield name, found.last_modified

    def _told_of(self, name: str) -> tuple[int, str] | None:
        try:
            with _told():
                found = self._client().stat_object(self._at.name, self._key(name))
        except FileNotFoundError:
            return None
        told = found.metadata or {}
        return found.size or 0, str(told.get("x-amz-meta-sha256", ""))

    def _key(self, name: str) -> str:
        return f"{self._at.prefix}{known(name)[:2]}/{name}"

    def _client(self, *, hasty: bool = False) -> Minio:
        at = self._at
        return _client(os.getpid(), at.endpoint, at.region, at.key, at.secret, hasty=hasty)


@lru_cache(maxsize=4)
def _client(_pid: int, endpoint: str, region: str, key: str, secret: str, *, hasty: bool) -> Minio:
    """One a process: connections do not outlive a fork."""
    parts = urlsplit(endpoint)
    timeout, retries = _HASTY if hasty else _PATIENT
    secure = parts.scheme == "https"
    return Minio(
        parts.netloc,
        access_key=key,
        secret_key=secret,
        secure=secure,
        region=region,
        http_client=urllib3.PoolManager(
            timeout=timeout,
            retries=retries,
            maxsize=10,
            ssl_context=_authorities() if secure else None,
        ),
    )


@lru_cache(maxsize=1)
def _authorities() -> ssl.SSLContext:
    """Those of the machine, or of SSL_CERT_FILE."""
    return ssl.create_default_context()


@contextmanager
def _told(error: type[StorageAway] = StorageAway) -> Iterator[None]:
    """What the server says, as the house says it; the journal has the server's own words."""
    try:
        yield
    except S3Error as fault:
        if fault.code == "NoSuchKey":
            raise FileNotFoundError from fault
        log.warning("storage.refused", code=fault.code)
        raise error from fault
    except (MinioException, HTTPError, ParseError) as fault:
        why = fault.reason if isinstance(fault, MaxRetryError) else fault
        log.warning("storage.away", why=type(why).__name__)
        raise error from fault
