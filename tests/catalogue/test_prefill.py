"""« Dites-le-nous une fois »: what the house knows is not asked again, and says from where."""

from __future__ import annotations

import re
import threading
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from sqlalchemy import event, update

from accounts.operations import create_token
from catalogue.models import PrefillLink
from catalogue.prefills import machines
from core import clock
from core.actor import HOUSE
from core.database import session
from registry import operations as registry
from schemas import operations as schemas
from tests.api.conftest import Program
from tests.catalogue.test_form_changes import hidden, publish, row_names
from tests.core.test_outbound import listener
from tests.kit.loan import ENTITY, FORM, X, field
from tests.kit.people import person
from tests.kit.stage import Stage, set_stage

START = "/teleservices/pret-instrument/commencer/emprunter"


def known(pointer: str, source: str, path: str, lock: str = "no") -> dict[str, Any]:
    return {"field": pointer, "source": source, "path": path, "lock": lock}


def form(*rules: dict[str, Any], more: dict[str, Any] | None = None) -> dict[str, Any]:
    """The loan, with questions that may be filled in beforehand."""
    made = deepcopy(FORM)
    added = {"lieu": {"type": "string", "maxLength": 120, "title": "Lieu"}, **(more or {})}
    for number, (key, part) in enumerate(added.items()):
        widget = part.pop("widget", "text")
        made["schema"]["properties"][key] = {**part, "x-id": X.format(60 + number)}
        made["ui"]["pages"][0]["items"].append({"field": f"/{key}", "widget": widget})
    made["prefill"] = list(rules)
    return made


@pytest.fixture
def stage(app: Any, tmp_path: Any) -> Stage:
    return set_stage(tmp_path)


@pytest.fixture
def head(stage: Stage, sign_in: Any) -> Any:
    return sign_in(stage.head)


def begun(client: Any) -> str:
    """The first page of another draft."""
    return unescape(client.get(client.submit(START, {"autre": "1"}).location).text)


def filed(client: Any, **given: str) -> None:
    """A request handed in with these answers on its first page."""
    path = client.submit(START, {"autre": "1"}).location
    page = client.get(path).text
    client.submit(path, {**hidden(page), "instrument": "violon", "duree": "6", **given})
    path = path.replace("/quoi", "/qui")
    page = client.get(path).text
    first, price = row_names(page)
    client.submit(path, {**hidden(page), "_action": "next", first: "Ana", price: "120,50"})
    answer = client.submit(path.replace("/etape/qui", "/deposer"))
    assert "/recepisse" in answer.location, answer.text


def entity() -> None:
    """The establishments hold three more fields, one of them closed to heads."""
    newer = deepcopy(ENTITY)
    newer["schema"]["properties"] |= {
        "alarme": field(4, type="string", maxLength=40, title="Code d’alarme"),
        "salles": field(5, type="integer", title="Salles"),
    }
    newer["fields"] |= {X.format(4): {"class": "sensitive"}, X.format(5): {"class": "public"}}
    schemas.save_draft(HOUSE, "entity", "etablissement", newer)
    schemas.publish(HOUSE, "entity", "etablissement")
    session.flush()


def test_a_field_of_the_record_is_read_with_the_rights_of_the_person(
    stage: Stage, head: Any, sign_in: Any
) -> None:
    entity()
    told = {"type": "college", "alarme": "4711", "salles": 3}
    registry.update_record(HOUSE, stage.school, {**stage.school.data, **told})
    publish(
        form(
            known("/lieu", "record", "type", "yes"),
            known("/alarme", "record", "alarme", "yes"),
            known("/duree", "record", "salles"),
            known("/instrument", "record", "nom"),
            known("/accord", "record", "salles"),
            more={
                "alarme": {"type": "string", "title": "Alarme"},
                "accord": {"type": "boolean", "title": "Accord", "widget": "consent"},
            },
        )
    )
    page = begun(head)
    assert "Collège</p>" in page, "the words of a choice, in a question of text"
    assert "la fiche « Collège des Tilleuls »" in page
    assert re.search(r'name="duree"[^>]*value="3"', page)
    assert not re.search(r"<input[^>]*name=\"(instrument|accord)\"[^>]*checked", page)
    path = head.submit(START, {"autre": "1"}).location
    page = head.get(path).text
    head.submit(path, {**hidden(page), "lieu": "Ailleurs", "duree": "4"})
    page = unescape(head.get(path).text)
    assert "Collège</p>" in page, "locked: what is typed all the same counts for nothing"
    assert "Ailleurs" not in page
    member = person(
        "membre@example.test", "membre-demandes", name="Lou", scope=stage.school.scope_path
    )
    page = begun(sign_in(member))
    assert "Collège</p>" in page
    assert "4711" not in page, "closed to who fills in: it fills nothing, locks nothing"
    assert re.search(r'name="alarme"', page)


