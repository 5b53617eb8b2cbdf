"""A form as it stands in a page: what a browser without scripts would send."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any


class Filled(HTMLParser):
    """Every named control of the form of this id, with what it holds; buttons send nothing."""

    def __init__(self, html: str, form: str) -> None:
        super().__init__()
        self.form = form
        self.inside = False
        self.fields: dict[str, list[str]] = {}
        self._select: str | None = None
        self._area: str | None = None
        self._first: str | None = None
        self.feed(html)

    def data(self, **changed: Any) -> dict[str, Any]:
        """The fields, with some of them written anew (None: taken out); `__` stands for `-`."""
        sent: dict[str, Any] = dict(self.fields)
        for name, value in changed.items():
            key = name.replace("__", "-")
            sent.pop(key, None)
            if value is not None:
                sent[key] = value
        return sent

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        name = values.get("name")
        if tag == "form":
            self.inside = values.get("id") == self.form
        if not self.inside:
            return
        if tag == "input" and name and values.get("type") != "file":
            ticked = values.get("type") not in {"checkbox", "radio"} or "checked" in values
            if ticked:
                self.fields.setdefault(name, []).append(values.get("value") or "")
        elif tag == "textarea" and name:
            self._area = name
            self.fields[name] = [""]
        elif tag == "select" and name:
            self._select, self._first = name, None
        elif tag == "option" and self._select:
            value = values.get("value") or ""
            if self._first is None:
                self._first = value
                self.fields[self._select] = [value]
            if "selected" in values:
                self.fields[self._select] = [value]

    def handle_data(self, data: str) -> None:
        if self._area:
            self.fields[self._area][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area:
            self.fields[self._area][0] = self.fields[self._area][0].removeprefix("\n")
            self._area = None
        elif tag == "select":
            self._select = None
        elif tag == "form":
            self.inside = False
