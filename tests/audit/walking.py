"""Knocking quickly and often: a client without checks, pools of ids, answers made comparable."""

from __future__ import annotations

import contextvars
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.routing import Rule

from app.quota import quota_of
from core.database import session
from tests.attacks.walk import KEYS, LEFT_OUT, SAFE, values
from tests.audit.city import City
from tests.audit.expected import PEOPLE
from tests.kit.people import signed_in

#: Names of parts of addresses that lead to nothing of somebody's: definitions, pages, steps.
NOT_IDS = {
    "key", "kind", "entity", "step", "number", "button", "page_id", "form_key", "function",
    "transition", "path", "token", "filename", "field", "name", "language", "format", "tab",
}  # fmt: skip
#: Name of a part → the kind of thing it leads to there.
KINDS = {
    "reference": ("request", "draft"),
    "ref": ("request", "draft"),
    "file_id": ("file", "draft-file"),
    "mail_id": ("mail",),
    "account_id": ("account",),
    "code": ("record",),
    "batch_id": ("import",),
    "document_id": ("letter",),
    "session_id": ("own",),
    "notice_id": ("own",),
    "export_id": ("own",),
    "view": ("own",),
    "key_id": ("key",),
    "run_id": ("run",),
    "job_id": ("run",),
    "proposal_id": ("proposal",),
    "advice_id": ("advice",),
    "replacement_id": ("replacement",),
    "member_id": ("seat",),
    "letter_id": ("written",),
}
#: What an address says where nothing lies, by converter.
ABSENT = {"uuid": "00000000-0000-7000-8000-000000000001", "int": "999999999"}
ABSENT_TEXT = {"reference": "2026-99999", "ref": "2026-99999", "code": "0359999Z"}
FORM = {
    "comment": "Voici pourquoi.",
    "verdict": "accept",
    "text": "Bonjour",
    "_action": "next",
    "label": "x",
    "act": "accepter",
}
#: Bodies that programs send, by the last word of the address; their shape holds everywhere.
BODIES: dict[str, dict[str, Any]] = {
    "transitions": {"transition": "instruire", "comment": "Voici."},
    "votes": {"function": "visa_technique", "verdict": "accept"},
    "checklist": {"key": "surface", "done": True},
    "annotations": {"answers": {}},
    "answers": {"answers": {}},
    "messages": {"text": "Bonjour"},
    "decision": {"transition": "accepter", "fields": {"adresse": {"verdict": "accept"}}},
    "proposals": {"accept": ["adresse"]},
}
#: Doors that slow down whoever tries one after another: tried by hand in test_canaries.
SLOWED = {"catalogue.outsider_file"}
NOISE = re.compile(
    r'csrf-token" content="[^"]*"|name="(?:csrf_token|_key)" value="[^"]*"|value="[\w.-]{40,}"'
)
WORD = re.compile(r"zq\d{3,}kx", re.IGNORECASE)
SHORT = 6
#: Written by the mere fact of being there.
MARKS = {"web_session", "alembic_version", "api_token"}


