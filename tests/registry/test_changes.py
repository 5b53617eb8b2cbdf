"""A change of a record goes through its circuit, field by field (rows 002 #35, #36)."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import current_app

from core import clock
from core.actor import HOUSE
from core.database import session
from core.history import lines_of
from registry import operations, queries
from registry.errors import BeyondOnesRights, ProposalMoved, UnknownProposal
from registry.touches import RegistryTouches
from schemas import queries as schemas
from tests.attacks.pupils import Pupils, pupils, text_of
from tests.registry.changing import decided, hidden, proposed, pupil, under_circuit, voted
from workflows.errors import MoveRefused

HELD = {"iban": "FR7600001", "note": 12, "regime": "externe"}


@pytest.fixture
def scene(app: Any, tmp_path: Path) -> Pupils:
    found = pupils(app, tmp_path)
    under_circuit(found)
    return found


def test_what_one_may_propose_is_asked_by_controls_of_its_type_and_goes_with_its_proofs(
    scene: Pupils,
) -> None:
    record = pupil(**HELD, surnom="Zibeline")
    parent = scene.client("parent")
    assert "Proposer une modification" in text_of(parent.get("/fiches/eleve/M1"))
    page = text_of(parent.get("/fiches/eleve/M1/proposer"))
    assert 'type="radio"' in page
    assert 'name="surnom"' not in page
    assert "Zibeline" not in page
    kept = {name: hidden(page, name) for name in ("_state", "_seen", "_version")}
    same = {"iban": "FR7600001", "prenom": "Prenom1", "note": "12", "regime": "externe"}
    wrong = parent.submit("/fiches/eleve/M1/proposer", {**kept, **same, "note": "99"})
    assert wrong.status_code == 422
    assert 'href="#f-note"' in text_of(wrong)
    assert parent.submit("/fiches/eleve/M1/proposer", {**kept, **same}).status_code == 422
    answer = parent.submit("/fiches/eleve/M1/proposer", {
        **kept, **same, "note": "15", "regime": "interne", "surnom": "Forcé",
        "_motif-note": "Copie recomptée", "_piece-note": (io.BytesIO(b"%PDF-1.4\n%%EOF"), "c.pdf"),
    }, content_type="multipart/form-data")  # fmt: skip
    assert answer.status_code == 303, text_of(answer)
    seen = queries.proposal_seen(scene.actor("parent"), _id(answer.location))
    told = {one.field.key: (one.old, one.new) for one in seen.fields}
    assert told == {"note": (12, 15), "regime": ("externe", "interne")}
    page = text_of(scene.client("controleuse").get(answer.location))
    assert "Copie recomptée" in page
    assert "c.pdf" in page
    record_page = text_of(parent.get("/fiches/eleve/M1"))
    assert "Valeur proposée" in record_page
    assert "attend : Contrôle" in record_page
    assert (record.data["note"], record.data["regime"]) == (12, "externe")
    blind = text_of(scene.client("surveillant").get("/fiches/eleve/M1"))
    assert "Valeur proposée" not in blind, "who does not read the field sees no proposal of it"


def test_each_level_decides_field_by_field_and_only_what_is_accepted_is_written(
    scene: Pupils,
) -> None:
    record = pupil(**HELD)
    one = proposed(scene, "parent", record, note=15, regime="interne", iban="FR7600002")
    decided(scene, "controleuse", one, "controler", note=("amend", 14), regime="refuse")
    voted(scene, "visa-a", one, iban="accept")
    assert (one.state, record.data["note"]) == ("open", 12)
    voted(scene, "visa-b", one)
    assert (one.state, one.outcome) == ("answered", "accepted")
    assert {k: record.data[k] for k in HELD} == {**HELD, "note": 14, "iban": "FR7600002"}
    changes = {c["field"]: c for c in one.patch}
    assert (changes["note"]["new"], changes["note"]["reviews"][0]["value"]) == (15, 14)
    assert {k: c["answer"] for k, c in changes.items()} == {
        "note": "accepted", "iban": "accepted", "regime": "refused",
    }  # fmt: skip
    line = next(x for x in lines_of("record", record.id) if x.act == "record.updated")
    assert (line.facts["number"], {p["path"] for p in line.patch}) == (
        one.number, {"/note", "/iban"},
    )  # fmt: skip
    acts = {x.act for x in lines_of("change", one.id)}
    assert {"change.proposed", "change.reviewed", "change.moved", "change.voted"} <= acts
    page = text_of(scene.client("controleuse").get("/fiches/eleve/M1"))
    assert f"Proposition {one.number} de Parent" in page


def test_another_value_put_in_its_place_asks_the_visas_again(scene: Pupils) -> None:
    one = proposed(scene, "parent", pupil(**HELD), note=15)
    decided(scene, "controleuse", one, "controler")
    voted(scene, "visa-a", one)
    voted(scene, "visa-b", one, note=("amend", 13))
    assert one.state == "open", "the first visa was given about another value"
    voted(scene, "visa-a", one)
    assert (one.state, queries.target_of(one).data["note"]) == ("answered", 13)


def test_a17_nobody_decides_what_they_asked_nor_twice_nor_without_the_function(
    scene: Pupils,
) -> None:
    from tests.registry.changing import sits

    sits(scene.accounts["parent"], "scolarite")
    sits(scene.accounts["surveillant"], "scolarite")
    one = proposed(scene, "parent", pupil(**HELD), note=15, prenom="Zoé")
    for who in ("parent", "surveillant", "comptable", "secretaire", "visa-a"):
        with pytest.raises((BeyondOnesRights, MoveRefused, UnknownProposal)):
            decided(scene, who, one, "direct", note="accept")
        with pytest.raises((MoveRefused, UnknownProposal)):
            decided(scene, who, one, "direct")
    decided(scene, "controleuse", one, "controler")
    voted(scene, "visa-a", one)
    from workflows.errors import VoteRefused

    with pytest.raises(VoteRefused):
        voted(scene, "visa-a", one)
    assert one.state == "open"


def test_a_record_that_moved_is_shown_and_chosen_again(scene: Pupils) -> None:
    record = pupil(**HELD)
    one = proposed(scene, "parent", record, note=15)
    decided(scene, "controleuse", one, note="accept")
    operations.update_record(HOUSE, record, {"note": 9})
    agent = scene.client("controleuse")
    page = text_of(agent.get(f"/propositions/{one.id}"))
    assert "À choisir de nouveau" in page
    assert "Lors de la proposition" in page
    with pytest.raises(ProposalMoved):
        decided(scene, "controleuse", one, "direct")
    answer = agent.submit(f"/propositions/{one.id}/decision", {"_do": "move:direct"})
    assert answer.status_code == 409
    assert "a changé depuis la proposition" in text_of(answer)
    decided(scene, "controleuse", one, "direct", note="accept")
    assert record.data["note"] == 15


def test_two_proposals_on_one_field_are_seen_and_the_second_meets_the_first(scene: Pupils) -> None:
    record = pupil(**HELD)
    first = proposed(scene, "parent", record, note=15)
    scene.add("tante", *_rules("parent"))
    second = proposed(scene, "tante", record, note=16)
    live = schemas.live("workflow", "change-suivi")
    assert live is not None
    with current_app.test_request_context("/"):
        (waiting,) = RegistryTouches().touched(live, live.body, [])
    assert waiting.count == 2, "a publication says what stays on the version before"
    page = text_of(scene.client("controleuse").get(f"/propositions/{second.id}"))
    assert f"/propositions/{first.id}" in page
    decided(scene, "controleuse", first, "direct", note="accept")
    with pytest.raises(ProposalMoved):
        decided(scene, "controleuse", second, "direct")
    assert record.data["note"] == 15


def test_a14_what_an_author_may_not_ask_any_more_is_for_who_may_write_it(scene: Pupils) -> None:
    from accounts import operations as accounts
    from accounts import queries as people

    record = pupil(**HELD)
    one = proposed(scene, "parent", record, note=15)
    (grant,) = people.grants_of(scene.accounts["parent"].id)
    accounts.revoke_grant(HOUSE, grant)
    session.flush()
    with pytest.raises(MoveRefused) as refusal:
        decided(scene, "controleuse", one, "direct", note="accept")
    assert "change.author-lost" in refusal.value.refused.codes
    page = text_of(scene.client("controleuse").get(f"/propositions/{one.id}"))
    assert "L’auteur n’a plus ce droit" in page
    from tests.registry.changing import sits

    publish_decider(scene)
    sits(scene.accounts["secretaire"], "scolarite")
    decided(scene, "secretaire", one, "direct", note="accept")
    assert record.data["note"] == 15


def test_its_author_corrects_it_when_asked_hands_it_in_again_or_withdraws(scene: Pupils) -> None:
    record = pupil(**HELD)
    one = proposed(scene, "parent", record, note=15)
    parent = scene.client("parent")
    assert parent.get(f"/propositions/{one.id}/modifier").status_code == 403
    decided(scene, "controleuse", one, "preciser")
    page = text_of(parent.get(f"/propositions/{one.id}/modifier"))
    kept = {name: hidden(page, name) for name in ("_state", "_seen", "_proposition")}
    answer = parent.submit(f"/propositions/{one.id}/modifier", {**kept, "note": "17"})
    assert answer.status_code == 303
    again = parent.submit(f"/propositions/{one.id}/action", {"action": "redeposer"})
    assert again.status_code == 303
    session.refresh(one)
    assert (one.status, one.patch[0]["new"]) == ("a_controler", 17)
    assert one.number in text_of(parent.get("/propositions/miennes"))
    assert parent.submit(f"/propositions/{one.id}/action", {"action": "direct"}).status_code == 403
    gone = parent.submit(f"/propositions/{one.id}/action", {"action": "retirer"})
    assert gone.status_code == 303
    session.refresh(one)
    assert (one.state, one.outcome, record.data["note"]) == ("answered", "withdrawn", 12)


def test_an_answer_taken_back_within_its_grace_takes_the_values_back(scene: Pupils) -> None:
    record = pupil(**HELD)
    one = proposed(scene, "parent", record, note=15)
    agent = scene.client("controleuse")
    said = {"_verdict-note": "accept", "_do": "move:direct"}
    assert agent.submit(f"/propositions/{one.id}/decision", said).status_code == 303
    assert queries.record("eleve", record.id).data["note"] == 15
    page = text_of(agent.get(f"/propositions/{one.id}"))
    assert "Annuler ma réponse" in page
    path = re.search(r'action="(/propositions/[^"]+/annuler/\d+)"', page)
    assert path
    assert agent.submit(path[1], {}).status_code == 303
    session.expire_all()
    assert (queries.record("eleve", record.id).data["note"], one.state) == (12, "open")


def test_silence_writes_what_nobody_refused_unless_the_record_moved(
    scene: Pupils, monkeypatch: pytest.MonkeyPatch
) -> None:
    from workflows.operations.working import work_off

    quiet, stirred = pupil(1, **HELD), pupil(2, **HELD)
    first = proposed(scene, "parent", quiet, note=15, regime="interne")
    second = proposed(scene, "parent", stirred, note=15)
    decided(scene, "controleuse", first, regime="refuse")
    operations.update_record(HOUSE, stirred, {"note": 9})
    session.flush()
    later = clock.now() + timedelta(days=31)
    monkeypatch.setattr(clock, "now", lambda: later)
    work_off()
    session.expire_all()
    assert (first.outcome, quiet.data["note"], quiet.data["regime"]) == ("accepted", 15, "externe")
    assert (second.state, stirred.data["note"]) == ("open", 9)


def test_a_merged_record_hands_its_proposals_to_its_successor_an_archived_one_takes_none(
    scene: Pupils,
) -> None:
    record, successor, gone = pupil(1, **HELD), pupil(2, **{**HELD, "note": 3}), pupil(3, **HELD)
    one, other = (proposed(scene, "parent", r, note=15) for r in (record, gone))
    record.state, record.successor_id = "merged", successor.id
    operations.archive_record(HOUSE, gone)
    page = text_of(scene.client("controleuse").get(f"/propositions/{one.id}"))
    assert "La fiche a été fusionnée" in page
    decided(scene, "controleuse", one, "direct", note="accept")
    assert (record.data["note"], successor.data["note"]) == (12, 15)
    assert scene.client("controleuse").get(f"/propositions/{other.id}").status_code == 404
    own = text_of(scene.client("parent").get("/propositions/miennes"))
    assert other.number in own
    assert "Fiche qui n’est plus ouverte" in own


def test_fields_of_another_card_go_through_their_own_circuit(scene: Pupils) -> None:
    from tests.attacks.pupils import entity
    from tests.kit.works import publish

    publish("entity", entity(changes={
        "workflow": "change-suivi", "bindings": {"controle": [{"group": "scolarite"}]},
        "for": [{"items": ["/prenom"], "workflow": "modification-de-fiche", "bindings": {}}],
    }))  # fmt: skip
    record = pupil(**HELD)
    made = operations.propose_changes(scene.actor("parent"), record, {"note": 15, "prenom": "Zoé"})
    found = {queries.circuit_of_change(one).key: one for one in made}
    assert set(found) == {"change-suivi", "modification-de-fiche"}
    decided(scene, "secretaire", found["modification-de-fiche"], "accepter")
    assert (record.data["prenom"], record.data["note"]) == ("Zoé", 12)


def test_mails_of_its_circuit_go_to_holders_who_read_it_and_carry_no_value(scene: Pupils) -> None:
    from messaging import queries as mails
    from registry.subjects import NotifyOfChange
    from tests.registry.changing import sits
    from workflows import queries as circuits

    sits(scene.accounts["surveillant"], "scolarite")
    one = proposed(scene, "parent", pupil(**HELD), iban="FR76CANARI")
    settings = {"template": "relance", "to": ["controle", "auteur"]}
    for _ in range(2):
        step = circuits.steps_of(one.id)[0]
        NotifyOfChange().run("change", one.id, step, settings, "essai")
    session.flush()
    sent = mails.mails_about("change", one.id)
    assert {mail.to_address for mail in sent} == {
        "controleuse@example.test", "parent@example.test",
    }  # fmt: skip
    assert len(sent) == 2, "the same key twice is one mail a person"
    assert not any("CANARI" in mail.text + mail.subject + mail.html for mail in sent)


def test_its_circuit_and_who_decides_are_chosen_without_json(scene: Pupils) -> None:
    from schemas import queries as schemas

    client, url = scene.client("admin"), "/administration/entites/eleve/modifications"
    page = text_of(client.get(url))
    assert 'value="change-suivi" selected' in page
    sent = {"vu": hidden(page, "vu"), "workflow": "modification-de-fiche",
            "groupes-gestionnaire": ["", "a", "nulle-part"], "groupes-controle": ""}  # fmt: skip
    assert client.submit(url, sent).status_code == 303
    version = schemas.draft("entity", "eleve")
    assert version is not None
    assert version.body["changes"] == {
        "workflow": "modification-de-fiche", "bindings": {"gestionnaire": [{"group": "a"}]},
    }  # fmt: skip


def _id(location: str) -> Any:
    from uuid import UUID

    return UUID(location.rstrip("/").rsplit("/", 1)[-1])


def _rules(who: str) -> list[dict[str, Any]]:
    from schemas import queries as schemas

    version = schemas.live("role", who)
    assert version is not None
    return list(version.body["rules"])


def publish_decider(scene: Pupils) -> None:
    """The office may decide as well as write."""
    from tests.attacks.pupils import ROLES
    from tests.kit.works import publish

    office = next(role for role in ROLES if role["key"] == "secretaire")
    publish("role", {**office, "permissions": [*office["permissions"], "records:decide"]})
    session.flush()
