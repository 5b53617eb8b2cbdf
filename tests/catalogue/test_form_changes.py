"""A form published anew while it is being filled in and while requests are under way: nothing is
lost, everyone is told (C-05; DEFINITIONS §7; issue 4, acceptance 1)."""

from __future__ import annotations

import re
from copy import deepcopy
from datetime import timedelta
from html import unescape
from typing import Any

import pytest

from catalogue import revising
from core import clock
from core.actor import HOUSE
from core.database import session
from core.running import run_all
from tests.kit.loan import FORM, X
from tests.kit.stage import Stage, set_stage


@pytest.fixture
def stage(app: Any, tmp_path: Any) -> Stage:
    return set_stage(tmp_path)


@pytest.fixture
def head(stage: Stage, sign_in: Any) -> Any:
    return sign_in(stage.head)


def draft(head: Any, **answers: str) -> str:
    """A draft with its first page sent."""
    path = head.submit("/teleservices/pret-instrument/commencer/emprunter", {"autre": "1"}).location
    page = head.get(path).text
    head.submit(path, {**hidden(page), "_action": "next", **answers})
    return str(re.search(r"/demandes/(B-[^/]+)/", path)[1])  # type: ignore[index]


def hidden(page: str) -> dict[str, str]:
    names = ("_version", "_seen", "_form")
    return {n: unescape(re.search(rf'name="{n}" value="([^"]*)"', page)[1]) for n in names}  # type: ignore[index]


def row_names(page: str) -> list[str]:
    return sorted(set(re.findall(r'name="(eleves\[[^"]+\][^"]+)"', unescape(page))))


def filed(head: Any) -> str:
    """A request handed in."""
    number = draft(head, instrument="violon", duree="3")
    path = f"/demandes/{number}/etape/qui"
    page = head.get(path).text
    first, price = row_names(page)
    head.submit(path, {**hidden(page), "_action": "next", first: "Ana", price: "120,50"})
    answer = head.submit(f"/demandes/{number}/deposer")
    return str(re.search(r"/demandes/([^/]+)/recepisse", answer.location)[1])  # type: ignore[index]


def changed(**more: Any) -> dict[str, Any]:
    """Renamed, retyped, removed, made required, an option gone."""
    form = deepcopy(FORM)
    asked = form["schema"]["properties"]
    asked["mois"] = {**asked.pop("duree"), "title": "Nombre de mois"}
    asked["eleves"]["items"]["properties"]["prenom"]["title"] = "Prénom de l’élève"
    del asked["etage"]
    asked["instrument"]["oneOf"] = asked["instrument"]["oneOf"][:1]
    asked["motif"] = {"type": "string", "maxLength": 200, "title": "Motif", "x-id": X.format(40)}
    form["schema"]["required"] = ["instrument", "mois", "eleves", "motif"]
    form["ui"]["pages"][0]["items"] = [
        {"field": "/instrument", "widget": "radio"}, {"field": "/mois", "widget": "integer"},
        {"field": "/motif"},
    ]  # fmt: skip
    return {**form, **more}


def publish(document: dict[str, Any], policy: str = "stay", until: Any = None) -> Any:
    from schemas import operations

    operations.save_draft(HOUSE, "form", document["key"], document)
    version = operations.publish(
        HOUSE, "form", document["key"], policy=policy, drafts_until=until
    )  # fmt: skip
    session.flush()
    run_all()
    return version


def test_a_draft_stays_on_its_version_and_moves_in_one_click_with_every_answer(head: Any) -> None:
    """C-05: removed, renamed, an option gone, a new question asked for."""
    number = draft(head, instrument="piano", etage="2", duree="6")
    publish(changed())
    page = head.get(f"/demandes/{number}/etape/quoi").text
    assert "Une version plus récente existe" in page
    assert "Étage de la salle" in page
    told = unescape(head.get(f"/demandes/{number}/nouvelle-version").text)
    for words in (
        "« Durée en mois » s’appelle maintenant « Nombre de mois ».",
        "Question retirée : « Étage de la salle ».",
        "Question ajoutée : « Motif ».",
        "choix retirés (Piano)",
    ):
        assert words in told
    assert head.submit(f"/demandes/{number}/nouvelle-version").status_code == 303
    page = unescape(head.get(f"/demandes/{number}/etape/quoi").text)
    assert 'name="mois"' in page
    assert 'value="6"' in page
    assert "Une version plus récente" not in page
    assert "Anciennes réponses" in page
    assert ">Piano<" in page
    assert ">2<" in page
    paper = head.get(f"/demandes/{number}/reponses.pdf")
    assert paper.get_data().startswith(b"%PDF-"), "former answers stand on paper too"
    assert "À vérifier sur cette page" in page
    assert "Vérifiez" not in head.get("/avis").text


