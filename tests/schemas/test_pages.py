"""The pages where administrators write, compare and publish definitions, and load packs."""

from __future__ import annotations

import io
import json
import re

import pytest

from core.actor import HOUSE
from core.database import session
from schemas import operations, packs, queries
from schemas.pack_export import archive
from tests.kit.people import base_pack, person
from tests.schemas.documents import colours, pack_files, role, view

KIND, KEY = "reference-list", "couleurs"
HOME = f"/administration/definitions/{KIND}/{KEY}"


@pytest.fixture
def base(app):
    base_pack()


@pytest.fixture
def admin(base, sign_in):
    return sign_in(person("admin@example.test", "administrateur", name="Ada Martin"))


def publish(document=None):
    document = document or colours()
    operations.save_draft(HOUSE, document["kind"], document["key"], document)
    return operations.publish(HOUSE, document["kind"], document["key"])


def text(answer):
    return answer.get_data(as_text=True)


def hidden(html, name):
    return re.search(rf'name="{name}" value="([^"]*)"', html).group(1)


def write(client, document, act="enregistrer", seen=None, url=HOME):
    data = {"texte": document if isinstance(document, str) else json.dumps(document), "acte": act}
    if seen is not None:
        data["vu"] = str(seen)
    return client.submit(f"{url}/modifier", data, content_type="multipart/form-data")


def test_an_administrator_writes_checks_and_publishes(admin):
    created = admin.submit(
        "/administration/definitions/nouvelle/document",
        {"texte": json.dumps(colours())},
        content_type="multipart/form-data",
    )
    assert created.status_code == 303
    assert created.location == f"{HOME}/modifier"
    page = text(admin.get(created.location))
    assert "Aucun problème" in page
    saved = write(admin, colours(title="Teintes"), "publier", hidden(page, "vu"))
    assert saved.location == f"{HOME}/publier"
    review = text(admin.get(saved.location))
    assert "Première publication" in review
    done = admin.submit(f"{HOME}/publier", {"vu": hidden(review, "vu")})
    assert done.status_code == 303
    assert queries.live(KIND, KEY).body["title"] == "Teintes"
    shown = text(admin.get(HOME))
    assert "Version 1" in shown
    assert "Ada Martin" in shown
    assert "Teintes" in text(
        admin.get("/administration/definitions?q=teintes&sorte=reference-list")
    )


def test_before_publishing_people_read_what_changes(admin):
    publish()
    draft = operations.save_draft(HOUSE, KIND, KEY, colours("couleurs", "Rouge", "Bleu"))
    review = text(admin.get(f"{HOME}/publier"))
    assert "/rows/1" in review
    assert "Ajouté" in review
    assert "Retiré" in review
    compared = text(admin.get(f"{HOME}/differences?de=1&a={draft.number}"))
    assert "Bleu" in compared


def test_problems_stand_beside_the_text_with_their_path_and_line(admin):
    publish()
    wrong = json.dumps(colours(rows=[{"key": "a", "label": ""}]), indent=1)
    answer = write(admin, wrong, "verifier")
    page = text(answer)
    assert answer.status_code == 422
    assert "<code>/rows/0/label</code>" in page
    assert 'data-go-line="11"' in page
    assert "Écrivez au moins 1 caractère(s)." in page
    assert queries.draft(KIND, KEY) is None
    assert write(admin, colours(title="Autre"), "verifier").status_code == 200
    assert queries.draft(KIND, KEY) is None


def test_a_draft_with_problems_is_kept_and_not_published(admin):
    publish()
    assert write(admin, colours(rows=[{"key": "a", "label": ""}]), seen=0).status_code == 303
    page = text(admin.get(f"{HOME}/publier"))
    assert "Corriger le brouillon" in page
    answer = admin.submit(f"{HOME}/publier", {})
    assert answer.status_code == 422
    assert queries.live(KIND, KEY).number == 1