def test_the_answers_of_the_last_request_come_back_but_for_what_is_a_colleague_s(
    stage: Stage, head: Any, sign_in: Any
) -> None:
    publish(
        form(
            known("/lieu", "previous-request", "lieu"),
            known("/mel", "previous-request", "mel"),
            known("/duree", "previous-request", "pret-instrument:instrument"),
            more={"mel": {"type": "string", "format": "email", "title": "Mél", "widget": "email"}},
        )
    )
    assert "Repris de" not in begun(head)
    filed(head, lieu="Salle Ravel", mel="cheffe@example.test")
    page = begun(head)
    assert re.search(r'name="lieu"[^>]*value="Salle Ravel"', page)
    assert re.search(r'name="mel"[^>]*value="cheffe@example.test"', page)
    assert re.search(r"Repris de votre demande PI-", page)
    assert not re.search(r'name="duree"[^>]*value="[^"]', page), "an instrument is no duration"
    colleague = person(
        "adjoint@example.test", "chef-etablissement", name="Jo", scope=stage.school.scope_path
    )
    page = begun(sign_in(colleague))
    assert re.search(r'name="lieu"[^>]*value="Salle Ravel"', page)
    assert "Repris de la demande PI-" in page
    assert "cheffe@example.test" not in page
    assert "Salle Ravel" not in begun(sign_in(stage.other_head))


def test_a_path_that_leads_nowhere_is_told_and_the_editor_offers_those_that_lead(
    stage: Stage, sign_in: Any
) -> None:
    document = form(
        known("/lieu", "record", "nulle_part"),
        known("/duree", "previous-request", "pret-instrument:absent"),
        known("/etage", "session", "membership.establishment.nom"),
    )
    schemas.save_draft(HOUSE, "form", "pret-instrument", document)
    codes = [p.path for p in schemas.problems_in_document(document) if "nowhere" in p.code]
    assert codes == ["/prefill/0/path", "/prefill/1/path"]
    address = "/administration/formulaires/pret-instrument/modifier"
    page = unescape(sign_in(stage.admin).get(f"{address}?champ={X.format(60)}").text)
    chooser = re.search(r'<select[^>]*name="chemin".*?</select>', page, re.DOTALL)
    assert chooser is not None
    assert '<optgroup label="Établissement"><option value="uai">' in chooser[0]


LINKS = "/administration/services/pret-instrument/liens"


