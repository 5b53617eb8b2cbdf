"""What circuits brought to the city: letters of decisions, other programs, advice by a link,
corrections, answers an agent changes, changes of records, runs over circuits, people who stand in
for others; a word in each."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import time_machine
from sqlalchemy import select, text

from core import clock
from core.actor import HOUSE
from core.database import session
from core.running import run_all
from tests.attacks.town import Town
from tests.audit.canaries import CODES, HEADS, canary, inside
from tests.audit.expected import PEOPLE, Thing
from tests.kit.works import actor, circuit, moved, publish

CONNECTOR = {
    "kind": "connector", "format": 1, "key": "finances", "title": "Finances", "language": "fr",
    "translations": {}, "url": "https://finances.example.test/crochet", "sees": ["/description"],
}  # fmt: skip
LETTER = {
    "kind": "template", "format": 1, "key": "accord", "title": "Accord pour des travaux",
    "language": "fr", "translations": {}, "channel": "letter", "audience": "applicant",
    "subject": "Votre demande {numero}",
    "variables": [{"name": n, "label": n} for n in ("numero", "donnees.description")],
    "blocks": [{"p": "Votre demande {numero} ({donnees.description}) est acceptée."}],
}  # fmt: skip
CHANGES = {
    "workflow": "modification-de-fiche",
    "bindings": {"gestionnaire": [{"group": "secteur"}]},
}
KEY = "travaux-3-niveaux"


def prepare() -> None:
    """The circuit in its second version: a letter and a program at its end, agents who edit; the
    entity in its second: an address that is changed through a circuit."""
    from schemas import queries as schemas

    publish("template", LETTER)
    publish("connector", CONNECTOR)
    publish("workflow", works_circuit())
    live = schemas.live("entity", "etablissement")
    assert live is not None
    entity = copy.deepcopy(live.body) | {"changes": CHANGES}
    address = {"type": "string", "maxLength": 120, "title": "Adresse",
               "x-id": "01J00000000000000000ADRES1"}  # fmt: skip
    entity["schema"]["properties"]["adresse"] = address
    entity["fields"][address["x-id"]] = {"class": "internal", "listed": True, "searched": True}
    publish("entity", entity)
    session.commit()


def works_circuit(**more: Any) -> dict[str, Any]:
    """The three levels with all that circuits may do to a request."""
    document = circuit(**more)
    for status in document["statuses"]:
        if status["key"] in {"depose", "visas"}:
            status["editable_by"] = ["gestionnaire"]
    for way in document["transitions"]:
        if way["key"] == "accepter":
            way["actions"] += [
                {"do": "document", "template": "accord"},
                {"do": "webhook", "connector": "finances", "values": {}},
            ]
    return document


def lived(town: Town) -> Iterator[Thing]:
    """All of it, at both schools; mails and letters have left."""
    advices = []
    for place, head in HEADS.items():
        yield from _decided(town, place, head)
        yield from _sent_back(town, place, head)
        yield from _edited(town, place, head)
        yield from _changes(town, place, head)
        advices += [_asked(town, place, head, hidden) for hidden in (True, False)]
    yield from _standing_in(town)
    session.commit()
    with time_machine.travel(clock.now() + timedelta(minutes=3), tick=False):
        run_all()  # the grace is over: letters, mails and what other programs are told have left
    for said in advices:
        yield from _answered(*said)
    yield from _carried_over()
    session.commit()


def _request(town: Town, place: str, head: str, *moves: str) -> tuple[Any, Thing]:
    word = canary()
    made = town.works(who=head, etablissement=CODES[place], description=f"Refaire le sol {word}")
    moved(SimpleNamespace(**town.people), made, *moves)  # type: ignore[arg-type]
    names = (made.reference, made.provisional)
    return made, Thing("request", names, word, place=place, service="travaux")


def _seen(town: Town, who: str, made: Any) -> Any:
    from catalogue import queries

    return queries.request_for(town.actor(who), made.reference, lock=True)


def _decided(town: Town, place: str, head: str) -> Iterator[Thing]:
    """Accepted: its letter and its mail leave when the grace is over."""
    yield _request(town, place, head, "instruire", "visas", "accepter")[1]


def _sent_back(town: Town, place: str, head: str) -> Iterator[Thing]:
    """Sent back with a remark; what the school types meanwhile is the school's until it is sent."""
    from catalogue import operations
    from catalogue.operations import correcting
    from catalogue.operations.asking_again import Wish

    made, thing = _request(town, place, head)
    remark, typed = canary(), canary()
    wishes = [Wish("/description", f"Précisez la salle {remark}")]
    key = "demander_complement"
    agent = town.actor("gestionnaire")
    operations.move(agent, _seen(town, "gestionnaire", made), key, comment="", wishes=wishes)
    session.flush()
    school, seen = town.actor(head), _seen(town, head, made)
    draft = correcting.open_correction(school, seen)
    session.flush()
    correcting.patch_answers(school, seen, draft.id, {"description": f"Refaire tout {typed}"})
    yield thing
    yield inside(place, remark)
    yield inside(place, typed, "school", draft.id)


