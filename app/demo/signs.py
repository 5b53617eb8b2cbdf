"""Who one may sign in as: on the terminal, in a file, on the sign-in page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from accounts import queries
from app.demo.cast import AGENTS, HEADS, OTHERS, PASSWORD, PEOPLE, Person
from core.i18n import _

#: Shown first: one for each way of seeing the house.
LISTED = (
    "claire_lefevre",
    "yann_le_goff",
    "nathalie_kerbrat",
    "amina_benali",
    "marc_dubois",
    "sofia_klein",
    "helene_marchand",
    "louise_faure",
    "denis_moreau",
    "catherine_aubry",
    "paul_girard",
)


def accounts_in_words(people: Iterable[Person]) -> str:
    """The file `demo-accounts.txt`: label, address, password."""
    lines = ["  Comptes de la démonstration (un seul mot de passe pour tous)", ""]
    for group in (HEADS, AGENTS, OTHERS):
        lines.append(f"  {group}")
        lines += [
            f"    {person.name + ', ' + person.job:<46}  {person.email:<42}  {PASSWORD}"
            for person in people
            if person.group == group and person.key in LISTED
        ]
        lines.append("")
    return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Somebody:
    """A line of the sign-in page."""

    email: str
    name: str
    text: str


class DemonstrationPeople:
    """Hangs at `accounts.demonstration`."""

    def __init__(self, title: str) -> None:
        self.key = self.title = title

    @property
    def text(self) -> str:
        """The password, said aloud."""
        return _("Mot de passe de tous les comptes : %(word)s", word=PASSWORD)

    def people(self) -> list[Somebody]:
        """Those of the list who have an account here."""
        return [
            Somebody(person.email, person.name, person.job)
            for person in PEOPLE
            if person.group == self.title
            and person.key in LISTED
            and queries.account_by_email(person.email) is not None
        ]


GROUPS = tuple(DemonstrationPeople(title) for title in (HEADS, AGENTS, OTHERS))
