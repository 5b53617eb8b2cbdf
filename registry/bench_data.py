"""Invented pupils by the million, made inside the database: what lists are measured on.

Names are drawn from parts common in France; how often each occurs falls off as in real life, so
that some words match tens of thousands of records and most match a few.
"""

# ruff: noqa: SIM905 – so many names read better as text.
from __future__ import annotations

from itertools import product
from typing import Any, Final
from uuid import UUID
from zlib import crc32

from sqlalchemy import Connection, Engine, text

from core.folding import fold, words_of
from registry.ddl_0002 import LEARN

ENTITY: Final = "eleve"
SCHOOLS: Final = 3_000
PER_TOWN: Final = 10
PER_TERRITORY: Final = 500
AT_ONCE: Final = 100_000

GIVEN: Final = (
    "Gabriel Léo Raphaël Louis Jade Louise Emma Alice Arthur Jules Hugo Adam Chloé Inès Léa Lina "
    "Manon Camille Zoé Nathan Éthan Paul Victor Noé Sacha Tom Théo Mathis Clément Baptiste Maxime "
    "Antoine Romane Juliette Agathe Jeanne Margaux Anaïs Clara Sarah Mohamed Yasmine Aïcha Ibrahim "
    "Noah Enzo Lucas Ambre Mila Rose Anna Lou Éva Inaya Nina Hélène Élise Océane Maëlys Maëlle "
    "Loïc Gaël Yann Erwan Malo Titouan Ewen Nolwenn Soazig Gwenaëlle Morgane Françoise François "
    "Jean-Baptiste Marie-Claire Anne-Sophie Pierre-Louis Zélie Célestin Augustin Eugénie Ophélie "
    "Salomé Noémie Stéphane Sébastien Frédéric Cécile Agnès Mélanie Aurélie Bérénice Côme Timéo"
).split()
HEADS: Final = (
    "Mart Dub Leb Mor Gir Rous Fourn Garn Boy Chev Lambr Per Moul Gaut Perr Bret Carp Lef Renaud "
    "Barb Gaill Brun Desch Roch Vid Ber Col Pic Guill Huet Marchand Poul Rich Sauv Tess Vass Gueg "
    "Kerv Quém Plou Trég Le-G Le-B Le-M Du-P De-la-V Saint-M Châtel Fèvr Benoît Élie Ours Font "
    "Ram Baud Cast Delm Escoff Jacq Lac"
).split()
MIDDLES: Final = (
    ("- in er el an on ar al and ent il ol ill ess ass enn ann our ouv ev av ig iv ier aud err")
    .replace("-", " ")
    .split(" ")
)
TAILS: Final = (
    "in ier ard eau ot et ette el elle on aud ault ois ez ec ic our an ain as ais ant at aux ert "
    "eur igny ières ac oux"
).split()

LEVELS: Final = ("sixieme", "cinquieme", "quatrieme", "troisieme")
BOARDS: Final = ("externe", "demi-pensionnaire", "interne")

_SECONDARY: Final = """
SELECT i.indexname || ' | ' || i.indexdef FROM pg_indexes AS i
WHERE i.tablename = 'record_index' AND i.indexname LIKE 'ix_%'"""

_ROWS: Final = text("""
WITH drawn AS (
    SELECT n,
        1 + floor(:given * power((hashint8extended(n, 1) & 1048575) / 1048576.0, 2))::int AS g,
        1 + floor(:family * power((hashint8extended(n, 2) & 1048575) / 1048576.0, 2))::int AS f,
        (hashint8extended(n, 3) & 1048575)::int % :schools AS s,
        (hashint8extended(n, 4) & 1048575)::int AS r
    FROM generate_series(CAST(:first AS bigint), CAST(:last AS bigint)) AS n
), made AS MATERIALIZED (
    SELECT uuidv7() AS id, drawn.n, drawn.r, family.said AS nom, given.said AS prenom,
        :root || lpad((s / :territory)::text, 2, '0') || '/' || lpad((s / :town)::text, 5, '0')
            || '/09' || lpad(s::text, 5, '0') || 'E' AS path,
        '09' || lpad(s::text, 5, '0') || 'E' AS uai,
        family.folded || chr(9) || given.folded AS sorted,
        family.words || given.words || ARRAY['p' || drawn.n] AS words,
        (ARRAY['sixieme','cinquieme','quatrieme','troisieme'])[1 + drawn.r % 4] AS niveau,
        (ARRAY['externe','demi-pensionnaire','interne'])[1 + (drawn.r / 4) % 3] AS regime,
        (3 + drawn.r % 4)::text || chr(65 + (drawn.r / 16) % 8) AS classe,
        DATE '2010-01-01' + drawn.r % 1460 AS naissance,
        round((drawn.r % 2000) / 100.0, 2) AS moyenne
    FROM drawn
    JOIN bench_name AS given ON given.kind = 'given' AND given.n = g
    JOIN bench_name AS family ON family.kind = 'family' AND family.n = f
), told AS (
    INSERT INTO record (entity, id, definition_version_id, code, scope_path, state, label, data,
                        source, created_at, updated_at, version)
    SELECT :entity, id, :version, 'P' || n, path, 'active', nom || ' ' || prenom,
        jsonb_build_object('code', 'P' || n, 'nom', nom, 'prenom', prenom, 'uai', uai, 'niveau',
            niveau, 'regime', regime, 'classe', classe, 'naissance', naissance, 'moyenne', moyenne),
        '', now(), now(), 1
    FROM made
)
INSERT INTO record_index (entity, record_id, state, scope_path, sort_key, t1, t2, t3, n1, d1,
                          words)
SELECT :entity, id, 'active', path, sorted, niveau, replace(regime, '-', ' '), lower(classe),
    moyenne, naissance, array_to_tsvector(words)
FROM made
""")


