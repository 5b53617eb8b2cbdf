"""Pages of the registry, as browsers without scripts see them."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest

from core.running import run_all
from tests.registry.conftest import CSV, OTHER, ROW, lines, school

HOSTILE = (
    "<script>window.__xss=1</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}",
    "'); DROP TABLE record; --",
    "javascript:alert(1)", "\u202egnp.exe", "=cmd|' /C calc'!A0", "</title><svg onload=1>",
)  # fmt: skip


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def test_the_list_shows_searches_and_filters(admin: Any, zola: Any, curie: Any) -> None:
    page = text(admin.get("/fiches/etablissement"))
    assert "Collège Émile-Zola" in page
    assert "2 fiches" in page
    assert "Lycée Joliot-Curie" not in text(admin.get("/fiches/etablissement?q=emile"))
    assert "Collège Émile-Zola" not in text(admin.get("/fiches/etablissement?f-type=lycee"))
    assert "Aucune fiche ne correspond" in text(admin.get("/fiches/etablissement?q=introuvable"))
    assert admin.get("/fiches/etablissement?tri=-effectif").status_code == 200
    assert admin.get("/fiches/etablissement?tri=mail").status_code == 400
    assert admin.get("/fiches/etablissement?apres=%00").status_code == 400
    assert admin.get("/fiches/inconnue").status_code == 404
    assert admin.get("/fiches").status_code == 303


def test_the_page_names_where_the_record_comes_from(admin: Any, entity: Any) -> None:
    from core.actor import HOUSE
    from registry import operations

    content = CSV.read_bytes().split(b"\n", 3)[:2]
    operations.import_file(HOUSE, "etablissement", b"\n".join(content), filename=CSV.name)
    page = text(admin.get("/fiches/etablissement/0350122T"))
    assert "Annuaire de l’éducation, importé le" in page
    assert "02\u202f99\u202f85\u202f38\u202f02" in page
    assert "143" in page


def test_a02_a_head_sees_her_own_school_and_no_other(head: Any, zola: Any, curie: Any) -> None:
    assert head.get("/fiches/etablissement/0350001L").status_code == 200
    listed = text(head.get("/fiches/etablissement"))
    assert "Collège Émile-Zola" in listed
    assert "Joliot" not in listed
    for name in ("0350002M", str(curie.id), "0359999Z"):
        answer = head.get(f"/fiches/etablissement/{name}")
        assert answer.status_code == 404
        assert "Joliot" not in text(answer)
    for path in ("modifier", "archiver", "remettre"):
        assert head.submit(f"/fiches/etablissement/0350002M/{path}").status_code in {403, 404}
    for path in ("archiver", "remettre"):
        assert head.submit(f"/fiches/etablissement/0350001L/{path}").status_code in {403, 404}
    assert head.get("/administration/imports").status_code == 403


def test_nobody_without_signing_in(client: Any, zola: Any) -> None:
    for path in (
        "/fiches",
        "/fiches/etablissement",
        "/fiches/etablissement/0350001L",
        "/administration/imports",
    ):
        assert client.get(path).status_code in {302, 303, 401}


def test_a_change_is_written_told_and_refused_when_somebody_was_faster(
    admin: Any, zola: Any
) -> None:
    path = "/fiches/etablissement/0350001L/modifier"
    page = text(admin.get(path))
    assert 'value="640"' in page
    answer = admin.submit(path, {"effectif": "1 012", "_version": "1"})
    assert answer.status_code == 303
    page = text(admin.get("/fiches/etablissement/0350001L"))
    assert "1\u202f012" in page
    assert "« 640 » devient « 1\u202f012 »" in page
    late = admin.submit(path, {"effectif": "5", "_version": "1"})
    assert late.status_code == 409
    assert "640" not in text(admin.get(path))


def test_what_is_wrong_is_told_beside_the_field_and_kept(admin: Any, zola: Any) -> None:
    path = "/fiches/etablissement/0350001L/modifier"
    answer = admin.submit(path, {"effectif": "douze", "nom": "Autre", "_version": "1"})
    page = text(answer)
    assert answer.status_code == 422
    assert 'value="douze"' in page
    assert 'value="Autre"' in page
    assert "Écrivez un nombre" in page
    assert 'href="#v-effectif"' in page
    answer = admin.submit(path, {"mail": "pas une adresse", "_version": "1"})
    assert answer.status_code == 422
    assert "adresse électronique complète" in text(answer)


def test_a_record_is_made_archived_and_brought_back(admin: Any, entity: Any) -> None:
    assert admin.get("/fiches/etablissement/nouvelle").status_code == 200
    assert admin.submit("/fiches/etablissement/nouvelle", {"nom": "Sans code"}).status_code == 422
    answer = admin.submit("/fiches/etablissement/nouvelle", {k: str(v) for k, v in OTHER.items()})
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/fiches/etablissement/0350002M"
    admin.submit("/fiches/etablissement/0350002M/archiver")
    assert "Joliot" not in text(admin.get("/fiches/etablissement"))
    assert "Archivée" in text(admin.get("/fiches/etablissement/0350002M"))
    admin.submit("/fiches/etablissement/0350002M/remettre")
    assert "Joliot" in text(admin.get("/fiches/etablissement"))


@pytest.mark.parametrize("payload", HOSTILE)
def test_x01_hostile_values_are_inert_in_lists_pages_forms_and_history(
    admin: Any, entity: Any, payload: str
) -> None:
    school({**ROW, "nom": payload, "adresse": payload, "nature": payload})
    admin.submit(
        "/fiches/etablissement/0350001L/modifier", {"adresse": f"{payload} bis", "_version": "1"}
    )
    for path in ("", "/0350001L", "/0350001L/modifier"):
        page = text(admin.get(f"/fiches/etablissement{path}"))
        for alive in ("<script>window", "<img src=x", "<svg onload", 'href="javascript', "49 bis"):
            assert alive not in page
    assert admin.get(
        "/fiches/etablissement", query_string={"q": payload, "f-type": payload}
    ).status_code in {200, 400}


def upload(admin: Any, content: bytes, name: str = "ecoles.csv", **more: str) -> Any:
    data = {
        "csrf_token": admin.token(),
        "entity": "etablissement",
        "file": (io.BytesIO(content), name),
        **more,
    }
    return admin.post(
        "/administration/imports", data=data, content_type="multipart/form-data",
        headers={"Origin": "http://localhost"},
    )  # fmt: skip


def test_a_file_is_tried_then_taken_in_then_undone(admin: Any, entity: Any) -> None:
    assert "Aucun fichier n’a encore été importé" in text(admin.get("/administration/imports"))
    answer = upload(admin, lines(ROW, {**OTHER, "effectif": "douze"}, ROW))
    assert answer.status_code == 303
    path = answer.headers["Location"]
    page = text(admin.get(path))
    assert "rien n’est encore écrit" in page
    assert "Le code 0350001L figure déjà à la ligne 2, qui est gardée." in page
    assert "0 fiches" in text(admin.get("/fiches/etablissement")) or "0 fiche" in text(
        admin.get("/fiches/etablissement")
    )
    report = admin.get(f"{path}/rapport.csv")
    assert report.mimetype == "text/csv"
    assert "effectif" in text(report)
    assert admin.submit(f"{path}/lancer").status_code == 303
    assert admin.submit(f"{path}/annuler").status_code == 409
    under_way = text(admin.get(path))
    assert "0 lignes sur 3" in under_way
    assert "En cours" in text(admin.get("/administration/imports"))
    run_all()
    assert "Importé" in text(admin.get(path))
    assert "Collège Émile-Zola" in text(admin.get("/fiches/etablissement"))
    assert admin.submit(f"{path}/lancer").status_code == 409
    assert admin.submit(f"{path}/annuler").status_code == 303
    assert "Collège Émile-Zola" not in text(admin.get("/fiches/etablissement"))
    assert "Annulé" in text(admin.get("/administration/imports"))


@pytest.mark.parametrize(
    "name", ["../../x.csv", "..\\x.csv", "a\u202eb.csv", "x" * 300 + ".csv", "<b>.csv", "CON"]
)
def test_i12_a_hostile_file_name_is_shown_bare_and_inert(
    admin: Any, entity: Any, name: str
) -> None:
    answer = upload(admin, lines(ROW), name)
    assert answer.status_code == 303
    page = text(admin.get(answer.headers["Location"]))
    assert "../" not in re.sub(r'(href|src|action)="[^"]*"', "", page)
    assert "\u202e" not in page
    assert "<b>.csv" not in page


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04zip", b"\xff\xfe\x00", b"a;a\n1;2", b"\x00" * 50, b"x;y\n1;2"]
)
def test_i07_an_unreadable_file_is_refused_with_what_to_do(
    admin: Any, entity: Any, content: bytes
) -> None:
    answer = upload(admin, content)
    assert answer.status_code == 422
    assert 'href="#file"' in text(answer)


def test_without_a_file_the_page_says_so(admin: Any, entity: Any) -> None:
    answer = admin.submit("/administration/imports", {"entity": "etablissement"})
    assert answer.status_code == 422
    assert "Choisissez un fichier" in text(answer)


def test_before_any_entity_the_pages_say_what_to_do(admin: Any) -> None:
    assert "Aucune sorte de fiche" in text(admin.get("/fiches"))
    assert "Aucune sorte de fiche" in text(admin.get("/administration/imports"))


def test_a_head_proposes_a_telephone_and_an_agent_sees_the_private_one_masked(
    head: Any, admin: Any, zola: Any, sign_in: Any
) -> None:
    """The roles that come with the house use the rules of fields."""
    from tests.kit.people import person

    path = "/fiches/etablissement/0350001L"
    form = text(head.get(f"{path}/modifier"))
    assert 'name="telephone"' in form
    assert 'name="nom"' not in form
    data = {"telephone": "0299111111", "direction_mobile": "0612345678", "_version": "1"}
    assert head.submit(f"{path}/modifier", data).status_code == 303
    answer = re.search(r'href="(/propositions/[0-9a-f-]{36})"', text(admin.get(path)))
    assert answer
    said = {"_verdict-telephone": "refuse", "_verdict-direction_mobile": "accept",
            "_do": "move:accepter"}  # fmt: skip
    assert admin.submit(f"{answer[1]}/decision", said).status_code == 303
    assert zola.data["telephone"] == "0299000000"
    agent = sign_in(person("agent-a@example.test", "agent"))
    told = text(agent.get(path))
    assert "••••5678" in told
    assert "06\u202f12" not in told
    assert "06\u202f12" in text(head.get(path))
