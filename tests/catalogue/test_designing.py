"""The service editor, through the pages an administrator uses, scripts off."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogue.domain.designing.sheet import moved
from core.actor import HOUSE
from schemas import operations, queries
from schemas.domain.designing.rows import RowAct
from schemas.packs import shipped
from schemas.translating import texts_of
from tests.kit.filled import Filled
from tests.kit.people import person
from tests.kit.thorough import some
from tests.kit.works import Works, works

HOME = "/administration/services"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class Editor:
    """An administrator at one tab after another of one service."""

    def __init__(self, client: Any, key: str) -> None:
        self.client, self.key = client, key

    def url(self, tab: str) -> str:
        return f"{HOME}/{self.key}/{tab}"

    def page(self, tab: str, expected: int = 200, **query: str) -> str:
        answer = self.client.get(self.url(tab), query_string=query)
        assert answer.status_code == expected, answer.get_data(as_text=True)[:2000]
        return str(answer.get_data(as_text=True))

    def send(self, tab: str, act: str = "", expected: int = 303, **changed: Any) -> Any:
        """The form of the tab as it stands, some of it written anew, by one of its buttons."""
        filled = Filled(self.page(tab), "sv-form").data(**changed)
        if act:
            filled["act"] = act
        answer = self.client.submit(self.url(tab), filled, content_type="multipart/form-data")
        assert answer.status_code == expected, answer.get_data(as_text=True)[:3000]
        return answer

    @property
    def body(self) -> dict[str, Any]:
        draft = queries.draft("service", self.key)
        assert draft is not None
        return dict(draft.body)


@pytest.fixture
def scene(app: Flask) -> Works:
    return works()


@pytest.fixture
def admin(scene: Works, sign_in: Any) -> Any:
    return sign_in(person("admin@example.test", "administrateur", name="Ada Martin"))


@pytest.fixture
def editor(admin: Any) -> Editor:
    return Editor(admin, "travaux")


def begun(admin: Any, title: str, **more: str) -> Editor:
    answer = admin.submit(f"{HOME}/nouveau", {"title": title, **more})
    assert answer.status_code == 303, answer.get_data(as_text=True)[:2000]
    return Editor(admin, answer.location.split("/")[3])


def test_from_a_title_to_a_service_that_a_head_can_start(
    admin: Any, scene: Works, sign_in: Any
) -> None:
    editor = begun(admin, "Prêter une salle")
    editor.send(
        "fiche",
        summary="Une **salle** pour une soirée.\n\nVoir [l’aide](kb:salles).",
        how="1. Vous demandez\n2. La direction répond",
        icon="armchair",
    )
    assert editor.body["sheet"]["summary"][0] == {
        "p": ["Une ", {"strong": "salle"}, " pour une soirée."]
    }
    editor.send("formulaire", buttons__0__form="demande-travaux", buttons__0__label="Demander")
    editor.send("circuit", workflow="travaux-3-niveaux")
    page = editor.page("circuit")
    assert "La fonction « Direction » n’est confiée à aucun groupe." in page
    for function in ("gestionnaire", "visa_technique", "visa_budget", "direction"):
        editor.send("circuit", act=f"bindings-{function}.add")
        group = {"gestionnaire": "secteur", "direction": "direction"}.get(function, "technique")
        editor.send("circuit", **{f"bindings-{function}-0-group": group})
    editor.send("droits", audience=["chef-etablissement"])
    assert "points à régler" not in editor.page("droits")
    operations.publish(HOUSE, "service", editor.key)
    sheet = sign_in(scene.head).get(f"/teleservices/{editor.key}").get_data(as_text=True)
    assert "<strong>salle</strong>" in sheet
    assert '<a href="/aide/salles"' in sheet or "salles" in sheet
    assert "Demander" in sheet


def test_papers_contacts_and_links_are_added_moved_and_removed(editor: Editor) -> None:
    editor.send("fiche", act="documents.add")
    page = editor.page("fiche")
    assert "Nommez la pièce 1." in page
    answer = editor.send("fiche", act="documents.add", documents__0__label="Devis")
    assert answer.location.endswith("vers=documents-1-label#documents-1-label")
    editor.send("fiche", documents__1__label="Plan", documents__1__text="À l’échelle")
    editor.send("fiche", act="documents.up:1", minutes="12")
    assert [p["label"] for p in editor.body["sheet"]["documents"]] == ["Plan", "Devis"]
    assert editor.body["sheet"]["minutes"] == 12
    editor.send("fiche", act="documents.remove:0")
    assert editor.body["sheet"]["documents"] == [{"label": "Devis"}]
    editor.send("fiche", act="links.add")
    editor.send("fiche", links__0__label="Aide", links__0__to="javascript:alert(1)")
    page = editor.page("fiche")
    assert "Écrivez l’adresse du lien en entier" in page
    assert "javascript:alert(1)</a>" not in page
    assert 'href="javascript' not in page


def test_a_model_to_download_is_looked_at_and_named_by_its_bytes(
    editor: Editor, scene: Works, sign_in: Any
) -> None:
    editor.send("fiche", act="documents.add")
    pdf = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"
    editor.send(
        "fiche",
        documents__0__label="Devis",
        documents__0__file=(io.BytesIO(pdf), "Devis type.pdf"),
    )
    path = editor.body["sheet"]["documents"][0]["model"]
    assert path.startswith("files/Devis-type-")
    got = editor.client.get(editor.url(f"modeles/{path}"))
    assert got.data == pdf
    assert "attachment" in got.headers["Content-Disposition"]
    page = editor.send(
        "fiche",
        expected=422,
        documents__0__label="Devis signé",
        documents__0__file=(io.BytesIO(b"<svg onload=alert(1)>"), "devis.pdf"),
    ).get_data(as_text=True)
    assert "Devis signé" in page, "what was typed beside the file is still there"
    assert editor.body["sheet"]["documents"][0] == {"label": "Devis", "model": path}
    operations.publish(HOUSE, "service", "travaux")
    assert sign_in(scene.head).get(f"/teleservices/travaux/modeles/{path}").data == pdf
    editor.send("fiche", documents__0__unmodel="1")
    assert "model" not in editor.body["sheet"]["documents"][0]
    assert sign_in(scene.head).get(f"/teleservices/travaux/modeles/{path}").data == pdf


def test_periods_say_whether_it_is_open_today(editor: Editor) -> None:
    editor.send("ouverture", act="periods.add")
    editor.send("ouverture", periods__0__from="2020-01-01", periods__0__until="2020-02-01")
    assert editor.body["open"]["until"] == "2020-02-01"
    assert "Fermé aujourd’hui." in editor.page("ouverture")
    editor.send("ouverture", act="periods.add")
    editor.send("ouverture", periods__1__from="2999-01-01", periods__1__until="2998-01-01")
    assert isinstance(editor.body["open"], list)
    page = editor.page("ouverture")
    assert "Cette date vient trop tôt" in page
    assert "Ouvre le" in page
    editor.send("ouverture", act="periods.remove:1")
    editor.send("ouverture", act="periods.remove:0")
    assert "open" not in editor.body


def test_who_holds_a_function_is_told_for_an_establishment(editor: Editor, scene: Works) -> None:
    page = editor.page("circuit", ou="Jean-Zay")
    assert "Amina Benali" in page
    editor.send("circuit", act="group.create", **{"new-group": "Équipe volante"})
    editor.send("circuit", **{"bindings-direction-0-group": "equipe-volante"})
    page = editor.page("circuit")
    assert "Personne ne tient cette fonction" in page
    assert "Le groupe « equipe-volante » est vide" in page
    refused = editor.send("circuit", expected=422, **{"bindings-direction-0-scope": "Atlantide"})
    assert 'value="Atlantide"' in refused.get_data(as_text=True)
    editor.send("circuit", workflow="")
    assert editor.body["bindings"] == {}
    assert "Choisissez le circuit" in editor.page("fiche")


def test_what_a_circuit_asks_is_told_in_the_words_of_its_screens(admin: Any) -> None:
    """Functions by their names in the order they act, guards by what the form lacks."""
    operations.begin(HOUSE, "form", "Prêt de salle")
    operations.publish(HOUSE, "form", "pret-de-salle")
    editor = begun(admin, "Prêter une salle")
    editor.send("formulaire", buttons__0__form="pret-de-salle")
    editor.send("circuit", workflow="travaux-3-niveaux")
    page = editor.page("circuit")
    names = ("Gestionnaire", "Visa technique", "Visa budget", "Direction")
    told = [page.index(f"La fonction « {name} » n’est confiée") for name in names]
    assert told == sorted(told)
    assert "ne convient pas au formulaire « Prêt de salle »" in page
    assert "unknown-" not in page


def test_a_form_is_begun_from_its_button_and_keys_of_published_buttons_stay(
    editor: Editor,
) -> None:
    editor.send("formulaire", act="buttons.add")
    editor.send("formulaire", buttons__1__label="Signaler un dégât", buttons__0__label="Vite")
    assert [b["key"] for b in editor.body["buttons"]] == ["demander", "signaler-un-degat"]
    editor.send("formulaire", act="form.create:1")
    form = editor.body["buttons"][1]["form"]
    assert queries.draft("form", form) is not None
    page = editor.page("formulaire")
    assert f"/administration/formulaires/{form}" in page or "form/" in page


def test_the_sheet_is_tried_as_a_role_at_an_establishment_on_a_day(editor: Editor) -> None:
    editor.send("ouverture", act="periods.add")
    editor.send("ouverture", periods__0__from="2030-01-01", periods__0__until="2030-02-01")
    seen = {"role": "chef-etablissement", "ou": "Jean-Zay"}
    assert "Fermé depuis" not in editor.page("apercu", jour="2030-01-15", **seen)
    assert "Fermé depuis" in editor.page("apercu", jour="2030-03-15", **seen)
    assert "Réservé aux" in editor.page("apercu", jour="2030-01-15", role="agent", ou="rien de tel")


def test_two_administrators_at_once_lose_nothing(editor: Editor) -> None:
    typed = Filled(editor.page("fiche"), "sv-form").data(title="Le titre de l’une")
    editor.send("fiche", how="Le texte de l’autre")
    answer = editor.client.submit(editor.url("fiche"), typed, content_type="multipart/form-data")
    assert answer.status_code == 409
    page = answer.get_data(as_text=True)
    assert "Le titre de l’une" in page
    assert editor.body["title"] == "Demander des travaux"


def test_a_whole_service_is_copied_with_its_forms_and_a_sheet_becomes_a_model(
    editor: Editor, admin: Any
) -> None:
    editor.send("fiche", summary="Décrivez le besoin.", act="documents.add")
    copied = admin.submit(editor.url("dupliquer"), {"title": "Travaux bis", "forms": "1"})
    copy = Editor(admin, copied.location.split("/")[3])
    form = copy.body["buttons"][0]["form"]
    assert form != "demande-travaux"
    assert queries.draft("form", form) is not None
    kept = admin.submit(editor.url("modeles/garder"), {"title": "Intervention", "about": "Bâti"})
    assert kept.status_code == 303
    page = admin.get(f"{HOME}/nouveau").get_data(as_text=True)
    assert "Intervention" in page
    made = begun(admin, "Réparer un vélo", modele="sheet-model/intervention")
    assert made.body["sheet"]["summary"] == [{"p": "Décrivez le besoin."}]


def test_only_who_writes_definitions_of_the_whole_organisation_comes_in(
    scene: Works, sign_in: Any
) -> None:
    head = sign_in(scene.head)
    for path in ("nouveau", "travaux/fiche", "travaux/circuit", "travaux/apercu"):
        assert head.get(f"{HOME}/{path}").status_code == 403


def test_a_draft_written_as_a_text_never_breaks_the_editor(editor: Editor) -> None:
    body = dict(queries.live("service", "travaux").body)  # type: ignore[union-attr]
    gone = {"==": [{"var": "question_disparue"}, "x"]}
    sheet = {"documents": [{"label": "Devis", "when": gone}], "summary": [{"p": [{"link": {}}]}]}
    operations.save_draft(
        HOUSE, "service", "travaux", {**body, "sheet": sheet, "eligibility": {"rule": gone}}
    )
    for tab in ("fiche", "ouverture", "formulaire", "circuit", "droits", "apercu"):
        assert "Devis" in editor.page(tab) or tab not in {"fiche", "apercu"}
    assert "Un lien de ce texte" in editor.page("fiche")
    operations.save_draft(HOUSE, "service", "travaux", {**body, "sheet": "rien", "buttons": [7]})
    for tab in ("fiche", "formulaire", "apercu"):
        assert "Ouvrir le document" in editor.page(tab, expected=422)


def test_conditions_are_rows_of_the_page_and_say_themselves(editor: Editor) -> None:
    rows = {
        "eligibility.mode": "lignes",
        "eligibility.lier": "and",
        "eligibility.0.sujet": "establishment.uai",
        "eligibility.0.op": "eq",
        "eligibility.0.valeur": "0751234J",
    }
    editor.send("ouverture", explain="Réservé à Jean-Zay.", **rows)
    rule = {"==": [{"var": "establishment.uai"}, "0751234J"]}
    assert editor.body["eligibility"] == {"rule": rule, "explain": "Réservé à Jean-Zay."}
    page = editor.page("ouverture")
    assert "Si « Code UAI » est « 0751234J »" in page.replace("\xa0", " ")
    editor.send(
        "formulaire", **{k.replace("eligibility", "buttons-0-when"): v for k, v in rows.items()}
    )
    assert editor.body["buttons"][0]["when"] == rule
    half = {**rows, "eligibility.1.sujet": "establishment.nom", "eligibility.1.op": "eq"}
    page = editor.send("ouverture", expected=200, explain="Autre texte.", **half)
    assert 'name="eligibility.1.valeur"' in page.get_data(as_text=True), "what was begun stays"
    assert editor.body["eligibility"] == {"rule": rule, "explain": "Autre texte."}
    gone = {**rows, "eligibility.0.sujet": "establishment.rien"}
    editor.send("ouverture", expected=422, explain="Autre texte.", **gone)
    assert editor.body["eligibility"]["rule"] == rule


def test_a_sentence_for_those_not_concerned_waits_for_its_condition(editor: Editor) -> None:
    editor.send("ouverture", explain="Réservé aux lycées.")
    assert editor.body["eligibility"] == {"explain": "Réservé aux lycées."}
    assert operations.problems_in_document(editor.body) == []


def test_models_that_come_with_preau_begin_a_sheet(admin: Any) -> None:
    made = begun(admin, "Aider un projet", modele="pack/modeles-fiches/sheet-model/aide-financiere")
    assert made.body["icon"] == "hand-coins"
    assert [p["label"] for p in made.body["sheet"]["documents"]][1] == "Devis"
    refused = admin.submit(f"{HOME}/nouveau", {"title": "  "})
    assert refused.status_code == 422


def test_a_translated_sheet_is_read_in_the_tongue_of_its_reader(
    editor: Editor, scene: Works, sign_in: Any
) -> None:
    editor.send("fiche", summary="Une **aide** utile.", act="documents.add")
    editor.send("fiche", documents__0__label="Devis")
    body = editor.body
    spoken = {text.source: text.key for text in texts_of(body) or []}
    words = {spoken["aide"]: "help", spoken["Demander des travaux"]: "Ask for works"}
    operations.save_draft(HOUSE, "service", "travaux", {**body, "translations": {"en": words}})
    operations.publish(HOUSE, "service", "travaux")
    scene.head.locale = "en"
    page = sign_in(scene.head).get("/teleservices/travaux").get_data(as_text=True)
    assert '<h1 class="sheet-title">Ask for works</h1>' in page
    assert "<strong>help</strong>" in page
    assert '<b lang="fr">Devis</b>' in page


EXAMPLES = ("demonstration", "mobilier-scolaire", "projet-culturel")


def test_a_page_sent_as_it_stands_changes_nothing(admin: Any) -> None:
    """Whatever the editor shows of a service it writes back to the letter."""
    for document in (one for name in EXAMPLES for one in shipped(name).items):
        if document.kind != "service":
            continue
        draft = operations.save_draft(HOUSE, "service", document.key, document.document)
        before, editor = draft.body, Editor(admin, document.key)
        for tab in ("fiche", "ouverture", "formulaire", "circuit", "droits"):
            sent = Filled(editor.page(tab), "sv-form").data()
            admin.submit(editor.url(tab), sent, content_type="multipart/form-data")
            assert editor.body == before, (document.key, tab)


_SHEET_LISTS = st.sampled_from(("documents", "contacts", "links"))
_VERBS = st.sampled_from(("add", "remove", "up", "down"))


@settings(max_examples=some(25))
@given(st.lists(st.tuples(_SHEET_LISTS, _VERBS, st.integers(0, 5)), max_size=12))
def test_rows_of_a_sheet_are_only_ever_added_removed_or_moved(
    acts: list[tuple[str, str, int]],
) -> None:
    document: dict[str, Any] = {"sheet": {"documents": [{"label": str(n)} for n in range(3)]}}
    for name, verb, place in acts:
        before = list(document["sheet"].get(name, ()))
        document, landed = moved(document, RowAct(name, verb, place))
        after = document["sheet"][name]
        removed = verb == "remove" and place < len(before)
        assert len(after) == len(before) + (verb == "add") - removed
        if verb in {"up", "down"}:
            assert sorted(map(str, after)) == sorted(map(str, before))
        if landed is not None and verb != "add":
            assert after[landed] == before[place]
