"""A server of objects, as S3 speaks: signed requests, parts, ranges, pages of names; and its bad
days: away, busy, slow, cut in the middle.

Written from the published protocol, apart from the client it is held against.
"""

from __future__ import annotations

import hashlib
import hmac
import threading
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit
from xml.sax.saxutils import escape

import pytest
from flask import Flask

from app.bucket import BUCKET, BucketSettings

KEY, SECRET, NAME, PREFIX = "clef", "secret-des-essais", "fichiers", "preau/"
#: Names in one page of a list.
PAGE = 3
LEAST_PART = 5 * 1024 * 1024


@dataclass
class Object:
    """Bytes, what was said beside them, and since when."""

    content: bytes
    meta: dict[str, str]
    since: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def etag(self) -> str:
        return f'"{hashlib.md5(self.content, usedforsecurity=False).hexdigest()}"'


class Refused(Exception):
    """As the server says no."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status, self.code = status, code


class S3:
    """One bucket, opened by one key."""

    def __init__(self) -> None:
        self.objects: dict[str, Object] = {}
        self.parts: dict[str, dict[int, bytes]] = {}
        self.asked: list[str] = []
        #: Of the next requests, how many are told to come back; from which on nobody answers.
        self.busy, self.away_after = 0, 10**9
        #: Bytes after which the next answer is cut; until this is set nobody is answered.
        self.cut: int | None = None
        self.patience = threading.Event()
        self.patience.set()
        self._server: Any = ThreadingHTTPServer(("127.0.0.1", 0), _Talk)
        self._server.s3 = self
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def settings(self) -> BucketSettings:
        host, port = self._server.server_address
        return BucketSettings(f"http://{host}:{port}", NAME, "fr-par", KEY, SECRET, PREFIX)

    @property
    def environ(self) -> dict[str, str]:
        """As a host gives it."""
        at = self.settings
        return {
            "PREAU_STORAGE": BUCKET, "PREAU_S3_ENDPOINT": at.endpoint, "PREAU_S3_BUCKET": at.name,
            "PREAU_S3_REGION": at.region, "PREAU_S3_KEY": at.key, "PREAU_S3_SECRET": at.secret,
            "PREAU_S3_PREFIX": at.prefix.rstrip("/"),
        }  # fmt: skip

    @property
    def files(self) -> dict[str, bytes]:
        """What it holds, by name."""
        return {key.rpartition("/")[2]: one.content for key, one in self.objects.items()}

    def serve(self, app: Flask, monkeypatch: pytest.MonkeyPatch, **more: Any) -> None:
        """Be the storage of this house."""
        settings = replace(
            app.config["SETTINGS"], files_in=BUCKET, bucket=replace(self.settings, **more)
        )
        monkeypatch.setitem(app.config, "SETTINGS", settings)

    def grow_old(self) -> None:
        """Two hours pass for all it holds."""
        for one in self.objects.values():
            one.since -= timedelta(hours=2)

    def close(self) -> None:
        self.patience.set()
        self._server.shutdown()
        self._server.server_close()


class _Talk(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Any

    def log_message(self, *_: Any) -> None:
        """Nobody reads it."""

    def _any(self) -> None:
        s3: S3 = self.server.s3
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        s3.asked.append(f"{self.command} {self.path}")
        s3.patience.wait()
        s3.away_after -= 1
        if s3.away_after < 0:
            self.close_connection = True
            return
        if s3.busy:
            s3.busy -= 1
            self._no(Refused(503, "SlowDown"))
            return
        try:
            self._let_in(body)
            parts = urlsplit(self.path)
            key = _within(unquote(parts.path))
            self._act(s3, key, dict(parse_qsl(parts.query, keep_blank_values=True)), body)
        except Refused as no:
            self._no(no)

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = _any  # noqa: N815

    def _let_in(self, body: bytes) -> None:
        """Signature Version 4 over the request as it came."""
        said = self.headers.get("Authorization", "")
        told = dict(p.strip().split("=", 1) for p in said.partition(" ")[2].split(",") if "=" in p)
        who, day, region, service, end = told["Credential"].split("/")
        if who != KEY:
            raise Refused(403, "InvalidAccessKeyId")
        if region != "fr-par":
            raise Refused(400, "AuthorizationHeaderMalformed")
        sent = self.headers["x-amz-content-sha256"]
        if sent not in (hashlib.sha256(body).hexdigest(), "UNSIGNED-PAYLOAD"):
            raise Refused(400, "XAmzContentSHA256Mismatch")
        parts = urlsplit(self.path)
        query = sorted(parse_qsl(parts.query, keep_blank_values=True))
        names = told["SignedHeaders"].split(";")
        canonical = "\n".join([
            self.command, parts.path,
            "&".join(f"{quote(k, safe='-_.~')}={quote(v, safe='-_.~')}" for k, v in query),
            *(f"{name}:{' '.join(self.headers[name].split())}" for name in names),
            "", ";".join(names), sent,
        ])  # fmt: skip
        scope = f"{day}/{region}/{service}/{end}"
        asked = hashlib.sha256(canonical.encode()).hexdigest()
        text = f"AWS4-HMAC-SHA256\n{self.headers['x-amz-date']}\n{scope}\n{asked}"
        key = f"AWS4{SECRET}".encode()
        for part in (day, region, service, end):
            key = hmac.new(key, part.encode(), hashlib.sha256).digest()
        if hmac.new(key, text.encode(), hashlib.sha256).hexdigest() != told["Signature"]:
            raise Refused(403, "SignatureDoesNotMatch")

    def _act(self, s3: S3, key: str, query: dict[str, str], body: bytes) -> None:
        if not key:
            self._yes(_listed(s3, query) if self.command == "GET" else b"")
        elif self.command in ("GET", "HEAD"):
            self._give(s3, key)
        elif self.command == "DELETE":
            if "uploadId" in query:
                s3.parts.pop(query["uploadId"], None)
            else:
                s3.objects.pop(key, None)
            self._yes(status=204)
        elif "uploads" in query:
            number = f"u{len(s3.asked)}"
            s3.parts[number] = {}
            s3.parts[number + "/meta"] = self._meta()  # type: ignore[assignment]
            self._yes(f"<R><Bucket>{NAME}</Bucket><UploadId>{number}</UploadId></R>".encode())
        elif "partNumber" in query:
            s3.parts[query["uploadId"]][int(query["partNumber"])] = body
            self._yes(ETag=f'"{hashlib.md5(body, usedforsecurity=False).hexdigest()}"')
        elif "uploadId" in query:
            self._join(s3, key, query["uploadId"])
        elif source := self.headers.get("x-amz-copy-source"):
            found = s3.objects.get(unquote(source).lstrip("/").partition("/")[2])
            if found is None:
                raise Refused(404, "NoSuchKey")
            s3.objects[key] = Object(found.content, found.meta)
            self._yes(
                f"<CopyObjectResult><ETag>{found.etag}</ETag><LastModified>2026-11-22T10:00:00Z"
                "</LastModified></CopyObjectResult>".encode()
            )
        else:
            s3.objects[key] = Object(body, self._meta())
            self._yes(ETag=s3.objects[key].etag)

    def _join(self, s3: S3, key: str, number: str) -> None:
        parts = [piece for _, piece in sorted(s3.parts.pop(number).items())]
        if any(len(piece) < LEAST_PART for piece in parts[:-1]):
            raise Refused(400, "EntityTooSmall")
        meta: Any = s3.parts.pop(number + "/meta")
        s3.objects[key] = Object(b"".join(parts), meta)
        self._yes(f"<R><Bucket>{NAME}</Bucket><Key>{key}</Key><ETag>x</ETag></R>".encode())

    def _meta(self) -> dict[str, str]:
        return {k: v for k, v in self.headers.items() if k.lower().startswith("x-amz-meta-")}

    def _give(self, s3: S3, key: str) -> None:
        found = s3.objects.get(key)
        if found is None:
            raise Refused(404, "NoSuchKey")
        content, status = found.content, 200
        headers = {"ETag": found.etag, **found.meta}
        if asked := self.headers.get("Range"):
            first, _, last = asked.removeprefix("bytes=").partition("-")
            content, status = content[int(first) : int(last) + 1 if last else None], 206
        self._yes(content, status, **headers)

    def _no(self, no: Refused) -> None:
        text = f"<Error><Code>{no.code}</Code><Message>{no.code}</Message></Error>"
        self._yes(text.encode(), no.status)

    def _yes(self, body: bytes = b"", status: int = 200, **headers: str) -> None:
        s3: S3 = self.server.s3
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if body:
            self.send_header(
                "Content-Type", "application/xml" if body[:1] == b"<" else "binary/octet-stream"
            )
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "HEAD":
            return
        with suppress(ConnectionError):  # whoever asked has heard enough
            self._write(s3, body)

    def _write(self, s3: S3, body: bytes) -> None:
        if s3.cut is not None and len(body) > s3.cut:
            self.wfile.write(body[: s3.cut])
            s3.cut, self.close_connection = None, True
            return
        self.wfile.write(body)


def _within(path: str) -> str:
    bucket, _, key = path[1:].partition("/")
    if bucket != NAME:
        raise Refused(404, "NoSuchBucket")
    return key


def _listed(s3: S3, query: dict[str, str]) -> bytes:
    """A page of names, and where the next one begins."""
    prefix, after = query.get("prefix", ""), query.get("continuation-token", "")
    keys = [key for key in sorted(s3.objects) if key.startswith(prefix) and key > after]
    page = keys[:PAGE]
    rows = "".join(
        f"<Contents><Key>{escape(key)}</Key><Size>{len(s3.objects[key].content)}</Size>"
        f"<LastModified>{s3.objects[key].since:%Y-%m-%dT%H:%M:%S.000Z}</LastModified></Contents>"
        for key in page
    )
    more = len(keys) > len(page)
    then = f"<NextContinuationToken>{page[-1]}</NextContinuationToken>" if more else ""
    return (
        f"<ListBucketResult><Name>{NAME}</Name><Prefix>{prefix}</Prefix>"
        f"<IsTruncated>{str(more).lower()}</IsTruncated>{then}{rows}</ListBucketResult>"
    ).encode()
