"""Views people keep, share, arrange; columns; tags; lists of packs; all of it without script."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from catalogue import operations
from catalogue.models import Request, SavedView
from core.database import session
from core.errors import PreauError
from tests.kit.people import person
from tests.kit.works import SERVICE, Works, filed, moved, publish, works

Sign = Any
LATE = {"vue": "toutes", "f.agent": "aucun", "tri": "-echeance"}


@pytest.fixture
def scene(app: Flask) -> Works:
    """Two requests, one of them at its visas."""
    made = works()
    filed(made)
    moved(made, filed(made, description="Réparer la toiture du préau"), "instruire")
    return made


def text(client: Any, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.get_data(as_text=True)[:1500]
    return str(answer.get_data(as_text=True))


def test_a_list_is_kept_under_a_name_renamed_arranged_and_removed(
    scene: Works, sign_in: Sign
) -> None:
    client = sign_in(scene.gestionnaire)
    page = text(client, "/bureau?vue=toutes&f.agent=aucun&tri=-echeance")
    assert "Enregistrer la vue" in page
    assert "Rétablir" in page
    assert "Enregistrer la vue" not in text(client, "/bureau?vue=toutes")
    answer = client.submit("/bureau/vues/nouvelle", {**LATE, "nom": "À confier"})
    assert answer.status_code == 303
    kept = text(client, answer.location)
    assert "À confier" in kept
    assert "Enregistrer la vue" not in kept
    view = session.scalars(select(SavedView)).one()
    assert view.filter["fields"] == {"agent": ["aucun"]}
    dirty = text(client, answer.location + "&f.retard=oui")
    assert "Mettre la vue à jour" in dirty
    client.submit(
        f"/bureau/vues/{view.id}",
        {**LATE, "vue": str(view.id), "f.retard": "oui", "version": view.version},
    )
    assert session.get_one(SavedView, view.id).filter["fields"] == {
        "agent": ["aucun"],
        "retard": ["oui"],
    }
    client.submit("/bureau/vues/nouvelle", {"vue": "toutes", "q": "stores", "nom": "Stores"})
    client.submit(f"/bureau/vues/{view.id}", {"nom": "Sans agent", "version": view.version})
    assert "Sans agent" in text(client, "/bureau")
    client.submit(f"/bureau/vues/{view.id}/place", {"descendre": "1"})
    listed = re.findall(r'id="vue-\d+"><a [^>]*>([^<]+)<', text(client, "/bureau/vues"))
    assert listed == ["Stores", "Sans agent"]
    client.submit(f"/bureau/vues/{view.id}/supprimer")
    text(client, "/bureau")  # the notice is told once
    assert "Sans agent" not in text(client, "/bureau")


def test_a_view_is_shared_with_ones_team_and_changed_by_its_maker_alone(
    scene: Works, sign_in: Sign
) -> None:
    colleague = person("c@example.test", "agent", name="Cléo Colin", groups=("secteur",))
    client = sign_in(scene.gestionnaire)
    shared = {**LATE, "nom": "Du secteur", "equipe": "secteur"}
    assert client.submit("/bureau/vues/nouvelle", shared).status_code == 303
    view = session.scalars(select(SavedView)).one()
    other, stranger = sign_in(colleague), sign_in(scene.direction)
    assert "Du secteur" in text(other, "/bureau")
    assert "Du secteur" not in text(stranger, "/bureau")
    for client in (other, stranger):
        assert client.submit(f"/bureau/vues/{view.id}", {"nom": "Pris"}).status_code == 404
        assert client.submit(f"/bureau/vues/{view.id}/supprimer").status_code == 404
    assert other.submit("/bureau/vues/nouvelle", {**shared, "equipe": "budget"}).status_code == 403
    both = {"nom": "Autre nom", "version": view.version - 1}
    assert sign_in(scene.gestionnaire).submit(f"/bureau/vues/{view.id}", both).status_code == 409


def test_only_a_list_that_can_be_followed_is_kept(scene: Works, sign_in: Sign) -> None:
    client = sign_in(scene.gestionnaire)
    for wrong in ({"f.agent": "x"}, {"f.r.total-min": "1"}, {"f.mot": "1"}, {"tri": "id"}):
        answer = client.submit("/bureau/vues/nouvelle", {"vue": "toutes", "nom": "V", **wrong})
        assert answer.status_code == 400, wrong
    nameless = client.submit("/bureau/vues/nouvelle", {"vue": "toutes", "nom": " "})
    assert nameless.status_code == 422
    assert "Donnez à la vue un nom" in nameless.get_data(as_text=True)
    assert session.scalars(select(SavedView)).all() == []


def test_columns_are_chosen_moved_hidden_and_found_again(scene: Works, sign_in: Sign) -> None:
    """003 #117: what is hidden stays within reach."""
    client = sign_in(scene.gestionnaire)
    order = ["demande", "agent", "etape", "depose"]
    shown = {"vue": "toutes", "ordre": order, "montre": ["etape", "depose", "agent"]}
    client.submit("/bureau/colonnes", shown)
    heads = r'<th scope="col"[^>]*>(?:<a [^>]*>)?([^<]+)'
    page = text(client, "/bureau?vue=toutes")
    assert re.findall(heads, page) == ["Demande", "Agent", "Étape", "Déposée le"]
    assert 'value="echeance"' in page
    client.submit("/bureau/colonnes", {**shown, "monter": "depose"})
    page = text(client, "/bureau?vue=toutes")
    assert re.findall(heads, page) == ["Demande", "Agent", "Déposée le", "Étape"]
    assert "Échéance" in "".join(re.findall(heads, text(client, "/bureau")))
    client.submit("/bureau/colonnes", {**shown, "habituelles": "1"})
    assert "Échéance" in "".join(re.findall(heads, text(client, "/bureau?vue=toutes")))


