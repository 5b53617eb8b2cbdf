"""An engine of somebody else beside our own: what leaves, what it may change, and its silences."""

from __future__ import annotations

import json
from array import array
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from threading import Barrier, BrokenBarrierError

import pytest
import time_machine
from click.testing import CliRunner
from joserfc import jwk
from sqlalchemy import select

from app.cli import main
from core import clock
from core.actor import HOUSE
from core.database import session, unit_of_work
from core.models import Job
from core.running import run_all
from knowledge_base import operations, outside
from knowledge_base.asking_models import Conversation
from knowledge_base.domain.asking.answering import Base
from knowledge_base.domain.asking.index import Index
from knowledge_base.domain.asking.outside import Proposal, best_of
from knowledge_base.domain.asking.pieces import Piece
from knowledge_base.domain.asking.tables import shipped
from knowledge_base.domain.outside.dialogflow import proposals_in
from knowledge_base.domain.outside.leaving import leaving
from knowledge_base.linking_models import EngineLink, Sent, TextVector
from knowledge_base.operations import linking as acts
from knowledge_base.operations.evaluating import keep_trials
from knowledge_base.operations.linking import LOG_KEPT, VECTORS, prepare_vectors, sweep_engine
from knowledge_base.outside import Reached, Silent
from knowledge_base.queries.linking import digest_of, reached
from messaging.models import Notice
from tests.kit.engine import engine
from tests.kit.people import base_pack, person

HERE = "/administration/aide/moteur"
ROWS = [
    ("devis", "Comment joindre un devis ?", "Depuis **Pièces**.", []),
    ("regime", "Comment changer le régime alimentaire de mon enfant ?", "Écrivez.", []),
    ("facture", "Comment payer ma facture de cantine ?", "En ligne.", []),
    ("coffre", "Où est la clef du coffre de la régie ?", "Au sous-sol.", ["agent"]),
]


@pytest.fixture(scope="module")
def theirs():
    with engine() as one:
        yield one


@pytest.fixture
def base(app):
    base_pack()
    names = ("key", "question", "answer", "audience")
    operations.load(HOUSE, [dict(zip(names, row, strict=True)) for row in ROWS])
    session.commit()


@pytest.fixture
def admin(base, sign_in):
    return sign_in(person("ada@example.test", "administrateur", name="Ada Admin"))


@pytest.fixture
def settle(app, admin, theirs):
    """Name the engine of this machine, as an administrator does, in a house that may reach it."""
    theirs.forget()
    kept = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(kept, outbound_allowed=frozenset({theirs.place}))

    def settled(kind="dialogflow", **more):
        path = "/v2/projects/p" if kind == "dialogflow" else "/v1"
        form = {
            "kind": kind, "used": "on", "label": "Moteur d’essai", "url": theirs.url + path,
            "model": "m", "secret": "clef", "language": "fr", "seconds": "2", "least": "50",
            "notice": "Votre question part ailleurs.", "known_only": "1", **more,
        }  # fmt: skip
        answer = admin.submit(HERE, form)
        assert answer.status_code == 303, text(answer)
        return session.scalars(select(EngineLink)).one()

    yield settled
    app.config["SETTINGS"] = kept


def text(response):
    return response.get_data(as_text=True)


def intent(name, sure=0.9, **more):
    """An answer of `detectIntent`, with words nobody may be shown."""
    result = {
        "queryText": "…", "action": "", "fulfillmentText": "Mots d’ailleurs", "languageCode": "fr",
        "intent": {"name": "projects/p/agent/intents/1", "displayName": name},
        "intentDetectionConfidence": sure, **more,
    }  # fmt: skip
    return {"responseId": "r", "queryResult": result}


def asked(client, words, *, lets=True):
    form = {"text": words, "outside_asked": "1", **({"outside": "1"} if lets else {})}
    answer = client.submit("/aide/question", form)
    assert answer.status_code == 303, text(answer)
    return text(client.get(answer.location))


