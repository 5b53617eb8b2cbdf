"""Walking the URL map with the things of somebody else in hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

NOWHERE = "00000000-0000-7000-8000-000000000001"
#: What no walk may do in passing: they end the walker's own session, or serve files of nobody.
LEFT_OUT = {"accounts.sign_out", "accounts.end_own_sessions", "static"}
SAFE = {"GET", "HEAD", "OPTIONS"}


def values(things: dict[str, str]) -> dict[str, str]:
    """Converter name → the value that leads to something of the first school."""
    return {
        "reference": things["request"],
        "ref": things["request"],
        "file_id": things["request_file"],
        "mail_id": things["mail"],
        "account_id": things["account"],
        "page_id": "p2",
        "transition": "instruire",
        "function": "visa_technique",
        "form_key": "instruction-travaux",
        "entity": "etablissement",
        "code": "0350001A",
        "kind": "form",
        "key": "demande-travaux",
        "step": "1",
        "number": "1",
        "button": "demander",
        "path": "x.docx",
        "token": "a" * 43,
    }


#: Where `key` is of something else than a definition.
KEYS = {
    "teleservices": "travaux",
    "services": "travaux",
    "circuits": "travaux-3-niveaux",
    "groupes": "secteur",
    "roles": "agent",
    "aide": "demarrer",
    "packs": "base",
    "forms": "demande-travaux",
    "entites": "etablissement",
    "listes": "themes",
    "modeles": "recepisse",
}


def path_of(rule: Rule, things: dict[str, str], **more: str) -> str:
    """An address of `rule` that leads to something of the first school."""
    known = {**values(things), **more}
    room = (
        rule.rule.removeprefix("/api/v1").strip("/").removeprefix("administration/").split("/")[0]
    )
    known["key"] = more.get("key") or KEYS.get(room, known["key"])
    return re.sub(r"<(?:[^:<>]+:)?(\w+)>", lambda found: known.get(found[1], NOWHERE), rule.rule)


def doors(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Every route and method, looking before touching."""
    found = [
        (rule, method)
        for rule in app.url_map.iter_rules()
        if rule.endpoint not in LEFT_OUT
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    ]
    return iter(sorted(found, key=lambda door: (door[1] not in SAFE, door[0].rule, door[1])))


def knock(client: Any, method: str, path: str, headers: dict[str, str] | None = None) -> Any:
    """Ask; unsafe methods with nothing but a good token."""
    if path.startswith("/api/"):
        body = {} if method in SAFE else {"json": {}}
        return client.open(path, method=method, headers=headers, buffered=True, **body)
    if method in SAFE:
        return client.open(path, method=method, buffered=True)
    token = client.__dict__.setdefault("walk_token", None) or client.token()
    client.walk_token = token
    return client.open(
        path,
        method=method,
        data={"csrf_token": token},
        headers={"Origin": "http://localhost"},
        buffered=True,
    )


def text_of(answer: Any) -> str:
    """The body, whatever it is."""
    return str(answer.get_data().decode("utf-8", "replace"))


def post(client: Any, path: str, data: Any = None, **kwargs: Any) -> Any:
    """Post a form of ours: with the token of the session, from our origin."""
    token = client.__dict__.get("walk_token") or client.token()
    client.walk_token = token
    headers = {"Origin": "http://localhost", **kwargs.pop("headers", {})}
    return client.post(
        path, data={"csrf_token": token, **(data or {})}, headers=headers, buffered=True, **kwargs
    )
