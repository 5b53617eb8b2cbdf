"""The circuit editor, through the pages an administrator uses, scripts off."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from core.actor import HOUSE
from schemas import operations, queries
from tests.kit.filled import Filled
from tests.kit.people import person
from tests.kit.works import Works, publish, works

HOME = "/administration/circuits"


class Editor:
    """An administrator at one tab after another of one circuit."""

    def __init__(self, client: Any, key: str) -> None:
        self.client, self.key, self.opened = client, key, ""

    def page(self, tab: str = "etats", opened: str = "", expected: int = 200) -> str:
        self.opened = opened
        answer = self.client.get(f"{HOME}/{self.key}/{tab}", query_string={"ouvert": opened})
        assert answer.status_code == expected, answer.get_data(as_text=True)[:2000]
        return str(answer.get_data(as_text=True))

    def send(
        self, opened: str = "", act: str = "", tab: str = "etats", expected: int = 303, **said: Any
    ) -> Any:
        """The form of the tab with something open, some of it written anew, by one button."""
        filled = Filled(self.page(tab, opened), "cv-form").data(**said)
        if act:
            filled["act"] = act
        answer = self.client.submit(f"{HOME}/{self.key}/{tab}", filled)
        assert answer.status_code == expected, answer.get_data(as_text=True)[:3000]
        return answer

    @property
    def body(self) -> dict[str, Any]:
        draft = queries.draft("workflow", self.key)
        assert draft is not None
        return dict(draft.body)

    def part(self, name: str, key: str) -> dict[str, Any]:
        return next(dict(one) for one in self.body[name] if one["key"] == key)


@pytest.fixture
def scene(app: Flask) -> Works:
    return works()


@pytest.fixture
def admin(scene: Works, sign_in: Any) -> Any:
    return sign_in(person("admin@example.test", "administrateur", name="Ada Martin"))


def begun(admin: Any, title: str, **more: str) -> Editor:
    answer = admin.submit(f"{HOME}/nouveau", {"title": title, **more})
    assert answer.status_code == 303, answer.get_data(as_text=True)[:2000]
    return Editor(admin, answer.location.split("/")[3])


def test_four_levels_with_visas_and_a_threshold_are_drawn_from_nothing(
    admin: Any, scene: Works
) -> None:
    editor = begun(admin, "Travaux : quatre niveaux")
    assert "Ajoutez des états" in editor.page()
    for label in ("Gestionnaire", "Visa technique", "Visa budgétaire", "Direction"):
        editor.send(tab="fonctions", act="function.add", **{"new-function": label})
    assert set(editor.body["functions"]) == {
        "demandeur", "direction", "gestionnaire", "visa_budgetaire", "visa_technique",
    }  # fmt: skip
    for label, kind in (
        ("Déposée", "waiting-agent"), ("Visas", "waiting-agent"), ("À décider", "waiting-agent"),
        ("En commission", "waiting-agent"), ("Accordée", "final"), ("Refusée", "final"),
    ):  # fmt: skip
        location = editor.send(act="status.add", **{"new-status": label}).location
        key = location.partition("ouvert=status:")[2].partition("&")[0]
        editor.send(f"status:{key}", **{"s-kind": kind})
    editor.send("status:refusee", **{"s-outcome": "refused"})
    assert editor.part("statuses", "refusee")["tone"] == "rose"
    assert [s["key"] for s in editor.body["statuses"]] == [
        "brouillon", "deposee", "visas", "a_decider", "en_commission", "accordee", "refusee",
    ]  # fmt: skip
    for level, key in enumerate(("deposee", "visas", "a_decider", "en_commission"), start=1):
        editor.send(f"status:{key}", **{"s-level": str(level)})
    assert editor.part("statuses", "visas")["level"] == 2
    assert [s["label"] for s in editor.body["statuses"]][:2] == ["Brouillon", "Déposée"]

    ways = (
        ("brouillon", "Déposer", "deposee"), ("deposee", "Envoyer aux visas", "visas"),
        ("a_decider", "Accepter", "accordee"),
        ("a_decider", "Saisir la commission", "en_commission"),
        ("en_commission", "Accorder", "accordee"), ("a_decider", "Refuser", "refusee"),
    )  # fmt: skip
    for source, verb, to in ways:
        location = editor.send(
            f"status:{source}", act=f"action.add:{source}", **{"new-action": verb}
        ).location
        opened = location.partition("ouvert=")[2].partition("&")[0]
        editor.send(opened, **{"a-to": to})
    assert editor.part("transitions", "deposer")["by"] == ["demandeur"]
    assert editor.part("transitions", "deposer")["checks"] == ["form.complete"]
    for action in ("accepter", "saisir_la_commission", "accorder", "envoyer_aux_visas"):
        by = "gestionnaire" if action == "envoyer_aux_visas" else "direction"
        source = editor.part("transitions", action)["from"][0]
        editor.send(f"action:{action}:{source}", **{"a-by": [by]})
    refuse = {"a-by": ["direction"], "a-from": ["a_decider", "en_commission"]}
    editor.send("action:refuser:a_decider", **refuse, **{"a-comment": "required"})
    editor.send("status:visas", **{"votes-on": "1"})
    assert "choisissez qui donne un visa" in editor.page()
    seats = {"votes-seats": ["visa_technique", "visa_budgetaire"]}
    ends = {"votes-accept-to": "a_decider", "votes-reject-to": "deposee"}
    editor.send("status:visas", **seats, **ends)
    votes = editor.part("statuses", "visas")["parallel"]
    assert votes["rule"] == "all"
    assert editor.part("transitions", votes["reject"])["direction"] == "back"

    editor.client.submit("/administration/services/travaux/circuit", {"workflow": editor.key})
    assert "Demander des travaux" in editor.page("fonctions")
    guard = {
        "guard.mode": "lignes", "guard.0.sujet": "data.total", "guard.0.avant": "data.total",
        "guard.0.op": "gt", "guard.0.valeur": "90000",
    }  # fmt: skip
    editor.send("action:saisir_la_commission:a_decider", **guard)
    told = {">": [{"var": "data.total"}, "90000.00"]}
    assert editor.part("transitions", "saisir_la_commission")["guard"] == told
    page = editor.page()
    assert "90 000" in page or "90\u202f000" in page
    assert "À régler" not in page, page[page.index("cv-lint") :][:3000]
    assert "prévoyez un délai" in page
    editor.send(act="timer.add", tab="delais", **{"new-timer": "deposee"})
    editor.send("delai:delai_deposee", tab="delais", **{"t-fire-to": "refusee", "t-after": "30"})
    assert editor.part("timers", "delai_deposee")["after"] == "P30D"
    assert "À régler" not in editor.page()
    version = operations.publish(HOUSE, "workflow", editor.key)
    assert version.status == "published"


def test_the_address_follows_what_is_open_so_that_every_link_leads_somewhere(admin: Any) -> None:
    editor = begun(admin, "Prêt")
    partial = {"HX-Request": "true"}
    opened = f"{HOME}/{editor.key}/etats?ouvert=status:brouillon"
    answer = editor.send("status:brouillon", act="action.add:brouillon", **{"new-action": "Rendre"})
    shown = admin.get(answer.location.partition("#")[0], headers=partial)
    address = shown.headers["HX-Replace-Url"]
    assert "ouvert=action:rendre:brouillon" in address
    page = shown.get_data(as_text=True)
    assert f'href="{opened}#row-status-brouillon"' in page
    assert not address.startswith(opened)
    assert "HX-Replace-Url" not in admin.get(f"{HOME}/{editor.key}/etats").headers


def test_the_service_editor_leads_to_its_circuit_and_back(admin: Any, scene: Works) -> None:
    page = admin.get("/administration/services/travaux/circuit").get_data(as_text=True)
    assert f"{HOME}/travaux-3-niveaux/etats" in page
    shown = admin.get(f"{HOME}/travaux-3-niveaux/fonctions").get_data(as_text=True)
    assert "/administration/services/travaux/circuit" in shown
    assert "secteur (1 personne)" in shown.lower()
    admin.submit("/administration/services/nouveau", {"title": "Prêter une salle"})
    made = admin.submit(
        "/administration/services/preter-une-salle/circuit", {"act": "circuit.create"}
    )
    assert made.status_code == 303
    draft = queries.draft("service", "preter-une-salle")
    assert draft is not None
    assert draft.body["workflow"] == "circuit-preter-une-salle"
    assert queries.draft("workflow", "circuit-preter-une-salle") is not None


def test_what_names_a_status_is_told_before_it_goes(admin: Any, scene: Works) -> None:
    editor = Editor(admin, "travaux-3-niveaux")
    answer = editor.send("status:visas", act="status.remove:visas", expected=200)
    text = answer.get_data(as_text=True)
    assert "« Instruire » y mène" in text or "y mène" in text
    assert queries.draft("workflow", editor.key) is None, "nothing is done before somebody says so"
    editor.send("status:visas", act="status.remove-all:visas")
    assert "visas" not in [s["key"] for s in editor.body["statuses"]]
    assert "instruire" not in [t["key"] for t in editor.body["transitions"]]


def test_a_condition_names_the_statuses_by_their_words(admin: Any, scene: Works) -> None:
    page = Editor(admin, "travaux-3-niveaux").page(opened="action:accepter:decision")
    assert '<option value="commission" selected>En commission</option>' in page


def test_rows_are_ordered_by_buttons_and_focus_stays_on_them(admin: Any, scene: Works) -> None:
    editor = Editor(admin, "travaux-3-niveaux")
    location = editor.send("status:visas", act="status.up:visas").location
    assert "vers=row-status-visas-up" in location
    assert [s["key"] for s in editor.body["statuses"]][2] == "visas"
    editor.send("status:depose", act="checklist.add")
    location = editor.send("status:depose", **{"checklist-1-label": "Plan joint"}).location
    points = editor.part("statuses", "depose")["checklist"]
    assert points[1] == {"key": "plan_joint", "label": "Plan joint"}
    editor.send("status:depose", act="checklist.up:1", **{"checklist-1-required": "1"})
    points = editor.part("statuses", "depose")["checklist"]
    assert points[0] == {"key": "plan_joint", "label": "Plan joint", "required": True}


def test_effects_are_rows_with_templates_by_their_titles(admin: Any, scene: Works) -> None:
    editor = Editor(admin, "travaux-3-niveaux")
    opened = "action:refuser:decision"
    page = editor.page(opened=opened)
    assert "Envoyer un message" in page
    assert ">Refus<" in page or "Refus" in page
    editor.send(opened, act="effects.add", **{"effects-new": "document"})
    actions = editor.part("transitions", "refuser")["actions"]
    assert actions[-1] == {"do": "document", "template": ""}
    assert "choisissez le modèle à employer" in editor.page(opened=opened)
    editor.send(opened, act=f"effects.up:{len(actions) - 1}")
    moved = editor.part("transitions", "refuser")["actions"]
    assert moved[len(actions) - 2]["do"] == "document"
    editor.send(opened, act=f"effects.remove:{len(actions) - 2}")
    assert [a["do"] for a in editor.part("transitions", "refuser")["actions"]] == ["notify"]


def test_two_people_at_one_circuit_see_what_the_other_did(admin: Any, scene: Works) -> None:
    editor = Editor(admin, "travaux-3-niveaux")
    late = Filled(editor.page(opened="status:depose"), "cv-form").data(**{"s-label": "Reçue"})
    editor.send("status:visas", **{"s-label": "Visas demandés"})
    answer = admin.submit(f"{HOME}/{editor.key}/etats", late)
    assert answer.status_code == 409
    text = answer.get_data(as_text=True)
    assert 'value="Reçue"' in text, "what was typed is still there"
    assert "Visas demandés" in text
    assert editor.part("statuses", "depose")["label"] != "Reçue"


def test_hostile_words_are_words(admin: Any, scene: Works) -> None:
    editor = begun(admin, "<script>alert(1)</script>")
    words = "__proto__ \u202e<img src=x onerror=alert(1)> {{ 7*7 }} " + "é" * 300
    location = editor.send(act="status.add", **{"new-status": words}).location
    key = location.partition("ouvert=status:")[2].partition("&")[0]
    page = editor.page(opened=f"status:{key}")
    assert "<img src=x" not in page
    assert "{{ 7*7 }}" in page
    assert len(editor.part("statuses", key)["label"]) == 200
    editor.send(f"status:{key}", expected=303, **{"s-kind": "nonsense", "s-tone": "url(x)"})
    assert editor.page(opened=f"status:{key}")
    for act in (
        "status.up:nowhere",
        "action.up:x:y",
        "effects.add",
        "status.zap",
        "insert-on-edge",
    ):
        editor.send("status:brouillon", act=act, expected=422)


@pytest.mark.parametrize(
    "spoiled",
    [
        {"statuses": 5}, {"functions": []}, {"transitions": [5]}, {"timers": [{"key": 1}]},
        {"statuses": [{"key": "a", "label": "A", "tone": "sky", "icon": "x", "kind": "draft",
                       "parallel": {"votes": "x"}}]},
        {"tabs": [{"key": "a", "show": 7}]},
    ],
)  # fmt: skip
@pytest.mark.parametrize("tab", ["etats", "fonctions", "delais", "dossier"])
def test_a_draft_of_any_shape_leads_to_its_document(
    admin: Any, scene: Works, tab: str, spoiled: dict[str, Any]
) -> None:
    live = queries.live("workflow", "travaux-3-niveaux")
    assert live is not None
    operations.save_draft(HOUSE, "workflow", live.key, {**live.body, **spoiled})
    answer = admin.get(f"{HOME}/{live.key}/{tab}")
    assert answer.status_code in {200, 422}
    answer = admin.submit(f"{HOME}/{live.key}/{tab}", {"act": "status.add", "ouvert": "status:a"})
    assert answer.status_code in {200, 303, 422}


def test_a_circuit_of_two_hundred_statuses_is_opened_and_changed(admin: Any, scene: Works) -> None:
    live = queries.live("workflow", "travaux-3-niveaux")
    assert live is not None
    body = {**live.body, "statuses": [*live.body["statuses"]]}
    body["transitions"] = [*live.body["transitions"]]
    for n in range(190):
        one = {"key": f"e{n}", "label": f"Étape {n}", "tone": "sky", "icon": "tray",
               "kind": "waiting-agent"}  # fmt: skip
        body["statuses"].insert(-3, one)
        body["transitions"].append(
            {"key": f"t{n}", "label": "Suite", "from": [f"e{n}"], "to": f"e{n + 1}",
             "by": ["direction"]}
        )  # fmt: skip
    body["transitions"][-1]["to"] = "acceptee"
    body["transitions"][2]["to"] = "e0"
    operations.save_draft(HOUSE, "workflow", live.key, body)
    editor = Editor(admin, live.key)
    page = editor.page(opened="status:e100")
    assert len(page) < 900_000
    editor.send("status:e100", act="status.up:e100")
    assert [s["key"] for s in editor.body["statuses"]].index("e99") == 106


def test_a_new_circuit_begins_like_another_one(admin: Any, scene: Works) -> None:
    page = admin.get(f"{HOME}/nouveau").get_data(as_text=True)
    assert "live/travaux-3-niveaux" in page
    assert "pack/accord-simple" in page
    editor = begun(admin, "Travaux bis", modele="live/travaux-3-niveaux")
    live = queries.live("workflow", "travaux-3-niveaux")
    assert live is not None
    assert editor.body["statuses"] == live.body["statuses"]
    assert editor.body["title"] == "Travaux bis"
    assert admin.submit(f"{HOME}/nouveau", {"title": " "}).status_code == 422


def test_a_new_status_is_put_on_a_way_of_the_drawing(admin: Any, scene: Works) -> None:
    editor = Editor(admin, "travaux-3-niveaux")
    page = editor.page()
    assert "Insérer un état entre" in page
    answer = admin.submit(
        f"{HOME}/{editor.key}/etats",
        {"act": "insert-on-edge", "transition": "instruire", "source": "depose", "vu": "0"},
    )
    assert "vers=s-label" in answer.location
    assert editor.part("transitions", "instruire")["to"] == "nouvel_etat"
    assert editor.part("transitions", "poursuivre")["to"] == "visas"


def test_tabs_of_the_file_show_answers_or_a_form_of_agents(admin: Any, scene: Works) -> None:
    editor = Editor(admin, "travaux-3-niveaux")
    editor.send(tab="dossier", act="tab.add", **{"new-tab": "Budget"})
    editor.send("onglet:budget", tab="dossier", **{"o-what": "fields"})
    assert "choisissez les réponses qu’il montre" in editor.page("dossier", "onglet:budget")
    editor.send("onglet:budget", tab="dossier", **{"o-fields": ["/total"]})
    assert editor.part("tabs", "budget")["show"] == ["/total"]
    editor.send("onglet:budget", tab="dossier", **{"o-what": "annotations"})
    form = {"o-form": "instruction-travaux", "o-functions": ["direction"]}
    editor.send("onglet:budget", tab="dossier", **form)
    made = editor.part("tabs", "budget")
    assert made["annotations"] == {"form": "instruction-travaux"}
    assert made["functions"] == ["direction"]
    editor.send("onglet:budget", tab="dossier", act="tab.remove:budget")
    assert "budget" not in [t["key"] for t in editor.body["tabs"]]


def large(count: int) -> dict[str, Any]:
    """So many statuses in a row, each with a way back and a way out."""
    middle = [f"e{n}" for n in range(count - 2)]
    ways = [
        {"key": f"avancer_{key}", "label": f"Avancer {n}", "from": [key], "to": after,
         "by": ["agents"]}
        for n, (key, after) in enumerate(zip(middle, [*middle[1:], "fin"], strict=True))
    ]  # fmt: skip
    return {
        "kind": "workflow", "format": 1, "key": "grand", "title": "Grand", "language": "fr",
        "translations": {}, "initial": "brouillon",
        "functions": {"demandeur": {"from": "request.members"}, "agents": {"from": "group"}},
        "statuses": [
            {"key": "brouillon", "label": "Brouillon", "tone": "slate", "icon": "pencil",
             "kind": "draft"},
            *({"key": key, "label": f"Étape {n}", "tone": "sky", "icon": "tray",
               "kind": "waiting-agent"} for n, key in enumerate(middle)),
            {"key": "fin", "label": "Faite", "tone": "leaf", "icon": "check", "kind": "final",
             "outcome": "accepted"},
        ],
        "transitions": [
            {"key": "deposer", "label": "Déposer", "from": ["brouillon"], "to": "e0",
             "by": ["demandeur"]},
            *ways,
            {"key": "reculer", "label": "Reculer", "from": middle, "to": "$previous",
             "by": ["agents"], "direction": "back"},
            {"key": "revenir", "label": "Revenir", "from": middle[1:], "to": "e0",
             "by": ["agents"], "direction": "back"},
        ],
    }  # fmt: skip


def test_a_circuit_of_two_hundred_statuses_is_drawn_and_published(admin: Any) -> None:
    document = large(250)
    operations.save_draft(HOUSE, "workflow", "grand", document)
    page = Editor(admin, "grand").page("etats", "status:e100")
    assert page.count('<li class="cv-status') == 250
    assert page.count("data-node=") == 250
    assert page.count("data-told=") >= 247, "all lead back to the first one"
    assert "Grand circuit" in page
    assert "Ce circuit a 250 états, il peut en avoir 300." in page
    assert "Publiable" in page
    assert operations.publish(HOUSE, "workflow", "grand").number == 1
    full = Editor(admin, "grand")
    operations.save_draft(HOUSE, "workflow", "grand", large(300))
    refused = full.send(act="status.add", expected=422, **{"new-status": "Une de trop"})
    assert "Un circuit en a 300 au plus." in refused.get_data(as_text=True)
    operations.save_draft(HOUSE, "workflow", "grand", large(301))
    assert "Retirez des éléments : il en faut 300 au plus." in full.page()


def test_an_icon_nobody_knows_is_refused_and_a_calendar_that_ends_is_told(admin: Any) -> None:
    document = large(3)
    document["statuses"][1]["icon"] = "zebre"
    document["timers"] = [
        {"key": "rappel", "in": "e0", "anchor": "latest-arrival", "after": "P5D",
         "calendar": "ouvre", "fire": "clore"}
    ]  # fmt: skip
    document["transitions"].append({"key": "clore", "from": ["e0"], "to": "fin", "by": ["system"]})
    publish(
        "calendar",
        {"kind": "calendar", "format": 1, "key": "ouvre", "title": "Jours ouvrés", "language": "fr",
         "translations": {}, "working_days": ["mon", "tue"], "time_zone": "Europe/Paris",
         "closed": [{"date": "2020-01-01", "label": "Jour de l’an"}],
         "known_until": "2020-12-31"},
    )  # fmt: skip
    operations.save_draft(HOUSE, "workflow", "grand", document)
    page = Editor(admin, "grand").page()
    assert "L’icône « zebre » n’est pas connue." in page
    assert "Le calendrier « Jours ouvrés » n’est connu que jusqu’au" in page
