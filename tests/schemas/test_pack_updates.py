"""Packs at an update: three ways in words, choice by choice, and every way back."""

from __future__ import annotations

import pytest

from core.actor import HOUSE, Actor, Grant
from core.database import session
from core.ids import uuid7
from schemas import operations, queries
from schemas.errors import AlreadyLive, BadPack, NothingToRevert, PackInUse, PackRefused
from schemas.packing import offers, planning
from schemas.packing.removing import removal_of
from schemas.packs import of_files
from tests.kit.people import person
from tests.schemas.documents import calendar, colours, pack_files, role, view

KIND = "reference-list"
NAME = f"{KIND}/couleurs"


def load(*documents, choices=None, bind=None, **more):
    source = of_files(pack_files(*documents, **more))
    return operations.load_pack(HOUSE, source, choices=choices, bind=bind)


def publish(document):
    operations.save_draft(HOUSE, document["kind"], document["key"], document)
    return operations.publish(HOUSE, document["kind"], document["key"])


def live(kind=KIND, key="couleurs"):
    found = queries.live(kind, key)
    return found.body if found else None


def updated(*labels, **more):
    """Changed here (its title) and in the pack (its rows)."""
    load(colours())
    publish(colours(title="Les nôtres"))
    return of_files(pack_files(colours("couleurs", *labels, **more), version="2"))


def test_an_update_tells_what_each_side_changed_and_proposes_to_join_them(app):
    (line,) = planning.plan_of(updated("Rouge", "Vert", "Bleu")).lines
    assert (line.state, line.proposed) == ("conflict", "merge")
    assert line.choices == ("merge", "mine", "theirs")
    assert ["titre" in told.text for told in line.ours()] == [True]
    assert ["Bleu" in told.text for told in line.brings()] == [True]


@pytest.mark.parametrize(
    ("choice", "title", "rows"),
    [("merge", "Les nôtres", 3), ("mine", "Les nôtres", 2), ("theirs", "Couleurs", 3)],
)
def test_an_update_does_as_chosen_and_asks_no_second_time(app, choice, title, rows):
    source = updated("Rouge", "Vert", "Bleu")
    operations.load_pack(HOUSE, source, choices={NAME: choice})
    assert (live()["title"], len(live()["rows"])) == (title, rows)
    (line,) = planning.plan_of(source).lines
    assert line.state in {"same", "kept"}
    assert not operations.load_pack(HOUSE, source).changed


def test_a_place_changed_on_both_sides_is_shown_and_cannot_be_joined(app):
    source = updated("Rouge", "Vert", title="La leur")
    (line,) = planning.plan_of(source).lines
    assert [clash.path for clash in line.clashes] == ["/title"]
    assert line.choices == ("mine", "theirs")
    with pytest.raises(PackRefused) as refusal:
        operations.load_pack(HOUSE, source, choices={NAME: "merge"})
    assert [p.code for p in refusal.value.problems] == ["pack-merge-clash"]


def test_what_the_pack_gives_up_is_told_and_retired_when_chosen(app):
    load(colours(), colours("tailles"))
    source = of_files(pack_files(colours(), version="2"))
    assert {line.key: line.state for line in planning.plan_of(source).lines} == {
        "couleurs": "same",
        "tailles": "dropped",
    }
    operations.load_pack(HOUSE, source)
    assert live(key="tailles")
    report = operations.load_pack(HOUSE, source, choices={f"{KIND}/tailles": "theirs"})
    assert report.retired == [f"{KIND}/tailles"]
    assert live(key="tailles") is None


def test_one_definition_comes_back_to_what_the_pack_brought(app):
    load(colours())
    publish(colours(title="Les nôtres"))
    operations.revert_definition(HOUSE, queries.pack("essai"), NAME)
    assert live() == colours()
    assert queries.live(KIND, "couleurs").number == 3
    with pytest.raises(AlreadyLive):
        operations.revert_definition(HOUSE, queries.pack("essai"), NAME)


def test_an_update_is_taken_back_whole_with_its_files(app):
    load(colours(), files={"files/a.txt": b"a"})
    with pytest.raises(NothingToRevert):
        operations.revert_load(HOUSE, queries.pack("essai"))
    load(
        colours("couleurs", "Bleu"),
        colours("tailles"),
        colours("poids"),
        files={"files/a.txt": b"b"},
        version="2",
    )
    publish(colours("poids", title="Touché depuis"))
    report = operations.revert_load(HOUSE, queries.pack("essai"))
    assert (report.restored, report.retired) == ([NAME], [f"{KIND}/tailles"])
    assert report.left == [f"{KIND}/poids"]
    assert (live(), live(key="tailles")) == (colours(), None)
    assert queries.pack_file("files/a.txt", "essai").content == b"a"
    assert queries.pack("essai").pack_version == "1"
    again = load(colours("couleurs", "Bleu"), colours("tailles"), version="2")
    assert NAME in again.published


