"""A guided path: one question a page, nothing asked that is known, every way ends."""

from __future__ import annotations

import pytest

from core.actor import HOUSE
from core.database import session
from core.errors import Invalid
from knowledge_base import operations, queries
from knowledge_base.domain.tree import faults, walk
from tests.kit.people import base_pack, person

NODES = [
    {
        "id": "n1",
        "question": "Qui êtes-vous ?",
        "options": [
            {
                "id": "o1",
                "label": "Agent",
                "to": "n2",
                "when": {"==": [{"var": "actor.known"}, True]},
            },
            {"id": "o2", "label": "Parent", "to": "n3"},
        ],
    },
    {
        "id": "n2",
        "question": "Quel service <script>alert(1)</script> ?",
        "options": [
            {"id": "o1", "label": "Cantine", "to": "n3"},
            {"id": "o2", "label": "Sport", "to": "n4"},
        ],
    },
    {"id": "n3", "title": "Pour la cantine", "text": "Écrivez **ici**. <script>alert(1)</script>"},
    {"id": "n4", "text": "Le sport."},
]


def codes(nodes):
    return [(p.path, p.code) for p in faults({"nodes": nodes})]


def nobody_knows(_condition, _answers):
    return None


def test_a_path_is_walked_from_what_was_chosen_and_what_is_known():
    assert walk(NODES, [], nobody_knows).here["id"] == "n1"
    assert walk(NODES, [("n1", "o2")], nobody_knows).here["id"] == "n3"
    known = walk(NODES, [("n1", "o2"), ("n2", "o2")], lambda *_: True)
    assert [(step.option["id"], step.known) for step in known.steps] == [
        ("o1", True),
        ("o2", False),
    ]
    assert known.here["id"] == "n4"
    ruled_out = walk(NODES, [], lambda *_: False)
    assert (ruled_out.steps[0].option["id"], ruled_out.steps[0].known) == ("o2", True)
    assert walk(NODES, [("n1", "zz"), ("../x", "")], nobody_knows).here["id"] == "n1"


def test_a_path_that_does_not_end_or_leads_nowhere_is_told():
    one, two, three, four = NODES
    assert codes(NODES) == []
    assert codes([three]) == [("/tree/nodes/0/question", "tree-begins")]
    assert codes([one, two, three])[0] == ("/tree/nodes/1/options/1/to", "tree-to")
    circle = {**two, "options": [{"id": "o1", "label": "a", "to": "n1"}, two["options"][1]]}
    assert codes([one, circle, three, four]) == [("/tree/nodes/0", "tree-circle")]
    assert codes([*NODES, {"id": "n5", "text": "x"}]) == [("/tree/nodes/4", "tree-unreached")]
    assert codes([{**one, "options": one["options"][:1]}, two, three, four])


@pytest.fixture
def entry(app):
    fields = {"question": "Par où commencer ?", "blocks": [], "tree": {"nodes": NODES}}
    operations.write_entry(HOUSE, "guide", fields)
    session.commit()


def text(answer):
    return answer.get_data(as_text=True)


def test_a_reader_goes_the_path_page_by_page_without_a_script(client, entry, sign_in):
    assert "Être guidé pas à pas" in text(client.get("/aide/guide"))
    assert "Qui êtes-vous" in text(client.get("/aide/guide/guide"))
    leaf = text(client.get("/aide/guide/guide?r=n1.o2"))
    assert "<strong>ici</strong>" in leaf
    assert "<script>alert" not in leaf
    base_pack()
    account = person()
    session.commit()
    reader = sign_in(account)
    asked = text(reader.get("/aide/guide/guide"))
    assert "Déjà connu" in asked
    assert "Quel service &lt;script&gt;" in asked
    assert "Choisissez une réponse" in text(reader.get("/aide/guide/guide?question=n2"))
    assert client.get("/aide/rien/guide").status_code == 404


def test_a_path_of_several_questions_carries_each_answer_to_its_end(app, client):
    one = {**NODES[0], "options": [{"id": "o1", "label": "Oui", "to": "n2"}] * 2}
    one["options"] = [one["options"][0], {"id": "o2", "label": "Non", "to": "n3"}]
    fields = {"question": "Q ?", "blocks": [], "tree": {"nodes": [one, *NODES[1:]]}}
    operations.write_entry(HOUSE, "guide", fields)
    session.commit()
    second = client.get("/aide/guide/guide?question=n1&r=n1.o1")
    assert 'name="chemin" value="n1.o1"' in text(second)
    last = client.get("/aide/guide/guide?chemin=n1.o1&question=n2&r=n2.o2")
    assert "Le sport." in text(last)
    assert 'href="/aide/guide/guide?chemin=n1.o1"' in text(last)
    assert client.get("/aide/guide/guide?chemin=n1.o1-n2.o2--.-x").status_code == 200


def test_a_condition_on_what_is_not_there_keeps_a_path_from_being_published(app):
    broken = [dict(node) for node in NODES]
    broken[0] = {
        **NODES[0],
        "options": [
            {**NODES[0]["options"][0], "when": {"==": [{"var": "x"}, 1]}},
            NODES[0]["options"][1],
        ],
    }
    with pytest.raises(Invalid) as refusal:
        operations.write_entry(HOUSE, "casse", {"question": "?", "tree": {"nodes": broken}})
    assert [p.code for p in refusal.value.problems] == ["tree-condition"]


def test_the_path_is_written_as_rows(app, sign_in, entry):
    base_pack()
    admin = person("admin@example.test", "administrateur")
    session.commit()
    writer = sign_in(admin)
    here = "/administration/aide/guide/parcours"
    page = text(writer.get(here))
    assert "Déjà connu si" in page
    assert "Jamais connu : la question est posée" in page
    assert "Toujours" not in page
    rows = {"vu": "0", "nodes": "2", "nodes-0-id": "n1", "nodes-0-question": "Qui ?"}
    rows |= {"nodes-0-options": "2", "nodes-0-options-0-id": "o1", "nodes-0-options-0-label": "A"}
    rows |= {"nodes-0-options-0-to": "n3", "nodes-0-options-1-id": "o2", "nodes-1-id": "n3"}
    rows |= {"nodes-0-options-1-label": "B", "nodes-0-options-1-to": "n3", "nodes-1-text": "Fin"}
    assert writer.submit(here, {**rows, "act": "option-up:0.1"}).status_code == 303
    kept = queries.draft_of(queries.by_key("guide")).content["tree"]["nodes"]
    assert [option["label"] for option in kept[0]["options"]] == ["B", "A"]
    assert kept[0]["options"][1]["when"] == NODES[0]["options"][0]["when"]
    assert writer.submit(here, {**rows, "vu": "0", "act": "add:leaf"}).status_code == 409
