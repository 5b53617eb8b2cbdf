"""Whoever chose English reads English where the house speaks; designed texts stay as written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from babel.messages.mofile import write_mo
from flask import Flask
from lxml import html

from core.database import session
from core.saying import day
from tests.kit.wording import PO, catalogue, messages
from tests.kit.works import Works, filed, moved, works

#: Pages of an administrator.
ROOMS = [
    "/definitions",
    "/definitions/nouvelle",
    "/definitions/service/travaux",
    "/definitions/service/travaux/modifier",
    "/definitions/workflow/travaux-3-niveaux/versions/1",
    "/packs",
    "/fiches",
    "/fiches/etablissement",
    "/fiches/etablissement/nouvelle",
    "/administration/imports",
    "/administration/comptes",
    "/administration/comptes/nouveau",
    "/administration/groupes",
    "/administration/roles",
    "/administration/roles/agent",
    "/administration/perimetres",
    "/administration/aide",
    "/administration/aide/nouvelle",
    "/administration/courriers",
    "/boite",
    "/aide",
    "/mon-compte",
    "/introuvable",
]


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> None:
    """What `make setup` does, when the catalogue has changed since."""
    made = PO.with_suffix(".mo")
    if not made.exists() or made.stat().st_mtime < PO.stat().st_mtime:
        with made.open("wb") as file:
            write_mo(file, catalogue())


@pytest.fixture
def scene(app: Flask) -> Works:
    return works()


@pytest.fixture
def english(sign_in: Callable[..., Any]) -> Callable[..., Any]:
    """`english(account)` → a client who has chosen English on « Mon compte »."""

    def opened(account: Any) -> Any:
        client = sign_in(account)
        answer = client.submit("/mon-compte/langue", {"locale": "en"})
        assert answer.status_code == 303
        assert "Your language is saved." in client.get("/mon-compte").get_data(as_text=True)
        return client

    return opened


@cache
def french() -> re.Pattern[str]:
    """Any French sentence of the house whose English is another."""
    parts = []
    for _message, sources, translated in messages():
        for one, other in zip(sources, translated, strict=True):
            if one != other and len(re.findall(r"[^\W\d_]{2,}", re.sub(r"%\(\w+\)s", "", one))) > 1:
                pattern = re.escape(one).replace(r"%%", "%")
                parts.append(re.sub(r"%\\\(\w+\\\)s", ".+?", pattern))
    return re.compile("|".join(f"(?:{part})" for part in parts))


def spoken(page: Any) -> Iterator[str]:
    """Texts people read or hear, apart from those marked as French."""
    for node in page.xpath("//text()[not(ancestor::script or ancestor::*[@lang='fr'])]"):
        yield " ".join(node.split())
    for node in page.xpath("//@aria-label | //@title | //@placeholder | //@alt"):
        yield str(node)


def designed() -> set[str]:
    """Texts that people wrote: definitions, names of scopes, questions of the help."""
    from accounts.models import Scope
    from knowledge_base.models import Entry
    from schemas.models import DefinitionVersion

    def texts(node: Any) -> Iterator[str]:
        if isinstance(node, str):
            yield " ".join(node.split())
        elif isinstance(node, dict | list):
            for one in node.values() if isinstance(node, dict) else node:
                yield from texts(one)

    written = {t for version in session.query(DefinitionVersion) for t in texts(version.body)}
    written |= {" ".join(entry.question.split()) for entry in session.query(Entry)}
    return written | {scope.label for scope in session.query(Scope)}


def assert_english(client: Any, path: str, allowed: set[str]) -> Any:
    answer = client.get(path, follow_redirects=True)
    page = html.fromstring(answer.get_data(as_text=True))
    assert page.xpath("/html/@lang") == ["en"], path
    left = [t for t in spoken(page) if french().fullmatch(t) and t not in allowed]
    assert not left, (path, left)
    return page


def test_the_path_of_a_request_is_read_in_english(scene: Works, english: Any) -> None:
    head, allowed = english(scene.head), designed()
    assert "Search" in assert_english(head, "/teleservices", allowed).text_content()
    for path in (
        "/teleservices/travaux",
        "/demandes",
        "/mon-compte",
        "/mon-etablissement",
        "/aide",
    ):
        assert_english(head, path, allowed)
    draft = head.submit("/teleservices/travaux/commencer/demander").location
    page = assert_english(head, draft, allowed)
    assert "Continue" in page.text_content()
    assert_english(head, re.sub(r"/etape/.*", "/verification", draft), allowed)
    refused = head.submit(re.sub(r"/etape/.*", "/deposer", draft)).get_data(as_text=True)
    assert "to correct" in refused
    reference = filed(scene).reference
    for path in (f"/demandes/{reference}", f"/demandes/{reference}/recepisse"):
        assert_english(head, path, allowed)


def test_what_an_administrator_wrote_keeps_its_language(scene: Works, english: Any) -> None:
    page = html.fromstring(english(scene.head).get("/teleservices/travaux").get_data(as_text=True))
    (title,) = page.xpath("//h1")
    assert (title.text, title.get("lang")) == ("Demander des travaux", "fr")
    page = html.fromstring(english(scene.head).get("/teleservices").get_data(as_text=True))
    assert page.xpath("//li[contains(@class, 'tile')]//a/@lang") == ["fr"]


def test_a_mail_speaks_one_language_the_one_it_is_written_in(scene: Works, english: Any) -> None:
    from catalogue.actions import send
    from messaging.models import Mail
    from tests.kit.works import publish

    english(scene.head)
    publish(
        "template",
        {
            "kind": "template",
            "format": 1,
            "key": "jour",
            "title": "Jour",
            "language": "fr",
            "translations": {},
            "channel": "email",
            "audience": "applicant",
            "subject": "Votre demande",
            "variables": [{"name": "date", "label": "Date"}],
            "blocks": [{"p": "Déposée le {date}."}],
        },
    )
    session.refresh(scene.head)
    assert scene.head.locale == "en"
    request = filed(scene)
    send(request, "jour", [scene.head], once="essai")
    (mail,) = session.query(Mail).filter_by(template_key="jour")
    assert day_of(request) in mail.text
    assert '<html lang="fr">' in mail.html


def day_of(request: Any) -> str:
    from flask_babel import force_locale

    with force_locale("fr"):
        return day(request.submitted_at)


def test_the_desk_and_a_file_are_read_in_english(scene: Works, english: Any) -> None:
    agent, allowed = english(scene.gestionnaire), designed()
    request = filed(scene)
    moved(scene, request, "instruire")
    for path in ("/bureau", f"/demandes/{request.reference}", "/demandes?q=zzz"):
        assert_english(agent, path, allowed)


def test_administration_is_read_in_english(scene: Works, english: Any) -> None:
    from tests.kit.people import person

    admin = english(person("admin@example.test", "administrateur", name="Ada Roux"))
    allowed = designed()
    for path in ROOMS:
        assert_english(admin, path, allowed)


@pytest.mark.parametrize(
    "path",
    [
        "/connexion",
        "/mot-de-passe-perdu",
        "/accessibilite",
        "/donnees-personnelles",
        "/mentions-legales",
    ],
)
def test_a_visitor_is_spoken_to_in_the_language_of_the_browser(client: Any, path: str) -> None:
    speaking = {"HTTP_ACCEPT_LANGUAGE": "en-GB,en;q=0.9"}
    page = html.fromstring(client.get(path, environ_base=speaking).get_data(as_text=True))
    assert page.xpath("/html/@lang") == ["en"]
    assert not [t for t in spoken(page) if french().fullmatch(t)]
    page = html.fromstring(client.get(path).get_data(as_text=True))
    assert page.xpath("/html/@lang") == ["fr"]
