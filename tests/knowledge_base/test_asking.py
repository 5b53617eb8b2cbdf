"""Questions put to the base: who may see what, and what was just published is found."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner

from accounts.operations import create_token
from core.actor import HOUSE, NOBODY, Actor, Grant
from core.database import session
from core.ids import uuid7
from knowledge_base import operations, queries
from knowledge_base.asking_models import Synonym
from knowledge_base.commands import knowledge
from knowledge_base.domain.asking.thread import Thread
from tests.api.conftest import Program
from tests.kit.people import base_pack, person

PARENT = Actor(grants=(Grant(uuid7(), "parent", "Parent", "/", "", frozenset()),))


def write(key, question, answer="Voici.", **more):
    return operations.write_entry(
        HOUSE, key, {"question": question, "answer": answer, "theme": "École", **more}
    )


def base():
    write(
        "regime", "Comment changer le régime alimentaire de mon enfant ?", "À la cantine, écrivez."
    )
    write("absence", "Comment signaler une absence à la cantine ?")
    write("etude", "Comment inscrire mon enfant à l’étude du soir ?")
    write("facture", "Comment payer ma facture ?")
    write("coffre", "Où est la clef du coffre de la régie ?", audience=["agent"])


def test_a_question_with_three_bad_spellings_finds_its_entry(app):
    base()
    found = queries.ask("changé le rejime alimantère de mon fisse", NOBODY)
    assert found.choices[0].entry == "regime"


def test_what_was_just_written_or_retired_is_known_at_once(app):
    base()
    assert "piscine" not in {c.entry for c in queries.ask("bonnet de piscine", NOBODY).choices}
    row = write("piscine", "Faut-il un bonnet à la piscine ?")
    assert queries.ask("bonnet de piscine", NOBODY).choices[0].entry == "piscine"
    operations.retire_entry(HOUSE, row)
    assert "piscine" not in {c.entry for c in queries.ask("bonnet de piscine", NOBODY).choices}


def test_an_entry_for_agents_is_nothing_to_parents_not_even_a_spelling(app):
    base()
    for reader in (NOBODY, PARENT):
        found = queries.ask("clef du cofre de la régie", reader)
        assert "coffre" not in {choice.entry for choice in found.choices}
        assert "coffre" not in json.dumps(found.trace)
    agent = Actor(grants=(Grant(uuid7(), "agent", "Agent", "/", "", frozenset()),))
    assert queries.ask("clef du cofre de la régie", agent).choices[0].entry == "coffre"


def test_a_thread_that_names_an_entry_of_others_opens_nothing(app):
    base()
    thread = Thread.of_json(
        {"said": ["la clef"], "options": [{"label": "oui", "entries": ["coffre"]}]}
    )
    assert queries.ask("oui", PARENT, thread).choices == ()


def test_a_word_of_the_organisation_is_learnt_at_once(app):
    base()
    assert queries.ask("le vespéral", NOBODY).choices == ()
    session.add(Synonym(id=uuid7(), words=["étude du soir", "étude", "vespéral"], weight=80))
    session.flush()
    assert queries.ask("le vespéral", NOBODY).choices[0].entry == "etude"


def test_a_question_on_the_command_line_is_answered_as_json(app, tmp_path):
    base()
    asked = tmp_path / "asked.jsonl"
    asked.write_text('{"id": "q1", "text": "payer la facture"}\n{"id": "q2", "text": ""}\n')
    lines = CliRunner().invoke(knowledge, ["ask", "--file", str(asked)]).output.splitlines()
    first, second = map(json.loads, lines)
    assert (first["id"], first["choices"][0]["entry"]) == ("q1", "facture")
    assert (second["id"], second["outcome"], second["choices"]) == ("q2", "handover", [])
    seen = CliRunner().invoke(knowledge, ["ask", "clef du coffre", "--audience", "agent"]).output
    assert json.loads(seen)["choices"][0]["entry"] == "coffre"


@pytest.fixture
def program(app):
    base_pack()
    base()
    token = create_token(
        HOUSE, person("cheffe@example.test", "chef-etablissement"), "aide", (), timedelta(days=1)
    )
    session.commit()
    return Program(app, token)


@pytest.mark.parametrize("nothing", ["", "  \n\t", "\u200b\u00ad\u202e", "\u3164"])
def test_x13_nothing_at_all_is_refused_in_words_by_page_api_and_command(program, client, nothing):
    refused = program.post("/knowledge/ask", {"text": nothing})
    assert refused.status_code == 422
    told = refused.json["errors"]
    assert [(one["path"], one["message"]) for one in told] == [("/text", "Écrivez votre question.")]
    page = client.submit("/aide/question", {"text": nothing})
    assert page.status_code == 422
    assert "Écrivez votre question." in page.get_data(as_text=True)
    run = CliRunner().invoke(knowledge, ["ask", nothing])
    assert run.exit_code == 1
    assert "Écrivez votre question." in run.output


@pytest.mark.parametrize(
    "odd",
    ["🍎" * 40, "\u202eenitnac", "مرحبا كيف أسجل ابني", "a" * 10_000, "é" * 10_000, "' OR 1=1 --"],
)
def test_x13_whatever_else_is_typed_is_a_question_by_page_api_and_command(program, client, odd):
    answered = program.post("/knowledge/ask", {"text": odd})
    assert answered.status_code == 200
    assert answered.json["outcome"] in {"handover", "choices", "answer", "clarify"}
    assert client.submit("/aide/question", {"text": odd}).status_code == 303
    assert client.get("/aide", query_string={"q": odd}).status_code == 200
    run = CliRunner().invoke(knowledge, ["ask", odd])
    assert json.loads(run.output)["outcome"] == answered.json["outcome"]


def test_x13_a_question_longer_than_any_is_refused_and_nothing_breaks(program, client):
    assert program.post("/knowledge/ask", {"text": "a" * 10_001}).status_code == 422
    assert client.submit("/aide/question", {"text": "a" * 10_001}).status_code == 422
    assert client.get("/aide", query_string={"q": "🍎 " * 1_000}).status_code == 200
