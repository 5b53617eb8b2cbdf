"""Who may see what, from first principles: written by hand, without a word of the product's gates.

People are what roles they hold where and which groups they sit in; things are whose they are and
how far along. When the product and this table disagree, one of them is wrong.
"""

from __future__ import annotations

from dataclasses import dataclass

#: Place → places under it.
UNDER = {"org": {"org", "tilleuls", "val"}, "tilleuls": {"tilleuls"}, "val": {"val"}}
#: Roles that stand on the side of a school, that process requests, that supervise them, …
ON_THE_SCHOOLS_SIDE = {"chef-etablissement", "membre-habilite", "administrateur"}
PROCESSING = {"agent", "superviseur", "administrateur"}
SUPERVISING = {"superviseur", "administrateur"}
READING_MAILS = {"superviseur", "administrateur"}
READING_ACCOUNTS = {"superviseur", "administrateur", "informaticien"}
#: Renews and withdraws keys of the accounts it looks after.
KEEPING_KEYS = {"administrateur", "informaticien"}
IMPORTING = {"superviseur", "administrateur"}
REPAIRING_LETTERS = {"administrateur"}
DESIGNING = {"administrateur", "informaticien"}
#: Names who stands in for others, at a place.
NAMING_STAND_INS = {"superviseur", "administrateur", "informaticien"}
#: Every role but the technician's reads records under its place.
READING_RECORDS = ON_THE_SCHOOLS_SIDE | PROCESSING
#: Lets people in and out of groups, where they sit.
SEATING = {"administrateur", "informaticien"}
#: Service → groups its circuit calls upon.
GROUPS = {
    "travaux": {"secteur", "technique", "budget", "direction"},
    "pret-instrument": {"lutherie", "conservatoire"},
}


@dataclass(frozen=True)
class Person:
    """Roles and groups that hold today, each with its place."""

    roles: tuple[tuple[str, str], ...] = ()
    groups: tuple[tuple[str, str], ...] = ()
    #: Roles that do not hold today (over, to come, taken back): (role, place, why).
    gone: tuple[tuple[str, str, str], ...] = ()
    #: Whose seats this person sits in: (person, whether today); those of today are in `groups`.
    stands_in: tuple[tuple[str, bool], ...] = ()
    disabled: bool = False
    #: A program with this person's key, narrowed to these permissions; "" is a browser.
    account: str = ""
    narrowed: tuple[str, ...] | None = None

    def is_one_of(self, roles: set[str], place: str = "") -> bool:
        """Whether some role of `roles` is held, over `place` when one is given."""
        return any(r in roles and (not place or place in UNDER[where]) for r, where in self.roles)


def _one(role: str, place: str = "org", *groups: str) -> Person:
    return Person(((role, place),), tuple((group, "org") for group in groups))


PEOPLE: dict[str, Person] = {
    "anonyme": Person(),
    "cheffe": _one("chef-etablissement", "tilleuls"),
    "autre_chef": _one("chef-etablissement", "val"),
    "deux_ecoles": Person((("chef-etablissement", "tilleuls"), ("chef-etablissement", "val"))),
    "habilite": _one("membre-habilite", "tilleuls"),
    "luthier": _one("agent", "org", "lutherie"),
    "gestionnaire": _one("agent", "org", "secteur"),
    "conservateur": _one("agent", "org", "conservatoire"),
    "visa_technique": _one("agent", "org", "technique"),
    "direction": _one("agent", "org", "direction"),
    "visa_budget": _one("agent", "org", "budget"),
    "secteur_du_val": Person((("agent", "org"),), (("secteur", "val"),)),
    "etranger": _one("agent", "org", "voirie"),
    "superviseur": _one("superviseur"),
    "superviseur_ailleurs": _one("superviseur", "val"),
    "informaticien": _one("informaticien"),
    "admin": _one("administrateur"),
    "remplacant": Person(
        (("agent", "org"),), (("secteur", "org"),), stands_in=(("gestionnaire", True),)
    ),
    "a_remplace": Person((("agent", "org"),), stands_in=(("gestionnaire", False),)),
    "sans_role": Person(),
    "echu": Person(gone=(("chef-etablissement", "tilleuls", "over"),)),
    "futur": Person(gone=(("chef-etablissement", "tilleuls", "to come"),)),
    "revoque": Person(gone=(("superviseur", "org", "taken back"),)),
    "ferme": Person((("administrateur", "org"),), disabled=True),
    "programme": Person(
        (("chef-etablissement", "tilleuls"),), account="cheffe", narrowed=("services:read",)
    ),
}