def test_a_rehearsal_tells_every_refusal_and_changes_nothing(app):
    good = of_files(pack_files(colours()))
    assert operations.rehearse(HOUSE, good).report.published == [NAME]
    bad = of_files(pack_files(colours(title="")))
    assert "meta-minLength" in [p.code for p in operations.rehearse(HOUSE, bad).problems]
    assert queries.pack("essai") is None
    assert live() is None


def counts():
    """Rows of every table but those that tell what was done."""
    from sqlalchemy import func, select

    from core.database import Model

    told = {"change", "job", "idempotency_key", "web_session"}
    return {
        table.name: session.scalar(select(func.count()).select_from(table))
        for table in Model.metadata.sorted_tables
        if table.name not in told
    }


def test_a_pack_that_never_served_leaves_nothing(app):
    before = counts()
    load(view("vue", "essayeur"), role("essayeur"), calendar(), files={"files/a.txt": b"a"})
    load(view("vue", "essayeur"), role("essayeur", "packs:manage"), colours(), version="2")
    operations.save_draft(HOUSE, KIND, "couleurs", colours(title="En cours"))
    removal = operations.remove_pack(HOUSE, queries.pack("essai"))
    assert {line.fate for line in removal.lines} == {"forget"}
    assert counts() == before
    assert queries.definitions_for(HOUSE) == []


def test_a_pack_others_stand_on_is_not_removed(app):
    load(role("essayeur"))
    load(view("vue", "essayeur"), key="autre", requires=["essai"])
    with pytest.raises(PackInUse) as refusal:
        operations.remove_pack(HOUSE, queries.pack("essai"))
    assert {p.code for p in refusal.value.problems} == {"pack-required-by", "pack-needed-by"}
    operations.remove_pack(HOUSE, queries.pack("autre"))
    operations.remove_pack(HOUSE, queries.pack("essai"))


def test_what_was_here_before_the_pack_stays_when_it_leaves(app):
    publish(colours(title="Avant"))
    load(colours(), choices={NAME: "theirs"})
    (line,) = removal_of(queries.pack("essai")).lines
    assert (line.fate, line.why) == ("keep", "older")
    operations.remove_pack(HOUSE, queries.pack("essai"))
    assert live() == colours()


def test_a_role_somebody_holds_stays_when_its_pack_leaves(app):
    load(role("essayeur"))
    person("alix@example.test", "essayeur")
    (line,) = removal_of(queries.pack("essai")).lines
    assert (line.fate, [use.count for use in line.uses]) == ("keep", [1])
    operations.remove_pack(HOUSE, queries.pack("essai"))
    assert queries.live("role", "essayeur")


def test_a_published_version_still_goes_by_no_other_door(app):
    from sqlalchemy import text
    from sqlalchemy.exc import DBAPIError

    load(colours())
    with pytest.raises(DBAPIError, match="never deleted"), session.begin_nested():
        session.execute(text("DELETE FROM definition_version"))


def test_a_required_pack_that_comes_with_preau_is_installed_first(app):
    report = load(colours(), requires=["modeles-fiches"])
    assert report.required == ["modeles-fiches"]
    assert queries.pack("modeles-fiches")


def test_a_role_in_a_pack_asks_for_the_right_to_publish_roles(app):
    rights = frozenset({"packs:manage", "definitions:publish"})
    grant = Grant(uuid7(), "informaticien", "Informaticien", "/org", "Organisation", rights)
    actor = Actor(name="Alix", grants=(grant,))
    with pytest.raises(PackRefused) as refusal:
        operations.load_pack(actor, of_files(pack_files(role("essayeur"))))
    assert [p.code for p in refusal.value.problems] == ["pack-forbidden-kind"]


@pytest.mark.parametrize(
    ("change", "code"),
    [({"format": 2}, "pack-newer"), ({"title": "Autre titre", "seal": "0" * 64}, "pack-seal")],
)
def test_newer_formats_and_broken_seals_are_refused(change, code):
    with pytest.raises(PackRefused) as refusal:
        of_files(pack_files(colours(), **change))
    assert code in [p.code for p in refusal.value.problems]


def test_unknown_kinds_and_remote_references_are_refused_and_nothing_is_installed(app):
    stranger = {**colours("x"), "kind": "sorcellerie"}
    remote = {**colours("y"), "kind": "form", "schema": {"$ref": "https://ailleurs.example/x"}}
    for document in (stranger, remote):
        source = of_files(pack_files(document))
        planning.plan_of(source)  # looking is no accident
        with pytest.raises(PackRefused), session.begin_nested():
            operations.load_pack(HOUSE, source)
    assert queries.pack("essai") is None


def test_what_is_no_pack_does_not_even_wait(app):
    with pytest.raises(BadPack):
        offers.keep_offer(HOUSE, "x.zip", b"rien")
