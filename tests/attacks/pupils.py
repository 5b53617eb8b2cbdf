"""An entity nobody shipped, with fields closed to some: what the rights of records are tried on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.actor import HOUSE
from core.database import session
from tests.kit.people import person
from tests.kit.stage import set_stage
from tests.kit.works import publish

#: Key → (schema, class, listed, searched).
FIELDS: dict[str, tuple[dict[str, Any], str, bool, bool]] = {
    "matricule": ({"type": "string", "maxLength": 20}, "internal", False, False),
    "nom": ({"type": "string", "maxLength": 60}, "internal", False, False),
    "prenom": ({"type": "string", "maxLength": 60}, "internal", False, False),
    "ecole": ({"type": "string", "maxLength": 20}, "internal", False, False),
    "statut": ({"type": "string", "oneOf": [
        {"const": "inscrit", "title": "Inscrit"}, {"const": "suivi", "title": "Suivi"},
        {"const": "sorti", "title": "Sorti"},
    ]}, "internal", True, False),
    "regime": ({"type": "string", "oneOf": [
        {"const": "externe", "title": "Externe"}, {"const": "interne", "title": "Interne"},
    ]}, "internal", True, False),
    "surnom": ({"type": "string", "maxLength": 60}, "internal", True, True),
    "note": ({"type": "integer", "minimum": 0, "maximum": 20}, "internal", True, False),
    "iban": ({"type": "string", "maxLength": 40}, "personal", False, False),
    "allergie": ({"type": "string", "maxLength": 200}, "sensitive", False, False),
}  # fmt: skip
ALL = [f"/{key}" for key in FIELDS]
IDENTITY = ["/matricule", "/nom", "/prenom", "/ecole", "/statut"]


def x_id(key: str) -> str:
    """The identity of a field."""
    return f"01K5EAEVE{list(FIELDS).index(key):017d}"


def entity(**more: Any) -> dict[str, Any]:
    """Pupils of schools."""
    return {
        "kind": "entity", "format": 1, "key": "eleve", "title": "Élève", "plural": "Élèves",
        "language": "fr", "translations": {},
        "schema": {
            "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
            "additionalProperties": False, "required": ["matricule", "nom", "ecole"],
            "properties": {
                key: {**part, "title": key.capitalize(), "x-id": x_id(key)}
                for key, (part, *_rest) in FIELDS.items()
            },
        },
        "label": "{prenom} {nom}", "sort": ["/nom", "/prenom"], "code": "/matricule",
        "scope": "establishment", "place": {"establishment": "/ecole"}, "year_bound": False,
        "fields": {
            x_id(key): {
                "class": privacy, **({"listed": True} if listed else {}),
                **({"searched": True} if searched else {}),
            }
            for key, (_part, privacy, listed, searched) in FIELDS.items()
        },
        "cards": [], "links": [], **more,
    }  # fmt: skip


def rule(*actions: str, when: Any = None, **fields: Any) -> dict[str, Any]:
    """A rule about pupils."""
    found = {"entity": "eleve", "actions": list(actions or ("read",)), "fields": fields}
    return found if when is None else {**found, "when": when}


def role(key: str, *rules: dict[str, Any], permissions: tuple[str, ...] = ()) -> dict[str, Any]:
    """A role with these rules."""
    return {
        "kind": "role", "format": 1, "key": key, "title": key.capitalize(), "language": "fr",
        "translations": {}, "staff": False, "rules": list(rules),
        "permissions": ["records:read", *permissions],
    }  # fmt: skip


ROLES = (
    role("secretaire", rule("read", "write", "create", "archive", read="*", write="*"),
         permissions=("records:write", "records:import")),
    role("surveillant", rule(read=IDENTITY)),
    role("comptable", rule(read=[*IDENTITY, "/iban"])),
    role("intendant", rule(read=[*IDENTITY, "/regime"], mask=["/iban"])),
    role("infirmier", rule(when={"==": [{"var": "statut"}, "suivi"]}, read=[*IDENTITY, "/allergie",
         "/surnom", "/note", "/regime"])),
    role("anonymiste", rule(read=["/statut", "/note"])),
    role("famille", rule("read", "write", read=[*IDENTITY, "/iban", "/surnom"],
         write=["/surnom"], propose=["/iban", "/prenom"]), permissions=("records:write",)),
    role("gardien", rule("read", "write", "create", "archive", read="*", write="*"),
         permissions=("records:write", "records:restricted", "accounts:read")),
    role("vide", rule(when={"in": [{"var": "statut"}, []]}, read="*"),
         rule(when={"!=": [{"var": "regime"}, "externe"]}, read="*")),
)  # fmt: skip


@dataclass
class Pupils:
    """People by their role, and records by name."""

    app: Any
    stage: Any
    accounts: dict[str, Any]

    def actor(self, who: str) -> Any:
        """The rights of somebody, read now."""
        from accounts import queries

        return queries.actor_of(self.accounts[who].id)

    def client(self, who: str) -> Any:
        """Somebody at a browser."""
        from tests.kit.people import signed_in

        return signed_in(self.app, self.accounts[who])

    def program(self, who: str) -> dict[str, str]:
        """Headers of a program that acts for somebody."""
        from accounts import operations

        text = operations.create_token(HOUSE, self.accounts[who], "essai", ())
        session.commit()
        return {"Authorization": f"Bearer {text}"}

    def add(self, who: str, *rules: dict[str, Any], scope: str = "/org", **more: Any) -> Any:
        """One more person with a role of their own."""
        publish("role", role(who, *rules, **more))
        self.accounts[who] = person(f"{who}@example.test", who, name=who.title(), scope=scope)
        session.flush()
        return self.accounts[who]


def pupils(app: Any, folder: Path) -> Pupils:
    """The entity, the roles, one person each on the whole organisation."""
    stage = set_stage(folder)
    publish("entity", entity())
    accounts: dict[str, Any] = {"admin": stage.admin, "head": stage.head}
    for document in ROLES:
        publish("role", document)
        key = document["key"]
        accounts[key] = person(f"{key}@example.test", key, name=key.title())
    session.flush()
    return Pupils(app, stage, accounts)


def pupil(number: int = 1, **data: Any) -> Any:
    """A record made by the house."""
    from registry import operations, queries

    plain = {"matricule": f"M{number}", "nom": f"Nom{number}", "prenom": f"Prenom{number}",
             "ecole": "0350001A", "statut": "inscrit", **data}  # fmt: skip
    version = queries.live_version("eleve")
    return operations.create_record(HOUSE, version, {k: v for k, v in plain.items() if v})


def text_of(answer: Any) -> str:
    """The body of an answer."""
    return str(answer.get_data(as_text=True))
