"""Questions put to the base: who may see what, and what was just published is found."""

from __future__ import annotations

import json

from click.testing import CliRunner

from core.actor import HOUSE, NOBODY, Actor, Grant
from core.database import session
from core.ids import uuid7
from knowledge_base import operations, queries
from knowledge_base.asking_models import Synonym
from knowledge_base.commands import knowledge
from knowledge_base.domain.asking.thread import Thread

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
