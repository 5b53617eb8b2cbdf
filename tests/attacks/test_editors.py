"""Whatever designs definitions: who may come in, and what would act when designers write it."""

from __future__ import annotations

import copy
import html
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from core.actor import HOUSE
from core.database import session
from schemas import operations, queries
from tests.attacks.walk import doors, knock, path_of
from tests.form_factory.conftest import document
from tests.kit.people import person
from tests.kit.works import Works, works

DEFINING = {"definitions:write", "definitions:publish", "packs:manage"}
THINGS = dict.fromkeys(("request", "request_file", "mail", "account"), "x")
JSON_DOOR = "/administration/definitions/form/demande-travaux/modifier"
EDITOR = "/administration/formulaires/demande-travaux"


@pytest.fixture
def scene(app: Flask) -> Works:
    return works()


@pytest.fixture
def admin(scene: Works, sign_in: Any) -> Any:
    return sign_in(person("ada@example.test", "administrateur", name="Ada Martin"))


def text(answer: Any) -> str:
    return html.unescape(str(answer.get_data(as_text=True)))


def designing(app: Flask) -> Iterator[tuple[Any, str]]:
    """Every door of people behind which definitions are written, published or loaded."""
    for rule, method in doors(app):
        kind, what = app.view_functions[rule.endpoint].access  # type: ignore[attr-defined]
        if kind == "requires" and DEFINING & set(map(str, what)):
            yield rule, method


def test_a01_no_editor_opens_to_who_does_not_design_for_everybody(
    app: Flask, scene: Works, sign_in: Any
) -> None:
    """FAULTS A-01, A-04: heads, agents, supervisors; and administrators of one school alone."""
    local = person("ecole@example.test", "administrateur", scope=scene.record.scope_path)
    before = {v.id: v.sha256 for v in queries.versions("form", "demande-travaux")}
    asked = [(rule, method) for rule, method in designing(app) if "/api/" not in rule.rule]
    assert len(asked) > 60
    opened = []
    for account in (scene.head, scene.gestionnaire, scene.superviseur, local):
        client = sign_in(account)
        for rule, method in asked:
            answer = knock(client, method, path_of(rule, THINGS))
            if answer.status_code not in {403, 404}:
                opened.append(f"{account.email}: {method} {rule.rule}: {answer.status_code}")
    assert not opened, "\n".join(opened)
    assert {v.id: v.sha256 for v in queries.versions("form", "demande-travaux")} == before


def bombs() -> Iterator[tuple[str, Any, str]]:
    """(name, what breaks the works form, where it is told)."""
    yield (
        "fields",
        lambda d: d["schema"]["properties"].update(
            {f"q{n}": {"type": "string", "x-id": f"01J{n:023d}"} for n in range(1001)}
        ),
        "1000",
    )
    yield "depth", lambda d: d["schema"]["properties"].update(trou=_deep(18)), "20"
    yield (
        "rows",
        lambda d: d["schema"]["properties"]["lots"].pop("maxItems"),
        ("/schema/properties/lots"),
    )
    yield (
        "pattern",
        lambda d: d["schema"]["properties"]["description"].update(pattern="^(a+)+$(?=b)"),
        "/schema/properties/description/pattern",
    )
    yield (
        "reference",
        lambda d: d["schema"]["properties"]["devis"].update({"$ref": "http://example.org/x.json"}),
        "/schema/properties/devis",
    )
    yield (
        "format",
        lambda d: d["schema"]["properties"]["description"].update(format="regex"),
        "/schema/properties/description/format",
    )
    yield (
        "keyword",
        lambda d: d["schema"]["properties"]["description"].update({"$dynamicRef": "#x"}),
        "/schema/properties/description",
    )
    yield (
        "prototype",
        lambda d: d["schema"]["properties"].update(
            {"__proto__": {"type": "string", "title": "P", "x-id": "01J0000000000000000000F099"}}
        ),
        "/schema/properties/__proto__",
    )
    yield (
        "tone",
        lambda d: d["ui"]["pages"][1]["items"][2].update(tone="red;background:url(//x)"),
        "/ui/pages/1/items/2/tone",
    )
    yield (
        "width",
        lambda d: d["ui"]["pages"][1]["items"][0].update(width='half" style="display:none'),
        "/ui/pages/1/items/0/width",
    )


def _deep(levels: int) -> dict[str, Any]:
    part: dict[str, Any] = {"type": "string"}
    for _ in range(levels):
        part = {"type": "object", "properties": {"a": part}}
    return part


def test_i20_x11_x14_each_bomb_is_told_at_its_place_and_is_not_published(admin: Any) -> None:
    """FAULTS I-18 to I-20, X-11, X-14 and the limits of DEFINITIONS section 7, at the doors."""
    live = queries.live("form", "demande-travaux").sha256
    for name, break_it, told in bombs():
        body = document("demande-travaux")
        break_it(body)
        answer = admin.submit(
            JSON_DOOR, {"texte": json.dumps(body), "acte": "verifier"},
            content_type="multipart/form-data",
        )  # fmt: skip
        assert answer.status_code == 422, name
        assert told in text(answer), name
        if name == "depth":  # not even kept
            continue
        operations.save_draft(HOUSE, "form", "demande-travaux", body)
        door = "/administration/definitions/form/demande-travaux/publier"
        assert admin.submit(door, {}).status_code == 422, name
        assert queries.live("form", "demande-travaux").sha256 == live
        for path in (f"{EDITOR}/modifier", f"{EDITOR}/essai"):
            assert admin.get(path).status_code == 200, (name, path)


