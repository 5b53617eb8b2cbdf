"""The examples of the document are what the house answers: replayed here, one after the other.

When an answer is meant to be another, write them anew: `PREAU_WRITE_EXAMPLES=1 pytest` on this file
(`app/openapi_examples.json`).
"""

from __future__ import annotations

import json
import os
import re
from typing import Any

import jsonschema_rs
from flask import Flask

from app.api_words import SUMMARIES
from app.openapi_examples import STORED, examples
from tests.api.conftest import PREFIX, Program
from tests.api.playing import played

#: What is another at each replay: ids, instants, days, numbers of requests, digests, cursors.
VARIES = re.compile(
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    r"|\d{4}-\d\d-\d\d(?:T[\d:.+Z-]+)?"
    r"|\d{1,2}(?:er)? [a-zéû]+ 20\d\d"
    r"|\d{4}-\d{4,6}|B-[A-Z0-9]+|[A-Z0-9]{4}(?:-[A-Z0-9]{4}){2,}"
    r"|[A-Za-z0-9_-]{20,}"
)
#: Numbers that the database gives, and how many packs come with Préau.
NUMBERS = {"id", "last", "next", "count"}
#: What the base offers and how it found it: it grows and gets better (a pack's choices are words).
TRACES = {"choices", "conversation", "trace"}
#: What has no example of its own: the document itself.
WITHOUT = {"api.document"}


def alike(stored: Any, now: Any, name: str = "") -> bool:
    """The same, but for what is another at each replay."""
    if name in TRACES:
        return type(stored) is type(now)
    if isinstance(stored, dict) and isinstance(now, dict):
        return stored.keys() == now.keys() and all(alike(v, now[k], k) for k, v in stored.items())
    if isinstance(stored, list) and isinstance(now, list):
        return len(stored) == len(now) and all(map(alike, stored, now))
    if name in NUMBERS:
        return type(stored) is type(now)
    if isinstance(stored, str) and isinstance(now, str):
        return VARIES.sub("…", stored) == VARIES.sub("…", now)
    return bool(stored == now)


def test_the_examples_are_what_is_answered(app: Flask, program: Any) -> None:
    told = played(app, program).examples
    if os.environ.get("PREAU_WRITE_EXAMPLES"):
        STORED.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf-8")
        return
    stored = examples()
    assert stored.keys() == told.keys()
    other = [
        (view, stored[view][part], now[part])
        for view, now in told.items()
        for part in ("status", "body", "answer")
        if not alike(stored[view][part], now[part])
    ]
    assert other == [], __doc__


def test_every_example_holds_to_the_schema_of_its_answer_and_of_its_body(app: Flask) -> None:
    document = Program(app, None).get("/openapi.json").json
    looked = 0
    for methods in document["paths"].values():
        for told in methods.values():
            places = [*told["responses"].values(), told.get("requestBody", {})]
            for content in (c for place in places for c in place.get("content", {}).values()):
                if "example" in content:
                    schema = {**content["schema"], "components": document["components"]}
                    jsonschema_rs.validate(schema, content["example"])
                    looked += 1
    assert looked > 70


def test_every_operation_has_words_and_an_example(app: Flask) -> None:
    views = {rule.endpoint for rule in app.url_map.iter_rules() if rule.rule.startswith(PREFIX)}
    assert views <= set(SUMMARIES)
    assert views - WITHOUT == set(examples()), "play it in tests/api/playing.py, then write anew"
