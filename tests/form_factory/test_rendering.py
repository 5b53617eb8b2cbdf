"""Pages as people get them: every control has its label, every error its link."""

from __future__ import annotations

import json
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask, render_template
from hypothesis import HealthCheck, given, settings
from werkzeug.datastructures import MultiDict

from core import ids
from core.files import FileRef
from form_factory.compiled import Compiled, compiled
from form_factory.domain.drafts import Draft, Patch, fold
from form_factory.domain.rows import with_rows
from form_factory.evaluation import evaluate
from form_factory.reading import read_page
from form_factory.rendering import Show, conflict_views, page_view
from form_factory.summary import summary
from form_factory.views import Known, Urls
from schemas.domain.conditions import Facts
from tests.form_factory.strategies import answered
from tests.kit.thorough import some

URLS = Urls(post="/ici", autosave="/ici/enregistrer", page=lambda page: f"/ici/{page}")
CONTROLS = {"input", "select", "textarea"}
VOID = {"input", "br", "hr", "img", "meta", "link"}


class Tree(HTMLParser):
    """Elements of a page with their attributes, and the text inside each."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.all: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[int] = []
        self.texts: dict[int, str] = {}
        self.inside: dict[int, list[int]] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.all.append((tag, dict(attrs)))
        number = len(self.all) - 1
        self.inside[number] = list(self.open)
        if tag not in VOID:
            self.open.append(number)

    def handle_endtag(self, tag: str) -> None:
        while self.open:
            if self.all[self.open.pop()][0] == tag:
                return

    def handle_data(self, data: str) -> None:
        for number in self.open:
            self.texts[number] = self.texts.get(number, "") + data

    def named(self, tag: str) -> list[tuple[int, dict[str, str | None]]]:
        return [(n, attrs) for n, (kind, attrs) in enumerate(self.all) if kind == tag]


def draw(
    form: Compiled, page_id: str, answers: dict[str, Any], facts: Facts, show: Show = Show.ALL,
    **more: Any,
) -> tuple[str, Draft]:  # fmt: skip
    page = form.form.page(page_id)
    assert page is not None
    draft = with_rows(Draft(answers), form.form, ids.ulid, list(page.fields()))
    outcome = evaluate(form, draft.answers, facts)
    view = page_view(form, page, draft, outcome, URLS, show=show, **more)
    return render_template("form_factory/_page.html", page=view, urls=URLS), draft


def faults_of(html: str) -> list[str]:
    """What a reader of screens would stumble on."""
    tree = Tree(html)
    ids_seen = [attrs["id"] for _, attrs in tree.all if attrs.get("id")]
    faults = [f"id twice: {one}" for one in set(ids_seen) if ids_seen.count(one) > 1]
    faults += _unlabelled(tree)
    for tag, attrs in tree.all:
        told = (attrs.get("aria-describedby") or "").split()
        faults += [f"describes nothing: {one}" for one in told if one not in ids_seen]
        href = attrs.get("href") or ""
        if tag == "a" and href.startswith("#") and href[1:] not in ids_seen:
            faults.append(f"leads nowhere: {href}")
        faults += [f"inline: {name}" for name in attrs if name == "style" or name.startswith("on")]
    return faults + (["script"] if tree.named("script") else [])


def _unlabelled(tree: Tree) -> list[str]:
    labels = {attrs.get("for"): tree.texts.get(n, "").strip() for n, attrs in tree.named("label")}
    faults = [
        f"no label: {attrs}"
        for tag, attrs in tree.all
        if tag in CONTROLS and attrs.get("type") != "hidden" and not labels.get(attrs.get("id"))
    ]
    faults += [
        "fieldset without legend"
        for number, _ in tree.named("fieldset")
        if not any(number in tree.inside[n] for n, _a in tree.named("legend"))
    ]
    faults += [
        f"button without words: {attrs}"
        for number, attrs in tree.named("button")
        if not (tree.texts.get(number, "").strip() or attrs.get("aria-label"))
    ]
    return faults


PROJECT = {
    "nature": "projet",
    "lots": [
        {"libelle": "Toit & <b>murs</b>", "montant": "5000.00", "amiante": True},
        {"libelle": "Cour"},
    ],
}


@pytest.mark.parametrize("page_id", ["p1", "p2", "p3"])
@pytest.mark.parametrize("show", list(Show))
def test_u06_every_control_has_its_label_and_every_error_its_link(
    drawn: Flask, form: Compiled, facts: Facts, page_id: str, show: Show
) -> None:
    """FAULTS U-04, U-06."""
    for answers in ({}, PROJECT, {"nature": "urgence", "danger": True}):
        html, _draft = draw(form, page_id, answers, facts, show)
        assert faults_of(html) == []


@settings(
    max_examples=some(20), deadline=None, suppress_health_check=list(HealthCheck)
)  # fmt: skip
@given(answered())
def test_u06_a_form_nobody_thought_of_is_drawn_with_labels(
    drawn: Flask, facts: Facts, case: tuple[dict[str, Any], Any]
) -> None:
    document, answers = case
    form = compiled(document)
    for page in evaluate(form, answers, facts).pages:
        html, _draft = draw(form, page.id, answers, facts)
        assert faults_of(html) == []


def test_u04_errors_stand_beside_the_field_and_in_the_summary_in_the_same_words(
    drawn: Flask, form: Compiled, facts: Facts
) -> None:
    html, _draft = draw(form, "p2", {"nature": "projet", "description": "court"}, facts)
    assert html.count("Écrivez au moins 20 caractères dans « Description ».") == 2
    assert 'href="#f-description"' in html
    assert "Il y a 1 réponse à corriger" in html
    assert 'aria-invalid="true"' in html
    assert ">\ncourt</textarea>" in html


def test_while_one_types_nothing_is_said_of_what_is_still_empty(
    drawn: Flask, form: Compiled, facts: Facts
) -> None:
    html, _draft = draw(form, "p2", {"description": "court"}, facts, Show.TYPED)
    assert "Choisissez une réponse" not in html
    assert "Écrivez au moins 20 caractères" in html


def test_conditional_questions_notices_and_optional_marks(
    drawn: Flask, form: Compiled, facts: Facts
) -> None:
    calm, _ = draw(form, "p2", {"nature": "projet"}, facts)
    urgent, _ = draw(form, "p2", {"nature": "urgence", "danger": True}, facts)
    assert "danger immédiat" not in calm
    assert "danger immédiat" in urgent
    assert "01 23 45 67 89" in urgent
    rows, _ = draw(form, "p3", PROJECT, facts)
    assert rows.count("(facultatif)") == 2  # amiante in each row; rapport and devis are asked


def test_a_list_that_wants_a_row_shows_one(drawn: Flask, form: Compiled, facts: Facts) -> None:
    html, draft = draw(form, "p3", {"nature": "projet"}, facts, Show.NONE)
    (row,) = draft.rows["/lots"]
    assert f'name="lots[{row}].libelle"' in html
    assert "Ligne 1" in html
    assert 'value="rows.add:/lots"' in html


def test_what_people_wrote_is_escaped(drawn: Flask, form: Compiled, facts: Facts) -> None:
    html, _draft = draw(form, "p3", PROJECT, facts)
    assert "Toit &amp; &lt;b&gt;murs&lt;/b&gt;" in html
    assert "<b>murs" not in html


def test_a_page_posted_back_unchanged_is_no_patch(
    drawn: Flask, form: Compiled, facts: Facts
) -> None:
    for page_id in ("p1", "p2", "p3"):
        answers = {**PROJECT, "description": "Une  description\nassez longue", "danger": False}
        html, draft = draw(form, page_id, answers, facts)
        page = form.form.page(page_id)
        assert page is not None
        assert read_page(form, page, posted(html), rows=draft.rows).patches == ()


def test_u05_a_page_filled_in_without_javascript(
    drawn: Flask, form: Compiled, facts: Facts
) -> None:
    """FAULTS U-05: draw, type, post, draw again."""
    html, draft = draw(form, "p3", {"nature": "projet"}, facts, Show.NONE)
    page = form.form.page("p3")
    assert page is not None
    (row,) = draft.rows["/lots"]
    sent = posted(html)
    sent[f"lots[{row}].libelle"] = "Toiture"
    sent[f"lots[{row}].montant"] = "5 000,5"
    sent[f"lots[{row}].amiante"] = "true"
    sent["_action"] = "next"
    reading = read_page(form, page, sent, rows=draft.rows)
    assert reading.act.verb == "next"
    after = fold(draft, reading.patches).draft
    assert after.answers["lots"] == [{"libelle": "Toiture", "montant": "5000.50", "amiante": True}]
    again, _draft = draw(form, "p3", dict(after.answers), facts)
    assert "Ajoutez un fichier à « Rapport amiante, ligne 1 »." in again
    assert "5\u202f000,50\u202f€" in again  # the total, computed


def test_a_known_locked_answer_is_shown_and_not_asked(
    drawn: Flask, form: Compiled, facts: Facts
) -> None:
    known = {"/etablissement": Known("Annuaire", "2026-11-21", locked=True)}
    html, _draft = draw(form, "p1", {"etablissement": "0350896K"}, facts, known=known)
    assert 'name="etablissement"' not in html
    assert "0350896K" in html
    assert "Annuaire" in html
    page = form.form.page("p1")
    assert page is not None
    sent = MultiDict([("etablissement", "9999999A")])
    assert read_page(form, page, sent, locked={"/etablissement"}).patches == ()


def test_files_are_listed_with_a_button_to_remove_each(
    drawn: Flask, form: Compiled, facts: Facts
) -> None:
    file = FileRef(ids.uuid7(), "devis <toit>.pdf", "application/pdf", 20_000, "clean")
    answers = {**PROJECT, "devis": [str(file.id)]}
    files = {str(file.id): file}
    html, _draft = draw(form, "p3", answers, facts, files=files)
    assert faults_of(html) == []
    assert "devis &lt;toit&gt;.pdf" in html
    assert f'value="files.remove:/devis::{file.id}"' in html
    assert 'accept=".pdf,image/jpeg' in html
    outcome = evaluate(form, answers, facts)
    pages = summary(form, outcome, URLS, files)
    read = render_template("form_factory/_summary.html", pages=pages, urls=URLS)
    assert "devis &lt;toit&gt;.pdf" in read


def test_both_answers_of_a_conflict_are_shown(drawn: Flask, form: Compiled, facts: Facts) -> None:
    start = fold(Draft(), [Patch("/nature", "projet")]).draft
    other = fold(start, [Patch("/nature", "urgence", base=1)]).draft
    folded = fold(other, [Patch("/nature", "entretien", base=1)])
    page = form.form.page("p2")
    assert page is not None
    view = page_view(form, page, other, evaluate(form, other.answers, facts), URLS)
    view = replace(view, conflicts=conflict_views(form, folded.conflicts))
    html = render_template("form_factory/_body.html", page=view, urls=URLS)
    assert "ici « Entretien courant », ailleurs « Urgence (sécurité des personnes) »" in html
    assert faults_of(html) == []


def test_the_summary_reads_back_what_will_be_stored(
    drawn: Flask, form: Compiled, facts: Facts
) -> None:
    outcome = evaluate(form, PROJECT, facts)
    pages = summary(form, outcome, URLS)
    html = render_template("form_factory/_summary.html", pages=pages, urls=URLS)
    assert faults_of(html) == []
    assert "Projet d&#39;investissement" in html
    assert "5\u202f000,00\u202f€" in html
    assert html.count('href="/ici/p') == 3
    assert "Non renseigné" in html
    assert "Toit &amp; &lt;b&gt;" in html


def test_steps_with_one_title_are_landmarks_of_two_names(
    drawn: Flask, works: dict[str, Any], facts: Facts
) -> None:
    works["ui"]["pages"][1]["title"] = works["ui"]["pages"][0]["title"]
    form = compiled(works)
    pages = summary(form, evaluate(form, PROJECT, facts), URLS)
    tree = Tree(render_template("form_factory/_summary.html", pages=pages, urls=URLS))
    heads = [tree.texts[number] for number, _ in tree.named("h2")]
    title = works["ui"]["pages"][0]["title"]
    assert heads[:2] == [f"{title} (étape 1)", f"{title} (étape 2)"]
    assert "étape" not in heads[2]
    links = [tree.texts[number] for number, _ in tree.named("a")]
    assert len(set(links)) == len(links) == 3


def test_rows_of_a_table_stand_under_heads_each_control_named_with_its_line(
    drawn: Flask, works: dict[str, Any], facts: Facts
) -> None:
    for item in works["ui"]["pages"][2]["items"]:
        if item.get("field") == "/lots":
            item["widget"] = "table"
    form = compiled(works)
    html, draft = draw(form, "p3", {**PROJECT, "lots": [{}, *PROJECT["lots"]]}, facts)
    tree = Tree(html)
    assert faults_of(html) == []
    rows = [attrs["id"] for _, attrs in tree.named("tr") if "id" in attrs]
    assert rows == [f"r-{one}" for one in draft.rows["/lots"]]
    cell = form.fields["/lots/libelle"].label
    labels = [tree.texts[number] for number, _ in tree.named("label")]
    assert {f"{cell}, ligne 1", f"{cell}, ligne 2"} <= set(labels)
    heads = [tree.texts[n] for n, attrs in tree.named("th") if attrs.get("scope") == "col"]
    assert any(head.startswith(cell) for head in heads)
    assert "rows.down:/lots:" in html
    assert "rows.remove:/lots:" in html


def test_the_marelle_tells_where_one_is(drawn: Flask, form: Compiled, facts: Facts) -> None:
    page = form.form.page("p2")
    assert page is not None
    draft = Draft({"nature": "projet"})
    outcome = evaluate(form, draft.answers, facts)
    view = page_view(form, page, draft, outcome, URLS, visited=frozenset({"p1", "p2"}))
    assert [step.status for step in view.steps] == ["error", "current", "todo"]
    html = render_template("form_factory/_marelle.html", page=view)
    assert 'aria-current="step"' in html
    assert "Étape 2 sur 3" in html


def posted(html: str) -> MultiDict[str, str]:
    """What a browser would send for the form as it was drawn, no button pressed."""
    tree = Tree(html)
    sent: MultiDict[str, str] = MultiDict()
    for number, (tag, attrs) in enumerate(tree.all):
        name = attrs.get("name")
        if name is None or tag == "button" or attrs.get("type") == "file":
            continue
        if attrs.get("type") in ("radio", "checkbox"):
            if "checked" in attrs:
                sent.add(name, attrs.get("value") or "on")
        elif tag == "textarea":
            sent.add(name, tree.texts.get(number, "").removeprefix("\n").replace("\n", "\r\n"))
        elif tag == "select":
            chosen = [a for n, a in tree.named("option") if number in tree.inside[n]]
            value = next((a.get("value") for a in chosen if "selected" in a), "")
            sent.add(name, value or "")
        else:
            sent.add(name, attrs.get("value") or "")
    assert json.loads(sent["_seen"]) is not None
    return sent
