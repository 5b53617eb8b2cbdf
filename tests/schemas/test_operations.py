"""Drafts, publication, references: the life of a definition."""

from __future__ import annotations

import hashlib
from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import event

from core import events, history
from core.actor import HOUSE, Actor, Grant
from core.canonical import canonical
from core.database import session
from core.errors import Forbidden
from core.problems import Problem
from schemas import kinds, operations, queries
from schemas.difference import Difference, differences
from schemas.errors import (
    DefinitionTooLarge,
    NoDraft,
    NotPublishable,
    ReasonNeeded,
    StaleDraft,
    UnknownDefinition,
    UnknownKind,
    UnreadableDefinition,
)
from schemas.events import DefinitionPublished
from schemas.positions import places_in
from tests.schemas.documents import calendar, colours, role, view

KIND, KEY = "reference-list", "couleurs"


def published(document):
    operations.save_draft(HOUSE, document["kind"], document["key"], document)
    return operations.publish(HOUSE, document["kind"], document["key"])


def somebody(*permissions, scope="/org"):
    grant = Grant(uuid4(), "essai", "Essai", scope, "Essai", frozenset(permissions))
    return Actor(uuid4(), "Alix Martin", grants=(grant,))


def test_a_draft_keeps_text_hash_and_document_in_one_act(app):
    draft = operations.save_draft(HOUSE, KIND, KEY, colours())
    assert draft.body_text == canonical(colours())
    assert draft.sha256 == hashlib.sha256(draft.body_text.encode()).hexdigest()
    assert draft.body == colours()
    assert (draft.number, draft.status) == (1, "draft")
    assert queries.live(KIND, KEY) is None


def test_there_is_one_draft_per_definition_and_saving_the_same_again_changes_nothing(app):
    first = operations.save_draft(HOUSE, KIND, KEY, colours())
    seen = first.version
    again = operations.save_draft(HOUSE, KIND, KEY, colours(), seen=seen)
    assert (again.id, again.version) == (first.id, seen)
    changed = operations.save_draft(HOUSE, KIND, KEY, colours("couleurs", "Bleu"), seen=seen)
    assert changed.id == first.id
    assert changed.version == seen + 1
    assert len(queries.versions(KIND, KEY)) == 1


def test_the_second_of_two_editors_hears_what_the_first_changed(app):
    draft = operations.save_draft(HOUSE, KIND, KEY, colours())
    seen = draft.version
    operations.save_draft(HOUSE, KIND, KEY, colours(title="Teintes"), seen=seen)
    with pytest.raises(StaleDraft) as refusal:
        operations.save_draft(HOUSE, KIND, KEY, colours(title="Nuances"), seen=seen)
    assert refusal.value.changes == (Difference("/title", "changed", "Teintes", "Nuances"),)
    assert queries.draft(KIND, KEY).body["title"] == "Teintes"


def test_whoever_saw_no_draft_does_not_write_over_one(app):
    operations.save_draft(HOUSE, KIND, KEY, colours())
    with pytest.raises(StaleDraft):
        operations.save_draft(HOUSE, KIND, KEY, colours(title="Autre"), seen=0)


def test_a_draft_may_hold_problems_but_is_not_published_with_them(app):
    wrong = colours(rows=[{"key": "a", "label": "A"}, {"key": "a", "label": "B"}])
    draft = operations.save_draft(HOUSE, KIND, KEY, wrong)
    assert [(p.path, p.code) for p in operations.problems_of(draft)] == [
        ("/rows/1/key", "row-key-twice")
    ]
    with pytest.raises(NotPublishable) as refusal:
        operations.publish(HOUSE, KIND, KEY)
    assert [p.path for p in refusal.value.problems] == ["/rows/1/key"]
    assert queries.live(KIND, KEY) is None


@pytest.mark.parametrize(
    "document", [[], "texte", None, 3, {}, colours("autre"), calendar("couleurs")]
)
def test_what_is_no_document_of_this_address_is_not_kept(app, document):
    with pytest.raises(UnreadableDefinition):
        operations.save_draft(HOUSE, KIND, KEY, document)


