"""Three-way merge: what one side changed is taken, what both changed is told at its place."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.domain.merging import merge

STATUSES = [{"key": "depose", "label": "Déposé"}, {"key": "decide", "label": "Décidé"}]


def merged(base, ours, theirs):
    found = merge(base, ours, theirs)
    return found.document, [clash.path for clash in found.clashes]


def test_changes_of_both_sides_in_different_places_are_both_there():
    ours = {"title": "Ici", "statuses": STATUSES}
    theirs = {"title": "A", "statuses": [{**STATUSES[0], "label": "Reçu"}, STATUSES[1]]}
    assert merged({"title": "A", "statuses": STATUSES}, ours, theirs) == (
        {"title": "Ici", "statuses": [{"key": "depose", "label": "Reçu"}, STATUSES[1]]},
        [],
    )


def test_one_place_changed_twice_is_told_by_the_names_of_its_rows_and_ours_stays():
    ours = {"statuses": [{**STATUSES[0], "label": "Ici"}, STATUSES[1]]}
    theirs = {"statuses": [{**STATUSES[0], "label": "Là"}, STATUSES[1]]}
    assert merged({"statuses": STATUSES}, ours, theirs) == (ours, ["/statuses/depose/label"])


def test_what_one_side_takes_away_and_the_other_changes_is_a_clash():
    ours = {"statuses": STATUSES[1:]}
    theirs = {"statuses": [{**STATUSES[0], "label": "Là"}, STATUSES[1]]}
    assert merged({"statuses": STATUSES}, ours, theirs) == (ours, ["/statuses/depose"])
    assert merged({"statuses": STATUSES}, ours, {"statuses": STATUSES}) == (ours, [])


def test_new_rows_of_both_sides_stand_where_each_put_them():
    new = {"key": "visa", "label": "Visa"}
    last = {"key": "archive", "label": "Archivé"}
    document, clashes = merged(STATUSES, [STATUSES[0], new, STATUSES[1]], [*STATUSES, last])
    assert (document, clashes) == ([STATUSES[0], new, STATUSES[1], last], [])


def test_rows_moved_by_one_side_keep_what_the_other_changed():
    changed = [{**STATUSES[0], "label": "Reçu"}, STATUSES[1]]
    document, clashes = merged(STATUSES, STATUSES[::-1], changed)
    assert (document, clashes) == ([STATUSES[1], changed[0]], [])


def test_a_condition_is_one_thing():
    sides = [{"when": {"sum": ["lots", name]}} for name in ("montant", "prix", "cout")]
    assert merged(*sides) == (sides[1], ["/when"])


rows = st.dictionaries(st.sampled_from("abcd"), st.integers(0, 2), max_size=4).map(
    lambda found: [{"key": key, "v": value} for key, value in found.items()]
)
documents = st.dictionaries(st.sampled_from("xyz"), st.integers(0, 2) | rows, max_size=3)


@settings(max_examples=50)
@given(documents, documents)
def test_a_side_that_changed_nothing_takes_the_other_whole(base, other):
    assert merged(base, other, base) == (other, [])
    assert merged(base, base, other) == (other, [])
    assert merged(base, other, other) == (other, [])


@settings(max_examples=50)
@given(documents, documents, documents)
def test_where_nothing_clashes_neither_side_is_preferred(base, one, other):
    first, second = merge(base, one, other), merge(base, other, one)
    if not first.clashes:
        assert not second.clashes
        assert sorted(map(repr, flat(first.document))) == sorted(map(repr, flat(second.document)))


def flat(document):
    for name, value in document.items():
        rows = value if isinstance(value, list) else [value]
        yield from ((name, row) for row in rows)