def index():
    return Index([Piece(key, question, answer) for key, question, answer, _ in ROWS[:3]], shipped())


def test_nothing_is_offered_nor_leaves_before_an_administrator_and_a_person_let_it(
    client, settle, theirs, sign_in
):
    assert "outside_asked" not in text(client.get("/aide/question"))
    settle(used="off")
    assert "outside_asked" not in text(client.get("/aide/question"))
    settle()
    page = text(client.get("/aide/question"))
    assert "Votre question part ailleurs." in page
    assert 'id="ask-outside"' in page
    assert "checked" not in page.partition('id="ask-outside"')[2].partition(">")[0]
    asked(client, "où régler la cantine", lets=False)
    client.submit("/aide/question", {"text": "où régler la cantine", "outside": "1"})
    assert theirs.heard == []
    assert session.scalars(select(Sent)).all() == []
    assert session.scalars(select(Conversation)).one().outside == "no"
    agent = sign_in(person("gil@example.test", "agent"))
    assert (agent.get(HERE).status_code, client.get(HERE).status_code) == (403, 303)


def test_what_leaves_is_the_question_without_its_person_under_a_session_of_chance(
    client, settle, theirs
):
    settle()
    theirs.say = lambda _path, _body: intent("regime")
    page = asked(client, "bonjour ici Nora Petit, mon fils léo martin change de régime, 0612345678")
    path, headers, body = theirs.heard[0]
    assert headers["Authorization"] == "Bearer clef"
    sent = body["queryInput"]["text"]
    assert sent["languageCode"] == "fr"
    for told in ("Nora", "Petit", "léo", "martin", "0612", "06"):
        assert told not in json.dumps(body, ensure_ascii=False), told
    assert "régime" in sent["text"]
    asked(client, "changer de régime")
    sessions = [path.split("/sessions/")[1].removesuffix(":detectIntent")
                for path, _h, _b in theirs.heard]  # fmt: skip
    assert len(set(sessions)) == 2
    assert all(len(one) <= 36 for one in sessions)
    assert path.startswith("/v2/projects/p/agent/sessions/")
    assert "Comment changer le régime" in page
    assert "Mots d’ailleurs" not in page
    assert "checked" in page.partition('id="ask-outside"')[2].partition(">")[0]
    line = session.scalars(select(Sent).order_by(Sent.id)).first()
    assert (line.text, line.proposed, line.outcome) == (sent["text"], ["regime"], "answered")


def test_only_words_that_the_base_knows_leave_and_otherwise_no_name_at_least():
    known = index()
    said = "Kevin veut payer la cantine de ma fille zoe dupont au plus vite"
    strict = leaving(said, ["Ada Admin"], known)
    for name in ("Kevin", "zoe", "dupont"):
        assert name not in strict
    assert "payer la cantine" in strict
    loose = leaving("Kevin veut un vitabri, ma fille zoe dupont aussi", [], known, known_only=False)
    assert "vitabri" in loose
    assert not any(name in loose for name in ("Kevin", "zoe", "dupont"))
    assert leaving("Kevin Zoe", [], known) == ""
    assert leaving("مرحبا 🎉", [], known) == ""


def test_a09_an_entry_this_reader_may_not_see_is_not_shown_whoever_proposes_it(
    client, settle, theirs
):
    settle(known_only="")
    theirs.say = lambda _path, _body: intent("kb:coffre", 1.0)
    page = asked(client, "wzzk plugh qwrt")
    assert len(theirs.heard) == 1
    assert "coffre" not in page
    theirs.say = lambda _path, _body: intent("facture", 0.3)
    assert "Comment payer ma facture" not in asked(client, "wzzk plugh qwrt")
    theirs.say = lambda _path, _body: intent("", action="facture")
    page = asked(client, "wzzk plugh qwrt")
    assert "Une personne peut vous répondre" in page  # the refusal stays; a title stands under it
    assert "Comment payer ma facture de cantine ?" in page


