"""Every operation of the API once, in an order in which each has something to do."""

from __future__ import annotations

import copy
from collections.abc import Callable
from io import BytesIO
from typing import Any

from flask import Flask

from core import clock
from core.actor import HOUSE
from core.database import session
from core.running import run_all
from schemas.pack_export import archive
from tests.api.conftest import Program
from tests.attacks.town import PDF
from tests.kit.people import person
from tests.kit.works import ANSWERS, ESTABLISHMENT, circuit, publish, works
from tests.schemas.documents import calendar, colours, pack_files

LETTER = {
    "kind": "template", "format": 1, "key": "accuse", "title": "Accusé de réception",
    "language": "fr", "translations": {}, "channel": "letter", "audience": "applicant",
    "subject": "Votre demande {numero}", "variables": [{"name": "numero", "label": "Numéro"}],
    "blocks": [{"p": "Nous avons reçu votre demande {numero}."}],
}  # fmt: skip


class Play:
    """Calls the operations in turn and keeps what was asked and answered."""

    def __init__(self, callers: dict[str, Program]) -> None:
        self.callers = callers
        self.told: dict[str, Any] = {}

    def __call__(
        self, view: str, who: str, method: str, path: str, body: Any = None, status: int = 200,
        **more: Any,
    ) -> Any:  # fmt: skip
        answer = self.callers[who].call(method, path, body, **more)
        assert answer.status_code == status, (view, answer.get_data(as_text=True)[:800])
        told = answer.json if answer.mimetype == "application/json" else None
        answer.close()
        if view not in self.told:
            self.told[view] = {"path": path, "body": body, "status": status, "answer": told}
        return told

    @property
    def examples(self) -> dict[str, dict[str, Any]]:
        """View → {"path", "body", "status", "answer"}."""
        return {view: told for view, told in sorted(self.told.items()) if "." in view}


def played(app: Flask, program: Callable[..., Program]) -> Play:
    """A town at work, where each operation has been called."""
    scene = works()
    _furnished()
    boss = person("admin@example.test", "administrateur", name="Paul Girard")
    play = Play(
        {"head": program(scene.head), "agent": program(scene.gestionnaire),
         "visa": program(scene.visa_technique), "over": program(scene.superviseur),
         "admin": program(boss), "nobody": Program(app, None)}
    )  # fmt: skip
    _asked(play)
    _processed(play)
    _together(play)
    _members(play)
    _records(play)
    _definitions(play)
    packs(play)
    _help(play)
    return play


def _furnished() -> None:
    """Agents may change answers at the visas; establishments have a telephone to propose."""
    statuses = circuit()["statuses"]
    for status in statuses:
        if status["key"] == "visas":
            status["editable_by"] = ["gestionnaire"]
    publish("workflow", circuit(statuses=statuses))
    publish("template", LETTER)
    entity = copy.deepcopy(ESTABLISHMENT)
    entity["schema"]["properties"]["telephone"] = {  # type: ignore[index]
        "type": "string", "title": "Téléphone", "x-id": "01J0000000000000000000E003",
    }  # fmt: skip
    publish("entity", entity)


def _help(play: Play) -> None:
    """Two entries of the knowledge base, and a question they answer."""
    from knowledge_base import operations

    for key, question in (
        ("regime", "Comment changer le régime alimentaire de mon enfant à la cantine ?"),
        ("absence", "Comment signaler une absence à la cantine ?"),
    ):
        fields = {"question": question, "answer": "Écrivez au secrétariat.", "theme": "Cantine"}
        operations.write_entry(HOUSE, key, fields)
    play("knowledge_api.ask", "head", "POST", "/knowledge/ask",
         {"text": "changer le régime alimentaire de ma fille à la cantine"})  # fmt: skip


def _asked(play: Play) -> None:
    """By the head of an establishment: a service, a file, a draft, a request."""
    play("accounts_api.me", "head", "GET", "/me")
    play("catalogue_api.list_services", "head", "GET", "/services?limit=10")
    play("catalogue_api.one_service", "head", "GET", "/services/travaux")
    play("forms_api.evaluate", "head", "POST", "/forms/demande-travaux/evaluate",
         {"answers": {"nature": "entretien"}})  # fmt: skip
    brought = play("documents_api.bring", "head", "POST", "/files", None, 201,
                   data={"file": (BytesIO(PDF), "devis.pdf")})  # fmt: skip
    play("documents_api.bytes_of", "head", "GET", f"/files/{brought['id']}")
    drafted = play("catalogue_api.create_request", "head", "POST", "/requests",
                   {"service": "travaux", "button": "demander", "on_behalf_of": "0751234J",
                    "answers": {"nature": "entretien"}, "submit": False}, 201)  # fmt: skip
    play("catalogue_api.patch_answers", "head", "PATCH", f"/requests/{drafted['ref']}/answers",
         {"answers": ANSWERS, "submit": True})  # fmt: skip


