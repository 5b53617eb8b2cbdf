"""Ids inside of what is sent (FAULTS A-03): what is closed is answered like what does not exist."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from core.database import session
from core.running import run_all
from tests.attacks.town import CANARY, INTERNAL, Town
from tests.attacks.walk import NOWHERE, post, text_of
from tests.audit.walking import NOISE

NUMBER = "2026-99999"
Sent = Callable[[Town, str, str], Any]


def api(method: str, path: str, body: Callable[[str], dict[str, Any]]) -> Sent:
    """A call of a program, with the id somewhere in its body."""

    def sent(town: Town, who: str, value: str) -> Any:
        where = path.replace("{draft}", town.things.get(f"draft_of_{who}", ""))
        visitor = town.client("anonyme")
        return visitor.open(where, method=method, json=body(value), headers=town.token(who))

    return sent


def page(path: str, data: Callable[[str], dict[str, str]]) -> Sent:
    """A form; where it leads is looked at too."""

    def sent(town: Town, who: str, value: str) -> Any:
        client = town.client(who)
        answer = post(client, path, data(value))
        if answer.status_code == 303 and "/bureau/lots/" in answer.location:
            run_all()  # the dry run
            session.commit()
            return client.get(answer.location)
        return answer

    return sent


def picked(value: str) -> dict[str, Any]:
    return {
        "transition": "demander_complement",
        "comment": "Complétez.",
        "selection": {"requests": [{"ref": value}]},
        "dry_run": True,
    }


def on_behalf(value: str) -> dict[str, Any]:
    return {"service": "travaux", "button": "demander", "on_behalf_of": value, "answers": {}}


ANSWERS = "/api/v1/requests/{draft}/answers"
#: (door, who sends, key of the thing of the first school, what does not exist, how it is sent)
POSITIONS: list[tuple[str, str, str, str, Sent]] = [
    ("on_behalf_of", "autre_chef", "school", "0359999Z", api(
        "POST", "/api/v1/requests", on_behalf)),
    ("establishment", "autre_chef", "school", "0359999Z", page(
        "/profil", lambda value: {"establishment": value})),
    *(
        (f"answers.devis ← {kind}", "autre_chef", kind, NOWHERE, api(
            "PATCH", ANSWERS, lambda value: {"answers": {"devis": [value]}}))
        for kind in ("draft_file", "request_file", "message_file", "note_file", "mail", "account")
    ),
    *(
        (f"bulk by {who}", who, kind, NUMBER, sent)
        for who in ("etranger", "superviseur_ailleurs", "luthier")
        for kind in ("request", "provisional", "draft")
        for sent in (
            api("POST", "/api/v1/requests/bulk", picked),
            page("/bureau/lots", lambda value: {
                "ref": f"{value}:1", "act": "move:demander_complement"}),
        )
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("what", "who", "kind", "absent", "sent"),
    POSITIONS,
    ids=[f"{n}-{p[0]}-{p[2]}" for n, p in enumerate(POSITIONS)],
)
def test_a03_an_id_in_a_body_opens_nothing(
    town: Town, what: str, who: str, kind: str, absent: str, sent: Sent
) -> None:
    """Same status, same words as for an id that nobody has; no word of the first school."""
    town.things["school"] = "0350001A"
    if who == "autre_chef":
        lots = [{"libelle": "Stores", "montant": "10.00", "amiante": False}]
        mine = {"etablissement": "0350002B", "description": "Mes propres stores", "lots": lots}
        own = town.works(submitted=False, who=who, **mine)
        town.things[f"draft_of_{who}"] = own.provisional
        session.commit()
    value = town.things[kind]
    answers = [sent(town, who, said) for said in (value, absent)]
    plain = []
    for answer, said in zip(answers, (value, absent), strict=True):
        text = NOISE.sub("", text_of(answer)).replace(said, "")
        plain.append((answer.status_code, re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "", text)))
    assert plain[0] == plain[1], what
    assert answers[0].status_code < 500
    for answer in answers:
        assert CANARY not in text_of(answer)
        assert INTERNAL not in text_of(answer)


@pytest.mark.parametrize("kind", ["account", "mail", "request_id"])
def test_a03_only_who_may_process_is_put_in_charge(town: Town, kind: str) -> None:
    """Assignees: the head of the school, and what is no account, are refused alike."""
    client = town.client("gestionnaire")
    path = f"/demandes/{town.things['request']}/affectation"
    answers = [post(client, path, {"agent": said}) for said in (town.things[kind], NOWHERE)]
    assert {answer.status_code for answer in answers} == {403}
