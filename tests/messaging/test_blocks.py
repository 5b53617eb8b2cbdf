"""Variables are text, once and for all (FAULTS X-01, X-05)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messaging.domain.blocks import address, body
from schemas.domain.variables import fill, one_line

XSS = [
    "<script>window.__xss=1</script>",
    "<img src=x onerror=window.__xss=1>",
    '"><svg/onload=alert(1)>',
    "javascript:alert(1)",
    "</p></div></body>",
    "{{7*7}}",
    "{% for x in y %}",
    "${7*7}",
    "{lien}",
    "<!--",
    "&lt;script&gt;",
    "' onmouseover='alert(1)",
]


@pytest.mark.parametrize("typed", XSS)
def test_x01_x05_what_people_typed_is_printed_as_they_typed_it(typed):
    made = body(
        [{"p": "Motif : {motif}"}, {"ul": ["{motif}"]}, {"quote": ["a ", {"strong": "{motif}"}]}],
        {"motif": typed, "lien": "https://example.test/"},
    )
    assert made.text.count(typed) == 3
    assert "49" not in made.text
    assert "<script" not in made.html
    assert "<img" not in made.html
    assert "<svg" not in made.html
    assert "https://example.test/" not in made.text + made.html


def test_a_block_without_content_is_left_out():
    blocks = [
        {"p": "Bonjour"},
        {"quote": "{motif}"},
        {"ul": ["{motif}"]},
        {"button": {"text": "Voir", "to": "{lien}"}},
    ]
    made = body(blocks, {"motif": "  ", "lien": ""})
    assert made.text == "Bonjour\n"
    assert "blockquote" not in made.html


def test_every_kind_of_block_says_the_same_in_text_and_in_html():
    made = body(
        [
            {"h": "Suite"},
            {"p": ["Lisez ", {"link": {"text": "la page", "to": "{lien}"}}, "."]},
            {"ol": ["un", "deux"]},
            {"button": {"text": "Ouvrir", "to": "{lien}"}},
            {"quote": "a\nb"},
        ],
        {"lien": "https://example.test/demandes/2026-1?a=1&b=2"},
    )
    assert "SUITE" in made.text
    assert "la page (https://example.test/demandes/2026-1?a=1&b=2)" in made.text
    assert "1. un\n2. deux" in made.text
    assert "> a\n> b" in made.text
    assert 'href="https://example.test/demandes/2026-1?a=1&amp;b=2"' in made.html
    assert "a<br>b" in made.html


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//example.test",
        "/demandes",
        "vbscript:x",
        "",
        "https://",
        "https://a b",
        "https://a\nb",
        'https://a"onclick=',
        "JaVaScRiPt:alert(1)",
        "http://[",
    ],
)
def test_links_lead_to_the_web_or_a_mailbox_or_nowhere(target):
    assert address(target) == ""


def test_a_name_nobody_declared_stays_as_it_was_written():
    assert fill("{inconnu} {connu} {Autre} {", {"connu": "x"}) == "{inconnu} x {Autre} {"


@given(st.text())
def test_a_subject_is_one_line_whatever_was_typed(text):
    line = one_line(text)
    assert "\n" not in line
    assert "\r" not in line
    assert len(line) <= 200