@pytest.mark.parametrize(
    ("sent", "status", "said"),
    [
        ("{ pas du json", 400, "Ligne 1, colonne 3"),
        ("", 400, "JSON"),
        ('{"a": 1,\n "a": 2}', 400, "figure deux fois"),
        ('{"a": NaN}', 400, "JSON"),
        ("[" * 200 + "]" * 200, 422, "20"),
        ("[]", 422, "objet JSON"),
        ('{"kind": "form"}', 422, "Écrivez ici « reference-list »"),
        ('{"kind": "reference-list", "key": "couleurs", "n": 12345678901234567890}', 422, "15"),
        ('{"kind": "reference-list", "key": "couleurs", "t": "\\u0000"}', 422, ""),
        ('{"kind": "reference-list", "key": "couleurs", "t": "\\ud800"}', 422, ""),
    ],
)
def test_i21_what_cannot_be_kept_is_refused_and_the_text_stays(admin, sent, status, said):
    publish()
    answer = write(admin, sent, seen=0)
    page = text(answer)
    assert answer.status_code == status
    assert said in page
    assert "Rien n’a été enregistré" in page
    assert sent.split("\n")[0][:8].replace('"', "&#34;") in page
    assert queries.draft(KIND, KEY) is None


def test_a_text_that_is_too_large_is_refused_in_words(admin):
    publish()
    answer = write(admin, colours(help="x" * 300_000), seen=0)
    assert answer.status_code == 413
    assert "256 Ko" in text(answer)
    assert write(admin, "x" * 506_000, seen=0).status_code == 413
    assert queries.draft(KIND, KEY) is None


def test_of_two_editors_the_second_sees_the_difference_and_may_go_on(admin):
    publish()
    first = hidden(text(admin.get(f"{HOME}/modifier")), "vu")
    assert write(admin, colours(title="Une"), seen=first).status_code == 303
    answer = write(admin, colours(title="Deux"), seen=first)
    page = text(answer)
    assert answer.status_code == 409
    assert "<code>/title</code>" in page
    assert "Une" in page
    assert "Deux" in page
    assert queries.draft(KIND, KEY).body["title"] == "Une"
    assert write(admin, colours(title="Deux"), seen=hidden(page, "vu")).status_code == 303
    assert queries.draft(KIND, KEY).body["title"] == "Deux"


def test_publishing_a_draft_that_moved_meanwhile_is_refused(admin):
    publish()
    draft = operations.save_draft(HOUSE, KIND, KEY, colours(title="Une"))
    seen = draft.version
    operations.save_draft(HOUSE, KIND, KEY, colours(title="Deux"))
    answer = admin.submit(f"{HOME}/publier", {"vu": str(seen)})
    assert answer.status_code == 409
    assert queries.live(KIND, KEY).number == 1


def test_a_draft_is_discarded_a_version_taken_up_again_and_a_definition_retired(admin):
    publish()
    publish(colours("couleurs", "Bleu"))
    assert admin.submit(f"{HOME}/revenir", {"numero": "1", "vu": "0"}).status_code == 303
    assert queries.draft(KIND, KEY).body == colours()
    assert admin.submit(f"{HOME}/abandonner", {}).status_code == 303
    assert queries.draft(KIND, KEY) is None
    assert admin.submit(f"{HOME}/abandonner", {}).status_code == 409
    assert admin.submit(f"{HOME}/retirer", {"motif": "Plus utile"}).status_code == 303
    assert queries.live(KIND, KEY) is None
    assert "Plus utile" in text(admin.get(HOME))
    assert admin.submit(f"{HOME}/retirer", {}).status_code == 409


def test_the_same_click_twice_publishes_once(admin):
    publish()
    operations.save_draft(HOUSE, KIND, KEY, colours(title="Une"))
    for _ in range(2):
        answer = admin.submit(f"{HOME}/publier", {"_key": "une-cle"})
        assert (answer.status_code, answer.location) == (303, HOME)
    assert queries.live(KIND, KEY).number == 2


def test_an_exported_version_is_its_canonical_text(admin):
    version = publish()
    answer = admin.get(f"{HOME}/versions/1/export")
    assert text(answer) == version.body_text
    assert answer.mimetype == "application/json"
    assert version.sha256 in text(admin.get(f"{HOME}/versions/1")).replace("<wbr>", "")


