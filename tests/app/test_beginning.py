"""An empty house says what it still wants; what is done is ticked, wherever it was done."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from core import settings
from core.database import session
from tests.kit.people import base_pack, person

PAGE = "/administration/premiers-pas"


@pytest.fixture(autouse=True)
def _no_demonstration(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """As `preau up --no-demo`."""
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], demo=False))


def done(client: Any) -> int:
    return int(client.get(PAGE).get_data(as_text=True).count('aria-label="Fait"'))


def test_steps_tick_themselves_by_the_state_of_things(app: Any, sign_in: Any) -> None:
    base_pack()
    admin = sign_in(person("ada@example.test", "administrateur"))
    assert admin.get("/").location == PAGE  # nothing is offered to anybody yet
    assert done(admin) == 0
    settings.change("organisation.name", "Ville de Brenne")
    person("bo@example.test", "agent", groups=("secteur",))
    session.commit()
    assert done(admin) == 3  # its name, a second person, a team


def test_who_knows_the_house_puts_the_page_away(app: Any, sign_in: Any) -> None:
    base_pack()
    admin = sign_in(person("ada@example.test", "administrateur"))
    assert PAGE in admin.get("/administration/comptes").get_data(as_text=True)
    assert admin.submit(PAGE).location == "/administration/reglages"
    assert PAGE not in admin.get("/administration/comptes").get_data(as_text=True)
    assert admin.get("/").location != PAGE
    assert admin.get(PAGE).status_code == 200  # « Réglages » brings it back, the address too


def test_a_group_is_made_once_by_its_name(app: Any, sign_in: Any) -> None:
    base_pack()
    admin = sign_in(person("ada@example.test", "administrateur"))
    answer = admin.submit("/administration/groupes", {"label": " Vie   scolaire "})
    assert answer.location == "/administration/groupes/vie-scolaire"
    again = admin.submit("/administration/groupes", {"label": "Vie scolaire"})
    assert again.status_code == 422
    assert "Un groupe porte déjà ce nom" in again.get_data(as_text=True)
    for wrong in ("", "   ", "x" * 101):
        assert admin.submit("/administration/groupes", {"label": wrong}).status_code == 422
    odd = admin.submit("/administration/groupes", {"label": "1er étage !"})
    assert odd.location == "/administration/groupes/groupe-1er-etage"


def test_the_guide_speaks_english_where_it_can(client: Any) -> None:
    def asked(path: str) -> str:
        answer = client.get(path, headers={"Accept-Language": "en"})
        return str(answer.get_data(as_text=True))

    assert '<article class="guide-page" lang="en">' in asked("/guide")
    page = asked("/guide/ouvrir-une-maison")
    assert "Open a new house" in page
    assert 'src="/guide/images/premiers-pas.png"' in page
    assert '<article class="guide-page" lang="fr">' in asked("/guide/suivre-une-demande")


def test_the_guide_is_read_by_anybody_and_shows_its_pictures(client: Any) -> None:
    page = client.get("/guide").get_data(as_text=True)
    assert "/guide/traiter-une-demande" in page
    page = client.get("/guide/traiter-une-demande").get_data(as_text=True)
    assert 'src="/guide/images/bureau.png"' in page
    picture = client.get("/guide/images/bureau.png")
    assert (picture.status_code, picture.mimetype) == (200, "image/png")
    picture.close()
    for absent in ("/guide/README", "/guide/absent", "/guide/images/absent.png", "/guide/..%2fx"):
        assert client.get(absent).status_code == 404, absent
