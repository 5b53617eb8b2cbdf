"""Publication without fear: what changes and whom it touches is read first, and decided there."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from core import clock
from core.actor import HOUSE
from core.database import session
from form_factory.models import FormChange
from schemas import operations, queries
from schemas.touches import citations
from tests.catalogue.test_form_changes import changed, draft, filed
from tests.kit.loan import FORM
from tests.kit.people import person
from tests.kit.stage import Stage

HOME = "/administration/definitions/form/pret-instrument"


@pytest.fixture
def admin(stage: Stage, sign_in: Any) -> Any:
    return sign_in(person("ada@example.test", "administrateur", name="Ada Martin"))


def drafted(document: dict[str, Any]) -> Any:
    return operations.save_draft(HOUSE, "form", "pret-instrument", document)


def words(answer: Any) -> str:
    plain = re.sub(r"<[^>]+>", " ", answer.text).replace("\xa0", " ").replace("&#39;", "’")
    return re.sub(r"\s+", " ", plain)


def test_a_designer_reads_what_changes_and_whom_it_touches(
    admin: Any, stage: Stage, sign_in: Any
) -> None:
    head = sign_in(stage.head)
    filed(head)
    draft(head, instrument="violon", duree="3")
    drafted(changed())
    page = words(admin.get(f"{HOME}/publier"))
    assert "Brouillons en cours" in page
    assert re.search(r"1 Demandes en cours", page)
    assert "Question « Motif » ajoutée, obligatoire" in page
    assert "renommée Avant" in page
    assert re.search(r"choix retirés de la liste .* Réponses données : 1", page)
    assert "Rester sur leur version" in page
    assert queries.live("form", "pret-instrument").number == 1


def test_the_publication_decides_what_becomes_of_what_has_begun(
    admin: Any, stage: Stage, sign_in: Any
) -> None:
    draft(sign_in(stage.head), instrument="violon", duree="3")
    seen = drafted(changed()).version
    last = clock.today() + timedelta(days=30)
    wrong = {"vu": str(seen), "suite": "ailleurs", "jusquau": "1999-01-01"}
    refused = admin.submit(f"{HOME}/publier", wrong)
    assert refused.status_code == 422
    assert "Indiquez un dernier jour qui n’est pas passé." in words(refused)
    assert admin.submit(f"{HOME}/publier", {**wrong, "jusquau": "demain"}).status_code == 422
    done = admin.submit(
        f"{HOME}/publier", {"vu": str(seen), "suite": "all", "jusquau": last.isoformat()}
    )
    assert done.status_code == 303
    version = queries.live("form", "pret-instrument")
    assert (version.number, version.policy, version.drafts_until) == (2, "all", last)
    kept = session.get(FormChange, version.id)
    assert kept is not None
    assert (kept.policy, kept.drafts_until) == ("all", last)


def test_an_older_version_comes_back_in_one_click_beside_the_draft_of_somebody(
    admin: Any, stage: Stage
) -> None:
    drafted(changed())
    operations.publish(HOUSE, "form", "pret-instrument")
    mine = drafted(changed(title="En cours")).id
    page = admin.get(HOME)
    assert "Revenir à la version 1" in page.text
    back = admin.submit(f"{HOME}/remettre", {"numero": "1", "suite": "compatible"})
    assert back.status_code == 303
    version = queries.live("form", "pret-instrument")
    assert (version.number, version.policy) == (3, "compatible")
    assert version.body["title"] == FORM["title"]
    left = queries.draft("form", "pret-instrument")
    assert (left.id, left.number, left.body["title"]) == (mine, 4, "En cours")
    assert admin.submit(f"{HOME}/remettre", {"numero": "3"}).status_code == 409
    assert admin.submit(f"{HOME}/remettre", {"numero": "99"}).status_code == 404


def test_what_cites_a_question_is_found_in_conditions_pointers_and_sentences() -> None:
    document = {
        "guard": {">": [{"var": "data.total"}, "9"]},
        "sum": ["lots", "montant"],
        "any": ["lots", {"==": [{"var": "./amiante"}, True]}],
        "show": ["/devis"],
        "request_title": "{description} pour {donnees.nature}",
    }
    assert citations(document) >= {
        "total", "lots", "lots.montant", "lots.amiante", "devis", "description", "nature"
    }  # fmt: skip