def test_a_definition_too_large_is_told_and_leaves_the_draft(admin: Any) -> None:
    body = document("demande-travaux")
    body["translations"] = {"en": {f"k{n}": "x" * 9000 for n in range(30)}}
    answer = admin.submit(
        JSON_DOOR, {"texte": json.dumps(body), "acte": "enregistrer"},
        content_type="multipart/form-data",
    )  # fmt: skip
    assert answer.status_code == 413
    assert "256" in text(answer)
    assert queries.draft("form", "demande-travaux") is None


HOSTILE = '"><style>*{display:none}</style><img src=x onerror=alert(1)>{{ 7919*7907 }}'


def test_x01_x14_words_of_designers_are_words_on_every_screen_of_the_editors(admin: Any) -> None:
    """FAULTS X-01, X-12, X-14: titles, hints, choices, notices, examples, translations."""
    body = document("demande-travaux")
    body["title"] = HOSTILE[:200]
    nature = body["schema"]["properties"]["nature"]
    nature["title"] = nature["description"] = nature["oneOf"][0]["title"] = HOSTILE
    body["ui"]["pages"][1]["title"] = body["ui"]["pages"][1]["items"][2]["text"] = HOSTILE
    body["tests"] = [{"title": HOSTILE, "answers": {"nature": HOSTILE}, "expect": {"errors": []}}]
    body["translations"] = {"en": {"title": HOSTILE}}
    operations.save_draft(HOUSE, "form", "demande-travaux", body)
    base = "/administration/definitions/form/demande-travaux"
    pages = [f"{EDITOR}/modifier?etape=p2", f"{EDITOR}/exemples", f"{EDITOR}/essai?exemple=0",
             f"{base}/traductions", f"{base}/publier", base, f"{base}/differences"]  # fmt: skip
    for path in pages:
        page = admin.get(path).get_data(as_text=True)
        assert "<style>*" not in page, path
        assert "<img src=x" not in page, path
        assert str(7919 * 7907) not in page, path


def test_x12_links_of_a_sheet_lead_nowhere_that_acts(admin: Any) -> None:
    """FAULTS X-12: what is typed as a link of rich text is text unless it is a plain one."""
    live = copy.deepcopy(queries.live("service", "travaux").body)
    live["sheet"] = {"summary": [
        {"p": "[a](javascript:alert(1)) [b](data:text/html,x) [c](//evil.example) **gras**"},
        {"p": "<iframe src=//x></iframe><b onclick=x>z</b>"},
    ]}  # fmt: skip
    operations.save_draft(HOUSE, "service", "travaux", live)
    operations.publish(HOUSE, "service", "travaux")
    session.commit()
    page = admin.get("/teleservices/travaux").get_data(as_text=True)
    for acting in ('href="javascript:', 'href="data:', 'href="//', "<iframe", "onclick=x>"):
        assert acting not in page


SECRET = {
    "iban": "FR7630006000011234567890188",
    "siret": "73282932000075",
    "uai": "0751234K",
    "ine": "12345678901",
}


def test_i26_a_wrong_number_is_refused_and_never_said_again(
    admin: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    """FAULTS I-26: the control digits decide; no error and no log spells the number out."""
    body = document("demande-travaux")
    for place, name in enumerate(SECRET):
        body["schema"]["properties"][name] = {
            "type": "string", "format": name, "title": name, "x-id": f"01J{place + 700:023d}",
        }  # fmt: skip
        body["ui"]["pages"][0]["items"].append({"field": f"/{name}"})
    operations.save_draft(HOUSE, "form", "demande-travaux", body)
    answer = admin.submit(
        f"{EDITOR}/essai",
        {"_trial": "{}", "_page": "p1", "_action": "next", "etablissement": "0751234J", **SECRET},
    )
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    errors = re.findall(r'class="errmsg".*?</p>|class="error-summary.*?</section>', page, re.DOTALL)
    assert len(errors) == 1 + len(SECRET)
    logged = capfd.readouterr().err
    for name, value in SECRET.items():
        assert not any(value in one for one in errors), name
        assert value not in logged, name


@pytest.mark.parametrize(
    "value",
    ["a@b.fr\nBcc: tous@exemple.fr", "a@exаmple.fr", "a@xn--", "a b@exemple.fr",
     "a@exemple.fr, b@exemple.fr", "<a@exemple.fr>", "a" * 255 + "@exemple.fr"],
)  # fmt: skip
def test_i25_an_address_that_hides_something_is_no_answer(value: str) -> None:
    """FAULTS I-25: hidden headers, letters that look like others, lists, too long."""
    from schemas.validation import is_valid

    schema = {"type": "object", "properties": {"mail": {"type": "string", "format": "email",
                                                        "maxLength": 254}}}  # fmt: skip
    assert not is_valid({"mail": value}, schema)