def test_a_version_taken_back_gives_the_old_answer_its_place_again(head: Any) -> None:
    number = draft(head, instrument="piano", etage="2", duree="6")
    publish(changed(), "all")
    assert "Ancienne" in head.get(f"/demandes/{number}/etape/quoi").text
    publish(deepcopy(FORM), "all")
    page = head.get(f"/demandes/{number}/etape/quoi").text
    assert "Ancienne" not in page
    assert re.search(r'name="etage"[^>]*value="2"', page)
    assert re.search(r'value="piano"[^>]*checked', page)


def test_a_version_taken_back_mends_requests_rows_and_choices_too(
    stage: Stage, head: Any, sign_in: Any
) -> None:
    """Revert in one click: what was kept beside stands in its place again, rows included."""
    number, returned = filed(head), _returned(stage, head, sign_in)
    older = draft(head, instrument="piano", etage="2", duree="6")
    for name in ("removed", "a column less", "not to be read"):
        publish(twelve_changes()[name], "all")
        publish(deepcopy(FORM), "all")
    agent = sign_in(stage.luthier)
    page = agent.get(f"/demandes/{number}").text
    assert "Ancienne" not in page
    for words in ("Ana", "120,50", ">3<"):
        assert words in page
    for path in (f"/demandes/{returned}/etape/quoi", f"/demandes/{older}/etape/quoi"):
        page = unescape(head.get(path).text)
        assert "Ancienne" not in page
        assert "À vérifier sur cette page" not in page
    assert 'value="Ana"' in head.get(f"/demandes/{returned}/etape/qui").text


def test_an_agreement_to_one_text_is_none_to_another(stage: Stage, head: Any, sign_in: Any) -> None:
    """The text of a consent changes: who agreed is asked again, what was agreed to stays proven."""
    from sqlalchemy import select

    from catalogue.models import Request

    def asking(text: str) -> dict[str, Any]:
        form = deepcopy(FORM)
        form["schema"]["properties"]["accord"] = {
            "type": "boolean", "const": True, "title": "Accord", "x-id": X.format(60),
        }  # fmt: skip
        item = {"field": "/accord", "widget": "consent", "text": text}
        form["ui"]["pages"][0]["items"].append(item)
        form["schema"]["required"].append("accord")
        return form

    publish(asking("Mon enfant peut être soigné."))
    number = draft(head, instrument="violon", duree="3", accord="true")
    path = f"/demandes/{number}/etape/qui"
    page = head.get(path).text
    first, price = row_names(page)
    head.submit(path, {**hidden(page), "_action": "next", first: "Ana", price: "120,50"})
    head.submit(f"/demandes/{number}/deposer")
    request = session.scalars(select(Request)).one()
    print_of = request.consents["/accord"]["sha256"]
    waiting = draft(head, instrument="violon", duree="3", accord="true")

    told = publish(asking("Mon enfant peut être opéré."), "compatible")
    session.refresh(request)
    assert request.form_version_id != told.id
    told = unescape(head.get(f"/demandes/{waiting}/nouvelle-version").text)
    assert "Le texte de « Accord » a changé" in told
    head.submit(f"/demandes/{waiting}/nouvelle-version")
    page = unescape(head.get(f"/demandes/{waiting}/etape/quoi").text)
    assert not re.search(r'name="accord"[^>]*checked', page)
    assert "L’accord portait sur un autre texte" in page
    publish(asking("Mon enfant peut être opéré vite."), "all")
    session.refresh(request)
    assert "accord" not in request.answers
    assert request.consents["/accord"]["sha256"] == print_of
    page = unescape(sign_in(stage.luthier).get(f"/demandes/{request.reference}").text)
    assert "À regarder : Accord." in page
    assert "L’accord portait sur un autre texte" in page


def test_three_drafts_and_five_requests_change_form_and_nothing_is_lost(
    stage: Stage, head: Any, sign_in: Any
) -> None:
    """Issue 4, acceptance 1: its last sentence."""
    drafts = [
        draft(head, instrument=i, duree=d) for i, d in (("piano", "2"), ("violon", "4"), ("", "5"))
    ]
    numbers = [filed(head) for _ in range(5)]
    publish(changed(), "all")
    for number, months in zip(drafts, "245", strict=True):
        page = head.get(f"/demandes/{number}/etape/quoi").text
        assert re.search(rf'name="mois"[^>]*value="{months}"', page)
    agent = sign_in(stage.luthier)
    for number in numbers:
        page = unescape(agent.get(f"/demandes/{number}").text)
        assert "Le formulaire a changé : demande à vérifier" in page
        assert "À regarder : Motif." in page
        assert "Nombre de mois" in page
        assert "120,50" in page
        story = unescape(agent.get(f"/demandes/{number}?onglet=historique").text)
        assert "Passée à la version 2 du formulaire" in story
    assert "vérifiez 5 demandes" in unescape(agent.get("/avis").text)
    told = unescape(head.get("/avis").text)
    assert all(number in told for number in (*drafts, *numbers))
    agent.submit(f"/demandes/{numbers[0]}/formulaire-verifie")
    page = agent.get(f"/demandes/{numbers[0]}").text
    assert "demande à vérifier" not in page
    story = agent.get(f"/demandes/{numbers[0]}?onglet=historique").text
    assert "Vérifiée sous la version 2" in unescape(story)


