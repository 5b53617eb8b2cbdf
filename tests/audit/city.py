"""The town of the attacks made larger: everybody of the table, things of both schools."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Flask
from sqlalchemy import select, text

from core import clock
from core.actor import HOUSE
from core.database import session
from core.running import run_all
from tests.attacks.town import Town, build_town, upload
from tests.attacks.walk import post
from tests.audit import circuits
from tests.audit.canaries import CODES, HEADS, canary
from tests.audit.expected import PEOPLE, Person, Thing
from tests.kit.people import person, signed_in


@dataclass
class City:
    """The house, its people as accounts, what there is to find."""

    app: Flask
    town: Town
    things: list[Thing]
    #: Person → headers of a program with his key.
    keys: dict[str, dict[str, str]]

    def account(self, who: str) -> Any:
        """The account of a person, or of the person whose key a program holds."""
        return self.town.people.get(PEOPLE[who].account or who)


def build_city(app: Flask, folder: Path) -> City:
    """Publish, people, things of both schools in several states; mails and letters have left."""
    town = build_town(app, folder)
    paths = {"org": "/org", **{place: _path(code) for place, code in CODES.items()}}
    for who, known in PEOPLE.items():
        if who not in town.people and who != "anonyme" and not known.account:
            town.people[who] = _settled(who, known, paths)
    session.commit()
    circuits.prepare()
    things = list(_things(town))
    session.commit()
    things += circuits.lived(town)
    _work_of_an_agent(town, things)
    run_all()
    city = City(app, town, things, {})
    city.keys = {who: _key(city, who) for who in PEOPLE if who != "anonyme"}
    things += [*_mails(town), *_of_persons(town), *_letters(), *_keys(city), *_seats()]
    _close(town)
    session.commit()
    return city


def _path(code: str) -> str:
    found = session.scalar(text("SELECT scope_path FROM record WHERE code = :c"), {"c": code})
    assert isinstance(found, str)
    return found


def _settled(who: str, known: Person, paths: dict[str, str]) -> Any:
    from accounts import operations, queries

    made = person(f"{who}@example.test", name=who.replace("_", " ").title())
    today = clock.today()
    for role, place in known.roles:
        operations.give_role(HOUSE, made, role, queries.scope_by_path(paths[place]))
    for group, place in () if known.stands_in else known.groups:
        found = operations.ensure_group(group, group)
        operations.add_to_group(HOUSE, made, found, queries.scope_by_path(paths[place]))
    for role, place, why in known.gone:
        grant = operations.give_role(HOUSE, made, role, queries.scope_by_path(paths[place]))
        if why == "over":
            grant.valid_from, grant.valid_until = today - timedelta(9), today - timedelta(1)
        elif why == "to come":
            grant.valid_from = today + timedelta(1)
        else:
            operations.revoke_grant(HOUSE, grant)
    session.flush()
    return made


def _key(city: City, who: str) -> dict[str, str]:
    from accounts import operations

    kept = PEOPLE[who].narrowed or ()
    made = operations.create_token(HOUSE, city.account(who), f"essai {who}", kept)
    return {"Authorization": f"Bearer {made}"}


def _close(town: Town) -> None:
    """Disabled by hand, so that the session and the key stay: both must be dead all the same."""
    town.people["ferme"].disabled_at = clock.now()


# -- what there is to find ------------------------------------------------------------------------
def _things(town: Town) -> Any:
    for place, head in HEADS.items():
        for moves in ((), ("instruire",), ("demander_complement",), ("instruire", "visas")):
            yield from _works(town, place, head, moves)
        yield from _draft(town, place, head)
        yield from _loan(town, place, head)
        yield _record(place)
    yield from _of_the_town(town)
    yield from _accounts(town)


def _of_the_town(town: Town) -> Any:
    """What the smaller town had: its request, its draft, its loan and their files."""
    facts = {"place": "tilleuls", "service": "travaux"}
    named = town.things
    yield Thing("request", (named["request"], named["provisional"]), **facts)
    yield Thing("nameless", (named["request_id"],))
    yield Thing("draft", (named["draft"],), submitted=False, **facts)
    yield Thing("request", (named["loan"],), place="tilleuls", service="pret-instrument")
    yield Thing("file", (named["request_file"],), **facts)
    yield Thing("file", (named["message_file"],), **facts)
    yield Thing("file", (named["note_file"],), side="agents", **facts)
    yield Thing("draft-file", (named["draft_file"],), submitted=False, **facts)


def _works(town: Town, place: str, head: str, moves: tuple[str, ...]) -> Any:
    """A request for works with a message, a note of agents and their files."""
    from catalogue import operations, queries
    from core.files import FileRule, store
    from tests.kit.works import moved

    word = canary()
    made = town.works(
        who=head, etablissement=CODES[place], description=f"Remplacer les stores {word}"
    )
    moved(SimpleNamespace(**town.people), made, *moves)  # type: ignore[arg-type]
    applicant, agent = town.actor(head), town.actor("gestionnaire")
    seen = queries.request_for(applicant, made.reference, lock=True)
    said = operations.post(applicant, seen, f"Bonjour {word}", files=[upload(f"{word}.png")])
    note, inner = canary(), queries.request_for(agent, made.reference, lock=True)
    told = operations.post(
        agent, inner, f"Entre nous {note}", internal=True, files=[upload(f"{note}.png")]
    )
    operations.patch_annotation(agent, inner, "instruction-travaux", {"observations": note})
    file = store().keep(
        applicant, ("request", made.id), upload().stream, f"{word}.png", FileRule(), place="/devis"
    )
    session.flush()
    facts = {"place": place, "service": "travaux"}
    yield Thing("request", (made.reference, made.provisional), word, **facts)
    yield Thing("nameless", (str(made.id), str(told.id), str(said.id)), note)
    yield Thing("file", (str(file.id),), word, **facts)
    yield Thing("file", (str(said.files[0]),), word, **facts)
    yield Thing("file", (str(told.files[0]),), note, side="agents", **facts)


def _draft(town: Town, place: str, head: str) -> Any:
    from core.files import FileRule, store

    word = canary()
    made = town.works(
        who=head,
        submitted=False,
        etablissement=CODES[place],
        description=f"Brouillon pour les stores {word}",
    )
    file = store().keep(
        town.actor(head),
        ("draft", made.draft_id),
        upload().stream,
        f"{word}.png",
        FileRule(),
        place="/devis",
    )
    facts = {"place": place, "service": "travaux", "submitted": False}
    yield Thing("draft", (made.provisional,), word, **facts)
    yield Thing("draft-file", (str(file.id),), word, **facts)
    yield Thing("nameless", (str(made.id), str(made.draft_id)))


def _loan(town: Town, place: str, head: str) -> Any:
    word = canary()
    made = town.loan(who=head, eleves=[{"prenom": f"Ana {word}", "prix": "20.00"}])
    facts = {"place": place, "service": "pret-instrument"}
    yield Thing("request", (made.reference, made.provisional), word, **facts)
    yield Thing("nameless", (str(made.id),))


def _record(place: str) -> Thing:
    code = CODES[place]
    found = session.scalar(text("SELECT id FROM record WHERE code = :c"), {"c": code})
    return Thing("record", (code, str(found)), place=place)


def _accounts(town: Town) -> Any:
    for who, account in town.people.items():
        yield Thing("account", (str(account.id),), owner=who)


def _of_persons(town: Town) -> Any:
    """Notices, a view, an export and a run: by whom each belongs to."""
    owners = {account.id: who for who, account in town.people.items()}
    for table in ("notice", "saved_view", "export"):
        held = session.execute(text(f'SELECT id, account_id FROM "{table}"'))
        yield from (Thing("own", (str(row.id),), owner=owners[row.account_id]) for row in held)
    for row in session.execute(text("SELECT id, account_id FROM bulk_run")):
        yield Thing("run", (str(row.id),), owner=owners[row.account_id], place="tilleuls")


def _work_of_an_agent(town: Town, things: list[Thing]) -> None:
    """One view kept, one export asked for, one run prepared, as at the desk."""
    agent = signed_in(town.app, town.people["gestionnaire"])
    number = next(t.names[0] for t in things if t.kind == "request" and t.place == "tilleuls")
    for path, data in (
        ("/bureau/vues/nouvelle", {"nom": "La mienne", "vue": "toutes"}),
        ("/bureau/exports", {"vue": "toutes", "format": "csv"}),
        ("/bureau/lots", {"ref": f"{number}:1", "act": "move:demander_complement"}),
    ):
        assert post(agent, path, data).status_code == 303, path


def _letters() -> Any:
    """What the house wrote about each request: of its two sides, or of agents alone."""
    held = session.execute(
        text(
            "SELECT f.id, i.id AS letter, i.audience, q.service_key, q.scope_path"
            " FROM stored_file f"
            " JOIN issued_document i ON f.owner_kind = 'issued' AND f.owner_id = i.id"
            " JOIN request q ON i.subject_kind = 'request' AND i.subject_id = q.id"
        )
    )
    places = {_path(code): place for place, code in CODES.items()}
    for row in held:
        side = "agents" if row.audience == "internal" else "both"
        facts = {"place": places[row.scope_path], "service": row.service_key, "side": side}
        yield Thing("file", (str(row.id),), **facts)
        yield Thing("letter", (str(row.letter),))
        yield Thing("written", (str(row.letter),), **facts)


def _keys(city: City) -> Any:
    """Keys for programs: each takes back his own."""
    owners = {city.account(who).id: who for who in PEOPLE if who != "anonyme"}
    for row in session.execute(text("SELECT id, account_id FROM api_token")):
        yield Thing("key", (str(row.id),), owner=owners[row.account_id])


def _seats() -> Any:
    """Who sits in which group, and where."""
    held = session.execute(
        text("SELECT m.id, s.path FROM group_member m JOIN scope s ON s.id = m.scope_id")
    )
    places = {"/org": "org", **{_path(code): place for place, code in CODES.items()}}
    for row in held:
        yield Thing("seat", (str(row.id),), place=places[row.path])


def _mails(town: Town) -> Any:
    """Every mail that left, by whom it is for."""
    from messaging.models import Mail

    owners = {account.email.lower(): who for who, account in town.people.items()}
    for mail in session.scalars(select(Mail)):
        yield Thing("mail", (str(mail.id),), owner=owners.get(mail.to_address.lower(), "nobody"))
