"""Packs for programs: looked at, rehearsed, installed as chosen, taken back, taken away."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from core.actor import HOUSE
from schemas import operations, packs, queries
from schemas.pack_export import archive
from schemas.packs import of_files
from tests.api.conftest import Program
from tests.schemas.documents import colours, pack_files

NAME = "reference-list/couleurs"


def sent(admin: Program, *documents: dict[str, Any], version: str = "1") -> dict[str, Any]:
    """An archive that waits, and what it would do."""
    content = archive(pack_files(*documents, version=version))
    answer = admin.post("/packs/offers", data={"file": (BytesIO(content), "lot.zip")})
    assert answer.status_code == 201, answer.get_data(as_text=True)
    plan: dict[str, Any] = answer.json
    return plan


def test_a_program_takes_a_pack_through_its_whole_life(admin: Program) -> None:
    offer = sent(admin, colours())["offer"]
    rehearsed = admin.post("/packs", json={"offer": offer, "dry_run": True})
    assert rehearsed.json["published"] == [NAME]
    assert queries.pack("essai") is None
    assert admin.post("/packs", json={"offer": offer}).json["changed"] is True
    operations.save_draft(HOUSE, "reference-list", "couleurs", colours(title="Les nôtres"))
    operations.publish(HOUSE, "reference-list", "couleurs")
    plan = sent(admin, colours("couleurs", "Rouge", "Vert", "Bleu"), version="2")
    (line,) = plan["definitions"]
    assert (line["state"], line["proposed"], line["clashes"]) == ("conflict", "merge", [])
    chosen = {"offer": plan["offer"], "choices": {NAME: "merge"}}
    assert admin.post("/packs", json=chosen).json["merged"] == [NAME]
    standing = admin.get("/packs/essai").json["definitions"]
    assert standing == [{"definition": NAME, "live": True, "changed_here": True}]
    assert admin.post("/packs/essai/revert", json={}).json["restored"] == [NAME]
    taken = admin.post(
        "/packs/export", json={"definitions": [NAME], "key": "nos-listes", "title": "Nos listes"}
    )
    assert [item.name for item in packs.read(taken.data).items] == [NAME]
    assert admin.get("/packs/essai/removal").json["definitions"][0]["fate"] == "forget"
    assert admin.call("DELETE", "/packs/essai").status_code == 200
    assert admin.get("/packs/essai").status_code == 404


def test_what_a_definition_needs_is_told_to_programs(admin: Program) -> None:
    found = admin.post("/packs/needs", json={"definitions": ["service/pret-instrument"]}).json
    assert "workflow/pret-deux-niveaux" in [need["definition"] for need in found["needs"]]
    assert found["requires"] == ["base"]
    assert {one["path"] for one in found["to_bind"]} >= {"/bindings/luthier"}


def test_a_pack_that_does_not_hold_is_refused_with_its_paths(admin: Program) -> None:
    operations.load_pack(HOUSE, of_files(pack_files(colours())))
    offer = sent(admin, colours(title=""), version="2")["offer"]
    answer = admin.post("/packs", json={"offer": offer, "choices": {NAME: "theirs"}})
    assert answer.status_code == 422
    assert answer.json["errors"][0]["path"].endswith("reference-list.couleurs.json/title")