def test_proposals_order_what_is_found_and_open_nothing_by_themselves():
    here = Base(index().pieces)
    text = "comment payer la facture de la cantine"
    alone = here.ask(text)
    assert alone.choices[0].entry == "facture"
    other = here.ask(text, proposed=[Proposal("regime", 1.0), Proposal("inconnue", 1.0)])
    assert {one.entry for one in other.choices} <= {"facture", "regime", "devis"}
    assert alone.trace["sure"] == other.trace["sure"]
    if other.choices[0].entry != "facture":
        assert other.outcome != "answer"
    assert here.ask(text, proposed=[Proposal("facture", 1.0)]).outcome == alone.outcome
    assert best_of([Proposal("a", float("nan")), Proposal("b", 7.0), Proposal("b", 0.1)], 0.5) == (
        Proposal("b", 1.0),
    )


def test_what_cannot_be_the_key_of_an_entry_is_kept_nowhere():
    """A NUL or half a pair of surrogates would not go into the log: the question would fail."""
    assert proposals_in(intent("a\x00b", action="<b>\ud800")) == []
    assert proposals_in(intent("kb:coffre", 1.0)) == [Proposal("coffre", 1.0)]


BROKEN = {
    "an accident of theirs": (500, b"{}", "refused"),
    "no JSON": (200, b"<html>", "unreadable"),
    "another JSON": (200, {"queryResult": []}, "unreadable"),
    "a sureness that is none": (200, intent("devis", "beaucoup"), "unreadable"),
    "nesting": (200, b"[" * 100_000, "unreadable"),
    "the wrong key": (401, b"{}", "key"),
    "a redirection": (302, b"", "refused"),
    "five million letters": (200, b'"' + b"a" * 5_000_000 + b'"', "unreadable"),
}


@pytest.mark.parametrize("how", BROKEN)
def test_whatever_comes_back_is_a_word_for_the_log_and_never_an_accident(theirs, settle, app, how):
    row = settle(used="off")
    theirs.status, said, why = BROKEN[how]
    theirs.say = lambda _path, _body: said
    to = Reached(row.kind, row.url, row.model, "fr", 2.0, None)
    with app.app_context(), pytest.raises(Silent) as silence:
        outside.detect(to, "bonjour")
    assert silence.value.why == why


def test_who_keeps_us_waiting_and_who_is_of_the_inner_network_is_not_waited_for(
    theirs, settle, app
):
    row = settle(used="off")
    theirs.awake.clear()
    to = Reached(row.kind, row.url, "", "fr", 0.1, None)
    with app.app_context():
        with pytest.raises(Silent) as silence:
            outside.detect(to, "bonjour")
        theirs.awake.set()
        assert silence.value.why == "late"
        with pytest.raises(Silent) as silence:
            outside.detect(replace(to, url="https://127.0.0.1:1/projects/p"), "bonjour")
        assert silence.value.why == "address"


def test_the_breaker_leaves_it_alone_tells_once_and_tries_again_later(client, settle, theirs):
    settle()
    theirs.status = 500
    for _ in range(4):
        assert "Comment payer ma facture" in asked(client, "payer la facture de cantine")
    assert len(theirs.heard) == 3
    assert "outside_asked" not in text(client.get("/aide/question"))
    run_all()
    told = select(Notice).where(Notice.kind == "help.engine")
    assert len(session.scalars(told).all()) == 1
    with time_machine.travel(clock.now() + timedelta(minutes=11), tick=False):
        asked(client, "payer la facture de cantine")
        assert len(theirs.heard) == 4
        run_all()
        assert len(session.scalars(told).all()) == 1
    with time_machine.travel(clock.now() + timedelta(minutes=22), tick=False):
        theirs.status, theirs.say = 200, lambda _path, _body: intent("facture")
        asked(client, "payer la facture de cantine")
    assert session.scalars(select(EngineLink)).one().failures == 0


