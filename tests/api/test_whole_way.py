"""One request all the way by programs: the same acts as the pages, the same refusals."""

from __future__ import annotations

import re
from typing import Any

from tests.api.conftest import ANSWERS, Program, filed, problem


def test_a_request_is_drafted_completed_and_handed_in(head: Program) -> None:
    drafted = head.post(
        "/requests", {"service": "pret-instrument", "answers": {"instrument": "violon"}}
    )
    assert drafted.status_code == 201
    ref = drafted.json["ref"]
    assert drafted.json["submitted_at"] is None
    more = {"duree": 6, "eleves": ANSWERS["eleves"]}
    changed = head.patch(f"/requests/{ref}/answers", {"answers": more})
    assert changed.status_code == 200
    assert changed.json["answers"]["caution"] == "120.50"
    done = head.post(f"/requests/{ref}/transitions", {"transition": "envoyer"})
    assert done.status_code == 200, done.json
    assert re.fullmatch(r"PI-\d{4}-0001", done.json["ref"])
    assert done.json["status"] == "examen"
    assert head.get(f"/requests/{ref}").json["ref"] == done.json["ref"]  # the old one leads on


def test_two_levels_to_the_answer(head: Program, luthier: Program, curator: Program) -> None:
    ref = filed(head)["ref"]
    seen = luthier.get(f"/requests/{ref}").json
    assert [m["key"] for m in seen["transitions"]]
    told = problem(luthier.post(f"/requests/{ref}/transitions", {"transition": "valider"}), 422)
    assert told["errors"][0]["keyword"]
    ticked = luthier.patch(f"/requests/{ref}/checklist", {"key": "etat", "done": True})
    assert ticked.json["checklist"] == [
        {"key": "etat", "label": "État de l’instrument relevé", "done": True}
    ]
    version = ticked.json["version"]
    moved = luthier.post(
        f"/requests/{ref}/transitions", {"transition": "valider", "expected_version": version}
    )
    assert moved.json["status"] == "accord"
    lent = curator.post(f"/requests/{ref}/transitions", {"transition": "preter"})
    assert (lent.json["status"], lent.json["status_kind"]) == ("prete", "final")
    assert head.get(f"/requests/{ref}").json["status"] == "prete"


def test_a_correction_is_asked_for_and_handed_in_at_once(head: Program, luthier: Program) -> None:
    ref = filed(head)["ref"]
    problem(luthier.post(f"/requests/{ref}/transitions", {"transition": "revoir"}), 422)
    luthier.post(f"/requests/{ref}/transitions", {"transition": "revoir", "comment": "Lequel ?"})
    done = head.patch(f"/requests/{ref}/answers", {"answers": {"duree": 3}, "submit": True})
    assert done.json["status"] == "examen", done.json
    assert luthier.get(f"/requests/{ref}").json["answers"]["duree"] == 3


def test_answers_of_a_filed_request_do_not_change(head: Program) -> None:
    ref = filed(head)["ref"]
    problem(head.patch(f"/requests/{ref}/answers", {"answers": {"duree": 3}}), 403)
    assert head.get(f"/requests/{ref}").json["answers"]["duree"] == 6


def test_both_sides_write_and_internal_notes_stay_inside(head: Program, luthier: Program) -> None:
    ref = filed(head)["ref"]
    assert head.post(f"/requests/{ref}/messages", {"text": "Bonjour"}).status_code == 201
    note = luthier.post(
        f"/requests/{ref}/messages", {"text": "À surveiller", "audience": "internal"}
    )
    assert note.json["audience"] == "internal"
    luthier.post(f"/requests/{ref}/messages", {"text": "Bien reçu"})
    thread = head.get(f"/requests/{ref}/messages").json
    assert [m["text"] for m in thread["items"]] == ["Bonjour", "Bien reçu"]
    assert luthier.get(f"/requests/{ref}/messages").json["count"] == 3
    assert "surveiller" not in head.get(f"/requests/{ref}").get_data(as_text=True)
    problem(head.post(f"/requests/{ref}/messages", {"text": "x", "audience": "internal"}), 403)


def test_a_stale_version_hears_what_changed_and_by_whom(head: Program, luthier: Program) -> None:
    """FAULTS C-01."""
    ref = filed(head)["ref"]
    seen = luthier.get(f"/requests/{ref}").json["version"]
    luthier.post(f"/requests/{ref}/transitions", {"transition": "revoir", "comment": "Lequel ?"})
    late = luthier.post(
        f"/requests/{ref}/transitions",
        {"transition": "refuser", "comment": "Non", "expected_version": seen},
    )
    told = problem(late, 409)
    assert told["changes"][0]["by"] == "Amina Benali"
    assert told["changes"][0]["what"] == "Faire revoir"
    assert luthier.get(f"/requests/{ref}").json["status"] == "a_revoir"


def test_a_draft_has_one_move(head: Program) -> None:
    ref = head.post("/requests", {"service": "pret-instrument", "answers": ANSWERS}).json["ref"]
    problem(head.post(f"/requests/{ref}/transitions", {"transition": "preter"}), 409)
    problem(
        head.post(
            f"/requests/{ref}/transitions", {"transition": "envoyer", "expected_version": 999}
        ),
        409,
    )
    assert head.get(f"/requests/{ref}").json["submitted_at"] is None


ACTS: list[tuple[str, str, Any]] = [
    ("GET", "", None), ("GET", "/messages", None), ("POST", "/messages", {"text": "x"}),
    ("PATCH", "/answers", {"answers": {"duree": 1}}),
    ("POST", "/transitions", {"transition": "revoir", "comment": "x"}),
]  # fmt: skip


