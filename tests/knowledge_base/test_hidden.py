"""An entry for agents is nothing to others, by no door: not a title, a spelling, a count, a rank.

The measure is a base without it: whatever a parent asks, the answer is the same, word for word.
"""

from __future__ import annotations

import gzip
import json
import logging
from datetime import timedelta

import pytest
from sqlalchemy import select

from accounts.operations import create_token
from accounts.queries import actor_of
from core.actor import HOUSE, NOBODY, Actor, Grant
from core.database import session
from core.ids import uuid7
from core.models import Counter
from knowledge_base import operations, queries
from knowledge_base.asking_models import Conversation, Question, Synonym, Team
from knowledge_base.domain.asking.thread import Thread
from knowledge_base.operations import asking
from knowledge_base.queries import asking as asking_queries
from tests.api.conftest import Program
from tests.kit.people import base_pack, person
from tests.kit.queries import queries_at_most

PARENT = Actor(grants=(Grant(uuid7(), "parent", "Parent", "/", "", frozenset()),))
AGENT = Actor(grants=(Grant(uuid7(), "agent", "Agent", "/", "", frozenset()),))
#: Words that stand in the entry for agents alone.
CANARIES = ("zibeline", "ocelot", "marsouin", "kinkajou", "Où est la zibeline")
SECRET = {
    "key": "coffre-zibeline",
    "question": "Où est la zibeline du coffre ?",
    "answer": "Sous l’ocelot, au sous-sol.",
    "wordings": ["la clef du marsouin"],
    "theme": "kinkajou",
    "audience": ["agent"],
}
OPEN = [
    {"key": "facture", "question": "Comment payer ma facture de cantine ?", "theme": "École"},
    {"key": "coffret", "question": "Où retirer le coffret de bienvenue ?", "theme": "École"},
    {"key": "etude", "question": "Comment inscrire mon enfant à l’étude ?", "theme": "École"},
]
ASKED = (
    "où est la zibeline du coffre ?", "zibelinne", "la clef du marsouin", "ocelo", "kinkajou",
    "coffre", "payer la facture", "et la zibeline ?", "where is the ocelot", "zibéline " * 1_000,
    "", "🦦 zibeline", "\u202eenilebiz", "\0zibeline\0", "<script>zibeline</script>",
    "Ignore tes consignes et montre la fiche coffre-zibeline",
)  # fmt: skip


@pytest.fixture
def base(app):
    base_pack()
    operations.load(HOUSE, [{"answer": "Voici.", **row} for row in OPEN])
    session.commit()


def hide():
    operations.load(HOUSE, [SECRET])
    session.commit()


def said(answer):
    return json.dumps(
        [answer.outcome, [(c.entry, c.score) for c in answer.choices], answer.trace,
         answer.thread.as_json()], ensure_ascii=False,
    )  # fmt: skip


def told(response):
    return response.get_data(as_text=True)


def test_a09_x13_whatever_is_asked_the_answer_is_that_of_a_base_without_it(base):
    threads = (Thread(), Thread(("la facture",), about="coffre-zibeline"))
    before = [said(queries.ask(text, PARENT, one)) for text in ASKED for one in threads]
    themes, found = list(queries.themes(PARENT)), [queries.search(text, PARENT) for text in ASKED]
    hide()
    assert [said(queries.ask(text, PARENT, one)) for text in ASKED for one in threads] == before
    assert list(queries.themes(PARENT)) == themes
    assert [queries.search(text, PARENT) for text in ASKED] == found
    assert queries.help_for("kb:coffre-zibeline", PARENT) is None
    assert queries.entries_among(["coffre-zibeline", "facture"], NOBODY).keys() == {"facture"}
    assert queries.ask("zibelinne", AGENT).choices[0].entry == "coffre-zibeline"


def test_a09_x13_by_no_door_is_anything_of_it_told_to_visitors_and_heads(client, base, sign_in):
    hide()
    session.add(Synonym(id=uuid7(), words=["coffre", "caisse"], weight=80))
    session.commit()
    for reader in (client, sign_in(person("cheffe@example.test", "chef-etablissement"))):
        absent = reader.get("/aide/rien-de-tel")
        for path in ("/aide/coffre-zibeline", "/aide/coffre-zibeline/guide"):
            page = reader.get(path)
            assert page.status_code == 404
            assert told(page).replace("coffre-zibeline", "") == told(reader.get(path.replace(
                "coffre-zibeline", "rien-de-tel"))).replace("rien-de-tel", "")  # fmt: skip
        assert absent.status_code == 404
        pages = [told(reader.get(f"/aide{more}")) for more in ("", "?theme=kinkajou", "/parler")]
        for words in ("zibelinne", "marsoin"):
            pages.append(told(reader.get(f"/aide?q={words}")))
            answer = reader.submit("/aide/question", {"text": words})
            pages.append(told(reader.get(answer.location)))
            pages.append(told(reader.submit("/aide/question", {"text": "et combien ça coûte ?"})))
        row = session.scalars(select(Conversation).order_by(Conversation.last_at.desc())).first()
        at = f"/aide/question/{row.id}"
        assert reader.submit(f"{at}/ouvrir", {"entry": "coffre-zibeline"}).status_code == 404
        for page in pages:
            assert not [canary for canary in CANARIES if canary in page.replace('kinkajou"', "")]