@pytest.mark.parametrize(
    "path",
    [
        "/administration/definitions/inconnue/x", f"/administration/definitions/{KIND}/absente",
        f"{HOME}/versions/9", f"{HOME}/versions/99999999999999999999", f"{HOME}/differences?de=7",
        "/administration/definitions/nouvelle?sorte=inconnue", "/administration/packs/absent",
        "/administration/packs/absent/export",
        f"/administration/definitions/{KIND}/absente/modifier",
    ],
)  # fmt: skip
def test_what_is_not_there_is_told_so(admin, path):
    publish()
    assert admin.get(path).status_code == 404


def test_a_query_that_makes_no_sense_is_refused(admin):
    publish()
    assert admin.get(f"{HOME}/differences?de=abc").status_code == 400
    assert admin.submit(f"{HOME}/revenir", {"numero": "x"}).status_code == 400
    assert admin.submit(f"{HOME}/publier", {"vu": "-1"}).status_code == 400
    assert admin.get(f"{HOME}/publier").status_code == 409  # there is no draft


@pytest.mark.parametrize(
    "document", ["{}", '{"kind": "inconnu", "key": "a"}', '{"kind": "form", "key": "A b"}', "[]"]
)
def test_a_new_definition_needs_an_address(admin, document):
    answer = admin.submit(
        "/administration/definitions/nouvelle/document",
        {"texte": document},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 422
    assert "<code>" in text(answer)


def test_a_new_definition_comes_from_a_file_and_never_over_a_draft(admin):
    def send(document):
        return admin.submit(
            "/administration/definitions/nouvelle/document",
            {"texte": "", "fichier": (io.BytesIO(json.dumps(document).encode()), "c.json")},
            content_type="multipart/form-data",
        )

    assert send(colours()).status_code == 303
    assert send(colours(title="Autre")).status_code == 409
    assert queries.draft(KIND, KEY).body == colours()


# ── who may ───────────────────────────────────────────────────────────────────────────────────

GETS = [
    "/administration/definitions", "/administration/definitions/nouvelle", HOME, f"{HOME}/modifier",
    f"{HOME}/publier", f"{HOME}/versions/1", f"{HOME}/versions/1/export", f"{HOME}/differences",
    "/administration/packs", "/administration/packs/base", "/administration/packs/base/export",
    "/administration/packs/base/retirer", "/administration/nouveau-lot",
    "/administration/lot-livre/base",
]  # fmt: skip
POSTS = [
    "/administration/definitions/nouvelle", "/administration/definitions/nouvelle/document",
    f"{HOME}/annuler", f"{HOME}/retablir", f"{HOME}/modifier", f"{HOME}/publier",
    f"{HOME}/abandonner", f"{HOME}/revenir", f"{HOME}/retirer", "/administration/packs",
    "/administration/packs/base/revenir", "/administration/packs/base/retirer",
    "/administration/nouveau-lot",
]  # fmt: skip


@pytest.mark.parametrize("who", ["agent", "chef-etablissement", "membre-habilite", "superviseur"])
def test_a04_others_neither_see_nor_act(base, sign_in, who):
    publish()
    client = sign_in(person("x@example.test", who))
    for path in GETS:
        assert client.get(path).status_code in {403, 404}, path
    for path in POSTS:
        assert client.submit(
            path, {"texte": json.dumps(colours(title="Piraté")), "nom": "base"}
        ).status_code in {403, 404}
    for method in ("put", "delete", "patch"):
        assert getattr(client, method)(
            HOME, headers={"Origin": "http://localhost"}
        ).status_code in {400, 405}
    assert queries.live(KIND, KEY).body == colours()
    assert queries.draft(KIND, KEY) is None


def test_a04_visitors_are_sent_to_sign_in(base, client):
    publish()
    for path in GETS:
        assert client.get(path).status_code == 303
    for path in POSTS:
        assert client.submit(path, {}).status_code == 303


def test_a04_an_administrator_of_one_school_does_not_write_for_all(base, sign_in):
    from accounts import operations as accounts

    publish()
    accounts.place("organisation", "org", "Organisation", None)
    place = accounts.place("territory", "35", "Ille-et-Vilaine", "/org")
    client = sign_in(person("local@example.test", "administrateur", scope=place.path))
    assert client.get(HOME).status_code == 200
    for path in POSTS:
        assert (
            client.submit(path, {"texte": json.dumps(colours(title="Piraté"))}).status_code == 403
        )
    assert queries.draft(KIND, KEY) is None


def test_a05_columns_that_are_not_the_acts_are_not_written(admin):
    publish()
    extra = {
        "status": "published",
        "number": "77",
        "sha256": "0" * 64,
        "published_by": "x",
        "id": "x",
        "live_id": "x",
        "title": "Piraté",
        "kind": "form",
        "key": "autre",
        "forced_because": "x",
    }
    answer = admin.submit(
        f"{HOME}/modifier",
        {"texte": json.dumps(colours(title="Une")), "vu": "0", **extra},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 303
    draft = queries.draft(KIND, KEY)
    assert (draft.status, draft.number, draft.kind, draft.key) == ("draft", 2, KIND, KEY)
    assert (draft.body["title"], draft.forced_because, draft.published_at) == ("Une", None, None)
    assert queries.live(KIND, KEY).number == 1


def test_publishing_a_role_needs_the_right_to_give_roles(base, sign_in):
    designer = role("concepteur", "definitions:read", "definitions:write", "definitions:publish")
    publish(designer)
    client = sign_in(person("c@example.test", "concepteur"))
    url = "/administration/definitions/role/concepteur"
    more = role("concepteur", *designer["permissions"], "accounts:manage")
    assert write(client, more, seen=0, url=url).status_code == 303
    assert client.submit(f"{url}/publier", {}).status_code == 403
    assert queries.live("role", "concepteur").number == 1


PAYLOADS = [
    "<script>window.__xss=1</script>", '"><img src=x onerror=alert(1)>', "'-alert(1)-'",
    "</textarea><svg onload=alert(1)>", "{{ 7*7 }}", "javascript:alert(1)", "</title><b>x",
]  # fmt: skip


@pytest.mark.parametrize("payload", PAYLOADS)
def test_x01_titles_and_labels_are_inert_everywhere(admin, payload):
    publish(colours("couleurs", payload.replace(" ", "") and "Rouge", title=payload))
    wrong = colours(title=payload, rows=[{"key": "a", "label": payload, "parent": payload}])
    operations.save_draft(HOUSE, KIND, KEY, {**wrong, payload[:30]: 1})
    operations.load_pack(HOUSE, archive(pack_files(colours("x", title=payload), title=payload)))
    session.flush()
    for path in [*GETS, "/administration/packs/essai"]:
        answer = admin.get(path)
        assert answer.status_code == 200, path
        if answer.mimetype == "text/html":
            page = text(answer)
            assert not re.search(r"<script>window|<img src=x|<svg onload|<b>x", page), path
            assert ">49<" not in page


# ── packs ─────────────────────────────────────────────────────────────────────────────────────


def send_pack(client, content, **more):
    return client.submit(
        "/administration/packs",
        {"fichier": (io.BytesIO(content), "lot.zip"), **more},
        content_type="multipart/form-data",
    )


def looked_at(client, content):
    """Sent, and looked at: the fields of the form that installs it."""
    answer = send_pack(client, content)
    assert "/administration/lot-recu/" in answer.location
    return {"recu": answer.location.rpartition("/")[2]}, text(client.get(answer.location))


def test_an_administrator_looks_at_a_pack_rehearses_it_loads_it_and_reads_what_it_did(admin):
    sent, page = looked_at(admin, archive(pack_files(colours())))
    assert "1 définition nouvelle" in page
    page = text(admin.submit("/administration/packs", {**sent, "acte": "repeter"}))
    assert "Répétition réussie" in page
    assert queries.pack("essai") is None
    answer = admin.submit("/administration/packs", {**sent, "acte": "installer"})
    assert answer.location == "/administration/packs/essai"
    page = text(admin.get(answer.location))
    assert "Dernier chargement" in page
    assert "Comme dans le lot" in page
    assert admin.submit("/administration/packs", sent).status_code == 404  # it waits no longer
    assert admin.get("/administration/packs/essai/export").mimetype == "application/zip"


def test_an_update_shows_both_sides_and_does_what_is_chosen(admin):
    operations.load_pack(HOUSE, packs.of_files(pack_files(colours())))
    operations.save_draft(HOUSE, KIND, KEY, colours(title="La nôtre"))
    operations.publish(HOUSE, KIND, KEY)
    newer = archive(pack_files(colours("couleurs", "Rouge", "Vert", "Bleu"), version="2"))
    sent, page = looked_at(admin, newer)
    for words in ("Modifiée des deux côtés", "La nôtre", "Ce que le lot change", "Bleu", "Réunir"):
        assert words in page
    admin.submit("/administration/packs", sent)
    assert "laissées telles quelles" in text(admin.get("/administration/packs/essai"))
    sent, _page = looked_at(admin, newer)
    admin.submit("/administration/packs", {**sent, f"choix:{KIND}/{KEY}": "merge"})
    live = queries.live(KIND, KEY).body
    assert (live["title"], len(live["rows"])) == ("La nôtre", 3)
    here = "/administration/packs/essai"
    assert "Depuis que le lot l’a apportée" in text(admin.get(here))
    admin.submit(f"{here}/revenir", {"definition": f"{KIND}/{KEY}"})
    assert queries.live(KIND, KEY).body["title"] == "Couleurs"
    for version in ("2", "1"):  # the choice is taken back, then the update
        admin.submit(f"{here}/revenir")
        assert queries.pack("essai").pack_version == version


def test_a_pack_nobody_used_is_taken_away_by_its_page(admin):
    operations.load_pack(HOUSE, packs.of_files(pack_files(colours())))
    here = "/administration/packs/essai/retirer"
    assert "n’a jamais servi" in text(admin.get(here))
    assert admin.submit(here).location == "/administration/packs"
    assert queries.definition(KIND, KEY) is None
    assert admin.get(here).status_code == 404


def test_a_pack_is_made_of_what_is_chosen_and_of_what_it_needs(admin):
    operations.load_pack(
        HOUSE, packs.of_files(pack_files(view("vue", "essayeur"), role("essayeur")))
    )
    page = "/administration/nouveau-lot"
    shown = text(admin.submit(page, {"d": "view/vue", "acte": "voir"}))
    assert "Ajouter Essayeur" in shown
    assert text(admin.submit(page, {"d": "view/vue", "acte": "tout"})).count("checked") == 2
    asked = {"d": "view/vue", "avec": "role/essayeur", "acte": "prendre", "titre": "Nos vues"}
    assert admin.submit(page, {**asked, "cle": "Nos vues", "version": "x"}).status_code == 422
    taken = admin.submit(page, {**asked, "cle": "vues", "version": "1.2"})
    assert taken.mimetype == "application/zip"
    assert [item.name for item in packs.read(taken.data).items] == ["role/essayeur", "view/vue"]


def test_a_shipped_pack_is_loaded_by_its_name_only(admin):
    assert (
        admin.submit("/administration/packs", {"nom": "base"}).location
        == "/administration/packs/base"
    )
    for name in ("../base", "/etc", "absent"):
        assert admin.submit("/administration/packs", {"nom": name}).status_code == 404
    assert admin.submit("/administration/packs", {}).status_code == 400


def test_a_pack_that_does_not_hold_installs_nothing_and_says_where(admin):
    sent, _page = looked_at(admin, archive(pack_files(colours(), colours("deux", title=""))))
    answer = admin.submit("/administration/packs", sent)
    page = text(answer)
    assert answer.status_code == 422
    assert "reference-list.deux.json/title" in page
    assert queries.pack("essai") is None
    assert queries.live(KIND, KEY) is None
    assert send_pack(admin, b"pas un zip").status_code == 400