@pytest.mark.parametrize("key", ["", "Majuscule", "1a", "a\n", "../x", "a" * 64, "é"])
def test_keys_have_one_writing(app, key):
    with pytest.raises(UnreadableDefinition):
        operations.save_draft(HOUSE, KIND, key, colours(key))


def test_an_unknown_kind_a_deep_and_a_large_document_are_refused(app):
    with pytest.raises(UnknownKind):
        operations.save_draft(HOUSE, "inconnu", KEY, colours())
    deep = current = {}
    for _ in range(30):
        current["a"] = current = {}
    with pytest.raises(UnreadableDefinition):
        operations.save_draft(HOUSE, KIND, KEY, colours(more=deep))
    with pytest.raises(DefinitionTooLarge):
        operations.save_draft(HOUSE, KIND, KEY, colours(help="x" * 300_000))


def test_versions_are_numbered_and_the_last_published_is_live(app):
    first = published(colours())
    second = published(colours("couleurs", "Bleu"))
    assert (first.number, second.number) == (1, 2)
    assert queries.live(KIND, KEY).id == second.id
    assert queries.version(first.id).body["rows"][0]["label"] == "Rouge"
    assert second.based_on == first.id
    assert [v.number for v in queries.versions(KIND, KEY)] == [2, 1]
    assert [v.key for v in queries.live_all(KIND)].count(KEY) == 1


def test_publishing_the_live_text_again_leaves_the_live_version(app):
    first = published(colours())
    assert published(colours()).id == first.id
    assert queries.draft(KIND, KEY) is None


def test_publication_tells_the_house_once(app):
    heard = []
    subscribers = events._DURING[DefinitionPublished]
    before = list(subscribers)
    events.during(DefinitionPublished)(heard.append)
    try:
        version = published(colours())
    finally:
        subscribers[:] = before
    assert heard == [DefinitionPublished(version.id, KIND, KEY)]


def test_history_tells_who_saved_published_retired_and_why(app):
    editor = somebody("definitions:write")
    operations.save_draft(editor, KIND, KEY, colours())
    operations.publish(HOUSE, KIND, KEY)
    definition = operations.retire(editor, KIND, KEY, "Remplacée")
    lines = history.lines_of("definition", definition.id)
    assert [line.act for line in lines] == [
        "definition.retired",
        "definition.published",
        "definition.draft-saved",
    ]
    assert lines[0].reason == "Remplacée"
    assert lines[2].actor_name == "Alix Martin"


def test_a_retired_definition_starts_nothing_and_its_versions_stay(app):
    version = published(colours())
    operations.retire(HOUSE, KIND, KEY)
    assert queries.live(KIND, KEY) is None
    assert queries.version(version.id).body == colours()
    again = published(colours())
    assert (again.number, queries.live(KIND, KEY).id) == (2, again.id)


def test_a_draft_is_discarded_and_what_was_never_published_goes_with_it(app):
    operations.save_draft(HOUSE, KIND, KEY, colours())
    operations.discard_draft(HOUSE, KIND, KEY)
    assert queries.definition(KIND, KEY) is None
    published(colours())
    operations.save_draft(HOUSE, KIND, KEY, colours(title="Autre"))
    operations.discard_draft(HOUSE, KIND, KEY)
    assert queries.live(KIND, KEY).body == colours()
    with pytest.raises(NoDraft):
        operations.discard_draft(HOUSE, KIND, KEY)


def test_going_back_begins_a_draft_and_changes_nothing_that_is_live(app):
    first = published(colours())
    second = published(colours("couleurs", "Bleu"))
    draft = operations.revert(HOUSE, KIND, KEY, 1)
    assert (draft.body, draft.based_on, draft.number) == (first.body, first.id, 3)
    assert queries.live(KIND, KEY).id == second.id
    with pytest.raises(UnknownDefinition):
        operations.revert(HOUSE, KIND, KEY, 99)


def test_names_are_resolved_to_the_versions_that_were_live(app):
    first = published(role())
    shared = published(view("vue", "essayeur"))
    published(role("essayeur", "definitions:read", "definitions:write"))
    assert [v.id for v in queries.references_of(shared.id)] == [first.id]


