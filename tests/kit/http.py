"""A browser without scripts: follows forms as they stand in the page, checks each page it sees."""

from __future__ import annotations

import contextvars
import re
from html.parser import HTMLParser
from typing import Any

from flask import has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from core.database import session


class Page(HTMLParser):
    """What the checks look at."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.title = ""
        self.ids: list[str] = []
        self.tokens: list[str] = []
        self.keys: list[str] = []
        self.styles = 0
        self._in: str | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if values.get("id"):
            self.ids.append(str(values["id"]))
        if "style" in values or tag == "style":
            self.styles += 1
        if tag == "input" and values.get("name") == "csrf_token":
            self.tokens.append(values.get("value") or "")
        if tag == "input" and values.get("name") == "_key":
            self.keys.append(values.get("value") or "")
        self._in = tag

    def handle_data(self, data: str) -> None:
        if self._in == "title":
            self.title += data

    def handle_endtag(self, tag: str) -> None:
        self._in = None


class Client(FlaskClient):
    """Each request in a context of its own; each page checked: a title, ids once, no style."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        if has_app_context() and session.registry.has():  # type: ignore[attr-defined]
            session.commit()  # what the test prepared is there for the request
        empty = contextvars.Context()
        response: TestResponse = empty.run(super().open, *args, **kwargs)
        if has_app_context() and session.registry.has():  # type: ignore[attr-defined]
            session.expire_all()
        self.check(response)
        return response

    def check(self, response: TestResponse) -> None:
        """What is true of every page, said once here rather than in each test."""
        assert "Content-Security-Policy" in response.headers
        if response.mimetype != "text/html" or response.status_code in {204, 301, 302, 303}:
            return
        html = response.get_data(as_text=True)
        page = Page(html)
        twice = {i for i in page.ids if page.ids.count(i) > 1}
        assert not twice, f"ids used twice: {twice}"
        assert not page.styles, "inline style"
        if html.lstrip().lower().startswith("<!doctype"):
            assert page.title.strip(), "a page has a title"

    def token(self, path: str = "/accessibilite") -> str:
        """An anti-forgery token as a page of this session shows it."""
        html = self.get(path).get_data(as_text=True)
        found = re.search(r'name="csrf-token" content="([^"]+)"', html)
        if found:
            return found.group(1)
        tokens = Page(html).tokens
        assert tokens, f"no anti-forgery token on {path}"
        return tokens[0]

    def submit(self, path: str, data: dict[str, Any] | None = None, **kwargs: Any) -> TestResponse:
        """Post a form of our own pages: with a token, from our origin."""
        body = {"csrf_token": self.token(), **(data or {})}
        headers = {"Origin": "http://localhost", **kwargs.pop("headers", {})}
        return self.post(path, data=body, headers=headers, **kwargs)
