"""A circuit is tried by everybody in turn; nothing is written; a path becomes a test of it."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest
from sqlalchemy import func, select

from catalogue.models import Request
from core.actor import HOUSE
from core.database import session
from messaging.models import Mail
from schemas import operations, queries
from tests.kit.people import person
from tests.kit.works import publish, works
from workflows.models import Step, Timer

HOME = "/administration/circuits/travaux-3-niveaux"
REFUSAL = {
    "kind": "template", "format": 1, "key": "refus", "title": "Demande refusée", "language": "fr",
    "translations": {}, "channel": "email", "audience": "applicant",
    "subject": "{service} : refus", "blocks": [{"p": "Bonjour. Motif : {motif}"}],
    "variables": [{"name": "service", "label": "Service"}, {"name": "motif", "label": "Motif"}],
}  # fmt: skip
SMALL = {"fait.data.nature": "entretien", "fait.data.total": "8 000"}


@pytest.fixture
def admin(app: Any, sign_in: Any) -> Any:
    works()
    publish("template", REFUSAL)
    return sign_in(person("admin@example.test", "administrateur", name="Ada Martin"))


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def trial(page: str) -> str:
    """What the page carries."""
    (found,) = re.findall(r'name="_trial" value="([^"]*)"', page)
    return html.unescape(found)


def said(page: str) -> str:
    """Its words, without tags."""
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


def sent(page: str, action: str = "", **more: Any) -> dict[str, Any]:
    controls = {"_day": "2026-09-01", "_source": "travaux/demander", **SMALL}
    return {"_trial": trial(page), "_action": action, **controls, **more}


def step(admin: Any, page: str, action: str, **more: Any) -> str:
    answer = admin.submit(f"{HOME}/essai", sent(page, action, **more))
    assert answer.status_code == 200, said(text(answer))
    return text(answer)


def examined(admin: Any) -> str:
    """Filed, then sent to the two visas."""
    page = step(admin, text(admin.get(f"{HOME}/essai")), "do:deposer:demandeur")
    return step(admin, page, "do:instruire:gestionnaire", coche="surface")


def decided(admin: Any) -> str:
    page = step(admin, examined(admin), "vote:accept:visa_technique")
    return step(admin, page, "vote:accept:visa_budget")


def test_a_request_is_played_from_end_to_end_and_nothing_is_written(admin: Any) -> None:
    def count() -> list[Any]:
        return [
            session.scalar(select(func.count()).select_from(table))
            for table in (Request, Step, Timer, Mail)
        ]

    before = count(), queries.live("workflow", "travaux-3-niveaux").sha256
    page = decided(admin)
    assert "La demande d’essai À décider" in said(page)
    assert "C’est à : Direction" in said(page)
    end = step(admin, page, "do:accepter:direction")
    assert "La demande est terminée." in said(end)
    assert (count(), queries.live("workflow", "travaux-3-niveaux").sha256) == before
    back = step(admin, end, "back")
    assert "La demande d’essai À décider" in said(back)
    again = step(admin, back, "restart")
    assert json.loads(trial(again))["steps"] == []
    assert "La demande d’essai Brouillon" in said(again)


def test_a_refused_step_says_why_and_changes_nothing(admin: Any) -> None:
    page = step(admin, text(admin.get(f"{HOME}/essai")), "do:deposer:demandeur")
    refused = admin.submit(f"{HOME}/essai", sent(page, "do:instruire:gestionnaire"))
    assert refused.status_code == 422
    assert "Cochez d’abord « Surface vérifiée »." in said(text(refused))
    assert json.loads(trial(text(refused)))["steps"] == json.loads(trial(page))["steps"]
    nothing = admin.submit(f"{HOME}/essai", sent(page, "do:demander_complement:gestionnaire"))
    assert "Dites pourquoi dans un commentaire." in said(text(nothing))


def test_each_function_reads_why_it_may_not(admin: Any) -> None:
    shown = said(decided(admin))
    assert "Saisir la commission : La condition de cette action n’est pas remplie." in shown
    assert "ne dépasse pas" in shown, shown
    assert "Accepter : Cette action revient à : Direction." in shown
    page = step(admin, text(admin.get(f"{HOME}/essai")), "do:deposer:demandeur")
    page = step(admin, page, "do:instruire:gestionnaire", coche="surface", person="direction")
    for seat in ("visa_technique", "visa_budget"):
        page = step(admin, page, f"vote:accept:{seat}")
    same = admin.submit(f"{HOME}/essai", sent(page, "do:accepter:direction"))
    assert "Une autre personne doit le faire" in said(text(same))
    other = step(admin, page, "do:accepter:direction", person="visa_budget")
    assert "La demande est terminée." in said(other)


def test_time_goes_by_and_what_is_due_goes_off(admin: Any) -> None:
    page = step(admin, text(admin.get(f"{HOME}/essai")), "do:deposer:demandeur")
    page = step(admin, page, "do:demander_complement:gestionnaire", comment="Il manque un devis.")
    assert "15 jours dans « À compléter » :" in said(page)
    page = step(admin, page, "timer:relance")
    assert "Terme du délai : 15 jours dans « À compléter »" in said(page)
    assert "« relance »" not in said(page), "keys are for documents"
    assert "À compléter" in said(page)
    page = step(admin, page, "wait", days="60")
    assert "La demande d’essai Abandonnée" in said(page)
    moved = json.loads(trial(page))["steps"][-2:]
    assert moved == [{"timer": "relance"}, {"wait": "P60D"}]


def test_the_mails_that_would_go_are_read_as_people_would_get_them(admin: Any) -> None:
    page = step(admin, decided(admin), "do:refuser:direction", comment="Hors du plan.")
    shown = said(page)
    assert "Demande refusée · à Demandeur" in shown
    assert "Demander des travaux : refus" in shown
    assert "Motif : Hors du plan." in shown
    assert "Part après 2 min, le temps d’annuler." in shown
    unbound = said(step(admin, page, "given", _source=""))
    assert "Choisissez un téléservice pour lire ce qui partirait." in unbound


def test_other_facts_end_the_path_where_it_no_longer_goes(admin: Any) -> None:
    page = step(admin, decided(admin), "do:accepter:direction")
    large = step(admin, page, "given", **{"fait.data.total": "95000"})
    assert "l’étape 5 n’est plus possible" in said(large)
    assert len(json.loads(trial(large))["steps"]) == 4


def test_a_path_is_kept_as_a_test_named_opened_and_removed(admin: Any) -> None:
    page = step(admin, decided(admin), "do:accepter:direction")
    kept = admin.submit(f"{HOME}/essais", sent(page, _title="Petit montant"))
    assert kept.status_code == 303
    (test,) = queries.draft("workflow", "travaux-3-niveaux").body["tests"]
    assert test["title"] == "Petit montant"
    assert test["given"] == {"data": {"nature": "entretien", "total": "8000.00"}}
    assert test["expect_status"] == "acceptee"
    assert operations.problems_of(queries.draft("workflow", "travaux-3-niveaux")) is not None
    listed = said(text(admin.get(kept.location)))
    assert "Petit montant" in listed
    assert "Tous passent" in listed
    assert "« Accepter » par Direction → « Acceptée »" in listed
    opened = text(admin.get(f"{HOME}/essai?essai=0"))
    assert "La demande d’essai Acceptée" in said(opened)

    def act(name: str, **more: str) -> Any:
        seen = str(queries.draft("workflow", "travaux-3-niveaux").version)
        return admin.submit(f"{HOME}/essais/0", {"act": name, "vu": seen, **more})

    assert act("rename", title="Moins de 90 000 €").status_code == 303
    assert "Moins de 90 000 €" in said(text(admin.get(f"{HOME}/essais")))
    assert admin.submit(f"{HOME}/essais/0", {"act": "remove", "vu": "1"}).status_code == 409
    assert act("remove").status_code == 303
    assert queries.draft("workflow", "travaux-3-niveaux").body["tests"] == []
    assert admin.submit(f"{HOME}/essais/7", {"act": "remove"}).status_code == 400


def test_a_refusal_is_kept_as_a_test_too(admin: Any) -> None:
    page = decided(admin)
    kept = admin.submit(f"{HOME}/essais", sent(page, _refused="do:saisir_commission:direction"))
    assert kept.status_code == 303
    (test,) = queries.draft("workflow", "travaux-3-niveaux").body["tests"]
    assert test["expect_refusal"] == "move.guard"
    assert "Tous passent" in said(text(admin.get(f"{HOME}/essais")))


def test_a_test_that_fails_refuses_publication_and_names_the_step(admin: Any) -> None:
    page = step(admin, decided(admin), "do:accepter:direction")
    admin.submit(f"{HOME}/essais", sent(page, _title="Petit montant"))
    draft = json.loads(queries.draft("workflow", "travaux-3-niveaux").body_text)
    (accept,) = (t for t in draft["transitions"] if t["key"] == "accepter")
    accept["guard"] = {"<": [{"var": "data.total"}, "5000.00"]}
    operations.save_draft(HOUSE, "workflow", "travaux-3-niveaux", draft)
    door = "/administration/definitions/workflow/travaux-3-niveaux/publier"
    before = queries.live("workflow", "travaux-3-niveaux").number
    refused = admin.submit(door, {})
    assert refused.status_code == 422
    told = said(text(refused))
    assert "« Petit montant » attendait : « Acceptée »" in told
    assert "Essai « Petit montant »" in told
    assert "« Accepter » par Direction est refusé" in told
    assert queries.live("workflow", "travaux-3-niveaux").number == before
    assert "Échoue" in said(text(admin.get(f"{HOME}/essais")))


def test_a_draft_that_does_not_hold_says_what_to_mend(admin: Any) -> None:
    draft = json.loads(queries.live("workflow", "travaux-3-niveaux").body_text)
    draft["transitions"] = [t for t in draft["transitions"] if t["key"] != "deposer"]
    operations.save_draft(HOUSE, "workflow", "travaux-3-niveaux", draft)
    page = said(text(admin.get(f"{HOME}/essai")))
    assert "Ce brouillon ne peut pas encore être essayé" in page
    door = text(admin.get("/administration/definitions/workflow/travaux-3-niveaux/publier"))
    assert "État « Déposée »" in said(door)  # and the way to its row
    assert f"{HOME}/etats?ouvert=status:depose" in door
    assert "/statuses/" not in said(door).partition("différences du document")[0]
    older = said(text(admin.get(f"{HOME}/essai?version=1")))
    assert "La demande d’essai Brouillon" in older
    assert admin.submit(f"{HOME}/essais", {"_trial": "{}"}).status_code == 422


@pytest.mark.parametrize(
    "garbage",
    ["", "[]", "{", '{"steps":[{"do":"x"}]}', '{"steps":[7],"day":"2","facts":[1]}',
     '{"steps":[{"do":"deposer","as":"root"}]}', '{"sample":99,"source":"nulle/part"}',
     '{"steps":[{"wait":"P9999D"},{"wait":"P9999D"}],"ticks":[{}],"base":{"data":[]}}'],
)  # fmt: skip
def test_a_page_that_was_tampered_with_is_no_accident(admin: Any, garbage: str) -> None:
    for action in ("", "do:deposer:demandeur", "vote:accept:direction", "wait", "timer:x", "do::"):
        answer = admin.submit(f"{HOME}/essai", {"_trial": garbage, "_action": action})
        assert answer.status_code in {200, 422}
