"""The form editor through its pages: without scripts first, as fragments next."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from core.actor import HOUSE
from form_factory.domain import editing
from schemas import operations, queries
from tests.kit.people import base_pack, person

HOME = "/administration/formulaires/demande-de-mobilier/modifier"


@pytest.fixture
def admin(app: Any, sign_in: Any) -> Any:
    base_pack()
    operations.begin(HOUSE, "form", "Demande de mobilier")
    return sign_in(person("admin@example.test", "administrateur", name="Ada Martin"))


def text(answer: Any) -> str:
    return unescape(answer.get_data(as_text=True))


def draft() -> Any:
    found = queries.draft("form", "demande-de-mobilier")
    assert found is not None
    return found


def act(client: Any, name: str, **fields: Any) -> Any:
    """What a form of the page sends, without scripts."""
    said = {"act": name, "vu": str(draft().version), "etape": "p1"}
    return client.submit(HOME, said | fields)


def opened(answer: Any) -> str:
    """The reference of the question the editor stands on after an act."""
    found = re.search(r"champ=([^#&]+)", answer.headers["Location"])
    return unescape(found[1]) if found else ""


def labels() -> list[str]:
    found = draft().body
    return [
        found["schema"]["properties"][item["field"][1:]]["title"]
        for item in found["ui"]["pages"][0]["items"]
        if "field" in item
    ]


def test_a_form_is_built_without_scripts(admin: Any) -> None:
    """Add, word, order, copy, delete: each is a post that ends on the editor."""
    page = text(admin.get(HOME))
    assert "Cette étape ne pose encore aucune question" in page
    kind = opened(act(admin, "add:radio"))
    assert act(admin, "set", champ=kind, label="Type de mobilier", hint="Un seul", _switches="1",
               required="true", half="true", **{"s.choices.key": ["", ""],
               "s.choices.label": ["Tables", "Casiers"]}).status_code == 303  # fmt: skip
    amount = opened(act(admin, "add:integer", champ=kind, cible=f"after:{kind}"))
    act(admin, "set", champ=amount, label="Quantité", _switches="1")
    act(admin, f"copy:{kind}")
    assert labels() == ["Type de mobilier", "Type de mobilier (copie)", "Quantité"]
    act(admin, f"up:{amount}")
    act(admin, f"up:{amount}")
    found = draft().body
    asked = found["schema"]["properties"]["type_de_mobilier"]
    assert [one["title"] for one in asked["oneOf"]] == ["Tables", "Casiers"]
    assert found["schema"]["required"] == ["type_de_mobilier", "type_de_mobilier_copie"]
    assert found["ui"]["pages"][0]["items"][1]["width"] == "half"
    assert labels()[0] == "Quantité"
    page = text(admin.get(f"{HOME}?champ={kind}"))
    assert "Durée de saisie estimée" in page
    assert "Type de mobilier" in page
    answer = act(admin, f"remove:{kind}")
    assert f"champ={amount}" in answer.headers["Location"]
    assert labels() == ["Quantité", "Type de mobilier (copie)"]


def built(client: Any) -> tuple[str, str]:
    """Two questions, the second shown by the first."""
    kind = opened(act(client, "add:radio"))
    act(client, "set", champ=kind, label="Nature", **{"s.choices.key": ["", ""],
        "s.choices.label": ["", ""], "s.choices.paste": "urgence = Urgence\nAutre"})  # fmt: skip
    other = opened(act(client, "add:text", champ=kind, cible=f"after:{kind}"))
    act(client, "set", champ=other, label="Précisez")
    operations.change(
        HOUSE, "form", "demande-de-mobilier",
        lambda document: editing.set_when(
            document, other, {"==": [{"var": "nature"}, "urgence"]}
        ).document,
        "Condition", seen=None,
    )  # fmt: skip
    return kind, other


def test_what_is_cited_goes_with_its_conditions_or_stays(admin: Any) -> None:
    kind, other = built(admin)
    page = text(admin.get(f"{HOME}?champ={kind}"))
    assert "Cité par" in page
    refused = act(admin, f"remove:{kind}", champ=kind)
    assert refused.status_code == 422
    assert "« Nature » est cité par « Précisez »" in text(refused)
    assert f'value="remove-all:{kind}"' in text(refused)
    act(admin, f"uncite:when:{other}", champ=kind)
    assert act(admin, f"remove:{kind}", champ=kind).status_code == 303
    assert labels() == ["Précisez"]


def test_undo_gives_the_very_bytes_back_and_redo_does_it_again(admin: Any) -> None:
    before, texts = draft().body_text, []
    built(admin)
    act(admin, "add:page")
    act(admin, "add:section", etape="p2")
    texts.append(draft().body_text)
    base = "/administration/definitions/form/demande-de-mobilier"
    for way, wanted in (("annuler", before), ("retablir", texts[0])):
        for _step in range(7):
            answer = admin.submit(f"{base}/{way}", {"vu": str(draft().version), "retour": HOME})
            assert answer.headers["Location"] == HOME
        assert draft().body_text == wanted


def test_two_administrators_hear_of_each_other(admin: Any, sign_in: Any) -> None:
    seen = str(draft().version)
    other = sign_in(person("bob@example.test", "administrateur", name="Bob Petit"))
    kind = opened(act(other, "add:text"))
    stale = act(admin, "add:date", vu=seen)
    assert stale.status_code == 409
    assert "Bob Petit vient de modifier ce brouillon" in text(stale)
    assert len(draft().body["schema"]["properties"]) == 1
    assert kind in text(stale)


def test_questions_are_found_in_all_steps_and_the_preview_reacts(admin: Any) -> None:
    kind, other = built(admin)
    act(admin, "add:page")
    page = text(admin.get(f"{HOME}?etape=p2&q=precisez"))
    assert "1 question trouvée" in page
    assert f"champ={other}" in page
    preview = HOME.replace("modifier", "apercu")
    shown = text(admin.submit(preview, {"etape": "p1", "_trial": "{}", "nature": "autre"}))
    assert "Urgence" in shown
    assert "Précisez" not in shown
    shown = text(admin.submit(preview, {"etape": "p1", "_trial": "{}", "nature": "urgence"}))
    assert "Précisez" in shown
    assert kind not in shown


def test_a_setting_that_cannot_be_read_loses_nothing_else(admin: Any) -> None:
    amount = opened(act(admin, "add:integer"))
    answer = act(admin, "set", champ=amount, label="Quantité", **{"s.least": "beaucoup"})
    assert answer.status_code == 422
    assert labels() == ["Quantité"]
    assert "beaucoup" in text(answer)


def test_the_step_too_many_is_told_as_soon_as_it_is_added(admin: Any) -> None:
    """What one act found sound is weighed again when the next one makes it longer."""
    body = draft().body
    pages = [{"id": f"p{n}", "title": f"Étape {n}", "items": []} for n in range(1, 60)]
    operations.save_draft(HOUSE, "form", body["key"], body | {"ui": {"pages": pages}})
    fault = "il en faut 60 au plus"
    assert fault not in text(admin.get(HOME))
    act(admin, "add:page")
    assert fault not in text(admin.get(HOME))
    said = {"act": "add:page", "vu": str(draft().version), "etape": "p1"}
    added = text(admin.submit(HOME, said, headers={"HX-Request": "true"}))
    assert len(draft().body["ui"]["pages"]) == 61
    assert fault in added


def test_choices_are_called_by_their_words_until_their_question_is_published(admin: Any) -> None:
    kind = opened(act(admin, "add:radio"))
    assert "premier niveau" not in text(admin.get(f"{HOME}?champ={kind}")), "it comes from no list"

    def named(*labels: str, paste: str = "") -> list[str]:
        said = {"s.choices.key": keys() if labels else [], "s.choices.label": list(labels)}
        act(admin, "set", champ=kind, label="Nature", **said, **{"s.choices.paste": paste})
        return keys()

    def keys() -> list[str]:
        (part,) = draft().body["schema"]["properties"].values()
        return [one["const"] for one in part["oneOf"]]

    assert named("Choix 1", "Choix 2", paste="Urgence\nEntretien") == ["urgence", "entretien"]
    assert named("Urgence", "Entretien courant") == ["urgence", "entretien_courant"]
    operations.publish(HOUSE, "form", "demande-de-mobilier")
    admin.submit(HOME, {"champ": kind, "etape": "p1", "hint": "Une seule"})
    assert named("Danger", "Entretien courant") == ["urgence", "entretien_courant"]


def test_nothing_is_set_of_the_answer_to_what_is_worked_out(admin: Any) -> None:
    found = opened(act(admin, "add:computed"))
    page = text(admin.get(f"{HOME}?champ={found}"))
    assert '<details id="d-calcul" open>' in page
    assert 'name="required"' not in page
    assert ">facultatif<" not in page
