"""Records with a word of their own in each field, and people who may read some fields of some."""

from __future__ import annotations

import contextvars
import io
import re
import zipfile
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from core.actor import HOUSE
from core.database import session
from core.running import run_all
from registry.queries.proposal_lists import TABS
from tests.attacks.walk import post
from tests.audit.walking import Quick, Walker
from tests.kit.people import base_pack, person, signed_in
from tests.kit.works import ESTABLISHMENT, publish

FIELDS = ("numero", "ecole", "regime", "prenom", "sante", "iban")
X = "01J0000000000000000000PV{:02d}"
PUPIL: dict[str, Any] = {
    "kind": "entity",
    "format": 1,
    "key": "eleve",
    "title": "Élève",
    "plural": "Élèves",
    "language": "fr",
    "translations": {},
    "schema": {
        "type": "object",
        "additionalProperties": False,
        "required": ["numero", "ecole"],
        "properties": {
            name: {"type": "string", "maxLength": 60, "title": name, "x-id": X.format(n)}
            for n, name in enumerate(FIELDS)
        },
    },
    "label": "{numero}",
    "sort": ["/numero"],
    "code": "/numero",
    "scope": "establishment",
    "place": {"establishment": "/ecole"},
    "fields": {
        X.format(0): {"class": "public", "listed": True, "searched": True, "unique": True},
        X.format(1): {"class": "public"},
        X.format(2): {"class": "internal", "listed": True},
        X.format(3): {"class": "personal", "listed": True},
        X.format(4): {"class": "sensitive", "listed": True},
        X.format(5): {"class": "sensitive"},
    },
    "cards": [{"key": "tout", "title": "Tout", "items": [f"/{name}" for name in FIELDS]}],
    "changes": {
        "workflow": "modification-de-fiche",
        "bindings": {"gestionnaire": [{"group": "scolarite"}]},
    },
}
#: What somebody who is not among these people has proposed for each pupil.
ASKED = ("prenom", "sante", "iban")
PLACES = {"a": "0750001A", "b": "0750002B"}
OPEN = {"numero", "ecole"}
#: Role → what it reads of a pupil; `gestion` only of boarders, and a name with dots.
READS = {
    "vie-scolaire": OPEN | {"regime", "prenom"},
    "infirmerie": OPEN | {"sante"},
    "gestion": OPEN | {"iban"},
}
BOARDER = {"==": [{"var": "data.regime"}, "interne"]}
#: Person → role and place. The base's agent reads all of everything.
PEOPLE: dict[str, tuple[tuple[str, str], ...]] = {
    "vie_scolaire_a": (("vie-scolaire", "a"),),
    "infirmiere_b": (("infirmerie", "b"),),
    "gestion_a": (("gestion", "a"),),
    "deux_roles": (("vie-scolaire", "a"), ("infirmerie", "b")),
    "memes_lieux": (("vie-scolaire", "a"), ("infirmerie", "a")),
    "personne": (),
}


@dataclass(frozen=True)
class Pupil:
    """A record: its place, whether it is a boarder, its word in each field."""

    code: str
    place: str
    boarder: bool
    words: dict[str, str]
    #: The word proposed for each field, and the proposal.
    asked: dict[str, str]
    proposal: str


def role(key: str) -> dict[str, Any]:
    """A role that reads some fields and nothing else."""
    rule: dict[str, Any] = {
        "entity": "eleve",
        "actions": ["read"],
        "fields": {"read": [f"/{name}" for name in sorted(READS[key])]},
    }
    if key == "gestion":
        rule |= {"when": BOARDER}
        rule["fields"]["mask"] = ["/prenom"]
    return {
        "kind": "role",
        "format": 1,
        "key": key,
        "title": key,
        "language": "fr",
        "translations": {},
        "staff": True,
        "permissions": ["records:read"],
        "rules": [rule],
    }


def author() -> dict[str, Any]:
    """A role that proposes a change of each field that is asked about."""
    rules = [{"entity": "eleve", "actions": ["read"], "fields": {
        "read": "*", "propose": [f"/{name}" for name in ASKED]}}]  # fmt: skip
    return role("vie-scolaire") | {"key": "auteur", "title": "Auteur", "rules": rules}


