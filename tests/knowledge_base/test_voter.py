"""The voter learnt from approved wordings takes part where it helps on wordings it has not seen."""

from __future__ import annotations

from functools import cache
from random import Random

from knowledge_base.domain.asking.answering import Base
from knowledge_base.domain.asking.learning import Voter, verdict
from knowledge_base.domain.asking.pieces import Piece
from knowledge_base.domain.asking.question import read
from knowledge_base.domain.asking.ranking import rank
from knowledge_base.domain.asking.tables import shipped
from tests.knowledge_base.test_engine import base as town

SYLLABLES = [a + b for a in "bdfgklmprtvz" for b in ("a", "e", "i", "o", "u")]


def words(draw, number):
    return ["".join(draw.choices(SYLLABLES, k=4)) for _ in range(number)]


def made(seed, entries=5, wordings=6):
    """Entries asked for in words that several of them share, each more often in its own."""
    draw = Random(seed)
    shared = words(draw, 12)
    pieces = []
    for number in range(entries):
        own = draw.sample(shared, 5)
        said = tuple(
            " ".join(draw.choices(own, k=2) + draw.choices(shared, k=2)) for _ in range(wordings)
        )
        pieces.append(Piece(f"e{number}", " ".join(words(draw, 3)), wordings=said))
    return tuple(pieces)


@cache
def one_where(helps):
    """The first base of which the voter brings more wordings home, or fewer."""
    for seed in range(60):
        pieces = made(seed)
        found = verdict(pieces, shipped())
        if (found.with_voter > found.without) is helps and found.with_voter != found.without:
            return pieces
    raise AssertionError("no such base")


def votes(base, text):
    question = read(text, base.index)
    return [one.score for one in base.ranked(question)], [
        one.score for one in rank(question, base.index)
    ]


def test_the_voter_takes_part_where_it_brings_more_unseen_wordings_home():
    pieces = one_where(helps=True)
    base = Base(pieces)
    assert base.verdict.tried == sum(len(one.wordings) for one in pieces)
    assert base.verdict.with_voter > base.verdict.without
    voted, plain = votes(base, pieces[0].wordings[0])
    assert voted[0] > plain[0]


def test_where_it_brings_fewer_home_nobody_hears_it():
    pieces = one_where(helps=False)
    base = Base(pieces)
    assert base.verdict.with_voter < base.verdict.without
    voted, plain = votes(base, pieces[0].wordings[0])
    assert voted == plain


def test_it_leaves_when_what_was_approved_since_makes_it_worse():
    base = Base(one_where(helps=True))
    assert base.verdict.helps
    worse = one_where(helps=False)
    after = base.changed(worse)
    assert not after.verdict.helps
    voted, plain = votes(after, worse[0].wordings[0])
    assert voted == plain
    assert after.changed(one_where(helps=True)).verdict.helps


def test_what_is_judged_was_never_learnt():
    """The half that is asked is in neither the index nor the voter: a voter that had learnt it
    would bring home what no other text of its entry says."""
    pieces = tuple(
        Piece(
            f"e{n}", f"titre{n}", wordings=tuple(words(Random(100 * n + k), 1)[0] for k in range(4))
        )
        for n in range(6)
    )
    assert verdict(pieces, shipped()).with_voter <= len(pieces)


def test_with_fewer_than_three_wordings_an_entry_nothing_is_tried():
    pieces = town().index.pieces
    assert verdict(pieces, shipped()).tried == 0
    assert Voter(pieces, shipped()).vote(read("", town().index), []) == []
