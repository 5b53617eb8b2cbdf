"""A browser without scripts on the real server: cookies, forms with their token, one line each."""

from __future__ import annotations

import html
import http.client
import re
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

from tests.kit.http import Page
from tests.kit.people import PASSWORD


@dataclass
class Answer:
    """What came back; status 0 when nobody answered."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    text: str = ""
    seconds: float = 0.0


@dataclass
class Line:
    """Somebody at a browser."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""

    def get(self, path: str) -> Answer:
        """A page; its anti-forgery token is kept for the next form."""
        answer = self._ask("GET", path)
        found = re.search(r'name="csrf-token" content="([^"]+)"', answer.text)
        tokens = [found[1]] if found else Page(answer.text).tokens
        self.token = html.unescape(tokens[0]) if tokens else self.token
        return answer

    def post(self, path: str, **values: str) -> Answer:
        """A form of our pages."""
        return self._ask("POST", path, urlencode({"csrf_token": self.token, **values}))

    def sign_in(self, email: str, password: str = PASSWORD) -> Answer:
        """Through the page."""
        self.get("/connexion")
        answer = self.post("/connexion", email=email, password=password)
        if answer.status == 303:
            self.get("/mon-compte")
        return answer

    def _ask(self, method: str, path: str, body: str | None = None) -> Answer:
        base = f"http://127.0.0.1:{self.port}"
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if body is not None:
            headers |= {"Origin": base, "Content-Type": "application/x-www-form-urlencoded"}
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=40)
        begun = time.monotonic()
        try:
            line.request(method, path, body, headers)
            got = line.getresponse()
            text = got.read().decode("utf-8", "replace")
        except (OSError, http.client.HTTPException):
            return Answer(0, seconds=time.monotonic() - begun)
        finally:
            line.close()
        for cookie in got.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(got.status, dict(got.headers), text, time.monotonic() - begun)