def readable(who: str, pupil: Pupil, field: str) -> bool:
    """From first principles: some role held at that place reads that field of that pupil."""
    return any(
        place == pupil.place and field in READS[key] and (key != "gestion" or pupil.boarder)
        for key, place in PEOPLE[who]
    )


def settle() -> tuple[dict[str, Any], list[Pupil]]:
    """Publish, people, six pupils."""
    from accounts import operations as accounts
    from accounts import queries
    from registry import operations as registry
    from schemas import queries as schemas

    base_pack()
    if schemas.live("entity", "etablissement") is None:
        publish("entity", ESTABLISHMENT)
    entity = schemas.live("entity", "etablissement")
    paths = {}
    for place, code in PLACES.items():
        more = {"type": "college"} if "type" in entity.body["schema"]["required"] else {}  # type: ignore[union-attr]
        found = registry.create_record(
            HOUSE, entity, {"uai": code, "nom": f"École {place}", **more}
        )
        paths[place] = found.scope_path
    pupil = publish("entity", PUPIL)
    for key in READS:
        publish("role", role(key))
    publish("role", author())
    hand = queries.actor_of(person("auteur@example.test", "auteur").id)
    pupils = [_pupil(registry, hand, pupil, n, place) for n, place in enumerate("aaabbb")]
    people = {}
    for who, held in PEOPLE.items():
        people[who] = person(f"{who}@example.test", name=who.replace("_", " ").title())
        for key, place in held:
            accounts.give_role(HOUSE, people[who], key, queries.scope_by_path(paths[place]))
    session.commit()
    return people, pupils


def _pupil(registry: Any, hand: Any, entity: Any, number: int, place: str) -> Pupil:
    words = {f: f"Zq{700 + number * 10 + n}kx" for n, f in enumerate(FIELDS)}
    words |= {"ecole": PLACES[place], "regime": "interne" if number % 2 else "externe"}
    words["numero"] = f"Zq{700 + number * 10}kx"
    record = registry.create_record(HOUSE, entity, dict(words))
    session.flush()
    asked = {f: f"Zq{800 + number * 10 + n}kx" for n, f in enumerate(ASKED)}
    (made,) = registry.propose_changes(hand, record, asked)
    return Pupil(words["numero"], place, bool(number % 2), words, asked, str(made.id))