def test_compatible_changes_alone_move_what_nobody_has_to_look_at(head: Any, stage: Stage) -> None:
    """DEFINITIONS §7: requests under review take compatible changes only."""
    number, other = filed(head), draft(head, instrument="piano", etage="1", duree="2")
    renamed = deepcopy(FORM)
    renamed["schema"]["properties"]["duree"]["title"] = "Combien de mois ?"
    publish(renamed, "compatible")
    for path in (f"/demandes/{number}", f"/demandes/{other}/etape/quoi"):
        assert "Combien de mois ?" in unescape(head.get(path).text)
    publish(changed(), "compatible")
    assert "Combien de mois ?" in unescape(head.get(f"/demandes/{number}").text)
    assert "Étage de la salle" in head.get(f"/demandes/{other}/etape/quoi").text


def test_a_page_drawn_before_the_change_is_read_as_it_was_drawn(head: Any) -> None:
    """C-05: somebody types while the draft moves under them."""
    number = draft(head, instrument="piano", duree="6")
    path = f"/demandes/{number}/etape/quoi"
    before = hidden(head.get(path).text)
    publish(changed(), "all")
    sent = {**before, "instrument": "piano", "etage": "4", "duree": "9", "_action": "save"}
    answer = head.submit(path, sent)
    assert answer.status_code == 303
    page = unescape(head.get(path).text)
    assert re.search(r'name="mois"[^>]*value="9"', page)
    assert "Anciennes réponses" in page
    assert ">4<" in page
    assert "Le formulaire a changé pendant votre saisie" in page


def test_of_two_answers_given_at_once_none_is_lost(head: Any) -> None:
    """C-05: the second one stands beside the form until somebody gives it again."""
    number = draft(head, instrument="violon")
    path = f"/demandes/{number}/etape/quoi"
    here = hidden(head.get(path).text)
    for months in ("4", "9", "9"):
        answer = head.submit(path, {**here, "instrument": "violon", "duree": months})
    assert answer.status_code == 422
    page = unescape(head.get(path).text)
    assert re.search(r'name="duree"[^>]*value="4"', page)
    assert page.count("sur un autre appareil : l’autre est en place") == 1
    assert "Elles ne sont pas déposées" in unescape(
        head.get(f"/demandes/{number}/verification").text
    )
    head.submit(path, {**hidden(page), "instrument": "violon", "duree": "9"})
    assert "sur un autre appareil" not in unescape(head.get(path).text)


def test_what_a_draft_had_no_place_for_stays_in_sight_of_who_wrote_it_once_handed_in(
    stage: Stage, head: Any, sign_in: Any
) -> None:
    number = draft(head, instrument="violon", etage="2", duree="3")
    publish(twelve_changes()["removed"], "all")
    path = f"/demandes/{number}/etape/qui"
    page = head.get(path).text
    first, price = row_names(page)
    head.submit(path, {**hidden(page), "_action": "next", first: "Ana", price: "120,50"})
    answer = head.submit(f"/demandes/{number}/deposer")
    given = str(re.search(r"/demandes/([^/]+)/recepisse", answer.location)[1])  # type: ignore[index]
    assert "Durée en mois" in unescape(head.get(f"/demandes/{given}").text)
    assert "Durée en mois" not in unescape(sign_in(stage.luthier).get(f"/demandes/{given}").text)


def test_the_last_day_of_a_version_is_told_before(head: Any) -> None:
    number = draft(head, instrument="violon", duree="6")
    publish(changed(), "stay", clock.today() + timedelta(days=2))
    assert "déposer cette version jusqu’au" in head.get(f"/demandes/{number}/etape/quoi").text
    assert "avant le" in unescape(head.get("/avis").text)
    revising.remind()
    run_all()
    mails = head.get("/boite").text
    assert mails.count("a changé") >= 2


