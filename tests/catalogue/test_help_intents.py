"""The help answers the person who asks, from what this person sees elsewhere."""

from __future__ import annotations

from accounts.queries import actor_of
from catalogue import operations, queries
from catalogue.profiles import profiles_of
from core.actor import HOUSE
from core.database import session
from knowledge_base import operations as knowledge
from knowledge_base import queries as help_queries
from registry import operations as registry
from schemas import queries as schemas
from tests.kit.people import person, signed_in


def begin(account):
    actor = actor_of(account.id)
    version = queries.service_for(actor, "pret-instrument")
    button = version.body["buttons"][0]["key"]
    request = operations.start(actor, version, button, profiles_of(actor)[0])
    session.commit()
    return request


def test_where_is_my_request_is_answered_to_each_with_their_own(app, stage):
    entry = {"question": "Où en est ma demande ?", "answer": "Ici.", "intent": "my-requests"}
    knowledge.write_entry(HOUSE, "ma-demande", entry)
    request = begin(stage.head)
    reference = request.reference or request.provisional
    pages = [
        client.get("/aide/ma-demande").get_data(as_text=True)
        for client in (signed_in(app, stage.head), signed_in(app, stage.other_head))
    ]
    assert reference in pages[0]
    assert reference not in pages[1]
    assert "encore déposé aucune demande" in pages[1]
    stranger = app.test_client().get("/aide/ma-demande").get_data(as_text=True)
    assert "Connectez-vous pour lire" in stranger
    assert reference not in stranger


def page_of(client, path):
    return client.get(path).get_data(as_text=True)


def test_why_one_may_not_is_answered_from_the_sheets_this_person_sees(app, stage):
    """The rule, the opening and the role of each: nobody learns what is closed to another."""
    base = {"question": "Pourquoi ne puis-je pas ?", "answer": "Voici.", "intent": "why-not"}
    knowledge.write_entry(HOUSE, "pourquoi", base)
    entity = schemas.live("entity", "etablissement")
    values = {"uai": "0350003C", "nom": "École des Lilas", "type": "ecole"}
    school = registry.create_record(HOUSE, entity, values)
    session.flush()
    teacher = person("ecole@example.test", "chef-etablissement", scope=school.scope_path)
    session.commit()
    closed = page_of(signed_in(app, teacher), "/aide/pourquoi")
    assert "Réservé aux collèges." in closed
    assert 'href="/teleservices/pret-instrument"' in closed
    for account in (stage.head, stage.luthier):
        other = page_of(signed_in(app, account), "/aide/pourquoi")
        assert "Réservé aux collèges." not in other
    assert "Rien ne vous est fermé" in page_of(signed_in(app, stage.head), "/aide/pourquoi")
    stranger = page_of(app.test_client(), "/aide/pourquoi")
    assert "Connectez-vous pour lire" in stranger
    assert "pret-instrument" not in stranger


def test_the_base_answers_why_not_and_where_is_it_in_the_words_people_use(app, stage):
    for text, key in (
        ("pourquoi ne puis-je pas reserver ?", "demarche-fermee"),
        ("pk le bouton est grisé", "demarche-fermee"),
        ("pourquoi je ne peux pas déposer de demande de travaux", "demarche-fermee"),
        ("impossible de commencer ma demande", "demarche-fermee"),
        ("ou en est ma demande", "suivre-une-demande"),
    ):
        answer = help_queries.ask(text, actor_of(stage.head.id))
        assert answer.choices[0].entry == key, text
    client = signed_in(app, stage.head)
    reference = begin(stage.head).provisional
    client.submit("/aide/question", {"text": "Où en est ma demande ?"})
    assert reference in page_of(client, "/aide/question")


def test_a_step_of_a_form_opens_ones_own_draft_and_nobody_else_s(app, stage):
    blocks = [{"type": "step", "service": "pret-instrument", "page": "qui", "label": "Les élèves"}]
    fields = {"question": "Combien d’élèves ?", "blocks": blocks}
    knowledge.write_entry(HOUSE, "eleves", fields)
    request = begin(stage.head)
    mine = page_of(signed_in(app, stage.head), "/aide/eleves")
    assert f"/{request.provisional}/etape/qui" in mine
    assert "dans votre brouillon" in mine
    other = page_of(signed_in(app, stage.other_head), "/aide/eleves")
    assert request.provisional not in other
    assert 'href="/teleservices/pret-instrument"' in other
    stranger = page_of(app.test_client(), "/aide/eleves")
    assert "pret-instrument" not in stranger  # not for them: no link at all
    for _more in range(3):  # however many others were begun since
        begin(stage.head)
    assert "dans votre brouillon" in page_of(signed_in(app, stage.head), "/aide/eleves")