class Crawl:
    """One person at every surface that could tell a field of a pupil."""

    def __init__(self, app: Any, who: str, account: Any, pupils: list[Pupil]) -> None:
        from accounts.operations import create_token

        self.app, self.who, self.pupils = app, who, pupils
        slow = signed_in(app, account)
        self.slow = slow
        client: Any = Quick(app, app.response_class)
        client._cookies = slow._cookies
        key = create_token(HOUSE, account, "essai")
        session.commit()
        headers = {"Authorization": f"Bearer {key}"}
        self.by = Walker(client, headers, slow.token())
        self.closed = {
            word.lower(): (pupil, field)
            for pupil in pupils
            for field, word in (*pupil.words.items(), *pupil.asked.items())
            if word.startswith("Zq") and not readable(who, pupil, field)
        }
        self.wrong: list[str] = []
        self.asked = self.files = 0

    def all(self) -> list[str]:
        """Everything that was told and must not be."""
        for path in self.plain():
            self.look(path)
        for path, word in self.with_words():
            self.oracle(path, word)
        self.exports()
        return self.wrong

    def plain(self) -> list[str]:
        """Addresses that hold no word of anybody."""
        paths = ["/fiches", "/fiches/eleve", "/api/v1/records/eleve", "/avis", "/boite", "/exports"]
        paths += ["/propositions", "/propositions/en-cours", "/propositions/miennes"]
        paths += [f"/api/v1/proposals?list={name}" for name in TABS]
        for name in FIELDS:
            for sign in ("", "-"):
                paths += [
                    f"/fiches/eleve?tri={sign}{name}",
                    f"/api/v1/records/eleve?sort={sign}{name}",
                ]
        for pupil in self.pupils:
            page, api = f"/fiches/eleve/{pupil.code}", f"/api/v1/records/eleve/{pupil.code}"
            paths += [page, f"{page}/modifier", f"{page}/historique", f"{page}/pourquoi", api]
            paths += [f"{api}/history", f"{api}/proposals", f"{api}/explain?field=sante"]
            paths += [f"{page}/proposer", f"/propositions/{pupil.proposal}"]
            paths += [f"/propositions/{pupil.proposal}/modifier"]
            paths += [f"/api/v1/proposals/{pupil.proposal}"]
            paths += [f"{api}/explain?action=read&field={name}" for name in ("prenom", "iban")]
        return paths

    def with_words(self) -> list[tuple[str, str]]:
        """Addresses that ask for a word: what they answer must not depend on a closed one."""
        found = []
        for word, (_pupil, field) in self.closed.items():
            shown = word.capitalize()
            found += [
                (f"/palette?q={shown}", shown),
                (f"/fiches/eleve?q={shown}", shown),
                (f"/fiches/eleve?f-{field}={shown}", shown),
                (f"/api/v1/records/eleve?q={shown}", shown),
                (f"/api/v1/records/eleve?{quote(f'filter[{field}]')}={shown}", shown),
                (f"/api/v1/records/eleve?{quote(f'filter[{field}][gte]')}={shown}", shown),
            ]
        return found

    def look(self, path: str) -> tuple[int, str]:
        """No closed word in what comes back, headers included."""
        self.asked += 1
        status, body, headers = self.get(path)
        if status >= 500:
            self.wrong.append(f"{path}: an accident")
        told = [word for word in self.closed if word in (body + headers).lower()]
        own = [p.code.lower() for p in self.pupils if p.code in path]  # the address says it itself
        for word in set(told) - set(own):
            pupil, field = self.closed[word]
            self.wrong.append(f"{path}: {status} tells {field} of {pupil.code}")
        return status, body

    def oracle(self, path: str, word: str) -> None:
        """Asked for by a closed word or by no word at all: the same answer."""
        self.asked += 2
        nothing = f"{word[:-1]}w"  # its neighbour: comparisons with what is open fall the same
        one, other = self.get(path), self.get(path.replace(word, nothing))
        plain = [
            (status, body.replace(said, "").replace(said.lower(), ""))
            for (status, body, _), said in ((one, word), (other, nothing))
        ]
        if plain[0] != plain[1]:
            pairs = enumerate(zip(plain[0][1], plain[1][1], strict=False))
            at = next((n for n, (a, b) in pairs if a != b), 0)
            said = [body[max(0, at - 60) : at + 60] for _, body in plain]
            self.wrong.append(f"{path}: {one[0]}/{other[0]} depends on what is closed: {said}")

    def get(self, path: str) -> tuple[int, str, str]:
        """Status, body without tokens, headers."""
        from tests.audit.walking import NOISE

        headers = self.by.headers if path.startswith("/api/") else {}
        answer = self.by.client.get(path, headers=headers)
        body = answer.get_data().decode("utf-8", "replace")
        return answer.status_code, NOISE.sub("", body), str(answer.headers)

    def exports(self) -> None:
        """Each form of a list in a file, by this person's rights, name and content."""
        for form in ("csv", "xlsx", "jsonl"):
            post(self.slow, "/fiches/eleve/exports", {"format": form})
        session.commit()
        contextvars.copy_context().run(run_all)
        session.commit()
        made = re.findall(r"/exports/[0-9a-f-]{36}/fichier", self.get("/exports")[1])
        self.files = len(set(made))
        for path in set(made):
            answer = self.by.client.get(path)
            self.asked += 1
            text = (_text_of(answer.get_data()) + str(answer.headers)).lower()
            for word, (pupil, field) in self.closed.items():
                if word in text:
                    self.wrong.append(f"export: tells {field} of {pupil.code}")


def _text_of(content: bytes) -> str:
    """What a file says, unpacked when it is a sheet."""
    if content[:2] != b"PK":
        return content.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return "".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())
