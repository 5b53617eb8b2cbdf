"""Drafts: patches, two devices, rows."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from form_factory.compiled import Compiled
from form_factory.domain.drafts import Draft, Patch, fold
from form_factory.domain.pointers import MISSING
from form_factory.domain.rows import add_row, move_row, remove_row, with_rows


def two_rows() -> Draft:
    draft = add_row(add_row(Draft(), "/lots", "A"), "/lots", "B")
    patches = [Patch("/lots/libelle", name.lower(), draft.version, name) for name in "AB"]
    return fold(draft, patches).draft


def test_patches_are_folded_and_remember_their_version() -> None:
    first = fold(Draft(), [Patch("/nature", "projet"), Patch("/adresse/rue", "du Puits")]).draft
    assert first.answers == {"nature": "projet", "adresse": {"rue": "du Puits"}}
    assert first.versions == {"/nature": 1, "/adresse/rue": 1}
    second = fold(first, [Patch("/nature", "urgence", base=1), Patch("/adresse/rue", "", base=1)])
    assert second.draft.answers == {"nature": "urgence"}
    assert second.draft.version == 2


def test_the_other_device_is_told_instead_of_overwritten() -> None:
    start = fold(Draft(), [Patch("/a", 1), Patch("/b", 1)]).draft
    desk = fold(start, [Patch("/a", 2, base=1)]).draft
    phone = fold(desk, [Patch("/a", 3, base=1), Patch("/b", 3, base=1)])
    (conflict,) = phone.conflicts
    assert (conflict.patch.value, conflict.theirs) == (3, 2)
    assert phone.draft.answers == {"a": 2, "b": 3}
    again = fold(phone.draft, [Patch("/a", 3, base=phone.draft.version)])
    assert again.draft.answers == {"a": 3, "b": 3}
    assert again.conflicts == ()


def test_the_same_answer_from_two_devices_is_no_conflict() -> None:
    start = fold(Draft(), [Patch("/a", 1)]).draft
    desk = fold(start, [Patch("/a", 2, base=1)]).draft
    folded = fold(desk, [Patch("/a", 2, base=1)])
    assert folded.conflicts == ()
    assert folded.draft is desk


def test_true_is_not_one() -> None:
    start = fold(Draft(), [Patch("/a", 1)]).draft
    assert fold(start, [Patch("/a", True, base=1)]).draft.answers == {"a": True}


def test_a_patch_finds_its_row_after_the_rows_moved() -> None:
    moved = move_row(two_rows(), "/lots", "B", -1)
    assert moved.answers["lots"] == [{"libelle": "b"}, {"libelle": "a"}]
    after = fold(moved, [Patch("/lots/montant", "1.00", moved.version, "A")]).draft
    assert after.answers["lots"] == [{"libelle": "b"}, {"libelle": "a", "montant": "1.00"}]


def test_a_patch_to_a_row_that_is_gone_is_told() -> None:
    smaller = remove_row(two_rows(), "/lots", "A")
    assert smaller.answers == {"lots": [{"libelle": "b"}]}
    assert smaller.rows == {"/lots": ["B"]}
    folded = fold(smaller, [Patch("/lots/libelle", "z", 9, "A")])
    assert folded.conflicts[0].row_gone
    assert folded.conflicts[0].theirs is MISSING
    assert folded.draft is smaller


def test_removing_the_last_row_leaves_no_answer() -> None:
    empty = remove_row(remove_row(two_rows(), "/lots", "A"), "/lots", "B")
    assert empty.answers == {}


def test_a_full_list_takes_no_row() -> None:
    assert add_row(two_rows(), "/lots", "C", most=2).rows == {"/lots": ["A", "B"]}


def test_rows_that_came_without_identity_get_one(form: Compiled) -> None:
    names = (f"R{n}" for n in itertools.count())
    page = form.form.page("p3")
    assert page is not None
    given_rows = with_rows(Draft({"lots": [{"libelle": "a"}, {}]}), form.form, lambda: next(names))
    assert given_rows.rows == {"/lots": ["R0", "R1"]}
    assert with_rows(given_rows, form.form, lambda: next(names)) is given_rows
    unseen = with_rows(Draft(), form.form, lambda: next(names))
    assert unseen.answers == {}
    opened = with_rows(Draft(), form.form, lambda: next(names), list(page.fields()))
    assert opened.answers == {"lots": [{}]}


ACTS = st.lists(
    st.tuples(st.sampled_from(["add", "remove", "up", "down", "write"]), st.integers(0, 4)),
    max_size=25,
)


@given(ACTS)
def test_rows_and_their_identities_stay_side_by_side(acts: list[tuple[str, int]]) -> None:
    draft, fresh, written = Draft(), itertools.count(), dict[str, int]()
    for count, (act, number) in enumerate(acts):
        ids = list(draft.rows.get("/lots", ()))
        row = ids[number % len(ids)] if ids else "gone"
        if act == "add":
            draft = add_row(draft, "/lots", f"R{next(fresh)}", most=6)
        elif act == "remove":
            draft = remove_row(draft, "/lots", row)
        elif act == "write":
            draft = fold(draft, [Patch("/lots/n", count, draft.version, row)]).draft
            written[row] = count
        else:
            draft = move_row(draft, "/lots", row, -1 if act == "up" else 1)
        ids = list(draft.rows.get("/lots", ()))
        rows = draft.answers.get("lots", [])
        assert len(ids) == len(rows)
        for one, values in zip(ids, rows, strict=True):
            assert values == ({"n": written[one]} if one in written else {})
