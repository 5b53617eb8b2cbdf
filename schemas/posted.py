"""A posted form as plain lists, whoever posts it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

Lists = Mapping[str, list[str]]


def lists_of(posted: Any) -> Lists:
    """Every value of every field."""
    return posted.to_dict(flat=False) if isinstance(posted, MultiDict) else posted


def first(form: Lists, name: str) -> str:
    """The first value of a field, "" when it is absent."""
    return (form.get(name) or [""])[0]


def act_of(form: Lists, prefix: str) -> str:
    """What the pressed button of that component asks for: "add" of `cond.add:when:1`."""
    for act in form.get("act", ()):
        verb, _colon, rest = act.partition(":")
        if verb.startswith("cond.") and rest.partition(":")[0] == prefix:
            return verb.removeprefix("cond.")
    return ""