def test_tags_are_put_on_taken_off_told_and_filtered(scene: Works, sign_in: Sign) -> None:
    client = sign_in(scene.gestionnaire)
    reference = session.scalars(
        select(Request.reference).where(Request.title.contains("toiture"))
    ).one()
    path = f"/demandes/{reference}/etiquettes"
    assert client.submit(path, {"nouvelle": "À relire"}).status_code == 303
    assert "À relire" in text(client, "/bureau?vue=toutes&f.etiquette=a-relire")
    filtered = text(client, "/bureau?vue=toutes&f.etiquette=a-relire")
    assert "toiture" in filtered
    assert "stores" not in filtered
    client.submit(path, {"nouvelle": "Urgent", "montrees": "a-relire", "etiquette": "a-relire"})
    client.submit(path, {"montrees": ["a-relire", "urgent"], "etiquette": "urgent"})
    history = text(client, f"/demandes/{reference}?onglet=historique")
    assert "Étiquettes ajoutées : À relire" in history
    assert "Étiquettes retirées : À relire" in history
    assert session.scalars(select(Request.tags).where(Request.reference == reference)).one() == [
        "urgent"
    ]
    assert sign_in(scene.head).submit(path, {"nouvelle": "Moi"}).status_code == 403


def test_many_are_tagged_in_one_statement(scene: Works) -> None:
    rows = list(session.scalars(select(Request).where(Request.submitted_at.is_not(None))))
    for name in ("Un", "Deux", "Trois"):
        operations.name_tag(name)
    rows[0].tags = ["deux", "un"]
    session.flush()
    ids = [row.id for row in rows]
    assert set(operations.tag_many(ids, ["trois", "un"], ["deux"])) == set(ids)
    session.expire_all()
    assert [row.tags for row in rows] == [["trois", "un"]] * len(rows)
    assert operations.tag_many(ids, ["un"]) == []


def test_each_field_opens_its_own_form_without_script(scene: Works, sign_in: Sign) -> None:
    publish("service", {**SERVICE, "desk": {"columns": ["/total", "/nature"]}})
    client = sign_in(scene.gestionnaire)
    operations.name_tag("Urgent")
    session.flush()
    for field in ("service", "statut", "nature", "agent", "etablissement", "territoire", "depose",
                  "arrivee", "echeance", "retard", "activite", "etiquette"):  # fmt: skip
        page = text(client, f"/bureau?vue=toutes&filtre={field}")
        assert f'name="{field}' in page or f'name="f.{field}' in page, field
    page = text(client, "/bureau?vue=toutes&service=travaux&filtre=r.total")
    assert 'name="f.r.total-min"' in page
    assert "Entretien courant" in text(client, "/bureau?vue=toutes&service=travaux&filtre=r.nature")
    page = text(client, "/bureau?vue=toutes&statut=travaux-3-niveaux:visas&f.retard=&f.depose-du=")
    assert "toiture" in page
    assert "Visas en cours" in page


def test_a_pack_brings_a_view_that_its_audience_finds(scene: Works, sign_in: Sign) -> None:
    publish("service", {**SERVICE, "desk": {"columns": ["/total"]}})
    view = {
        "kind": "desk-view", "format": 1, "key": "gros-travaux", "title": "Gros travaux",
        "language": "fr", "translations": {}, "tone": "brick", "icon": "star",
        "filters": {"service": ["travaux"], "r.total-min": ["1000"]},
        "sort": "-r.total", "columns": ["demande", "r.total"], "audience": ["secteur"],
    }  # fmt: skip
    publish("desk-view", view)
    client = sign_in(scene.gestionnaire)
    address = re.search(r'href="(/bureau\?vue=gros-travaux[^"]+)"', text(client, "/bureau"))
    assert address
    assert "1\u202f200" in text(client, address.group(1).replace("&amp;", "&"))
    assert "Gros travaux" not in text(sign_in(scene.direction), "/bureau")
    for wrong in ({"filters": {"r.nature": ["x"]}}, {"sort": "id"}, {"columns": ["mot"]}):
        with pytest.raises(PreauError):
            publish("desk-view", {**view, "key": "autre", **wrong})
    with pytest.raises(PreauError):
        publish("service", {**SERVICE, "key": "autre", "desk": {"columns": ["/lots"]}})
