"""The file of a request through its pages: guide, acts, refusals, tabs, thread."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from catalogue.models import Request, Visit
from core.actor import HOUSE
from core.database import session
from schemas import operations as definitions
from tests.kit.people import person
from tests.kit.works import DATA, Works, filed, moved, works
from workflows.models import Step, Tick, Vote

Sign = Callable[[Any], Any]


@pytest.fixture
def scene(app: Flask) -> Works:
    """The town at work."""
    return works()


@pytest.fixture
def request_(scene: Works) -> Request:
    """A request handed in."""
    made: Request = filed(scene)
    return made


def url(request: Request, rest: str = "") -> str:
    """Address of the file or of an act on it."""
    return f"/demandes/{request.reference}{rest}"


def page(client: Any, path: str, status: int = 200) -> str:
    """A page, as text."""
    answer = client.get(path)
    assert answer.status_code == status, answer.get_data(as_text=True)[:1500]
    return str(answer.get_data(as_text=True))


def act(client: Any, request: Request, rest: str, **data: Any) -> Any:
    """Post an act from the page of the file."""
    return client.submit(url(request, rest), data)


def again(request: Request) -> Request:
    """The row as it stands now."""
    found = session.scalars(select(Request).where(Request.id == request.id)).one()
    session.refresh(found)
    return found


def test_the_file_tells_where_the_request_stands(
    scene: Works, request_: Request, sign_in: Sign
) -> None:
    html = page(sign_in(scene.gestionnaire), url(request_))
    assert request_.reference in html
    assert "Collège Jean-Zay" in html
    assert "Claire Lefèvre" in html
    assert 'aria-current="step"' in html
    assert "Stores" in html, "answers are the first tab"
    assert "Peuvent agir : Gestionnaire (Amina Benali)" in html


def test_a_required_check_keeps_the_verb_from_moving_and_says_which(
    scene: Works, request_: Request, sign_in: Sign
) -> None:
    client = sign_in(scene.gestionnaire)
    assert "Cochez d’abord « Surface vérifiée »." in page(client, url(request_))
    answer = act(client, request_, "/actions/instruire", version=request_.version)
    assert answer.status_code == 422
    assert "Cochez d’abord" in answer.get_data(as_text=True)
    assert again(request_).status == "depose"


def test_an_agent_ticks_then_moves_on_without_javascript(
    scene: Works, request_: Request, sign_in: Sign
) -> None:
    """FAULTS U-05."""
    client = sign_in(scene.gestionnaire)
    html = page(client, url(request_))
    action = re.search(r'action="([^"]+/controles[^"]*)"', html)
    assert action
    ticked = client.submit(action[1].replace("&amp;", "&"), {"surface": "1"})
    assert ticked.status_code == 303
    assert session.scalars(select(Tick.by_name)).all() == ["Amina Benali"]
    moved_on = act(client, request_, "/actions/instruire", version=request_.version, _key="un")
    assert moved_on.status_code == 303
    assert again(request_).status == "visas"
    html = page(client, moved_on.location)
    assert "La demande est « Visas en cours »." in html
    assert "attendu" in html


def test_two_agents_tick_without_undoing_one_another(
    scene: Works, request_: Request, sign_in: Sign
) -> None:
    client = sign_in(scene.gestionnaire)
    client.submit(url(request_, f"/controles?entree={request_.entry_no}&coches="), {"surface": "1"})
    # the other page was shown before: it changes nothing, hence posts nothing new
    client.submit(url(request_, f"/controles?entree={request_.entry_no}&coches="), {})
    assert session.scalars(select(Tick.key)).all() == ["surface"]
    client.submit(url(request_, f"/controles?entree={request_.entry_no}&coches=surface"), {})
    assert session.scalars(select(Tick.key)).all() == []


def test_the_same_click_twice_is_one_move(scene: Works, request_: Request, sign_in: Sign) -> None:
    client = sign_in(scene.gestionnaire)
    data = {"version": request_.version, "comment": "Il manque le devis.", "_key": "deux"}
    first = act(client, request_, "/actions/demander_complement", **data)
    second = act(client, request_, "/actions/demander_complement", **data)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    made = session.scalars(select(Step.transition).where(Step.subject_id == request_.id)).all()
    assert made.count("demander_complement") == 1


def test_a_move_without_its_comment_is_refused_beside_its_form(
    scene: Works, request_: Request, sign_in: Sign
) -> None:
    """FAULTS U-04: the sentence beside the field, the title prefixed, the form open."""
    answer = act(
        sign_in(scene.gestionnaire),
        request_,
        "/actions/demander_complement",
        version=request_.version,
        comment=" ",
    )
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "<title>Erreur :" in html
    assert "Dites pourquoi dans un commentaire." in html
    assert 'aria-invalid="true"' in html


def test_who_was_slower_reads_who_did_what_and_keeps_his_words(
    scene: Works, request_: Request, sign_in: Sign
) -> None:
    """FAULTS C-01, in words."""
    seen = request_.version
    act(
        sign_in(scene.gestionnaire),
        request_,
        "/actions/demander_complement",
        version=seen,
        comment="Il manque le devis.",
    )
    late = person("tard@example.test", "agent", name="Tom Tard", groups=("secteur",))
    answer = act(
        sign_in(late),
        request_,
        "/actions/instruire",
        version=seen,
        comment="Je l’envoie aux visas.",
    )
    html = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert re.search(r"Amina Benali a fait reculer cette demande à \d+\u202fh\u202f\d\d", html)
    assert again(request_).status == "a_completer"


def test_the_comment_typed_too_late_is_still_there_when_the_move_still_exists(
    scene: Works, request_: Request, sign_in: Sign
) -> None:
    """FAULTS C-01: the fresh file, and what was typed."""
    moved(scene, request_, "instruire")
    client = sign_in(scene.gestionnaire)
    answer = act(
        client,
        request_,
        "/actions/demander_complement",
        version=1,
        comment="Merci de joindre le devis.",
    )
    assert answer.status_code == 409
    assert "Merci de joindre le devis." in answer.get_data(as_text=True)


def test_a_right_lost_between_display_and_post_is_403_when_the_file_stays_visible(
    scene: Works, request_: Request, sign_in: Sign
) -> None:
    """FAULTS C-07: still an agent of the file, no longer of this function."""
    from accounts import operations, queries
    from core.actor import HOUSE

    agent = person("deux@example.test", "agent", name="Ana Deux", groups=("secteur", "budget"))
    client = sign_in(agent)
    html = page(client, url(request_))
    assert "Faire corriger" in html
    group = queries.group_by_key("secteur")
    for member in queries.memberships_of(agent.id):
        if member.group_id == group.id:
            operations.remove_from_group(HOUSE, member)
    answer = act(
        client,
        request_,
        "/actions/demander_complement",
        version=request_.version,
        comment="Trop tard.",
    )
    assert answer.status_code == 403
    assert "Cette action revient à" in answer.get_data(as_text=True)
    assert again(request_).status == "depose"


def test_a_file_no_longer_visible_answers_404(
    scene: Works, request_: Request, sign_in: Sign
) -> None:
    """FAULTS C-07."""
    from accounts import operations, queries
    from core.actor import HOUSE

    client = sign_in(scene.gestionnaire)
    page(client, url(request_))
    for member in queries.memberships_of(scene.gestionnaire.id):
        operations.remove_from_group(HOUSE, member)
    answer = act(
        client,
        request_,
        "/actions/demander_complement",
        version=request_.version,
        comment="Trop tard.",
    )
    assert answer.status_code == 404
    assert again(request_).status == "depose"


def test_agents_of_other_functions_are_offered_only_what_is_theirs(
    scene: Works, request_: Request, sign_in: Sign
) -> None:
    html = page(sign_in(scene.direction), url(request_))
    assert "/actions/" not in html
    assert "Aucune action ne vous revient à cette étape." in html


def test_applicants_cannot_act_as_agents(scene: Works, request_: Request, sign_in: Sign) -> None:
    """FAULTS A-04."""
    client = sign_in(scene.head)
    for rest in (
        "/visas/visa_budget",
        "/controles",
        "/annotations/instruction-travaux",
        "/affectation",
        "/annuler/1",
    ):
        assert act(client, request_, rest).status_code == 403, rest
    move = act(client, request_, "/actions/instruire", version=request_.version)
    assert move.status_code == 403
    assert again(request_).status == "depose"


def test_both_visas_carry_the_request_to_the_decision(
    scene: Works, request_: Request, sign_in: Sign
) -> None:
    moved(scene, request_, "instruire")
    technical, budget = sign_in(scene.visa_technique), sign_in(scene.visa_budget)
    assert "Donner ce visa" in page(technical, url(request_))
    entry = again(request_).entry_no
    act(technical, request_, "/visas/visa_technique", verdict="accept", entry=entry)
    html = page(budget, url(request_))
    assert "favorable, Marc Diallo" in html
    act(budget, request_, "/visas/visa_budget", verdict="accept", entry=entry)
    assert again(request_).status == "decision"
    late = act(
        technical, request_, "/visas/visa_technique", verdict="reject", entry=entry, comment="Non"
    )
    assert late.status_code == 409
    assert "déjà décidé" in late.get_data(as_text=True)


def test_a_visa_is_given_once_by_one_person_for_his_own_function(
    scene: Works, request_: Request, sign_in: Sign
) -> None:
    """FAULTS A-17."""
    moved(scene, request_, "instruire")
    both = person("deux@example.test", "agent", name="Ana Deux", groups=("technique", "budget"))
    client = sign_in(both)
    assert act(client, request_, "/visas/visa_budget", verdict="accept").status_code == 303
    again_ = act(client, request_, "/visas/visa_technique", verdict="accept")
    assert again_.status_code == 409
    assert "une autre personne" in again_.get_data(as_text=True)
    other = act(sign_in(scene.gestionnaire), request_, "/visas/visa_technique", verdict="accept")
    assert other.status_code == 403
    assert len(session.scalars(select(Vote.id)).all()) == 1


def test_an_unfavourable_visa_says_why_and_keeps_what_was_chosen(
    scene: Works, request_: Request, sign_in: Sign
) -> None:
    moved(scene, request_, "instruire")
    answer = act(sign_in(scene.visa_budget), request_, "/visas/visa_budget", verdict="reject")
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert re.search(r'value="reject" checked', html)
    nothing = act(sign_in(scene.visa_budget), request_, "/visas/visa_budget")
    assert nothing.status_code == 422
    assert "Choisissez « Favorable » ou « Défavorable »." in nothing.get_data(as_text=True)


PEOPLE = ("gestionnaire", "visa_technique", "visa_budget", "direction", "superviseur", "head")
WAYS = {
    "depose": (),
    "a_completer": ("demander_complement",),
    "visas": ("instruire",),
    "decision": ("instruire", "visas"),
    "acceptee": ("instruire", "visas", "accepter"),
    "refusee": ("instruire", "visas", "refuser"),
}


#: Where most may act, and where nobody may any more; in audit everywhere.
TRIED = {"visas", "acceptee"}


@pytest.mark.parametrize(
    "status",
    [pytest.param(one, marks=() if one in TRIED else pytest.mark.audit) for one in WAYS],
)
def test_a17_every_move_by_everyone_in_each_step_is_as_the_circuit_says(
    status: str, scene: Works, sign_in: Sign
) -> None:
    """FAULTS A-17 through the pages: refused unless the circuit names this function here."""
    from tests.kit.works import circuit

    request = filed(scene)
    moved(scene, request, *WAYS[status])
    assert again(request).status == status
    functions = {name: {name} for name in PEOPLE} | {"head": {"demandeur"}, "superviseur": set()}
    for name in PEOPLE:
        client = sign_in(getattr(scene, name))
        for transition in circuit()["transitions"]:
            possible = status in transition["from"] and functions[name] & set(transition["by"])
            if possible:
                continue
            answer = act(client, request, f"/actions/{transition['key']}", comment="Essai.")
            assert answer.status_code in {403, 404, 409, 422}, (name, transition["key"])
    assert again(request).status == status


def test_four_eyes_whoever_handed_to_the_visas_does_not_accept(
    scene: Works, request_: Request, sign_in: Sign
) -> None:
    """FAULTS A-17: `not_same_actor_as`."""
    both = person("deux@example.test", "agent", name="Ana Deux", groups=("secteur", "direction"))
    client = sign_in(both)
    act(client, request_, f"/controles?entree={request_.entry_no}&coches=", surface="1")
    assert act(client, request_, "/actions/instruire").status_code == 303
    moved(scene, request_, "visas")
    answer = act(client, request_, "/actions/accepter")
    assert answer.status_code == 422
    assert "Une autre personne doit le faire" in answer.get_data(as_text=True)
    assert again(request_).status == "decision"


def test_a_move_is_taken_back_within_its_grace(
    scene: Works, request_: Request, sign_in: Sign
) -> None:
    moved(scene, request_, "instruire", "visas")
    client = sign_in(scene.direction)
    act(client, request_, "/actions/accepter", version=again(request_).version)
    html = page(client, url(request_))
    assert re.search(r"Annuler \(possible jusqu’à \d+\u202fh\u202f\d\d\)", html)
    action = re.search(r'action="([^"]+/annuler/\d+[^"]*)"', html)
    assert action
    undone = client.submit(action[1].replace("&amp;", "&"))
    assert undone.status_code == 303
    assert again(request_).status == "decision"
    late = client.submit(action[1].replace("&amp;", "&"))
    assert late.status_code == 409
    assert act(client, request_, "/annuler/99999999999999999999").status_code == 409


def test_internal_notes_never_reach_the_applicant(
    scene: Works, request_: Request, sign_in: Sign
) -> None:
    client, head = sign_in(scene.gestionnaire), sign_in(scene.head)
    act(client, request_, "/messages", text="Prix élevé, je vérifie.", audience="internal")
    sent = act(client, request_, "/messages", text="Bien reçu, merci.", audience="applicant")
    assert "onglet=echanges" in sent.location
    html = page(client, url(request_, "?onglet=echanges"))
    assert "Note interne" in html
    assert "Prix élevé" in html
    seen_by_head = page(head, url(request_))
    assert "Bien reçu, merci." in seen_by_head
    assert "Prix élevé" not in seen_by_head
    refused = act(head, request_, "/messages", text="Psst", audience="internal")
    assert refused.status_code == 403


def test_an_empty_message_is_refused_where_it_was_written(
    scene: Works, request_: Request, sign_in: Sign
) -> None:
    for account in (scene.gestionnaire, scene.head):
        answer = act(sign_in(account), request_, "/messages", text="  ", audience="applicant")
        assert answer.status_code == 422
        assert 'id="message-error"' in answer.get_data(as_text=True)


def test_agents_write_annotations_beside_the_request(
    scene: Works, request_: Request, sign_in: Sign
) -> None:
    client = sign_in(scene.gestionnaire)
    html = page(client, url(request_, "?onglet=instruction"))
    action = re.search(r'action="([^"]+/annotations/[^"]*)"', html)
    assert action
    seen = re.search(r'name="_seen" value="([^"]*)"', html)
    assert seen
    name = re.search(r'name="([^"]+)"[^>]*value="haute"|value="haute"[^>]*name="([^"]+)"', html)
    field = re.search(r'<input type="radio" id="[^"]+" name="([^"]+)" value="haute"', html)
    assert name or field
    saved = client.submit(
        action[1].replace("&amp;", "&"),
        {
            (field or name)[1]: "haute",
            "_seen": seen[1].replace("&#34;", '"'),
            "_version": "0",
            "_action": "save",
        },
    )
    assert saved.status_code == 303, saved.get_data(as_text=True)[:800]
    html = page(client, url(request_, "?onglet=instruction"))
    assert re.search(r'value="haute" checked', html)
    assert "Enregistré par Amina Benali" in html
    history = page(client, url(request_, "?onglet=historique"))
    assert "Réponses modifiées : Priorité." in history
    assert "onglet=instruction" not in page(sign_in(scene.visa_budget), url(request_))


def test_tabs_show_some_answers_documents_and_history(
    scene: Works, request_: Request, sign_in: Sign
) -> None:
    client = sign_in(scene.gestionnaire)
    lots = page(client, url(request_, "?onglet=lots"))
    assert "Stores" in lots
    assert "Nature" not in lots
    assert "Aucun document" in page(client, url(request_, "?onglet=documents"))
    moved(scene, request_, "instruire")
    history = page(client, url(request_, "?onglet=historique"))
    assert "Envoyer aux visas : Visas en cours" in history
    assert "Déposer : Déposée" in history


def test_a_request_is_put_in_the_charge_of_somebody_who_may_process_it(
    scene: Works, request_: Request, sign_in: Sign
) -> None:
    client = sign_in(scene.gestionnaire)
    assert act(client, request_, "/affectation", agent=str(scene.visa_budget.id)).status_code == 303
    assert "Confiée à Sofia Klein" in page(client, url(request_))
    assert "Sofia Klein" in page(sign_in(scene.visa_budget), "/bureau?vue=miennes")
    assert act(client, request_, "/affectation", agent=str(scene.head.id)).status_code == 403
    assert act(client, request_, "/affectation", agent="x").status_code == 400
    unknown = "01a20054-9bac-793a-8708-5dc7d851c5e4"
    assert act(client, request_, "/affectation", agent=unknown).status_code == 403
    assert act(client, request_, "/affectation", agent="").status_code == 303
    assert again(request_).assignee_id is None


def test_the_file_keeps_the_view_and_leads_to_its_neighbours(
    scene: Works, request_: Request, sign_in: Sign
) -> None:
    second = filed(scene, description="Repeindre le gymnase du collège")
    client = sign_in(scene.gestionnaire)
    html = page(client, url(request_, "?vue=toutes"))
    assert f'href="/demandes/{second.reference}?vue=toutes"' in html
    assert "Demande précédente" in html
    assert "Demande suivante" not in html


def test_looking_is_remembered(scene: Works, request_: Request, sign_in: Sign) -> None:
    page(sign_in(scene.gestionnaire), url(request_))
    seen = session.scalars(select(Visit.account_id).where(Visit.request_id == request_.id)).all()
    assert scene.gestionnaire.id in seen


def test_htmx_gets_the_panel_and_the_row(scene: Works, request_: Request, sign_in: Sign) -> None:
    client = sign_in(scene.gestionnaire)
    answer = client.submit(
        url(request_, "/actions/demander_complement"),
        {"comment": "Il manque le devis."},
        headers={"HX-Request": "true"},
    )
    html = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert answer.headers["HX-Retarget"] == "#dossier"
    assert "<!doctype" not in html.lower()
    assert 'id="dossier-titre"' in html
    assert "Faire corriger : c’est fait." in html


def test_a_step_of_the_ribbon_opens_and_tells_who_may_act(
    scene: Works, request_: Request, sign_in: Sign
) -> None:
    html = page(sign_in(scene.gestionnaire), url(request_, "?etape=decision"))
    assert "pas encore atteinte" in html
    assert "Direction (Paul Roussel)" in html


def test_words_of_people_are_inert(scene: Works, sign_in: Sign) -> None:
    """FAULTS X-01: titles, comments, messages."""
    bomb = '<img src=x onerror=alert(1)> & "guillemets" \''
    request = filed(scene, description=bomb)
    client = sign_in(scene.gestionnaire)
    act(client, request, "/messages", text=bomb, audience="internal")
    act(client, request, "/actions/demander_complement", comment=bomb)
    for rest in ("", "?onglet=echanges", "?onglet=historique"):
        assert "<img src=x" not in page(client, url(request, rest))
    assert "<img src=x" not in page(client, "/bureau?vue=toutes")


def test_unknown_requests_and_odd_names_are_404(scene: Works, sign_in: Sign) -> None:
    client = sign_in(scene.gestionnaire)
    for path in ("/demandes/2026-99999", "/demandes/x'", "/demandes/%F0%9F%92%A5"):
        assert client.get(path).status_code == 404
    assert client.submit("/demandes/2026-99999/actions/x").status_code == 404


def test_what_agents_write_follows_its_form_and_loses_nothing(
    scene: Works, request_: Request, sign_in: Sign
) -> None:
    """DEFINITIONS §7 for annotations: stay until asked, move as published, old answers beside."""
    client = sign_in(scene.gestionnaire)
    where = url(request_, "?onglet=instruction")

    def written(**answers: str) -> None:
        html = unescape(page(client, where))
        action = re.search(r'action="([^"]+/annotations/[^"]*)"', html)
        names = ("_version", "_seen", "_form")
        said = {n: re.search(rf"""name="{n}" value="(.*?)">""", html)[1] for n in names}  # type: ignore[index]
        assert action
        assert client.submit(action[1], {**said, "_action": "save", **answers}).status_code == 303

    def published(policy: str, title: str, *gone: str) -> None:
        document = json.loads((DATA / "instruction-travaux.json").read_text("utf-8"))
        document["schema"]["properties"]["priorite"]["title"] = title
        for key in gone:
            del document["schema"]["properties"][key]
            held = document["ui"]["pages"][0]["items"][0]["items"]
            held[:] = [item for item in held if item["field"] != f"/{key}"]
        document["tests"] = []
        definitions.save_draft(HOUSE, "form", document["key"], document)
        definitions.publish(HOUSE, "form", document["key"], policy=policy)
        session.flush()

    given = {"priorite": "haute", "visite": "2026-12-01", "exercice": "2026"}
    written(**given)
    published("stay", "Urgence")
    assert "Une version plus récente existe" in page(client, where)
    written(**given, _action="newer")
    html = unescape(page(client, where))
    assert "Urgence" in html
    assert "Une version plus récente" not in html
    published("all", "Rang", "visite")
    html = unescape(page(client, where))
    assert "Rang" in html
    assert "Ancienne réponse" in html
    assert "1er décembre 2026" in html
    assert re.search(r'value="haute" checked', html)
    story = unescape(page(client, url(request_, "?onglet=historique")))
    assert "passée à la version 3" in story