def _processed(play: Play) -> None:
    """By agents: read, written about, sent to the visas, corrected, told by letter."""
    query = "/requests?filter[status]=depose&sort=-submitted&limit=10"
    (line,) = play("catalogue_api.list_requests", "agent", "GET", query)["items"]
    one = f"/requests/{line['ref']}"
    play("catalogue_api.one_request", "agent", "GET", one)
    play("catalogue_api.explain_request", "agent", "GET", f"{one}/explain")
    play("catalogue_api.post_message", "agent", "POST", f"{one}/messages",
         {"audience": "applicant", "text": "Pouvez-vous joindre une photo ?"}, 201)  # fmt: skip
    play("catalogue_api.messages", "agent", "GET", f"{one}/messages?limit=10")
    play("catalogue_api.checklist", "agent", "PATCH", f"{one}/checklist",
         {"key": "surface", "done": True})  # fmt: skip
    noted = play("catalogue_api.annotate", "agent", "PATCH", f"{one}/annotations",
                 {"answers": {"priorite": "haute"}})  # fmt: skip
    play("catalogue_api.transition", "agent", "POST", f"{one}/transitions",
         {"transition": "instruire", "comment": "Dossier complet.",
          "expected_version": noted["version"]})  # fmt: skip
    play("catalogue_api.edit_filed", "agent", "POST", f"{one}/edits",
         {"answers": {"description": "Remplacer douze stores de la salle B12"},
          "comment": "Vu au téléphone."})  # fmt: skip
    play("catalogue_api.vote", "visa", "POST", f"{one}/votes",
         {"function": "visa_technique", "verdict": "accept", "comment": ""})  # fmt: skip
    _written(line["ref"])
    letter, *_ = play("catalogue_api.letters", "head", "GET", f"{one}/letters?limit=10")["items"]
    play("catalogue_api.one_letter", "head", "GET", f"{one}/letters/{letter['id']}")
    play("catalogue_api.void", "over", "POST", f"{one}/letters/{letter['id']}/void",
         {"reason": "Erreur de montant."})  # fmt: skip


def _written(ref: str) -> None:
    """A letter about a request, made."""
    from sqlalchemy import select

    from catalogue.models import Request
    from documents import operations as documents

    found = session.scalars(select(Request).where(Request.reference == ref)).one()
    documents.issue("accuse", subject=("request", found.id), once="accuse",
                    title="Accusé de réception", data={"numero": ref})  # fmt: skip
    session.commit()
    run_all()


def _together(play: Play) -> None:
    """Several requests at once, and what happened to all of them."""
    other = play("another", "head", "POST", "/requests",
                 {"service": "travaux", "answers": ANSWERS, "submit": True}, 201)  # fmt: skip
    run = play("catalogue_api.bulk_move", "agent", "POST", "/requests/bulk",
               {"transition": "demander_complement", "comment": "Il manque le devis.",
                "dry_run": False, "selection": {"requests": [
                    {"ref": other["ref"], "version": other["version"]}]}}, 202)  # fmt: skip
    run_all()
    play("catalogue_api.one_job", "agent", "GET", f"/jobs/{run['id']}")
    play("catalogue_api.undo_job", "agent", "POST", f"/jobs/{run['id']}/undo", None, 202)
    run_all()
    play("catalogue_api.list_events", "agent", "GET", "/events?after=0&limit=5")


def _members(play: Play) -> None:
    members = "/establishments/0751234J/members"
    given = {
        "email": "gestion@example.org", "name": "Nora Blin", "rights": ["membre-demandes"],
        "until": clock.today().isoformat(), "purpose": "Gestionnaire cette année.",
    }  # fmt: skip
    made = play("catalogue_api.set_member", "head", "POST", members, given, 201)
    play("catalogue_api.list_members", "head", "GET", members)
    play("catalogue_api.end_member", "head", "DELETE", f"{members}/{made['id']}", None, 204)


