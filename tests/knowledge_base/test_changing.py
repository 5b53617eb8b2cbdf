"""A large base changes entry by entry: it answers as one made anew of the same entries would."""

from __future__ import annotations

import threading
from functools import cache
from random import Random

import pytest
from sqlalchemy import text as sql

from core.actor import HOUSE, NOBODY
from core.database import session
from core.ids import uuid7
from knowledge_base import operations, queries
from knowledge_base.asking_models import Synonym
from knowledge_base.bench import made_up
from knowledge_base.domain.asking import answering
from knowledge_base.domain.asking import index as indexing
from knowledge_base.domain.asking.answering import Base
from knowledge_base.domain.asking.index import Index
from knowledge_base.domain.asking.pieces import Piece
from knowledge_base.domain.asking.question import read
from knowledge_base.domain.asking.ranking import rank
from knowledge_base.domain.asking.tables import shipped, with_groups
from knowledge_base.queries import asking
from knowledge_base.queries.keeping import Shelf

SIZE = 90
QUOKKA = Piece("z", "Où est le quokka ?")


@pytest.fixture(autouse=True)
def large(monkeypatch):
    """What holds above four hundred entries, on fewer: the same code, in less time."""
    monkeypatch.setattr(indexing, "BODIES_TOO", 2)
    monkeypatch.setattr(indexing, "MOST_ENTRIES", 20)
    monkeypatch.setattr(answering, "MOST_AT_ONCE", 1)
    monkeypatch.setattr(answering, "WORN", 0)


@cache
def stock():
    return made_up(SIZE * 2)


@cache
def base():
    return Base([*stock()[:SIZE], QUOKKA])


def ranks(index, texts):
    return [
        [
            (index.pieces[one.entry].key, round(one.score, 4))
            for one in rank(read(text, index), index)
        ]
        for text in texts
    ]


def changes(draw, known):
    """Some entries new, some written otherwise, some gone; texts borrowed from others."""
    fresh = stock()[SIZE:]
    written = []
    for _ in range(draw.randint(1, 6)):
        key = draw.choice([*sorted(known), f"neuve-{draw.randint(0, 9999)}"])
        text = draw.choice(fresh)
        said = tuple(draw.choice(fresh).question for _ in range(draw.randint(0, 2)))
        written.append(Piece(key, text.question, draw.choice(fresh).body, text.theme, said))
    found = {one.key: one for one in written}
    return found, [
        key for key in draw.sample(sorted(known), draw.randint(0, 4)) if key not in found
    ]


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(seed, marks=pytest.mark.audit) for seed in range(1, 30))]
)
def test_an_index_after_any_changes_ranks_and_scores_as_one_made_anew(seed):
    draw = Random(seed)
    known = {one.key: one for one in stock()[:SIZE]}
    index = Index(known.values(), shipped())
    scales = index.scales
    for _ in range(5):
        written, gone = changes(draw, known)
        index = index.changed(list(written.values()), gone)
        known = {key: one for key, one in (known | written).items() if key not in gone}
    anew = Index([known[key] for key in sorted(known)], shipped(), scales)
    texts = [known[key].question for key in draw.sample(sorted(known), 6)]
    texts += [" ".join(one.body.split()[:5]) for one in draw.sample(stock(), 6)]
    assert ranks(index, texts) == ranks(anew, texts)
    assert index.words == anew.words
    assert index.spellings(0, 40) == anew.spellings(0, 40)
    assert index.size == anew.size == len(known)


def test_a_base_made_anew_after_changes_is_the_one_of_its_entries():
    left = [*stock()[:3], *stock()[4:SIZE]]
    anew = base().changed([], ["z", stock()[3].key]).anew()
    whole = Base(sorted(left, key=lambda one: one.key))
    texts = [one.question for one in stock()[:8]]
    assert ranks(anew.index, texts) == ranks(whole.index, texts)
    assert (anew.lines, anew.worn) == (whole.lines, 0)