def root_of(territory: int | None = None) -> str:
    """The scope of the whole bench, or of one of its territories."""
    return "/banc" if territory is None else f"/banc/{territory:02d}"


def school_path(number: int) -> str:
    """The scope of one school."""
    return f"/banc/{number // PER_TERRITORY:02d}/{number // PER_TOWN:05d}/09{number:05d}E"


def document() -> dict[str, Any]:
    """The entity: four fields to filter and sort by, a name and a number to search."""

    def field(number: int, title: str, **more: Any) -> dict[str, Any]:
        return {"type": "string", "title": title, "x-id": f"01K5BENC00000000000000F{number:03d}",
                **more}  # fmt: skip

    def one_of(*keys: str) -> list[dict[str, str]]:
        return [{"const": key, "title": key.capitalize()} for key in keys]

    properties = {
        "niveau": field(1, "Niveau", oneOf=one_of(*LEVELS)),
        "regime": field(2, "Régime", oneOf=one_of(*BOARDS)),
        "classe": field(3, "Classe", maxLength=10),
        "moyenne": field(4, "Moyenne", format="decimal"),
        "naissance": field(5, "Naissance", format="date"),
        "code": field(6, "Numéro", maxLength=20),
        "nom": field(7, "Nom", maxLength=100),
        "prenom": field(8, "Prénom", maxLength=100),
        "uai": field(9, "Établissement", format="uai"),
    }
    ids = [part["x-id"] for part in properties.values()]
    return {
        "kind": "entity", "format": 1, "key": ENTITY, "title": "Élève", "plural": "Élèves",
        "language": "fr", "translations": {}, "label": "{nom} {prenom}",
        "sort": ["/nom", "/prenom"], "code": "/code", "scope": "establishment",
        "place": {"establishment": "/uai"}, "year_bound": False,
        "schema": {
            "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
            "additionalProperties": False, "required": ["code", "nom", "prenom", "uai"],
            "properties": properties,
        },
        "fields": {x_id: {"class": "internal", "listed": n < 5, "searched": n == 5}
                   for n, x_id in enumerate(ids)},
        "cards": [{"key": "tout", "title": "Tout", "items": [f"/{key}" for key in properties]}],
        "links": [], "system": [],
    }  # fmt: skip


def fill(owner: Engine, version: UUID, count: int) -> None:
    """Write `count` pupils and the words they are found by, then let the planner look.

    The indexes are built once all is there, as a restore would: ten times as quick.
    """
    with owner.begin() as connection:
        built = connection.scalars(text(_SECONDARY)).all()
        for name, _made in (index.split(" | ", 1) for index in built):
            connection.execute(text(f"DROP INDEX {name}"))
        _write(connection, version, count)
        for _name, made in (index.split(" | ", 1) for index in built):
            connection.execute(text(made))
        connection.execute(text(LEARN + " ON CONFLICT DO NOTHING"))
    with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in ("record", "record_index", "record_word"):
            connection.execute(text(f"VACUUM ANALYZE {table}"))


def _write(connection: Connection, version: UUID, count: int) -> None:
    connection.execute(text("CREATE TEMPORARY TABLE bench_name (kind text, n int, said text, "
                            "folded text, words text[])"))  # fmt: skip
    given, family = list(GIVEN), surnames()
    for kind, names in (("given", given), ("family", family)):
        connection.execute(
            text("INSERT INTO bench_name VALUES (:kind, :n, :said, :folded, :words)"),
            [
                {"kind": kind, "n": n, "said": name, "folded": fold(name), "words": words_of(name)}
                for n, name in enumerate(names, 1)
            ],
        )
    for first in range(1, count + 1, AT_ONCE):
        connection.execute(_ROWS, {
            "first": first, "last": min(first + AT_ONCE - 1, count), "given": len(given),
            "family": len(family), "schools": SCHOOLS, "territory": PER_TERRITORY,
            "town": PER_TOWN, "root": "/banc/", "entity": ENTITY, "version": version,
        })  # fmt: skip


def surnames() -> list[str]:
    """Some fifty thousand, in an order that mixes them: the first are the most common."""
    made = {
        (head.replace("-", " ") + middle + tail)
        for head, middle, tail in product(HEADS, MIDDLES, TAILS)
    }
    return sorted(made, key=lambda name: crc32(name.encode()))