def vector(words):
    """Near what speaks of money, or of food, or of neither."""
    return [float("payer" in words or "facture" in words), float("régime" in words), 0.1]


def embeddings(_path, body):
    rows = [{"index": at, "embedding": vector(one)} for at, one in enumerate(body["input"])]
    return {"object": "list", "data": rows[::-1]}


def test_vectors_are_made_of_public_titles_behind_the_page_and_held_against_the_question(
    client, admin, settle, theirs
):
    theirs.say = embeddings
    settle("embeddings", least="90")
    run_all()
    told = [one for body in theirs.bodies for one in body["input"]]
    assert {question for _key, question, _answer, _to in ROWS[:3]} <= set(told)
    assert not any("coffre" in one for one in told)
    assert len(session.scalars(select(TextVector)).all()) == len(told)
    asked(client, "payer")
    assert theirs.bodies[-1] == {"model": "m", "input": ["payer"], "encoding_format": "float"}
    assert session.scalars(select(Sent)).one().proposed == ["facture"]
    page = text(admin.submit(f"{HERE}/essayer", {"text": "payer"}))
    assert f"{len(told)} sur {len(told)}" in page
    assert "Comment payer ma facture de cantine ? (100 %)" in page
    operations.write_entry(HOUSE, "devis", {"question": "Comment envoyer un devis ?"})
    session.commit()
    prepare_vectors()
    session.commit()
    run_all()
    assert theirs.bodies[-1]["input"] == ["Comment envoyer un devis ?"]
    sweep_engine()
    assert len(session.scalars(select(TextVector)).all()) == len(told)


def test_a_reranker_puts_our_candidates_in_order_and_is_told_public_titles_alone(
    client, settle, theirs
):
    def rerank(_path, body):
        scores = [{"index": at, "relevance_score": 0.99 if "régime" in one else 0.01}
                  for at, one in enumerate(body["documents"])]  # fmt: skip
        return {"results": scores}

    theirs.say = rerank
    settle("rerank")
    asked(client, "changer le régime ou payer la facture de cantine")
    path, _headers, body = theirs.heard[0]
    assert path == "/v1/rerank"
    assert len(body["documents"]) <= 10
    assert not any("coffre" in one for one in body["documents"])
    assert session.scalars(select(Sent)).one().proposed == ["regime"]


def test_a_service_account_is_exchanged_for_a_token_once(settle, theirs, app):
    key = jwk.RSAKey.generate_key(2048)
    account = {
        "client_email": "a@p.example", "private_key": key.as_pem(private=True).decode(),
        "token_uri": f"{theirs.url}/token",
    }  # fmt: skip
    row = settle(used="off")
    theirs.say = lambda path, _body: (
        {"access_token": "jeton"} if path == "/token" else intent("devis")
    )
    to = Reached(row.kind, row.url, "", "fr", 2.0, json.dumps(account))
    with app.app_context():
        assert outside.detect(to, "bonjour") == outside.detect(to, "bonsoir")
        with pytest.raises(Silent, match="account"):
            outside.detect(replace(to, secret='{"client_email": 3}'), "bonjour")
    assert [path.split("/")[1] for path, _h, _b in theirs.heard] == ["token", "v2", "v2"]
    assert theirs.heard[1][1]["Authorization"] == "Bearer jeton"


