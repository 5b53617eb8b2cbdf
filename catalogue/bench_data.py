"""Requests by the hundred thousand for `workflow.bulk`, written set-based in a throw-away house."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from sqlalchemy import Engine, text

from accounts import operations as accounts
from accounts import queries as people
from core.actor import HOUSE, Actor
from core.database import session, unit_of_work
from form_factory import operations as forms
from schemas import operations as schemas

KEY: Final = "mesure"
MOVE: Final = "instruire"
FORM: Final[dict[str, Any]] = {
    "kind": "form", "format": 1, "key": KEY, "title": "Mesure", "language": "fr",
    "translations": {},
    "schema": {
        "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
        "additionalProperties": False, "required": ["objet"],
        "properties": {
            "objet": {"type": "string", "title": "Objet", "maxLength": 200,
                      "x-id": "01J0000000000000000000B001"},
            "total": {"type": "string", "format": "decimal", "title": "Total",
                      "x-id": "01J0000000000000000000B002"},
        },
    },
    "ui": {"pages": [{"id": "p1", "title": "Demande",
                      "items": [{"field": "/objet"}, {"field": "/total"}]}]},
    "tests": [],
}  # fmt: skip
WORKFLOW: Final[dict[str, Any]] = {
    "kind": "workflow", "format": 1, "key": KEY, "title": "Mesure", "language": "fr",
    "translations": {},
    "functions": {"demandeur": {"from": "request.members"}, "gestionnaire": {"from": "group"}},
    "statuses": [
        {"key": "brouillon", "label": "Brouillon", "tone": "slate", "icon": "pencil",
         "kind": "draft"},
        {"key": "depose", "label": "Déposée", "tone": "sky", "icon": "tray",
         "kind": "waiting-agent", "level": 1},
        {"key": "visas", "label": "À viser", "tone": "plum", "icon": "gavel",
         "kind": "waiting-agent", "level": 2},
        {"key": "fin", "label": "Accordée", "tone": "leaf", "icon": "check", "kind": "final",
         "outcome": "accepted"},
    ],
    "initial": "brouillon",
    "transitions": [
        {"key": "deposer", "label": "Déposer", "from": ["brouillon"], "to": "depose",
         "by": ["demandeur"]},
        {"key": MOVE, "label": "Envoyer aux visas", "from": ["depose"], "to": "visas",
         "by": ["gestionnaire"], "bulk": True, "not_same_actor_as": ["deposer"],
         "guard": {"<=": [{"var": "data.total"}, "90000.00"]},
         "actions": [{"do": "notify", "template": "complement", "to": ["demandeur"]}]},
        {"key": "accorder", "label": "Accorder", "from": ["visas"], "to": "fin",
         "by": ["gestionnaire"]},
    ],
    "timers": [{"key": "relance", "in": "visas", "anchor": "latest-arrival", "after": "P10D",
                "calendar": "working-days",
                "actions": [{"do": "notify", "template": "complement", "to": ["demandeur"]}]}],
    "tests": [],
}  # fmt: skip
SERVICE: Final[dict[str, Any]] = {
    "kind": "service", "format": 1, "key": KEY, "title": "Mesure", "language": "fr",
    "translations": {}, "workflow": KEY, "bindings": {"gestionnaire": [{"group": "mesure"}]},
    "buttons": [{"key": "demander", "label": "Demander", "form": KEY}],
}  # fmt: skip


def prepare(owner: Engine, count: int, workflow: dict[str, Any] = WORKFLOW) -> Actor:
    """The definitions, one agent, `count` requests handed in; the agent with his rights."""
    with unit_of_work():
        schemas.load_pack(HOUSE, "base")
        versions = {
            kind: _published(kind, document)
            for kind, document in (("form", FORM), ("workflow", workflow), ("service", SERVICE))
        }
        root = people.scope_by_path("/org") or accounts.place(
            "organisation", "org", "Organisation", None
        )
        agent = accounts.create_account(HOUSE, "mesure@example.org", "Amina Benali")
        accounts.give_role(HOUSE, agent, "agent", root)
        accounts.add_to_group(HOUSE, agent, accounts.ensure_group("mesure", "Mesure"), root)
        draft = forms.start_draft(HOUSE, versions["form"], {}).id
        agent_id = agent.id
        session.flush()
    fill(owner, versions, draft, count)
    return people.actor_of(agent_id)


def _published(kind: str, document: dict[str, Any]) -> UUID:
    schemas.save_draft(HOUSE, kind, document["key"], document)
    found: UUID = schemas.publish(HOUSE, kind, document["key"]).id
    return found


def fill(owner: Engine, versions: dict[str, UUID], draft: UUID, count: int) -> None:
    """Requests with their first step and their first line of history."""
    known = {**{k: str(v) for k, v in versions.items()}, "draft": str(draft), "n": count}
    with owner.begin() as there:
        for statement in (_REQUESTS, _STEPS, _LINES):
            there.execute(text(statement), known)
    with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as there:
        there.execute(text("VACUUM ANALYZE request, step, change"))


_REQUESTS: Final = """
INSERT INTO request (id, reference, provisional, service_key, service_version_id, button,
  form_version_id, workflow_version_id, draft_id, establishment_label, establishment_words,
  scope_path, applicant_id, applicant_name, title, answers, rows, labels, words, status,
  status_kind, markers, entered_at, entry_no, waiting_functions, tags, created_at, updated_at,
  submitted_at, version)
SELECT gen_random_uuid(), 'M-' || lpad(n::text, 7, '0'), 'B-' || n, 'mesure', :service, 'demander',
  :form, :workflow, :draft, 'Collège ' || n % 400, 'college ' || n % 400,
  '/org/' || lpad((n % 400)::text, 4, '0'), gen_random_uuid(), 'Claire Lefèvre', 'Demande ' || n,
  jsonb_build_object('objet', 'Remplacer les stores de la salle ' || n, 'total', '1200.00'),
  '{}', '{}', 'm ' || n, 'depose', 'waiting-agent', '[]', now(), 1, '["gestionnaire"]', '[]',
  now(), now(), now() - n * interval '1 minute', 2
FROM generate_series(1, :n) AS n
"""
_STEPS: Final = """
INSERT INTO step (subject_id, transition, from_status, to_status, direction, function, actor_id,
  actor_name, at, version, before)
SELECT id, 'deposer', 'brouillon', 'depose', 'forward', 'demandeur', applicant_id, applicant_name,
  submitted_at, 2, '{}' FROM request
"""
_LINES: Final = """
INSERT INTO change (subject_kind, subject_id, version, at, actor_id, actor_name, via, act, patch,
  facts, previous_hash, hash)
SELECT 'request', id, 2, submitted_at, applicant_id, applicant_name, 'ui', 'request.submitted',
  '[]', '{}', '', encode(sha256(id::text::bytea), 'hex') FROM request
"""