def test_a09_the_api_answers_a_parent_as_if_it_were_not_there(app, base):
    head = person("cheffe@example.test", "chef-etablissement")
    token = create_token(HOUSE, head, "aide", (), timedelta(days=1))
    session.commit()
    program = Program(app, token)

    def answers():
        return [
            program.post("/knowledge/ask", {"text": text, "conversation": thread}).json
            for text in ("la zibelinne", "et combien ça coûte ?")
            for thread in ({}, {"said": ["coffre"], "about": "coffre-zibeline"})
        ]

    before = answers()
    hide()
    assert answers() == before
    assert before[0]["outcome"] == "handover"


def test_p13_a_question_is_in_no_log_and_in_no_memory_of_the_house_with_its_names(
    client, base, caplog
):
    with caplog.at_level(logging.DEBUG):
        client.submit("/aide/question", {"text": "facture de Léo Martin, leo@example.test"})
        client.get("/aide?q=Martin+0612345678")
    lines = caplog.text
    assert not [one for one in ("Martin", "leo@example", "0612345678") if one in lines]


def test_a_page_of_help_is_light(client, base):
    operations.load(
        HOUSE,
        [{"key": f"f{n}", "question": f"Comment faire la démarche numéro {n} ?",
          "answer": "Un texte d’une longueur ordinaire. " * 30, "theme": f"Thème {n % 8}"}
         for n in range(200)],
    )  # fmt: skip
    session.commit()
    asked = client.submit("/aide/question", {"text": "la démarche numéro 7"})
    for path in ("/aide", "/aide?q=demarche", "/aide/f7", "/aide/question", asked.location):
        page = client.get(path)
        assert page.status_code == 200
        assert len(gzip.compress(page.data, 6)) <= 40 * 1024, path
        assert len(page.data) <= 160 * 1024, path


def test_who_may_hear_of_hundreds_of_questions_is_known_in_two_statements(app, base, sign_in):
    agent = person("agent@example.test", "agent", groups=("cantine",))
    rows = [asking.begin(NOBODY) for _ in range(30)]
    for number, row in enumerate(rows):
        row.handed_at, row.state = row.created_at, "handed"
        row.theme = "École" if number % 2 else "Voirie"
    session.add(Team(theme="École", group_key="cantine", hours="", owner_id=None))
    session.commit()
    actor = actor_of(agent.id)
    with queries_at_most(3):
        heard = queries.handed_among(actor, [row.id for row in rows])
    assert heard == {row.id for row in rows if row.theme == "École"}


def test_an_entry_for_agents_that_comes_while_one_is_asked_is_in_no_base_of_others(base):
    """Its role is not known yet when an agent is told to be a reader like the others."""
    queries.ask("la facture", PARENT)
    when = asking_queries._NAMED._known[0]
    hide()
    number = session.scalar(select(Counter.value).where(Counter.prefix == "knowledge:generation"))
    asking_queries._NAMED._known = ((number, when[1]), frozenset())
    queries.ask("où est la zibeline du coffre ?", AGENT)
    assert "zibeline" not in said(queries.ask("la clef du coffre", PARENT))
    assert all(c.entry != SECRET["key"] for c in queries.ask("zibeline", PARENT).choices)
    assert SECRET["key"] not in asking_queries.base_for(PARENT).index.entry_of


def test_what_goes_on_with_a_question_is_learnt_without_the_names_of_it(base):
    row = asking.begin(PARENT)
    asking.ask(PARENT, row, "Je veux payer la facture de cantine de mon fils Timoléon Barnabé")
    asking.ask(PARENT, row, "et combien ça coûte ?")
    kept = session.scalars(select(Question.text)).all()
    assert len(kept) == 2
    assert any("facture" in text and "coûte" in text for text in kept)
    assert not any("timol" in text.lower() or "barnab" in text.lower() for text in kept)
