"""A browser without scripts: follows forms as they stand in the page, checks each page it sees."""

from __future__ import annotations

import contextvars
import re
from collections import Counter
from typing import Any

from flask import has_app_context
from flask.testing import FlaskClient
from lxml.etree import ParserError
from lxml.html import HTMLParser, document_fromstring
from werkzeug.test import TestResponse

from core.database import session

_PARSER = HTMLParser(huge_tree=True)


class Page:
    """What the checks look at; read by a parser in C, since tests see some ten thousand pages."""

    def __init__(self, html: str) -> None:
        try:
            tree: Any = document_fromstring(html, _PARSER)
        except ParserError:  # nothing but white space or a comment
            tree = document_fromstring("<p></p>")
        self.title = "".join(tree.xpath("//title/text()"))
        self.ids: list[str] = tree.xpath("//@id[. != '']")
        self.tokens: list[str] = tree.xpath("//input[@name='csrf_token']/@value")
        self.keys: list[str] = tree.xpath("//input[@name='_key']/@value")
        self.styles = int(tree.xpath("count(//@style) + count(//style)"))


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
        twice = {one for one, times in Counter(page.ids).items() if times > 1}
        assert not twice, f"{response.request.path}: ids used twice: {twice}"
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
