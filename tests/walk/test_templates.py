"""Every template compiles; every page has a title."""

from __future__ import annotations

import re

from flask import Flask


def test_every_template_compiles(house: Flask) -> None:
    env = house.jinja_env
    names = [n for n in env.list_templates() if n.endswith(".html")]
    assert len(names) > 30
    for name in names:
        env.get_template(name)


def test_every_page_fills_the_title(house: Flask) -> None:
    env = house.jinja_env
    for name in env.list_templates():
        if (
            not name.endswith(".html")
            or name.rsplit("/", 1)[-1].startswith("_")
            or name in {"layout.html", "desk.html", "bare.html"}
        ):
            continue
        source = env.loader.get_source(env, name)[0]  # type: ignore[union-attr]
        if re.search(r'{%-? *extends "(layout|desk|bare)\.html"', source):
            assert "{% block title %}" in source, name


def test_no_template_switches_the_escaping_off(house: Flask) -> None:
    """X-01: what people typed is text, everywhere."""
    env = house.jinja_env
    for name in env.list_templates():
        if name.endswith(".html"):
            source = env.loader.get_source(env, name)[0]  # type: ignore[union-attr]
            assert "|safe" not in source, name
            assert "autoescape false" not in source, name


def test_every_icon_a_page_names_is_in_the_sheet(house: Flask) -> None:
    """An unknown name shows a dot: right for what authors write, wrong for what we write."""
    from app.theme import icon_names

    named = re.compile(r"""\bicon(?:_name|_after)?(?:=|\()\s*["']([a-z0-9-]+)["']""")
    env = house.jinja_env
    unknown = {
        (name, found)
        for name in env.list_templates()
        if name.endswith(".html")
        for found in named.findall(env.loader.get_source(env, name)[0])  # type: ignore[union-attr]
        if found not in icon_names()
    }
    assert not unknown
