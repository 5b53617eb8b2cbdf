"""Answers are text, lists and links; nothing in them acts (FAULTS X-12)."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.domain.markdown import html_of, plain_of
from knowledge_base.rendering import answer_html, extract

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<iframe src=//x></iframe>",
    "<style>body{display:none}</style>",
    "<svg/onload=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html,<script>)",
    "[x](vbscript:x)",
    "[x](\x01javascript:x)",
    "[x](//example.test)",
    '[x](https://a"onclick=alert(1))',
    "[<img src=x>](https://example.test)",
    "`<script>`",
    "**<script>alert(1)</script>**",
    'https://example.test/"><script>',
    "<!-- --><b>x</b>",
    "# <script>x</script>",
    "- <iframe>",
    "[a](https://x)<object data=x>",
    "<p style='position:fixed'>",
    "[x](&#106;avascript:alert(1))",
    "![x](https://example.test/pixel.gif)",
    "<form action=/x><input name=y>",
    "<base href=//x>",
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_x12_nothing_of_an_answer_acts(hostile):
    html = str(answer_html(hostile))
    tags = set(re.findall(r"<([a-z0-9]+)", html))
    assert tags <= {
        "p",
        "br",
        "h2",
        "h3",
        "h4",
        "ul",
        "ol",
        "li",
        "blockquote",
        "strong",
        "em",
        "code",
        "a",
    }
    assert not re.search(r"<[^>]+\s(on\w+|style|src|class|id)=", html)
    assert not re.search(r'href="(?!https?:|mailto:|tel:|/[^/])', html)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_x12_our_own_renderer_is_safe_before_it_is_cleaned(hostile):
    html = html_of(hostile)
    assert not re.search(r"<(script|img|iframe|style|svg|object|form|base|input)", html)
    assert "javascript:" not in "".join(re.findall(r'href="([^"]*)"', html)).lower()


def test_paragraphs_headings_lists_and_links_come_out():
    text = (
        "Bonjour **à tous**.\nSuite\n\n# Titre\nTexte *fin*\n- un\n- deux\n  suite\n\n"
        "1. a\n2. b\n\n"
        "> cité\n\n[page](/aide), [fiche](kb:autre), [thème](kb:theme/travaux), "
        "https://example.test."
    )
    html = html_of(text)
    assert "<p>Bonjour <strong>à tous</strong>.\nSuite</p>" in html
    assert "<h2>Titre</h2>" in html
    assert "<ul><li>un</li><li>deux\nsuite</li></ul>" in html
    assert "<ol><li>a</li><li>b</li></ol>" in html
    assert "<blockquote><p>cité</p></blockquote>" in html
    assert 'href="/aide/autre"' in html
    assert 'href="/aide?theme=travaux"' in html
    assert '<a href="https://example.test">https://example.test</a>.' in html


@given(st.text(alphabet="*[]()`#->\n ab<&:/h", max_size=200))
def test_any_text_comes_out_with_no_tag_of_its_own(text):
    tags = set(re.findall(r"<(\w+)", str(answer_html(text))))
    assert tags <= {
        "p",
        "br",
        "h2",
        "h3",
        "h4",
        "ul",
        "ol",
        "li",
        "blockquote",
        "strong",
        "em",
        "code",
        "a",
    }
    assert len(extract(text)) <= 181
    plain_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "*" * 50_000,
        "[" * 50_000,
        "> " * 20_000,
        "`a" * 20_000,
        "**a" * 20_000,
        "- \n" * 20_000,
        "https://" * 5_000,
        "[a](" * 10_000,
    ],
)
def test_long_hostile_answers_are_rendered_in_time(text):
    started = time.monotonic()
    answer_html(text)
    assert time.monotonic() - started < 2