def _records(play: Play) -> None:
    """Records by an administrator; what the head of one proposes, answered."""
    records = "/records/etablissement"
    play("registry_api.create", "admin", "POST", records,
         {"data": {"uai": "0350003C", "nom": "École des Tilleuls"}}, 201)  # fmt: skip
    one, own = f"{records}/0350003C", f"{records}/0751234J"
    found = play("registry_api.one", "admin", "GET", one)
    play("registry_api.list_records", "admin", "GET", f"{records}?q=tilleuls&sort=nom&limit=10")
    play("registry_api.update", "admin", "PATCH", one,
         {"data": {"nom": "Les Tilleuls"}, "expected_version": found["version"]})  # fmt: skip
    play("registry_api.story", "admin", "GET", f"{one}/history?limit=10")
    play("registry_api.explain", "admin", "GET", f"{one}/explain?field=nom")
    asked = {"data": {"telephone": "0299000000"}, "reason": "Nouveau standard."}
    (made,) = play("registry_proposals_api.propose", "head", "POST", f"{own}/proposals", asked, 201)
    play("registry_proposals_api.of_record", "admin", "GET", f"{own}/proposals?limit=10")
    play("registry_proposals_api.list_proposals", "admin", "GET", "/proposals?limit=10")
    seen = play("registry_proposals_api.one_proposal", "admin", "GET", f"/proposals/{made['id']}")
    play("registry_proposals_api.decide", "admin", "POST", f"/proposals/{made['id']}/decision",
         {"fields": {"telephone": {"verdict": "accept"}}, "transition": "accepter",
          "expected_version": seen["version"]})  # fmt: skip
    (made,) = play("again", "head", "POST", f"{own}/proposals",
                   {"data": {"telephone": "0299000001"}}, 201)  # fmt: skip
    play("registry_proposals_api.answer", "admin", "POST", f"{own}/proposals/{made['id']}",
         {"accept": ["telephone"]})  # fmt: skip


def _definitions(play: Play) -> None:
    one, first = "/definitions/calendar/fermetures", calendar("fermetures", title="Fermetures")
    play("schemas_api.put_draft", "admin", "PUT", f"{one}/draft", first)
    play("schemas_api.publish", "admin", "POST", f"{one}/publish", {"reason": "Rentrée"})
    play("schemas_api.one_definition", "admin", "GET", one)
    play("schemas_api.one_version", "admin", "GET", f"{one}/versions/1")
    play("a draft", "admin", "PUT", f"{one}/draft", {**first, "title": "Fermetures de l’année"})
    play("its version", "admin", "POST", f"{one}/publish", {})
    play("schemas_api.diff", "admin", "GET", f"{one}/diff?from=1&to=2")
    play("schemas_api.list_definitions", "admin", "GET", "/definitions?kind=calendar&limit=10")


def loaded(play: Play) -> str:
    """A small pack, sent and loaded; the definition it brings."""
    name, files = "reference-list/couleurs", pack_files(colours(), key="listes")
    sent = play("packs_api.offer_pack", "admin", "POST", "/packs/offers", None, 201,
                data={"file": (BytesIO(archive(files)), "listes.zip")})  # fmt: skip
    play("packs_api.load_pack", "admin", "POST", "/packs",
         {"offer": sent["offer"], "choices": {name: "theirs"}, "dry_run": False})  # fmt: skip
    return name


def packs(play: Play) -> None:
    """A small pack: looked at, loaded, exported, changed here, taken back, taken away."""
    name = loaded(play)
    play("packs_api.list_packs", "admin", "GET", "/packs?limit=2")
    play("packs_api.one_pack", "admin", "GET", "/packs/listes")
    play("packs_api.pack_needs", "admin", "POST", "/packs/needs",
         {"definitions": ["service/travaux"]})  # fmt: skip
    chosen = {"definitions": [name], "key": "nos-listes", "title": "Nos listes", "version": "1.2"}
    play("packs_api.export_pack", "admin", "POST", "/packs/export", chosen)
    draft = colours("couleurs", "Rouge", "Vert", "Bleu")
    play("changed here", "admin", "PUT", f"/definitions/{name}/draft", draft)
    play("published here", "admin", "POST", f"/definitions/{name}/publish", {})
    play("packs_api.revert_pack", "admin", "POST", "/packs/listes/revert", {"definition": name})
    play("packs_api.removal_of_pack", "admin", "GET", "/packs/listes/removal")
    play("packs_api.remove_pack", "admin", "DELETE", "/packs/listes")