def test_what_is_gone_corrects_no_spelling_and_the_base_of_before_still_answers():
    after = base().changed([], ["z"])
    assert base().ask("le quoka").trace["corrected"] == {"quoka": ["quokka"]}
    assert "quokka" not in str(after.ask("le quoka"))
    assert after.ask("quokka").trace["unknown"] == ["quokka"]
    assert base().ask("quokka").choices[0].entry == "z"


def test_a_phrase_taught_to_a_large_base_is_met_in_its_entries():
    tent = Piece("y", "Où louer une tente blanche ?")
    tables = with_groups(((("vitabri", "tente blanche"), 0.9),))
    taught = base().index.changed([tent])
    taught = taught.changed(answering.touched(taught, tables, ()), (), tables)
    pieces = sorted([*stock()[:SIZE], QUOKKA, tent], key=lambda one: one.key)
    texts = ["un vitabri", "louer la tente blanche"]
    assert ranks(taught, texts) == ranks(Index(pieces, tables, taught.scales), texts)
    assert ranks(taught, texts)[0][0][0] == "y"


def write(key, question, **more):
    values = {"question": question, "answer": "Voici.", "theme": "École", **more}
    return operations.write_entry(HOUSE, key, values)


def found(text, reader=NOBODY):
    return [choice.entry for choice in queries.ask(text, reader).choices]


def test_what_changes_by_any_road_is_known_to_the_next_who_asks(app):
    for number, word in enumerate(("cantine", "étude", "facture", "piscine", "garderie")):
        write(f"f{number}", f"Comment s’inscrire : {word} ?")
    row = write("loutre", "Où est la loutre ?")
    assert found("la loutre")[0] == "loutre"
    write("loutre", "Où est le tatou ?")
    assert found("le tatou")[0] == "loutre"
    assert "loutre" not in found("la loutre")
    session.execute(sql("UPDATE entry SET question = 'Où est le morse ?' WHERE key = 'loutre'"))
    assert found("le morse")[0] == "loutre"
    assert "loutre" not in found("le tatou")
    with session.begin_nested() as inner:
        write("gnou", "Où est le gnou ?")
        assert found("le gnou")[0] == "gnou"
        inner.rollback()
    assert "gnou" not in found("le gnou")
    session.add(Synonym(id=uuid7(), words=["morse", "dugong"], weight=90))
    session.flush()
    assert found("le dugong")[0] == "loutre"
    session.refresh(row)
    write("loutre", "Où est le morse ?", audience=["agent"])
    for said in ("le morse", "le dugong"):
        assert "loutre" not in str(queries.ask(said, NOBODY))
    assert found("le morse", HOUSE)[0] == "loutre"
    operations.retire_entry(HOUSE, row)
    assert "loutre" not in found("le morse", HOUSE)


def test_an_entry_that_came_while_the_base_was_read_and_went_again_answers_nobody(app, monkeypatch):
    write("cantine", "Comment payer la cantine ?")
    monkeypatch.setattr(asking, "_SHELF", Shelf())
    marks, written = asking._Rows.marks, []

    def marks_then_another(self):
        found = marks(self)
        if not written:
            written.append(write("loutre", "Où est la loutre ?"))
        return found

    monkeypatch.setattr(asking._Rows, "marks", marks_then_another)
    found("la cantine")
    operations.retire_entry(HOUSE, written[0])
    assert "loutre" not in found("où est la loutre")


def test_a_worn_base_is_made_anew_beside_and_misses_nothing_meanwhile(app, monkeypatch):
    monkeypatch.setattr(answering, "WORN", 5)
    for number, word in enumerate(("cantine", "étude", "facture", "piscine", "garderie")):
        write(f"f{number}", f"Comment s’inscrire : {word} ?")
    found("la cantine")
    for word in ("loutre", "tatou", "morse"):
        write(word, f"Où est : {word} ?")
        assert found(f"où est : {word}")[0] == word
    for thread in threading.enumerate():
        if thread.name == "knowledge-anew":
            thread.join()
    write("gnou", "Où est le gnou ?")
    assert [found(word)[0] for word in ("loutre", "tatou", "morse", "gnou")] == [
        "loutre", "tatou", "morse", "gnou",
    ]  # fmt: skip
