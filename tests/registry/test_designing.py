"""The entity editor: what an administrator adds is everywhere at once, without a restart."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest

from accounts import operations as accounts
from core import jobs
from core.actor import HOUSE
from core.database import session
from core.errors import Invalid
from registry import exporting, operations, queries
from schemas import queries as schemas
from tests.kit.people import person
from tests.registry.conftest import ROW

HOME = "/administration/entites/etablissement"
PUBLISH = "/administration/definitions/entity/etablissement/publier"


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def seen(client: Any, url: str = HOME) -> str:
    return re.search(r'name="vu" value="(\d+)"', text(client.get(url))).group(1)


def does(client: Any, url: str, **data: Any) -> Any:
    return client.submit(url, {"vu": seen(client, url), **data})


def publish(client: Any) -> None:
    vu = re.search(r'name="vu" value="(\d+)"', text(client.get(PUBLISH))).group(1)
    answer = client.submit(PUBLISH, {"vu": vu})
    assert answer.status_code == 303, text(answer)


def draft() -> dict[str, Any]:
    return dict(schemas.draft("entity", "etablissement").body)


@pytest.fixture
def api(app: Any, admin: Any) -> Any:
    """A program with the rights of an administrator."""
    token = accounts.create_token(HOUSE, person("prog@example.test", "administrateur"), "essai")
    session.flush()

    def get(url: str) -> Any:
        return app.test_client().get(url, headers={"Authorization": f"Bearer {token}"}).json

    return get


def work() -> None:
    """The job that publication left."""
    for job in jobs.take():
        if job.kind == "registry.reindex":
            jobs.run(job)
            jobs.done(job)


@pytest.fixture
def labelled(admin: Any, zola: Any, curie: Any) -> str:
    """A card « Numérique » with a closed question « Label numérique », listed; its address."""
    assert does(admin, HOME, act="card.add", title="Numérique").status_code == 303
    added = does(
        admin, f"{HOME}/champs/nouveau", title="Label numérique", type="radio", card="numerique"
    )
    assert added.status_code == 303
    saved = does(
        admin, added.location, act="save", title="Label numérique", card="numerique",
        listed="1", searched="1", **{"class": "public"},
        **{"s.choices.key": ["", ""], "s.choices.label": ["Bronze", "Argent"]},
    )  # fmt: skip
    assert saved.status_code == 303, text(saved)
    return str(added.location)


def test_a_field_and_a_card_are_everywhere_once_published(
    admin: Any, labelled: str, api: Any
) -> None:
    before = queries.record_by_code("etablissement", "0350002M").version
    review = text(admin.get(PUBLISH))
    assert "<strong>Carte « Numérique »</strong>" in review
    assert "Tout ce qui s’en sert suit dès la publication." in review
    words = text(admin.get(f"{PUBLISH.removesuffix('publier')}traductions"))
    assert words.index("Titre · Identité") < words.index("Titre · Numérique"), "card by card"
    publish(admin)
    work()
    assert queries.record_by_code("etablissement", "0350002M").version == before  # not rewritten
    page = text(admin.get("/fiches/etablissement/0350001L/modifier"))
    assert "Numérique" in page
    assert "Label numérique" in page
    vu = re.search(r'name="_version" value="(\d+)"', page).group(1)
    typed = {k: str(v) for k, v in ROW.items() if k != "uai"}
    kept = admin.submit(
        "/fiches/etablissement/0350001L/modifier",
        {**typed, "_version": vu, "label_numerique": "argent"},
    )
    assert kept.status_code == 303, text(kept)
    assert "Argent" in text(admin.get("/fiches/etablissement/0350001L"))
    listed = text(admin.get("/fiches/etablissement?f-label_numerique=argent&tri=label_numerique"))
    assert "Collège Émile-Zola" in listed
    assert "Lycée Joliot-Curie" not in listed
    found = api("/api/v1/records/etablissement?filter[label_numerique]=argent&q=argent")
    assert [row["data"]["label_numerique"] for row in found["items"]] == ["argent"]
    stream = io.BytesIO()
    exporting.write_all(HOUSE, exporting.view_of("etablissement", None), "csv", stream)
    rows = list(csv.DictReader(io.StringIO(stream.getvalue().decode("utf-8-sig")), delimiter=";"))
    assert [row["Label numérique"] for row in rows if row["Label numérique"]] == ["Argent"]
    again = operations.import_file(HOUSE, "etablissement", stream.getvalue(), filename="tous.csv")
    assert again.counts["refused"] == 0


def test_a_published_field_is_laid_aside_and_comes_back_with_its_values(
    admin: Any, entity: Any, zola: Any
) -> None:
    x_id = entity.fields["nature"].x_id
    with_nature = operations.update_record(HOUSE, zola, {"nature": "COLLEGE"})
    assert does(admin, f"{HOME}/champs/{x_id}", act="remove").status_code == 303
    publish(admin)
    work()
    assert "COLLEGE" not in text(admin.get("/fiches/etablissement/0350001L"))
    changed = operations.update_record(HOUSE, with_nature, {"effectif": 650})
    assert changed.data["nature"] == "COLLEGE"  # nothing is rewritten, nothing lost
    with pytest.raises(Invalid):
        operations.update_record(HOUSE, changed, {"nature": "AUTRE"})
    back = does(admin, f"{HOME}/champs/{x_id}", act="back", card="identite")
    assert back.status_code == 303
    publish(admin)
    assert "COLLEGE" in text(admin.get("/fiches/etablissement/0350001L"))


def test_what_holds_an_entity_together_is_not_removed(admin: Any, entity: Any) -> None:
    for key, why in (("uai", "lot livré"), ("nom", "lot livré")):
        url = f"{HOME}/champs/{entity.fields[key].x_id}"
        answer = does(admin, url, act="remove")
        assert answer.status_code == 422
        assert why in text(answer)
    assert schemas.draft("entity", "etablissement") is None


def test_a_field_that_stops_being_listed_moves_none_of_its_neighbours(
    admin: Any, entity: Any, zola: Any, curie: Any
) -> None:
    field = entity.fields["type"]
    assert field.slot == "t1"
    saved = does(
        admin, f"{HOME}/champs/{field.x_id}", act="save", title="Type", required="1",
        card="identite", **{"class": "public"},
        **{
            "s.choices.key": [str(key) for key, _words in field.choices],
            "s.choices.label": [words for _key, words in field.choices],
        },
    )  # fmt: skip
    assert saved.status_code == 303, text(saved)
    publish(admin)  # and no job yet
    after = queries.live_entity("etablissement")
    for key in ("sector", "commune", "departement"):
        assert after.fields[key].slot == entity.fields[key].slot
    found = queries.list_records(HOUSE, "etablissement", filters={"commune": "Rennes"})
    assert len(found.items) == 2


def test_records_take_the_name_the_entity_gives_them(admin: Any, zola: Any) -> None:
    url = f"{HOME}/nom"
    saved = does(
        admin, url, title="Établissement", plural="Établissements",
        label="{Nom} ({commune})", sort=["commune", "nom", ""],
    )  # fmt: skip
    assert saved.status_code == 303, text(saved)
    assert draft()["label"] == "{nom} ({commune})"
    assert does(admin, url, title="x", label="{Inconnu}", sort=["nom"]).status_code == 422
    publish(admin)
    work()
    assert "Collège Émile-Zola (Rennes)" in text(admin.get("/fiches/etablissement"))


def test_two_administrators_do_not_write_over_each_other(admin: Any, entity: Any) -> None:
    first = seen(admin)
    assert does(admin, HOME, act="card.add", title="Une").status_code == 303
    late = admin.submit(HOME, {"vu": first, "act": "card.add", "title": "Deux"})
    assert late.status_code == 409
    assert [card["title"] for card in draft()["cards"]][-1] == "Une"
    for act, title, status in (
        ("card.rename:une", "Première", 303), ("card.up:une", "", 303),
        ("card.rename:absente", "x", 422), ("card.add", " ", 422), ("nonsense", "", 400),
        ("card.remove:une", "", 303),
    ):  # fmt: skip
        assert does(admin, HOME, act=act, title=title).status_code == status, act


def test_all_that_is_wrong_is_told_at_once_and_what_was_typed_stays(
    admin: Any, entity: Any
) -> None:
    added = does(admin, HOME, act="card.add", title="Numérique")
    assert added.location == f"{HOME}#carte-numerique"
    home = text(admin.get(HOME))
    assert ">Code postal</span>" in home
    assert ">postal</span>" not in home
    said = text(does(admin, f"{HOME}/champs/nouveau", title=" ", type=""))
    assert said.index("#v-title") < said.index("#v-type"), "two refusals, in the order of the page"
    field = does(admin, f"{HOME}/champs/nouveau", title="Label", type="radio").location
    wrong = {
        "title": "", "class": "internal", "keep": "dix", "keep_unit": "Y",
        "s.choices.key": ["choix_1", "choix_2"], "s.choices.label": ["Or", ""],
        "s.choices.paste": "Argent",
    }  # fmt: skip
    said = text(does(admin, field, **wrong))
    assert said.index("#v-title") < said.index("#v-keep")
    assert 'value="Or"' in said, "a choice that was renamed stays as it was typed"
    assert "Argent</textarea>" in said
    wrong = {**wrong, "title": "Label", "keep": "", "s.choices.label": ["", ""],
             "s.choices.paste": ""}  # fmt: skip
    said = text(does(admin, field, **wrong))
    assert 'href="#v-s-choices"' in said
    assert 'id="v-s-choices"' in said, "the summary leads to the choices"


def test_only_whoever_may_write_definitions_enters(head: Any) -> None:
    assert head.get(HOME).status_code == 403
    assert head.submit(HOME, {"act": "card.add", "title": "x"}).status_code == 403


def test_an_entity_is_made_from_nothing(admin: Any, zola: Any) -> None:
    begun = admin.submit(
        "/administration/definitions/nouvelle", {"sorte": "entity", "titre": "Salle"}
    )
    assert begun.status_code == 303
    home = "/administration/entites/salle"
    assert begun.location == home
    does(admin, home, act="card.add", title="La salle")
    for title, kind in (("Nom", "text"), ("Places", "integer"), ("Établissement", "uai")):
        page = does(admin, f"{home}/champs/nouveau", title=title, type=kind, card="la-salle")
        assert page.status_code == 303, text(page)
    places = {"scope": "establishment", "place": "etablissement"}
    for typed, status in (
        ({"label": "Salle", "sort": ["nom"]}, 422),
        ({"label": "{Nom}", "sort": ["nom"], "scope": "establishment"}, 422),
        ({"label": "{Nom}", "sort": ["nom"], **places}, 303),
    ):
        answer = does(admin, f"{home}/nom", title="Salle", plural="Salles", **typed)
        assert answer.status_code == status, text(answer)
    url = "/administration/definitions/entity/salle/publier"
    vu = re.search(r'name="vu" value="(\d+)"', text(admin.get(url))).group(1)
    assert admin.submit(url, {"vu": vu}).status_code == 303
    made = admin.submit(
        "/fiches/salle/nouvelle", {"nom": "B12", "places": "30", "etablissement": "0350001L"}
    )
    assert made.status_code == 303, text(made)
    assert "B12" in text(admin.get("/fiches/salle"))
    [room] = queries.list_records(HOUSE, "salle").items
    assert room.scope_path == zola.scope_path