@dataclass(frozen=True)
class Thing:
    """Something with a name by which it may be asked for."""

    kind: str
    names: tuple[str, ...]
    canary: str = ""
    place: str = ""
    service: str = ""
    submitted: bool = True
    #: Who reads it among those who see the request: both, school, agents.
    side: str = "both"
    owner: str = ""


def keeps(who: str, thing: Thing) -> bool:
    """Whether this person may renew or withdraw somebody's key."""
    person, owner = PEOPLE[who], PEOPLE[thing.owner]
    places = {where for _, where in (*owner.roles, *owner.groups)} or {"org"}
    known = who != "anonyme" and not person.disabled and person.narrowed is None
    return known and all(person.is_one_of(KEEPING_KEYS, place) for place in places)


def sees(who: str, thing: Thing) -> bool:
    """Whether this person may know that this thing is there."""
    person = PEOPLE[who]
    if person.disabled or who == "anonyme" or person.narrowed is not None:
        return False
    return JUDGES[thing.kind](who, person, thing)


def _request(_who: str, person: Person, thing: Thing) -> bool:
    sides = sides_of(person, thing)
    if "agents" in sides:  # who works on a request looks from there
        return thing.side in {"both", "agents"}
    return "school" in sides and thing.side in {"both", "school"}


def sides_of(person: Person, thing: Thing) -> set[str]:
    """From where a person looks at a request."""
    sides = set()
    if person.is_one_of(ON_THE_SCHOOLS_SIDE, thing.place):
        sides.add("school")
    called = any(
        group in GROUPS[thing.service] and thing.place in UNDER[where]
        for group, where in person.groups
    )
    working = thing.submitted and person.is_one_of(PROCESSING)
    if working and (called or person.is_one_of(SUPERVISING, thing.place)):
        sides.add("agents")
    return sides


def _draft_file(_who: str, person: Person, thing: Thing) -> bool:
    return "school" in sides_of(person, thing)


def _mail(who: str, person: Person, thing: Thing) -> bool:
    return thing.owner == who or person.is_one_of(READING_MAILS, "org")


def _account(_who: str, person: Person, thing: Thing) -> bool:
    """All for who looks after all, else those who have, had or will have a right over there."""
    if person.is_one_of(READING_ACCOUNTS, "org"):
        return True
    known = PEOPLE[thing.owner]
    places = {where for _, where in (*known.roles, *known.groups)}
    places |= {where for _, where, why in known.gone if why != "taken back"}
    return any(person.is_one_of(READING_ACCOUNTS, place) for place in places)


def _record(_who: str, person: Person, thing: Thing) -> bool:
    return person.is_one_of(READING_RECORDS, thing.place)


def _replacement(who: str, person: Person, thing: Thing) -> bool:
    """Both people, and who names stand-ins over the whole of the seat."""
    return who in thing.owner.split() or person.is_one_of(NAMING_STAND_INS, thing.place)


JUDGES = {
    "request": _request,
    "draft": _draft_file,
    "draft-file": _draft_file,
    "file": _request,
    #: A letter as whoever sees the request reads it; "letter" is for who repairs letters.
    "written": _request,
    "mail": _mail,
    "account": _account,
    "record": _record,
    "inside": _request,
    "advice": _request,
    #: What an agent typed and has not applied, what is waited for by whoever asked it.
    "typed": lambda who, _person, thing: thing.owner == who,
    #: Its fields are open to whoever reads the record.
    "proposal": _record,
    "said": _record,
    "replacement": _replacement,
    "remap": lambda _who, person, _thing: person.is_one_of(DESIGNING, "org"),
    "import": lambda _who, person, _thing: person.is_one_of(IMPORTING, "org"),
    "letter": lambda _who, person, _thing: person.is_one_of(REPAIRING_LETTERS, "org"),
    #: Shown to who asked for it, and to who supervises where its requests are.
    "run": lambda who, person, thing: (
        thing.owner == who or person.is_one_of(SUPERVISING, thing.place)
    ),
    #: A seat in a group: who gives roles over its place ends it.
    "seat": lambda _who, person, thing: person.is_one_of(SEATING, thing.place),
    "own": lambda who, _person, thing: thing.owner == who,
    #: By the account, whichever of its keys is used; a program with a narrowed one has none of it.
    "key": lambda who, person, thing: (
        (person.account or who) == (PEOPLE[thing.owner].account or thing.owner)
    ),
    #: Has no address of its own: nobody opens it, wherever its id is put.
    "nameless": lambda _who, _person, _thing: False,
}