def test_a_signed_link_fills_in_what_its_rules_allow_and_says_nothing_in_its_address(
    stage: Stage, head: Any, sign_in: Any
) -> None:
    publish(
        form(
            known("/lieu", "link", "lieu", "yes"),
            known("/duree", "link", "duree"),
            known("/etage", "session", "actor.name"),
        )
    )
    admin = sign_in(stage.admin)
    given = {"titre": "Rentrée", "jusqu-au": str(clock.today()), "v-lieu": "Salle <b>Ravel</b>"}
    wrong = admin.submit(LINKS, {**given, "v-duree": "cent"})
    assert wrong.status_code == 422
    assert "« Durée en mois » n’accepte pas cette réponse" in unescape(wrong.text)
    admin.submit(LINKS, {**given, "v-duree": "4", "v-etage": "3"})
    page = unescape(admin.get(LINKS).text)
    address = re.search(r'value="(http[^"]*lien=[^"]+)"', page)
    assert address is not None
    assert "Ravel" not in address[1]
    sheet = "/teleservices/pret-instrument"
    token = address[1].partition("lien=")[2]
    anonymous = head.application.test_client().get(f"{sheet}?lien={token}")
    assert token in unescape(anonymous.location), "one comes back to it from the sign-in page"
    assert "Le lien « Rentrée » remplira" in unescape(head.get(f"{sheet}?lien={token}").text)
    path = head.submit(START, {"lien": token}).location
    page = head.get(path).text
    assert "Salle &lt;b&gt;Ravel&lt;/b&gt;" in page
    assert "le lien « Rentrée »" in unescape(page)
    assert re.search(r'name="duree"[^>]*value="4"', page)
    assert not re.search(r'name="etage"[^>]*value="3"', page), "its rule names another source"
    head.submit(path, {**hidden(page), "lieu": "Ailleurs"})
    assert "Ailleurs" not in head.get(path).text
    touched = token[:-1] + ("A" if token[-1] != "A" else "B")
    over = {"touched": touched, "no token": "x" * 500, "ended": token}
    session.execute(update(PrefillLink).values(until=clock.today() - timedelta(days=1)))
    for why, each in over.items():
        assert "Ce lien n’est plus valable" in head.get(f"{sheet}?lien={each}").text, why
    page = head.get(head.submit(START, {"lien": token, "autre": "1"}).location).text
    assert "Ce lien n’est plus valable" in page
    assert "Ravel" not in page
    session.execute(update(PrefillLink).values(until=clock.today()))
    revoke = re.search(rf"{LINKS}/[^/]+/retirer", admin.get(LINKS).text)
    assert revoke is not None
    assert head.submit(revoke[0]).status_code == 403
    admin.submit(revoke[0])
    assert "Ce lien n’est plus valable" in head.get(f"{sheet}?lien={token}").text


SOURCES = "/administration/sources-de-donnees"


@pytest.fixture
def reachable(app: Any) -> Any:
    """Let the house reach one place of this machine."""
    kept = app.config["SETTINGS"]

    def reach(port: int) -> str:
        place = f"127.0.0.1:{port}"
        app.config["SETTINGS"] = replace(kept, outbound_allowed=frozenset({place}))
        return f"http://{place}"

    yield reach
    app.config["SETTINGS"] = kept


def answering(text: str) -> bytes:
    body = text.encode()
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)


def test_another_machine_is_asked_what_it_knows_and_a_form_opens_without_it(
    app: Any, stage: Stage, head: Any, sign_in: Any, reachable: Any
) -> None:
    admin = sign_in(stage.admin)
    given = {
        "titre": "Parc", "url": "http://10.0.0.1/e/{establishment.uai}", "entete": "X-Api-Key",
        "secret": "sésame", "secondes": "9", "minutes": "5", "noms": "tablettes /t",
        "active": "true",
    }  # fmt: skip
    refused = admin.submit(f"{SOURCES}/nouvelle", given)
    assert refused.status_code == 422
    assert refused.text.count('class="errmsg"') == 4
    answer = '{"parc": [{"tablettes": "12", "lieu": "<b>Salle</b>", "nid": {"x": 1}}]}'
    with listener(answering(answer)) as (port, heard):
        url = f"{reachable(port)}/e/{{establishment.uai}}?q={{establishment.nom}}"
        noms = "tablettes = /parc/0/tablettes\nlieu=/parc/0/lieu\nnid = /parc/0/nid"
        good = {"url": url, "secret": "sesame-42", "secondes": "2", "noms": noms}
        made = admin.submit(f"{SOURCES}/nouvelle", {**given, **good})
        assert made.location == f"{SOURCES}/parc"
        typed = {"establishment.uai": "../x", "establishment.nom": "a&b=c"}
        tried = unescape(admin.submit(f"{SOURCES}/parc/essayer", typed).text)
        assert "&lt;b&gt;Salle" not in tried
        assert "<b>Salle</b>" in tried, "once unescaped: it was text"
        assert heard[0].startswith(b"GET /e/..%2Fx?q=a%26b%3Dc HTTP")
        assert b"X-Api-Key: sesame-42" in heard[0]
        assert "sesame-42" not in admin.get(f"{SOURCES}/parc").text
        assert head.get(SOURCES).status_code == 403
        publish(
            form(
                known("/duree", "lookup", "parc:tablettes", "yes"),
                known("/lieu", "lookup", "parc:lieu"),
                known("/etage", "lookup", "parc:nid"),
            )
        )
        page = head.get(head.submit(START, {"autre": "1"}).location).text
        assert ">12</p>" in page
        assert 'value="&lt;b&gt;Salle&lt;/b&gt;"' in page
        assert "le service « Parc »" in unescape(page)
        body = {"service": "pret-instrument", "answers": {"instrument": "violon"}}
        rights = ("requests:file", "services:read", "requests:follow", "records:read")
        token = create_token(HOUSE, stage.head, "Essai", rights, timedelta(days=1))
        session.flush()
        api = Program(app, token)
        sent = api.post("/requests", body, headers={"Idempotency-Key": "un"})
        assert sent.status_code == 201, sent.text
        told = sent.json["answers"]
        assert (told["duree"], told["lieu"]) == (12, "<b>Salle</b>"), "as the page fills it in"
        assert "etage" not in told
        assert len(heard) == 2, "what it said is kept for a while"
    seen = admin.get(f"{SOURCES}/parc").text
    stamp = re.search(r'name="vu" value="(\d+)"', seen)[1]  # type: ignore[index]
    admin.submit(f"{SOURCES}/parc", {**given, **good, "secret": "", "vu": stamp})
    page = unescape(head.get(head.submit(START, {"autre": "1"}).location).text)
    assert "Le service « Parc » n’a pas répondu : remplissez vous-même." in page
    assert re.search(r'name="duree"', page), "nothing came: nothing is locked"