def _edited(town: Town, place: str, head: str) -> Iterator[Thing]:
    """An agent has begun to change answers: nobody else reads what is not applied."""
    from catalogue.operations import editing
    from catalogue.standing import form_names
    from form_factory import operations as forms

    made, thing = _request(town, place, head)
    typed, agent = canary(), town.actor("gestionnaire")
    edit = editing.begin(agent, _seen(town, "gestionnaire", made))
    session.flush()
    given = {"description": f"Refaire le plafond {typed}"}
    forms.patch_answers(agent, edit.draft_id, given, form_names(agent, made), keep_rows=True)
    yield thing
    yield Thing("typed", (str(edit.draft_id),), typed, owner="gestionnaire")


def _asked(town: Town, place: str, head: str, hidden: bool) -> tuple[str, Thing, Any, str]:
    """A question to somebody outside; its mail leaves with the others."""
    from catalogue.operations import advising

    made, thing = _request(town, place, head)
    word, agent = canary(), town.actor("gestionnaire")
    question = advising.Question(
        email=f"expert-{place}@example.test", name="Jeanne Expert", confidential=hidden,
        text=f"Le plancher tient-il ? {word}", until=clock.today() + timedelta(days=5),
    )  # fmt: skip
    row = advising.ask(agent, _seen(town, "gestionnaire", made), question)
    session.flush()
    return place, thing, row, word


def link_of(advice_id: Any) -> str:
    """The token of a question, as its mail leads to it."""
    from messaging.models import Mail

    told = session.scalars(select(Mail.text).where(Mail.about_id == advice_id)).first()
    found = re.search(r"/avis/([\w-]{43})", told or "")
    assert found, advice_id
    return found[1]


def _answered(place: str, thing: Thing, row: Any, word: str) -> Iterator[Thing]:
    from catalogue.advice_models import Advice
    from catalogue.operations import advising

    said = canary()
    advising.answer(link_of(row.id), f"Oui, il tient {said}")
    session.flush()
    kept = session.get_one(Advice, row.id)
    facts = {"place": place, "service": "travaux", "side": "agents"}
    yield thing
    yield Thing("advice", (str(row.id),), word, **facts)
    side = "agents" if kept.confidential else "both"
    yield inside(place, said, side, str(kept.message_id))


def _changes(town: Town, place: str, head: str) -> Iterator[Thing]:
    """Changes of the school's record: one waits, one was applied, one refused."""
    from registry import operations, queries
    from registry.models import Record

    found = session.scalar(text("SELECT id FROM record WHERE code = :c"), {"c": CODES[place]})
    record = session.scalars(select(Record).where(Record.id == found)).one()
    for move in ("accepter", "refuser", ""):
        asked, reason = canary(), canary()
        given = {"adresse": f"1 rue {asked}"}
        (made,) = operations.propose_changes(town.actor(head), record, given, reason=reason)
        session.flush()
        if move:
            agent = town.actor("gestionnaire")
            seen = queries.proposal_seen(agent, made.id, lock=True)
            said = {"adresse": operations.Said("accept" if move == "accepter" else "refuse")}
            operations.decide(agent, seen, said, operations.Step(move=move, comment="Vu."))
            session.flush()
        yield Thing("proposal", (str(made.id),), asked, place=place)
        yield Thing("said", (), reason, place=place)


def _standing_in(town: Town) -> Iterator[Thing]:
    """Who sits in the seat of whom, today or not any more."""
    from accounts import operations, queries
    from accounts.operations import Absence

    for who, known in PEOPLE.items():
        for absent, holds in known.stands_in:
            word, account = canary(), town.people[absent]
            absence = Absence(
                email=town.people[who].email,
                seats=[str(seat.id) for seat in queries.standing_seats(account.id)],
                valid_from=clock.today(), valid_until=clock.today() + timedelta(days=7),
                purpose=f"Congé {word}",
            )  # fmt: skip
            (row,) = operations.name_stand_in(actor(account), account, absence)
            session.flush()
            if not holds:
                row.valid_from, row.valid_until = (clock.today() - timedelta(n) for n in (9, 1))
            yield Thing("replacement", (str(row.id),), word, place="org", owner=f"{absent} {who}")


def _carried_over() -> Iterator[Thing]:
    """A third version of the circuit: played against all that is open, then carried over."""
    from catalogue.operations import remapping
    from schemas import operations as definitions

    draft = definitions.save_draft(HOUSE, "workflow", KEY, works_circuit(title="Trois niveaux"))
    remapping.rehearse(HOUSE, draft)
    session.commit()
    run_all()
    definitions.publish(HOUSE, "workflow", KEY, policy="all")
    session.commit()
    run_all()
    for row in session.execute(text("SELECT id FROM remap_run")):
        yield Thing("remap", (str(row.id),))