def test_the_page_compares_tries_and_sends_no_key_to_another_address(admin, settle, theirs):
    settle(used="better")
    theirs.say = lambda _path, _body: intent("facture")
    keep_trials([("truc machin", ["facture"]), ("payer la cantine", ["facture"])])
    session.commit()
    page = text(admin.submit(f"{HERE}/essayer", {"text": "truc de Zoe Dupont"}))
    assert "Dupont" not in page.partition("Parti")[2].partition("Temps")[0]
    assert admin.submit(f"{HERE}/comparer", {}).status_code == 303
    run_all()
    row = session.scalars(select(EngineLink)).one()
    assert row.compared["with"]["questions"] == 2
    assert row.compared["with"]["first"] >= row.compared["without"]["first"]
    assert "Comparé le" in text(admin.get(HERE))
    moved = {"kind": "dialogflow", "used": "on", "label": "x", "url": theirs.url + "/projects/q",
             "language": "fr", "seconds": "2", "least": "50", "notice": "n"}  # fmt: skip
    assert "donnez la clé qui va avec elle" in text(admin.submit(HERE, moved))
    inner = {**moved, "secret": "k", "url": "https://10.0.0.1/projects/p"}
    assert admin.submit(HERE, inner).status_code == 303
    tried = text(admin.submit(f"{HERE}/essayer", {"text": "payer la cantine"}))
    assert "Cette adresse n’est pas permise" in tried
    assert "clef" not in text(admin.get(HERE))


def test_the_engine_is_asked_only_while_the_last_comparison_is_better_with_it(
    admin, client, settle, theirs
):
    """« Seulement si la dernière comparaison est meilleure avec lui », up to whoever asks."""
    keep_trials([("wzzk plugh qwrt", ["facture"]), ("joindre un devis", ["devis"])])
    session.commit()
    row = settle(used="better")

    def reaches():
        """Whether it is offered to a visitor, and hears one who consents all the same."""
        before = len(theirs.heard)
        offered = "outside_asked" in text(client.get("/aide/question"))
        page = asked(client, "wzzk plugh qwrt")
        assert ("Comment payer ma facture" in page) is (len(theirs.heard) > before)
        client.submit("/aide/question/nouvelle", {})
        return offered, len(theirs.heard) > before

    def compare(key):
        theirs.say = lambda _path, _body: intent(key)
        assert admin.submit(f"{HERE}/comparer", {}).status_code == 303
        run_all()
        session.refresh(row)
        theirs.say = lambda _path, _body: intent("facture")
        return row.compared["helps"]

    settle(used="better", known_only="")
    theirs.say = lambda _path, _body: intent("facture")
    assert reaches() == (False, False)  # nothing was compared yet
    assert compare("regime") is False
    assert reaches() == (False, False)
    assert compare("facture") is True
    assert "Comparé le" in text(admin.get(HERE))
    assert reaches() == (True, True)
    settle(used="better", known_only="", least="60")  # another engine, as it were: not compared
    assert reaches() == (False, False)
    assert compare("facture") is True
    assert reaches() == (True, True)
    assert compare("regime") is False
    assert reaches() == (False, False)
    settle(used="on", known_only="", least="60")
    assert reaches() == (True, True)


def test_the_page_on_personal_data_tells_what_leaves_while_it_may_and_not_otherwise(
    client, admin, settle
):
    def page(reader=client):
        answer = reader.get("/donnees-personnelles")
        assert answer.status_code == 200
        return text(answer)

    for _ in range(2):
        assert "Moteur d’essai" not in page()
        assert "Rien n’est transmis à un tiers." in page()
        settle(used="off")
    settle(used="better")  # no comparison yet: nobody is asked
    assert "Moteur d’essai" not in page()
    row = settle()
    for reader in (client, admin):
        said = page(reader)
        assert "L’aide et « Moteur d’essai »" in said
        assert row.url.split("/")[2] in said
        assert "réduite aux mots que l’aide connaît" in said
        assert f"{LOG_KEPT.days} jours, mot pour mot" in said
        assert "Hors ce qui est dit plus haut, rien n’est transmis à un tiers." in said
    settle(known_only="")
    assert "réduite aux mots" not in page()
    admin.submit(f"{HERE}/retirer", {})
    assert "Moteur d’essai" not in page()


