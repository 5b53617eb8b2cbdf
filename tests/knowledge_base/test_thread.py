"""A short question that names no subject goes on with its thread; another is read alone."""

from __future__ import annotations

import pytest

from knowledge_base.domain.asking.question import read
from knowledge_base.domain.asking.thread import Thread, follows
from tests.knowledge_base.test_engine import base

#: What was asked first, then what follows, and the entry both are about.
GOES_ON = (
    ("je veux refaire mon passeport", "et pour mon fils ?", "passeport"),
    ("je veux refaire mon passeport", "combien ça coûte", "passeport"),
    ("refaire mon passport", "c koi les papiers a fournir", "passeport"),
    ("louer la salle des fêtes", "et à quelle heure ?", "salle"),
    ("louer la salle des fêtes", "Et ça coûte cher ?", "salle"),
    ("louer la salle des fêtes", "je voudrais l’annuler", "salle"),
    ("mon bac est cassé", "ça prend combien de temps ?", "bac-casse"),
    ("aller à la déchèterie", "quels jours ?", "decheterie"),
    ("aller à la déchetterie", "c’est ouvert le dimanche ?", "decheterie"),
    ("conclure un pacs", "quels papiers faut-il ?", "pacs"),
    ("conclure un pacs", "d’accord, et combien de temps faut-il attendre ?", "pacs"),
    ("avoir un composteur", "est-ce que c’est gratuit ?", "compost"),
    ("How do I get a passport?", "and for my daughter?", "passeport"),
    ("How do I get a passport?", "how much does it cost?", "passeport"),
    ("rent the village hall", "what time does it open?", "salle"),
    ("rent the village hall", "I want to cancel it", "salle"),
)
#: What names a subject of its own, or says nothing.
STANDS_ALONE = (
    "et la déchèterie ?", "et pour le composteur", "ma poubelle n’a pas été vidée",
    "and the recycling centre?", "comment voter par procuration", "merci beaucoup", "bonjour",
    "et si mon voisin fait du bruit", "quel est mon bureau de vote", "et un lampadaire en panne ?",
    "changer de prénom", "what about a dog?",
)  # fmt: skip


@pytest.mark.parametrize(("first", "then", "entry"), GOES_ON)
def test_a_question_without_a_subject_is_about_what_was_asked_before(first, then, entry):
    before = base().ask(first)
    assert before.choices[0].entry == entry
    after = base().ask(then, before.thread)
    assert after.choices, after.trace
    assert after.choices[0].entry == entry
    assert after.trace["goes_on"]
    last = base().ask("et pour ma fille ?", after.thread)
    assert last.choices[0].entry == entry


@pytest.mark.parametrize("then", STANDS_ALONE)
def test_a_new_subject_cuts_the_thread(then):
    before = base().ask("je veux refaire mon passeport").thread
    after = base().ask(then, before)
    alone = base().ask(then)
    assert after.trace["goes_on"] == []
    assert (after.outcome, after.choices) == (alone.outcome, alone.choices)


@pytest.mark.parametrize("then", [then for _, then, _ in GOES_ON])
def test_a_first_question_goes_on_with_nothing(then):
    assert base().ask(then, Thread()).trace["goes_on"] == []
    assert base().ask(then) == base().ask(then, Thread(about="passeport"))


def test_what_was_opened_counts_before_what_was_asked():
    asked = base().ask("je pars à l’étranger avec mon enfant").thread
    opened = asked.opening("autorisation-sortie")
    found = base().ask("et c’est long à obtenir ?", opened)
    assert found.choices[0].entry == "autorisation-sortie"
    assert "territoire" in found.trace["goes_on"]


def test_an_entry_of_others_tells_nothing_to_go_on_with():
    asked = base().ask("refaire mon passeport").thread.opening("entry-for-agents")
    assert base().ask("et combien ça coûte ?", asked).trace["goes_on"] == ["passeport"]


def test_a_number_of_years_is_no_subject():
    question = read("et pour un enfant de 12 ans ?", base().index)
    assert follows(question, base().index.tables) == "said"