def test_a_name_that_nothing_answers_to_refuses_publication_at_its_place(app):
    operations.save_draft(HOUSE, "view", "vue", view("vue", "personne"))
    with pytest.raises(NotPublishable) as refusal:
        operations.publish(HOUSE, "view", "vue")
    assert [(p.path, p.code) for p in refusal.value.problems] == [
        ("/shared_with/0", "unknown-definition")
    ]


class Tried:
    """A kind whose definitions carry failing tests and advice."""

    key, label, icon = "essai-kind", "Essai", "circle"

    def problems(self, document):
        return [
            Problem("/a", "row-key-twice", {"severity": "warning", "name": "a"}),
            *(
                Problem("/t", "row-key-twice", {"severity": "test", "name": "t"})
                for _ in document.get("t", ())
            ),
        ]

    def references(self, document):
        return set()

    def published(self, version, actor):
        return None


@pytest.fixture
def tried():
    from core import contributions

    contributions.fill(kinds.POINT, Tried())
    yield "essai-kind"
    contributions._FILLED[kinds.POINT].pop("essai-kind")


def test_advice_never_refuses_and_failing_tests_need_a_reason(app, tried):
    def made(**more):
        document = {"kind": tried, "format": 1, "key": "a", "title": "A", "language": "fr", **more}
        operations.save_draft(HOUSE, tried, "a", document)

    made()
    assert operations.publish(HOUSE, tried, "a").forced_because is None
    made(t=[1])
    for reason in (None, "", "  "):
        with pytest.raises(ReasonNeeded):
            operations.publish(HOUSE, tried, "a", reason)
    assert operations.publish(HOUSE, tried, "a", " Urgence ").forced_because == "Urgence"


def test_a_reason_does_not_overrule_anything_but_tests(app):
    operations.save_draft(HOUSE, KIND, KEY, colours(rows=[]) | {"title": ""})
    with pytest.raises(NotPublishable):
        operations.publish(HOUSE, KIND, KEY, "parce que")


def test_only_who_may_give_roles_publishes_one_or_takes_it_out_of_service(app):
    operations.save_draft(HOUSE, "role", "essayeur", role())
    assert kinds.kind_of("role").publish_permission == "roles:grant"
    with pytest.raises(Forbidden):
        operations.publish(somebody("definitions:publish"), "role", "essayeur")
    with pytest.raises(Forbidden):
        operations.publish(somebody("roles:grant", scope="/org/35/0350001A"), "role", "essayeur")
    operations.publish(somebody("roles:grant"), "role", "essayeur")
    with pytest.raises(Forbidden):
        operations.retire(somebody("definitions:publish"), "role", "essayeur")
    operations.retire(somebody("roles:grant"), "role", "essayeur")


def test_absent_and_forbidden_look_alike(app):
    published(colours())
    for actor, key in ((somebody(), KEY), (somebody("definitions:read"), "absent")):
        with pytest.raises(UnknownDefinition):
            queries.definition_for(actor, KIND, key)
    assert queries.definitions_for(somebody()) == []


def test_the_list_is_accent_blind(app):
    published(colours("teintes", title="Éléments de façade"))
    reader = somebody("definitions:read")
    found = queries.definitions_for(reader, KIND, "elements facade")
    assert [line.definition.key for line in found] == ["teintes"]
    assert found[0].live_number == 1
    assert not found[0].has_draft


def test_bodies_come_from_the_process_and_the_live_pointer_from_the_database(app):
    version_id = published(colours()).id
    session.expunge_all()
    first = queries.live(KIND, KEY)
    kept = first.body
    session.expunge_all()
    statements = []
    connection = session.connection()
    event.listen(connection, "before_cursor_execute", lambda *a: statements.append(a[2]))
    second = queries.live(KIND, KEY)
    assert second.body is kept
    assert second.id == version_id
    assert len(statements) == 1
    assert "body" not in statements[0].split("FROM")[0]
    published(colours("couleurs", "Bleu"))
    assert queries.live(KIND, KEY).body["rows"][0]["label"] == "Bleu"


