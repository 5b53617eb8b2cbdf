"""What templates say about live parts becomes htmx attributes, in one place."""

from __future__ import annotations

import pytest

from app.live import live


def test_what_is_asked_is_said_and_the_rest_is_left_out() -> None:
    said = live(get="/lignes", target="#rows", push=True, select=None)
    assert said == {
        "hx-get": "/lignes",
        "hx-target": "#rows",
        "hx-push-url": "true",
        "hx-swap": "morph:outerHTML",
    }


def test_values_are_json() -> None:
    assert live(post="/x", vals={"état": "reçu"})["hx-vals"] == '{"état": "reçu"}'


def test_an_unknown_wish_is_refused() -> None:
    with pytest.raises(KeyError):
        live(on="click")
