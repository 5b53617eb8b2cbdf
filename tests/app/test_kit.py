"""The page kit: what every field, error and step owes to people who listen to the page."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask, render_template, render_template_string
from flask_babel import Babel
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFProtect
from lxml import html
from wtforms import BooleanField, RadioField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired

from app.theme import init_theme

KIT = '{% import "kit/kit.html" as kit %}'


class Sample(FlaskForm):  # type: ignore[misc]
    """One field of each family."""

    subject = StringField(
        "Objet", description="En une phrase.", validators=[DataRequired("Indiquez l’objet.")]
    )
    kind = RadioField(
        "Nature",
        choices=[SelectChoice("a", "Fuite"), SelectChoice("b", "Autre")],
        validators=[DataRequired("Choisissez.")],
    )
    note = StringField("Remarque")
    urgent = BooleanField("C’est urgent")


@pytest.fixture(scope="module")
def page() -> Flask:
    """An application with the kit and nothing else."""
    app = Flask("app")
    app.secret_key = "kit"
    Babel(app, default_locale="fr")
    CSRFProtect(app)
    init_theme(app)
    app.jinja_env.globals.update(
        current_actor=lambda: SimpleNamespace(known=False),
        locale=lambda: "fr",
        desk_menu=list,
        organisation={"name": "Région"},
    )
    return app


def shown(app: Flask, source: str, cookies: str = "", **context: Any) -> Any:
    """The element tree of a template."""
    with app.test_request_context(headers={"Cookie": cookies}):
        if context.pop("refused", False):
            form = Sample()
            form.validate()
            context["form"] = form
        return html.fromstring("<div>" + render_template_string(KIT + source, **context) + "</div>")


def test_a_field_ties_label_hint_and_error_to_its_control(page: Flask) -> None:
    tree = shown(page, "{{ kit.field(form.subject) }}", refused=True)
    (control,) = tree.xpath("//input[@id='subject']")
    assert tree.xpath("//label[@for='subject']")
    assert control.get("aria-invalid") == "true"
    for reference in control.get("aria-describedby").split():
        assert tree.xpath(f"//*[@id='{reference}']")


def test_choices_stand_in_a_fieldset_with_a_legend(page: Flask) -> None:
    tree = shown(page, "{{ kit.field(form.kind) }}", refused=True)
    assert tree.xpath("//fieldset[@id='kind']/legend")[0].text_content() == "Nature"
    assert len(tree.xpath("//input[@type='radio' and @name='kind']")) == 2


def test_what_may_be_left_out_says_so(page: Flask) -> None:
    tree = shown(page, "{{ kit.field(form.note) }}{{ kit.field(form.subject) }}", refused=True)
    assert "facultatif" in tree.xpath("//label[@for='note']")[0].text_content()
    assert "facultatif" not in tree.xpath("//label[@for='subject']")[0].text_content()


def test_u04_the_summary_leads_to_each_field_with_the_same_words(page: Flask) -> None:
    tree = shown(
        page,
        "{{ kit.form_errors(form) }}{% for f in form %}{{ kit.field(f) }}{% endfor %}",
        refused=True,
    )
    links = tree.xpath("//section[@id='error-summary']//a")
    assert [link.text_content() for link in links] == ["Indiquez l’objet.", "Choisissez."]
    for link in links:
        (target,) = tree.xpath(f"//*[@id='{link.get('href')[1:]}']")
        assert (
            link.text_content()
            in target.xpath("ancestor-or-self::*[@data-field]")[0].text_content()
        )


def test_what_people_wrote_is_never_markup(page: Flask) -> None:
    """FAULTS S-18, in templates: names and messages are escaped wherever they stand."""
    bad = "<img src=x onerror=alert(1)>"
    tree = shown(
        page,
        "{{ kit.button(bad) }}{{ kit.tag(bad) }}{{ kit.avatar(bad) }}{{ kit.chip(bad, bad, bad) }}"
        "{{ kit.thread([{'author': bad, 'text': bad, 'when': bad}]) }}{{ kit.facts([(bad, bad)]) }}"
        "{{ kit.input('x', bad, bad, hint=bad, errors=[bad]) }}{{ icon(bad, label=bad) }}"
        "{{ kit.note(bad) }}{{ kit.menu(bad, [{'label': bad, 'url': '/'}]) }}"
        "{{ kit.tile({'title': bad, 'theme': bad, 'url': '/'}) }}",
        bad=bad,
    )
    assert not tree.xpath("//img")


def test_steps_say_where_one_is(page: Flask) -> None:
    tree = shown(
        page,
        "{{ kit.marelle([{'label': 'A', 'url': '/a', 'status': 'done'},"
        " {'label': 'B', 'status': 'current'}, {'label': 'C', 'status': 'todo'}]) }}",
    )
    assert "Étape 2 sur 3" in tree.text_content()
    assert tree.xpath("//*[@aria-current='step']")[0].text_content().startswith("2B")
    assert "terminée" in tree.xpath("//li[1]")[0].text_content()


def test_an_act_by_button_carries_its_token_and_its_key(page: Flask) -> None:
    tree = shown(page, "{{ kit.post_button('Avancer', '/x', {'to': 'b'}) }}")
    assert {i.get("name") for i in tree.xpath("//form[@method='post']//input")} == {
        "csrf_token",
        "_key",
        "to",
    }


def test_an_unknown_icon_shows_a_dot(page: Flask) -> None:
    tree = shown(page, "{{ icon('licorne') }}{{ icon('x', 'duotone') }}")
    assert [use.get("href").rsplit("#")[-1] for use in tree.xpath("//use")] == ["circle", "x"]


@pytest.mark.parametrize(
    ("cookie", "theme"), [("preau_theme=dark", "dark"), ("preau_theme=<b>", None), ("", None)]
)
def test_the_theme_is_one_of_two_or_the_devices(
    page: Flask, cookie: str, theme: str | None
) -> None:
    with page.test_request_context(headers={"Cookie": cookie}):
        tree = html.fromstring(render_template_string("{% extends 'bare.html' %}"))
    assert tree.get("data-theme") == theme


def test_s13_choosing_a_theme_comes_back_to_this_house_only(page: Flask) -> None:
    page.config["WTF_CSRF_ENABLED"] = False
    client = page.test_client()
    kept = client.post("/apparence", data={"theme": "dark", "next": "/demandes?vue=1"})
    assert (kept.status_code, kept.location) == (303, "/demandes?vue=1")
    assert "preau_theme=dark" in kept.headers["Set-Cookie"]
    lured = client.post("/apparence", data={"theme": "auto", "next": "https://ailleurs.example/"})
    assert lured.location == "/"


def test_the_sources_serve_while_nothing_is_built(page: Flask) -> None:
    client = page.test_client()
    with client.get("/static/source/css/app.css") as answer:
        assert answer.mimetype == "text/css"
    assert client.get("/static/source/../theme.py").status_code == 404


def test_the_gallery_shows_every_macro_without_a_double_id(page: Flask) -> None:
    with page.test_request_context():
        text = render_template("kit/_gallery.html")
    ids = html.fromstring(text).xpath("//@id")
    assert len(ids) == len(set(ids))
    source = (Path(page.root_path) / "templates/kit/_gallery.html").read_text("utf-8")
    kit = (Path(page.root_path) / "templates/kit/kit.html").read_text("utf-8")
    for macro in re.findall(r"set (\w+) = \w+\.\w+ -", kit):
        if macro not in {"field", "form_errors", "logo", "message", "event", "attachment"}:
            assert f"kit.{macro}(" in source, macro