def test_another_establishment_finds_nothing(head: Program, stage: Any, program: Any) -> None:
    """FAULTS A-02: absent and forbidden look alike."""
    ref = filed(head)["ref"]
    stranger = program(stage.other_head)
    for method, path, body in ACTS:
        told = problem(stranger.call(method, f"/requests/{ref}{path}", body), 404)
        absent = problem(stranger.call(method, f"/requests/PI-1999-9999{path}", body), 404)
        assert told == absent
    assert ref not in stranger.get("/requests").get_data(as_text=True)


def test_one_does_not_file_for_another_establishment(head: Program) -> None:
    answer = head.post(
        "/requests", {"service": "pret-instrument", "on_behalf_of": "0350002B", "answers": {}}
    )
    problem(answer, 404)
    mine = head.post(
        "/requests", {"service": "pret-instrument", "on_behalf_of": "0350001A", "answers": {}}
    )
    assert mine.status_code == 201


def test_the_catalogue_tells_its_buttons(head: Program) -> None:
    services = head.get("/services").json
    assert [s["key"] for s in services["items"]] == ["pret-instrument"]
    assert (services["next"], services["count"], services["count_is_bounded"]) == (None, 1, False)
    one = head.get("/services/pret-instrument").json
    assert one["buttons"][0]["key"] == "emprunter"
    assert one["sheet"]["minutes"] == 5
    problem(head.get("/services/autre"), 404)


def test_buttons_are_told_for_the_establishment_that_is_named(stage: Any, program: Any) -> None:
    from accounts import operations, queries
    from core.actor import HOUSE

    scope = queries.scope_by_path(stage.other_school.scope_path)
    operations.give_role(HOUSE, stage.head, "chef-etablissement", scope)
    both = program(stage.head)
    draft = {"service": "pret-instrument", "answers": {}}
    problem(both.post("/requests", draft), 404)  # which of the two?
    assert both.post("/requests", {**draft, "on_behalf_of": "0350002B"}).status_code == 201

    def state(query: str) -> str:
        one = both.get(f"/services/pret-instrument?{query}").json
        assert one == both.get(f"/services?{query}").json["items"][0]
        return str(one["buttons"][0]["state"])

    assert state("on_behalf_of=0350002B") == state(f"on_behalf_of={stage.other_school.id}")
    assert state("on_behalf_of=0350002B") != state("on_behalf_of=0350001A")
    both.client.set_cookie("session", "0350002B")
    assert state("") == state("on_behalf_of=0350001A")
    problem(both.get("/services/pret-instrument?on_behalf_of=0350009Z"), 404)
    problem(both.get("/services?on_behalf_of="), 422)


def test_pages_of_requests_follow_one_another(head: Program, luthier: Program) -> None:
    refs = {filed(head)["ref"] for _ in range(5)}
    for caller in (head, luthier):
        found, cursor = [], None
        for _ in range(5):
            more = f"&cursor={cursor}" if cursor else ""
            page = caller.get(f"/requests?limit=2{more}").json
            found += [line["ref"] for line in page["items"]]
            cursor = page["next"]
            if cursor is None:
                break
        assert set(found) == refs
        assert len(found) == 5


def test_a_forged_cursor_is_refused(head: Program, luthier: Program) -> None:
    for cursor in (
        "x",
        "%5B%5D",
        "W10",
        "bnVsbA",
        "WzEsMl0",
        "WyJhIiwiYiJd",
        "W1tdLHt9XQ",
        "é",
        "WyIyMDI2LTAxLTAxIiwgIngiXQ",
    ):
        for caller in (head, luthier):
            problem(caller.get(f"/requests?cursor={cursor}"), 400)


def test_who_the_token_is(luthier: Program, head: Program) -> None:
    me = luthier.get("/me").json
    assert me["name"] == "Amina Benali"
    own = {"group": "lutherie", "scope": "/org", "in_place_of": None, "until": None}
    assert me["groups"] == [own]
    assert "requests:process" in me["permissions"]
    assert head.get("/me").json["roles"][0]["role"] == "chef-etablissement"


def test_corrections_are_asked_for_by_question_and_nothing_else_is_taken(
    head: Program, luthier: Program
) -> None:
    ref = filed(head)["ref"]
    asked = {
        "transition": "revoir",
        "corrections": [{"field": "/duree", "remark": "Six mois, c’est long"}],
    }
    sent = luthier.post(f"/requests/{ref}/transitions", asked)
    assert sent.status_code == 200, sent.json
    (one,) = head.get(f"/requests/{ref}").json["corrections"]
    assert (one["field"], one["remark"]) == ("/duree", "Six mois, c’est long")
    refused = head.patch(f"/requests/{ref}/answers", {"answers": {"instrument": "piano"}})
    assert problem(refused, 422)["errors"][0]["path"] == "/instrument"
    head.patch(f"/requests/{ref}/answers", {"answers": {"duree": 3}})
    assert luthier.get(f"/requests/{ref}").json["unsubmitted_changes"] == 1
    assert luthier.get(f"/requests/{ref}").json["answers"]["duree"] == 6
    done = head.patch(f"/requests/{ref}/answers", {"answers": {"duree": 3}, "submit": True})
    assert (done.json["status"], done.json["answers"]["duree"]) == ("examen", 3)
    assert done.json["corrections"] == []


def test_a_question_that_is_not_asked_cannot_be_named(head: Program, luthier: Program) -> None:
    ref = filed(head)["ref"]
    asked = {"transition": "revoir", "comment": "Voir.", "corrections": [{"field": "/nulle-part"}]}
    problem(luthier.post(f"/requests/{ref}/transitions", asked), 422)
