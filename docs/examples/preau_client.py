"""A small client of Préau's API: Python's standard library, nothing else.

It does the three things that every client should do:
- an `Idempotency-Key` on each unsafe call, so that a call sent again counts once;
- patience: 429 and 503 say in `Retry-After` how many seconds to wait;
- refusals read as what they are: `application/problem+json`, whose `errors` say what to mend where.
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

TRIES = 6


class Refused(Exception):
    """The house said no; `problem` is its document."""

    def __init__(self, status: int, problem: dict[str, Any]) -> None:
        self.status = status
        self.problem = problem
        lines = [str(problem.get("detail", ""))]
        lines += [f"{e['path'] or '/'}: {e['message']}" for e in problem.get("errors", [])]
        super().__init__(f"{status} " + " ".join(lines))


class Preau:
    """One key, one house."""

    def __init__(self, base: str, token: str) -> None:
        self.base = base.rstrip("/") + "/api/v1"
        self.token = token

    def get(self, path: str, **query: Any) -> Any:
        """Read."""
        asked = {name: value for name, value in query.items() if value is not None}
        return self._call("GET", path + (f"?{urlencode(asked)}" if asked else ""))

    def post(self, path: str, body: Any = None, once: str | None = None) -> Any:
        """Do, once: give `once` a name of your own to be sure of it from one run to the next."""
        return self._call("POST", path, {} if body is None else body, once or str(uuid.uuid4()))

    def patch(self, path: str, body: Any, once: str | None = None) -> Any:
        """Change."""
        return self._call("PATCH", path, body, once or str(uuid.uuid4()))

    def every(self, path: str, **query: Any) -> Iterator[Any]:
        """All the items of a list, page after page."""
        cursor = None
        while True:
            page = self.get(path, cursor=cursor, **query)
            yield from page["items"]
            cursor = page["next"]
            if cursor is None:
                return

    def _call(self, method: str, path: str, body: Any = None, once: str | None = None) -> Any:
        headers = {"Authorization": f"Bearer {self.token}", "Accept": "application/json"}
        data = None
        if method != "GET":
            data = json.dumps(body).encode()
            headers |= {"Content-Type": "application/json", "Idempotency-Key": str(once)}
        for attempt in range(TRIES):
            try:
                with urlopen(Request(self.base + path, data, headers, method=method)) as answer:
                    return json.load(answer)
            except HTTPError as error:
                if error.code in (429, 503) and attempt < TRIES - 1:
                    time.sleep(float(error.headers.get("Retry-After", "5")))
                    continue
                raise Refused(error.code, json.load(error)) from error
            except URLError:
                if attempt == TRIES - 1:
                    raise
                time.sleep(2**attempt)  # the line broke: the same key makes sure it counts once
        raise AssertionError
