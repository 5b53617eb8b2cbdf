"""The invented people. Any likeness is chance; the schools are real, their heads are not."""

from __future__ import annotations

from dataclasses import dataclass

#: One for all: read aloud, typed on a phone, and long enough for the rules.
PASSWORD = "lavoir sous les tilleuls"  # noqa: S105 – of invented people, in demonstration mode only
ORGANISATION = "Région Val-de-Brenne"

AGENT, HEAD, MEMBER = "agent", "chef-etablissement", "membre-habilite"
HEADS, AGENTS, OTHERS = "Établissements", "Agents de la région", "Administration"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, with the role held on schools (or on the whole organisation) and the teams."""

    key: str
    name: str
    job: str
    role: str
    schools: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()

    @property
    def email(self) -> str:
        """An address of a domain that leads nowhere (RFC 2606)."""
        house = "etab.example" if self.schools else "val-de-brenne.example"
        return f"{self.key.replace('_', '.')}@{house}"

    @property
    def group(self) -> str:
        """Under which heading the sign-in page lists this person."""
        if self.schools:
            return HEADS
        return AGENTS if self.role == AGENT else OTHERS


#: Schools by code; each is in the open data of the ministry.
ANNE_DE_BRETAGNE, ROSA_PARKS = "0351638R", "0350895H"
BREQUIGNY, BREQUIGNY_PRO = "0350028R", "0350059Z"
CHARCOT, GUEHENNO, BELLEVUE = "0350896J", "0350011X", "0350969N"
SEVIGNE, CASSIN, CONTI = "0352304P", "0350003N", "0352686E"

PEOPLE = (
    Person("claire_lefevre", "Claire Lefèvre", "principale", HEAD, (ANNE_DE_BRETAGNE,)),
    Person("yann_le_goff", "Yann Le Goff", "gestionnaire", MEMBER, (ANNE_DE_BRETAGNE,)),
    Person(
        "nathalie_kerbrat",
        "Nathalie Kerbrat",
        "proviseure de la cité scolaire",
        HEAD,
        (BREQUIGNY, BREQUIGNY_PRO),
    ),
    Person("malik_haddad", "Malik Haddad", "principal", HEAD, (ROSA_PARKS,)),
    Person("sophie_guerin", "Sophie Guérin", "principale", HEAD, (CHARCOT,)),
    Person("bruno_tanguy", "Bruno Tanguy", "proviseur", HEAD, (GUEHENNO,)),
    Person("ines_robert", "Inès Robert", "principale", HEAD, (BELLEVUE,)),
    Person("lucie_hamon", "Lucie Hamon", "proviseure", HEAD, (SEVIGNE,)),
    Person("paul_riou", "Paul Riou", "principal", HEAD, (CASSIN,)),
    Person("elodie_marec", "Élodie Marec", "intendante", MEMBER, (CONTI,)),
    Person("amina_benali", "Amina Benali", "gestionnaire de secteur", AGENT, groups=("secteur",)),
    Person(
        "thomas_riviere",
        "Thomas Rivière",
        "gestionnaire de secteur",
        AGENT,
        groups=("secteur", "moyens-generaux"),
    ),
    Person(
        "marc_dubois",
        "Marc Dubois",
        "technicien des bâtiments",
        AGENT,
        groups=("bureau-technique",),
    ),
    Person("sofia_klein", "Sofia Klein", "responsable du budget", AGENT, groups=("budget",)),
    Person(
        "helene_marchand",
        "Hélène Marchand",
        "directrice des bâtiments",
        AGENT,
        groups=("direction-batiments",),
    ),
    Person(
        "louise_faure",
        "Louise Faure",
        "chargée de mission",
        AGENT,
        groups=("moyens-generaux", "culture", "numerique"),
    ),
    Person(
        "denis_moreau",
        "Denis Moreau",
        "directeur de l’éducation",
        AGENT,
        groups=("direction-education", "commission-culture"),
    ),
    Person("catherine_aubry", "Catherine Aubry", "superviseure des téléservices", "superviseur"),
    Person("paul_girard", "Paul Girard", "administrateur", "administrateur"),
)
#: Who files: (person, school); the first two ask more often.
APPLICANTS = tuple((person.key, school) for person in PEOPLE for school in person.schools)