GIVEN = {
    "titre": "Nouvelle", "entete": "X-Api-Key", "secret": "sesame-42", "secondes": "2",
    "minutes": "0", "noms": "lieu = /lieu", "active": "true",
}  # fmt: skip


def test_a_secret_stays_with_the_machine_it_was_given_for(
    stage: Stage, sign_in: Any, reachable: Any
) -> None:
    admin = sign_in(stage.admin)
    for url in ("https://[", "https://x.example/\x01"):
        assert admin.submit(f"{SOURCES}/nouvelle", {**GIVEN, "url": url}).status_code == 422
    with listener(answering('{"lieu": "Ici"}')) as (port, heard):
        url = f"{reachable(port)}/e/{{establishment.adresse.commune}}"
        made = admin.submit(f"{SOURCES}/nouvelle", {**GIVEN, "url": "https://parc.example/e"})
        assert made.location == f"{SOURCES}/nouvelle-2", "the page that makes them has that address"
        admin.submit(made.location, {**GIVEN, "url": url, "secret": ""})
        tried = admin.submit(f"{made.location}/essayer", {"establishment.adresse.commune": "Vern"})
        assert "Réponse reçue (200)" in unescape(tried.text)
        assert heard[0].startswith(b"GET /e/Vern HTTP")
        assert b"sesame" not in heard[0], "the machine it was given for is another one"


def test_no_transaction_is_open_while_machines_answer(
    app: Any, stage: Stage, head: Any, sign_in: Any, reachable: Any, monkeypatch: Any
) -> None:
    open_then: list[bool] = []
    asked = machines.ask

    def ask(question: Any, allowed: Any) -> Any:
        open_then.append(began.is_set())
        return asked(question, allowed)

    began = threading.Event()

    def begun(*_about: Any) -> None:
        began.set()

    def ended(_session: Any, transaction: Any) -> None:
        if transaction.parent is None:
            began.clear()

    monkeypatch.setattr(machines, "ask", ask)
    admin = sign_in(stage.admin)
    publish(form(known("/lieu", "lookup", "parc:lieu")))
    rights = ("requests:file", "services:read", "requests:follow", "records:read")
    token = create_token(HOUSE, stage.head, "Essai", rights, timedelta(days=1))
    session.flush()
    with listener(answering('{"lieu": "Ici"}')) as (port, _heard):
        given = {**GIVEN, "titre": "Parc", "url": reachable(port)}
        admin.submit(f"{SOURCES}/nouvelle", given)
        event.listen(session, "after_begin", begun)
        event.listen(session, "after_transaction_end", ended)
        try:
            head.submit(START, {"autre": "1"})
            body = {"service": "pret-instrument", "answers": {"instrument": "violon"}}
            Program(app, token).post("/requests", body, headers={"Idempotency-Key": "un"})
            admin.submit(f"{SOURCES}/parc/essayer")
        finally:
            event.remove(session, "after_begin", begun)
            event.remove(session, "after_transaction_end", ended)
    assert open_then == [False] * 3
