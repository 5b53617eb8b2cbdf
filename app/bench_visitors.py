"""Virtual people: each signs in through the page, then looks, thinks, looks again."""

from __future__ import annotations

import http.client
import random
import re
import threading
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode, urlsplit

TOKEN: Final = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
THINKING: Final = (1.0, 3.0)


@dataclass
class Seen:
    """How long pages took, by kind, and what went wrong."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)


class Visitor:
    """One browser: a line kept open, its cookies."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, form: Mapping[str, str] | None = None) -> tuple[int, str]:
        """Status and body of one answer, without following it."""
        status, text, _where = self._ask(method, path, form)
        return status, text

    def open(self, path: str) -> tuple[str, str]:
        """The page a path leads to, and where that was."""
        for _step in range(5):
            status, text, where = self._ask("GET", path, None)
            if status not in {302, 303}:
                if status != 200:
                    message = f"{path}: {status}"
                    raise RuntimeError(message)
                return path, text
            parts = urlsplit(where)
            path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        message = f"{path} leads nowhere"
        raise RuntimeError(message)

    def sign_in(self, email: str, password: str) -> None:
        """Through the page, as everybody."""
        _path, page = self.open("/connexion")
        found = TOKEN.search(page)
        given = {"csrf_token": found[1] if found else "", "email": email, "password": password}
        status, _text = self.ask("POST", "/connexion", given)
        if status != 303:
            message = f"{email} was not let in: {status}"
            raise RuntimeError(message)

    def _ask(self, method: str, path: str, form: Mapping[str, str] | None) -> tuple[int, str, str]:
        origin = f"http://127.0.0.1:{self.port}"
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()),
                   "Origin": origin}  # fmt: skip
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.line.request(method, path, urlencode(form) if form else None, headers)
        answer = self.line.getresponse()
        text = answer.read().decode(errors="replace")
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _eq, kept = value.split(";", 1)[0].partition("=")
                self.cookies[key] = kept
        return answer.status, text, answer.getheader("Location") or ""


def visit(visitors: Sequence[tuple[Visitor, Mapping[str, str]]], seconds: float) -> Seen:
    """All at once, each with pages of its own (kind → path), until the time is over."""
    seen, lock, end = Seen(), threading.Lock(), time.monotonic() + seconds

    def live(number: int, visitor: Visitor, pages: Mapping[str, str]) -> None:
        chance = random.Random(number)  # noqa: S311 – no secret
        time.sleep(chance.uniform(0, THINKING[1]))
        while time.monotonic() < end:
            kind, path = chance.choice(sorted(pages.items()))
            began = time.perf_counter()
            try:
                status, _text = visitor.ask("GET", path)
                fault = "" if status == 200 else f"{path}: {status}"
            except (OSError, http.client.HTTPException) as error:
                fault = f"{path}: {type(error).__name__}"
                visitor.line.close()
            took = (time.perf_counter() - began) * 1000
            with lock:
                if fault:
                    seen.errors.append(fault)
                else:
                    seen.times[kind].append(took)
            time.sleep(chance.uniform(*THINKING))

    threads = [
        threading.Thread(target=live, args=(n, *one), daemon=True) for n, one in enumerate(visitors)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seen