class Quick(FlaskClient):
    """Each request in a context of its own, and nothing more."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        return contextvars.Context().run(super().open, *args, buffered=True, **kwargs)


@dataclass
class Walker:
    """Somebody with a browser and a key."""

    client: Any
    headers: dict[str, str]
    token: str

    def knock(self, method: str, path: str) -> tuple[int, str, str]:
        """Status, body, where it leads; unsafe verbs bring a body that could be taken."""
        more: dict[str, Any] = {}
        quota_of(self.client.application).forget()  # nobody is turned away for knocking often
        if path.startswith("/api/"):
            more["headers"] = self.headers
            if method not in SAFE:
                words = path.split("/")
                more["json"] = BODIES.get(words[-1]) or BODIES.get(words[-2], {})
        elif method not in SAFE:
            more["headers"] = {"Origin": "http://localhost"}
            more["data"] = {"csrf_token": self.token, **FORM}
        answer = self.client.open(path, method=method, **more)
        body = answer.get_data().decode("utf-8", "replace")
        return answer.status_code, body, answer.headers.get("Location", "")


def walker(city: City, who: str) -> Walker:
    """This person, signed in through the page (before the account was closed, if it is)."""
    client: Any = Quick(city.app, city.app.response_class)
    if who == "anonyme" or PEOPLE[who].account:
        return Walker(client, city.keys.get(who, {}), "x")
    from accounts.models import Account

    account = session.get_one(Account, city.town.people[who].id)
    closed, account.disabled_at = account.disabled_at, None
    session.execute(text("DELETE FROM sign_in_try"))  # those of the person before
    session.commit()
    slow = signed_in(city.app, account)
    token = slow.token()
    client._cookies = slow._cookies
    account.disabled_at = closed
    session.commit()
    return Walker(client, city.keys[who], token)


def ids_of_base() -> dict[str, list[str]]:
    """Every id there is, whatever it is of: uuids and numbers of all tables."""
    found: dict[str, list[str]] = {"uuid": [], "int": []}
    columns = session.execute(
        text(
            "SELECT table_name, column_name, data_type FROM information_schema.columns"
            " WHERE table_schema = 'public' AND data_type IN ('uuid', 'bigint')"
            " AND (column_name = 'id') ORDER BY 1, 2"
        )
    ).all()
    for table, column, kind in columns:
        rows = session.scalars(text(f'SELECT DISTINCT "{column}" FROM "{table}" LIMIT 40'))
        found["uuid" if kind == "uuid" else "int"] += [str(value) for value in rows]
    session.rollback()
    return {kind: list(dict.fromkeys(ids)) for kind, ids in found.items()}


def doors_with_ids(app: Flask) -> Iterator[tuple[Rule, str, str]]:
    """Route, method and the part of its address that is an id."""
    found = [
        (rule, method, name)
        for rule in app.url_map.iter_rules()
        if rule.endpoint not in LEFT_OUT | SLOWED
        for method in (rule.methods or set()) - {"OPTIONS"}
        for name in sorted(rule.arguments - NOT_IDS)
    ]
    return iter(sorted(found, key=lambda door: (door[0].rule, door[1], door[2])))


def kinds_of(rule: Rule, name: str) -> tuple[str, ...]:
    """What an id leads to at this door: runs over circuits have a name of runs of the desk."""
    over_circuits = name == "run_id" and rule.rule.startswith("/administration/circuits/")
    return ("remap",) if over_circuits else KINDS.get(name, ())


def converter_of(rule: Rule, name: str) -> str:
    """`uuid`, `int` or `string`."""
    part = re.search(rf"<(?:(\w+)(?:\([^)]*\))?:)?{name}>", rule.rule)
    return (part[1] if part else None) or "string"


def address(rule: Rule, city: City, name: str, value: str) -> str:
    """An address of `rule` where `name` is `value` and the rest leads to the first school."""
    known = {**values(city.town.things), name: value}
    room = rule.rule.removeprefix("/api/v1").strip("/").removeprefix("administration/")
    if name != "key":
        known["key"] = KEYS.get(room.partition("/")[0], known["key"])

    def said(found: re.Match[str]) -> str:
        return str(known.get(found[1]) or ABSENT["uuid"])

    return re.sub(r"<(?:[^:<>]+:)?(\w+)>", said, rule.rule)


def comparable(answer: tuple[int, str, str], path: str, value: str) -> tuple[int, str, str]:
    """An answer without what must differ: tokens, and the id that was asked for."""
    status, body, location = answer
    plain, location = NOISE.sub("", body).replace(path, ""), location.replace(path, "")
    if len(value) > SHORT:  # a short number may stand in the page for something else
        plain, location = plain.replace(value, ""), location.replace(value, "")
    return status, plain, location


def everything_written() -> tuple[Any, ...]:
    """All rows of all tables as one figure each; what being there writes is left out."""
    tables = session.scalars(
        text(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
            " AND table_type = 'BASE TABLE' ORDER BY 1"
        )
    ).all()
    parts = [
        f"SELECT '{t}' AS name, count(*) AS n, coalesce(sum(hashtext(x::text)::bigint), 0) AS h"
        f' FROM "{t}" x'
        for t in tables
        if t not in MARKS
    ]
    found = tuple(session.execute(text(" UNION ALL ".join(parts) + " ORDER BY 1")).all())
    session.rollback()
    return found