def test_after_the_last_day_a_draft_moves_before_anything_else(head: Any) -> None:
    number = draft(head, instrument="violon", duree="6")
    path = f"/demandes/{number}/etape/quoi"
    before = hidden(head.get(path).text)
    with clock.at(clock.now() - timedelta(days=5)):
        publish(changed(), "stay", clock.today() + timedelta(days=2))
    late = head.submit(path, {**before, "duree": "7", "_action": "save"})
    assert late.location.endswith("/nouvelle-version"), "what was being typed is kept"
    assert head.submit(f"/demandes/{number}/deposer").location.endswith("/nouvelle-version")
    assert head.get(path).location.endswith("/nouvelle-version")
    told = unescape(head.get(f"/demandes/{number}/nouvelle-version").text)
    assert "La date limite est passée" in told
    assert "la date limite de votre version est passée" in told
    head.submit(f"/demandes/{number}/nouvelle-version")
    page = head.get(path).text
    assert re.search(r'name="mois"[^>]*value="7"', page)
    done = head.submit(path, {**hidden(page), "mois": "7", "_action": "save"})
    assert done.status_code == 303


def _returned(stage: Stage, head: Any, sign_in: Any) -> str:
    """A request sent back, whose correction is open."""
    number = filed(head)
    sign_in(stage.luthier).submit(f"/demandes/{number}/actions/revoir", {"comment": "Lequel ?"})
    head.submit(f"/demandes/{number}/corriger")
    return number


def twelve_changes() -> dict[str, dict[str, Any]]:
    """One form a kind of change, each from the loan as it was."""
    made = {}

    def one(name: str) -> tuple[dict[str, Any], dict[str, Any], list[Any]]:
        made[name] = form = deepcopy(FORM)
        return form, form["schema"]["properties"], form["ui"]["pages"][0]["items"]

    _, _asked, items = one("removed")
    items.pop(2)
    del _asked["duree"]
    made["removed"]["schema"]["required"].remove("duree")
    _, asked, items = one("renamed")
    asked["mois"] = asked.pop("duree")
    items[2]["field"] = "/mois"
    made["renamed"]["schema"]["required"] = ["instrument", "mois", "eleves"]
    _, asked, _items = one("relabelled")
    asked["duree"]["title"] = "Mois"
    form, _asked, items = one("moved")
    form["ui"]["pages"][1]["items"].insert(0, items.pop(2))
    _, asked, items = one("read otherwise")
    asked["duree"] = {"type": "string", "maxLength": 9, "x-id": X.format(12), "title": "Durée"}
    items[2]["widget"] = "text"
    _, asked, items = one("not to be read")
    asked["duree"] = {"type": "string", "format": "date", "x-id": X.format(12), "title": "Fin"}
    items[2]["widget"] = "date"
    form, asked, items = one("required")
    asked["motif"] = {"type": "string", "maxLength": 9, "x-id": X.format(41), "title": "Motif"}
    items.append({"field": "/motif"})
    form["schema"]["required"].append("motif")
    form, _asked, _items = one("optional")
    form["schema"]["required"].remove("duree")
    _, asked, _items = one("an option less")
    asked["instrument"]["oneOf"].pop(0)
    _, asked, _items = one("narrowed")
    asked["duree"]["maximum"] = 2
    _, _asked, items = one("hidden")
    items[2]["when"] = {"==": [{"var": "instrument"}, "piano"]}
    form, asked, _items = one("a column less")
    del asked["eleves"]["items"]["properties"]["prenom"]
    asked["eleves"]["items"]["required"] = ["prix"]
    form["ui"]["pages"][1]["items"][0]["items"].pop(0)
    del form["ui"]["pages"][1]["items"][0]["row_label"]
    return made


def test_c05_twelve_changes_lose_nothing_of_a_draft_a_request_and_a_correction(
    stage: Stage, head: Any, sign_in: Any
) -> None:
    """FAULTS C-05: each change, then the form as it was again; values stay, in place or beside."""
    from sqlalchemy import select

    from catalogue.models import Request
    from form_factory import queries as forms

    draft(head, instrument="violon", duree="3")
    filed(head)
    _returned(stage, head, sign_in)

    def held(request: Request) -> set[str]:
        row = forms.draft_row(request.correction_draft_id or request.draft_id)
        kept = (
            (request.answers, request.old_answers)
            if request.submitted_at
            else (row.answers, row.old_answers)
        )
        text = f"{kept} {row.answers} {row.old_answers}" if request.correction_draft_id else kept
        given = ("violon", "3", "Ana", "120.50")
        return {one for one in given if re.search(rf"(?<![\w.-]){one}(?![\w.-])", str(text))}

    before = {one.id: held(one) for one in session.scalars(select(Request))}
    assert sorted(map(len, before.values())) == [2, 4, 4]
    for name, form in twelve_changes().items():
        for document in (form, deepcopy(FORM)):
            publish(document, "all")
            for request in session.scalars(select(Request)):
                assert before[request.id] <= held(request), name