def test_a_calendar_gives_the_days_that_count(app):
    published(
        calendar(
            closed=[
                {"from": "2026-12-24", "to": "2026-12-26", "label": "Fêtes"},
                {"date": "2027-01-01", "label": "Jour de l’an"},
            ]
        )
    )
    days = queries.working_days("essai")
    assert days.weekdays == {0, 1}
    assert days.closed == {
        date(2026, 12, 24),
        date(2026, 12, 25),
        date(2026, 12, 26),
        date(2027, 1, 1),
    }
    assert queries.working_days("absent") is None


def row(**more):
    return colours(rows=[{"key": "a", "label": "A", **more}])


def closed_until(end):
    return calendar(closed=[{"from": "2026-02-02", "to": end, "label": "x"}])


@pytest.mark.parametrize(
    ("document", "path", "code"),
    [
        (colours(format=2), "/format", "meta-enum"),
        (colours(language="français"), "/language", "meta-pattern"),
        (colours(title=""), "/title", "meta-minLength"),
        (colours(title=" "), "/title", "meta-pattern"),
        (colours(inconnu=1), "/inconnu", "meta-unknown-name"),
        (colours(rows=[{"label": "A"}]), "/rows/0", "meta-required"),
        (row(retired_at="2026-13-01"), "/rows/0/retired_at", "meta-format"),
        (row(parent="b"), "/rows/0/parent", "row-parent-unknown"),
        (row(parent="a"), "/rows/0/parent", "row-under-itself"),
        (colours(source={"entity": "x"}), "", "meta-oneOf"),
        (calendar(time_zone="Mars/Olympus"), "/time_zone", "unknown-time-zone"),
        (calendar(working_days=["mon", "mon"]), "/working_days", "meta-uniqueItems"),
        (calendar(closed=[{"label": "x"}]), "/closed/0", "meta-oneOf"),
        (closed_until("2026-01-01"), "/closed/0/to", "ends-before-it-begins"),
        ({**view(), "of": "entity:"}, "/of", "meta-pattern"),
    ],
)  # fmt: skip
def test_problems_stand_at_their_path_in_french(app, document, path, code):
    from core.words import message

    with app.test_request_context():
        found = kinds.problems_of(document)
        assert (path, code) in {(p.path, p.code) for p in found}
        for problem in found:
            assert message(problem) != problem.code
            assert "%(" not in message(problem)


def test_a_row_may_say_that_it_has_no_parent_and_no_end(app):
    assert kinds.problems_of(row(parent=None, retired_at=None)) == []


@pytest.mark.parametrize(
    "junk", [{"kind": []}, {"kind": {}}, [], 1, None, {"kind": "view", "columns": 3}]
)
def test_no_junk_breaks_the_checks(app, junk):
    assert kinds.problems_of(junk)


def test_i19_a_schema_within_a_definition_goes_through_the_gate(app):
    evil = {**view(), "schema": {"$ref": "https://evil.example/x.json"}}
    found = kinds.shape_problems(evil)
    assert any(p.path.startswith("/schema") and p.code != "meta-unknown-name" for p in found)


def test_differences_follow_rows_by_their_name():
    old = {
        "title": "A",
        "rows": [{"key": "a", "n": 1}, {"key": "b", "n": 2}, {"key": "c", "n": 3}],
        "x": True,
    }
    new = {
        "title": "A",
        "rows": [{"key": "c", "n": 3}, {"key": "a", "n": 9}, {"key": "d", "n": 4}],
        "x": 1,
    }
    assert differences(old, new) == [
        Difference("/rows", "moved", ["a", "c"], ["c", "a"]),
        Difference("/rows/1", "removed", old={"key": "b", "n": 2}),
        Difference("/rows/1/n", "changed", 1, 9),
        Difference("/rows/2", "added", new={"key": "d", "n": 4}),
        Difference("/x", "changed", old=True, new=1),
    ]
    assert differences(new, new) == []


def test_lines_of_a_text_are_those_a_person_counts():
    text = '{\n  "a": [\n    1,\n    {"b/c": "x\\"}", "b/c": 2}\n  ],\n  "d": {}\n}'
    places = places_in(text)
    assert places.lines == {"": 1, "/a": 2, "/a/0": 3, "/a/1": 4, "/a/1/b~1c": 4, "/d": 6}
    assert places.twice == [("/a/1/b~1c", 4)]
    assert places.line_of("/a/7/zz") == 2