def bench(tmp_path, *more):
    rows = [dict(zip(("key", "question", "answer", "audience"), row, strict=True)) for row in ROWS]
    (tmp_path / "base.json").write_text(json.dumps(rows))
    (tmp_path / "set.json").write_text(
        json.dumps(
            [
                {"id": 1, "text": "comment payer la facture de la cantine", "expected": "facture"},
                {"id": 2, "text": "un vitabri pour lucas durand", "expected": "devis"},
                {"id": 3, "text": "la météo de Brest"},
            ]
        )
    )
    given = ["--base", str(tmp_path / "base.json"), "--set", str(tmp_path / "set.json")]
    return CliRunner().invoke(main, ["bench", "knowledge", *given, *more])


def figures_of(run):
    assert run.exit_code == 0, run.output
    return {one["name"]: one for one in map(json.loads, run.stdout.splitlines())}


def test_the_bench_tells_each_figure_with_the_engine_of_the_house_beside_the_one_without(
    settle, theirs, tmp_path
):
    alone = figures_of(bench(tmp_path))
    assert not any(name.endswith(".outside") for name in alone)
    settle(used="off", known_only="")
    theirs.say = lambda _path, body: intent("devis" if "vitabri" in json.dumps(body) else "", 0.9)
    both = figures_of(bench(tmp_path, "--outside"))
    shares = {name for name in alone if alone[name]["unit"] == "share"}
    assert shares <= {name.removesuffix(".outside") for name in both if name.endswith(".outside")}
    assert both["knowledge.top1"]["value"] == alone["knowledge.top1"]["value"] == 0.5
    gained = both["knowledge.top1.outside"]
    assert (gained["value"], gained["baseline"], gained["ratio"]) == (1.0, 0.5, 2.0)
    assert both["knowledge.silent.outside"]["value"] == 0
    assert len(theirs.heard) == both["knowledge.question.outside"]["n"] == 3
    assert not [one for one in ("lucas", "durand", "Brest") if one in json.dumps(theirs.bodies)]
    assert len(session.scalars(select(Sent)).all()) == 3


def test_the_bench_makes_vectors_of_public_titles_and_says_when_no_engine_is_named(
    app, settle, theirs, tmp_path
):
    run = bench(tmp_path, "--outside")
    assert run.exit_code == 1
    assert "Aucun moteur extérieur n’est nommé" in run.output
    theirs.say = embeddings
    settle("embeddings", used="off", least="90")
    theirs.forget()
    theirs.say = embeddings
    both = figures_of(bench(tmp_path, "--outside"))
    assert both["knowledge.top1.outside"]["value"] >= both["knowledge.top1"]["value"]
    assert not any("coffre" in one for body in theirs.bodies for one in body["input"])
    assert session.scalars(select(TextVector)).all() == []
    theirs.status = 500
    assert "vecteurs des titres" in bench(tmp_path, "--outside").output


def call(client, said, secret, **more):
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    headers = {"X-Preau-Secret": secret} if secret else {}
    return client.post("/api/dialogflow", data=body, headers=headers,
                       content_type=more.get("kind", "application/json"))  # fmt: skip


def test_an_agent_of_dialogflow_gets_titles_and_addresses_everybody_may_read(client, admin, base):
    ask = {"session": "s", "responseId": "r", "queryResult": {"queryText": "payer la facture"}}
    assert call(client, ask, "").status_code == 401
    page = text(admin.submit(f"{HERE}/appel", {}))
    secret = page.partition('<p class="mono">')[2].partition("</p>")[0]
    assert len(secret) > 40
    assert secret not in text(admin.get(HERE))
    assert call(client, ask, secret[:-1]).status_code == 401
    told = call(client, ask, secret)
    assert told.status_code == 200
    assert "Comment payer ma facture de cantine ?" in told.json["fulfillmentText"]
    assert "/aide/facture" in told.json["fulfillmentText"]
    assert set(told.json) == {"fulfillmentText", "fulfillmentMessages"}
    inner = {"queryResult": {"queryText": "où est la clef du coffre de la régie"}}
    assert "coffre" not in text(call(client, inner, secret))
    assert "/aide/parler" in call(client, {"queryResult": {}}, secret).json["fulfillmentText"]
    for hostile in (
        b"{", b"[" * 5000, b"[]", b'{"queryResult": 3}', b'{"a":1,"a":2}', b"\xff",
        b'{"queryResult": {"queryText": {}}}', b'"' + b"a" * 70_000 + b'"',
    ):  # fmt: skip
        assert 400 <= call(client, hostile, secret).status_code < 500, hostile[:30]
    assert call(client, ask, secret, kind="text/plain").status_code == 415
    admin.submit(f"{HERE}/appel/fermer", {})
    assert call(client, ask, secret).status_code == 401


def test_an_engine_that_is_away_for_long_is_asked_for_vectors_by_one_job(admin, settle, theirs):
    theirs.status = 500
    settle("embeddings")
    for _turn in range(4):
        run_all()
        prepare_vectors()
        session.commit()
    waiting = select(Job).where(Job.kind == VECTORS, Job.done_at.is_(None))
    assert len(session.scalars(waiting).all()) == 1
    theirs.status, theirs.say = 200, embeddings
    with time_machine.travel(clock.now() + timedelta(minutes=11), tick=False):
        run_all()
    assert session.scalars(waiting).all() == []
    assert session.scalars(select(TextVector)).all()


def test_vectors_that_another_worker_made_meanwhile_are_no_accident(settle, monkeypatch):
    space = reached(settle("embeddings")).space

    def embed(_to, texts):
        session.add_all(
            TextVector(space=space, digest=digest_of(one), vector=b"1234") for one in texts
        )
        session.flush()
        return [array("f", vector(one)) for one in texts]

    monkeypatch.setattr(outside, "embed", embed)
    run_all()
    jobs = session.scalars(select(Job).where(Job.kind == VECTORS)).all()
    assert [(job.error, job.done_at is not None) for job in jobs] == [(None, True)]
    assert session.scalars(select(TextVector)).all()


def test_a_token_that_is_refused_is_not_shown_again(settle, theirs, app):
    key = jwk.RSAKey.generate_key(2048).as_pem(private=True).decode()
    given = iter(("premier", "second"))

    def say(path, body):
        if path.endswith("token"):
            return {"access_token": next(given), "expires_in": 3600}
        return intent("facture")

    theirs.say = say
    account = {"client_email": "a@b", "private_key": key, "token_uri": theirs.url + "/token"}
    to = Reached("dialogflow", theirs.url + "/v2/projects/p", "", "fr", 2.0, json.dumps(account))
    settle()
    outside._tokens.clear()
    with app.app_context():
        outside.detect(to, "bonjour")
        theirs.status = 401
        with pytest.raises(Silent):
            outside.detect(to, "bonjour")
        theirs.status = 200
        outside.detect(to, "bonjour")
    seen = [head.get("Authorization") for path, head, _ in theirs.heard if "detect" in path]
    assert seen == ["Bearer premier", "Bearer premier", "Bearer second"]


@pytest.mark.commits
def test_two_who_open_the_door_at_once_open_one(committed, monkeypatch):
    """Two rows would leave one behind when the engine is removed, its secret still good."""
    together, real = Barrier(2), acts.engine

    def engine_seen():
        found = real()
        with suppress(BrokenBarrierError):
            together.wait(1)
        return found

    monkeypatch.setattr(acts, "engine", engine_seen)

    def opened(_number):
        with committed.app_context(), unit_of_work():
            return acts.new_webhook_secret(HOUSE)

    with ThreadPoolExecutor(2) as pool:
        secrets = list(pool.map(opened, range(2)))
    monkeypatch.setattr(acts, "engine", real)
    with committed.app_context(), unit_of_work():
        assert len(session.scalars(select(EngineLink)).all()) == 1
        assert [acts.opens_webhook(one) for one in secrets].count(True) == 1
