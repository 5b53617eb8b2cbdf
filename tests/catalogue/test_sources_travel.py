"""A pack names the source of data its form reads: by its key, never by its address or secret."""

from __future__ import annotations

import zipfile
from html import unescape
from io import BytesIO
from typing import Any

from flask import Flask

from core.actor import HOUSE
from schemas import operations, queries
from schemas.packing.needs import recipe_of
from tests.catalogue.test_form_changes import publish
from tests.catalogue.test_prefill import GIVEN, SOURCES, form, known
from tests.kit.house import undone
from tests.kit.people import base_pack, person, signed_in
from tests.kit.stage import set_stage
from tests.schemas.test_pack_updates import counts

FORM, NEW = "form/pret-instrument", "/administration/nouveau-lot"
CHOSEN = {"d": FORM, "titre": "Prêt", "cle": "pret", "version": "1"}


def taken(house: Flask) -> bytes:
    """The archive, as an administrator takes it away."""
    stage = set_stage()
    publish(form(known("/lieu", "lookup", "parc:lieu"), known("/duree", "lookup", "cantine:mois")))
    admin = signed_in(house, stage.admin)
    url = "https://parc.example/e/{establishment.uai}"
    admin.submit(f"{SOURCES}/nouvelle", {**GIVEN, "titre": "Parc", "url": url})
    page = unescape(admin.submit(NEW, {**CHOSEN, "acte": "voir"}).text)
    told = page.partition("À régler là-bas")[2].partition("</section>")[0]
    assert "<code>parc</code>" in told
    assert "absente ici aussi" not in told.partition("<code>parc</code>")[2]
    assert "absente ici aussi" in told.partition("<code>cantine</code>")[2].partition("</li>")[0]
    assert "parc.example" not in page
    through = [one.plain() for one in recipe_of(["service/pret-instrument"]).settings]
    assert [one["setting"] for one in through] == ["data-source/cantine", "data-source/parc"]
    return bytes(admin.submit(NEW, {**CHOSEN, "acte": "prendre"}).data)


def test_a_pack_says_which_source_is_missing_and_carries_neither_address_nor_secret(
    house: Flask,
) -> None:
    with undone(house):
        content = taken(house)
    with zipfile.ZipFile(BytesIO(content)) as archive:
        told = b"".join(archive.read(name) for name in archive.namelist())
    assert b"parc:lieu" in told
    for secret in (b"sesame", b"parc.example", b"X-Api-Key"):
        assert secret not in told
    with undone(house):
        base_pack()
        admin = signed_in(house, person("adm@example.test", "administrateur"))
        sent: dict[str, Any] = {"fichier": (BytesIO(content), "pret.zip")}
        offer = admin.submit("/administration/packs", sent, content_type="multipart/form-data")
        assert missing(admin.get(offer.location).text) == ["cantine", "parc"]
        before = counts()
        operations.load_pack(HOUSE, content)
        assert missing(admin.get("/administration/packs/pret").text) == ["cantine", "parc"]
        made = {**GIVEN, "titre": "Parc", "url": "https://autre.example/"}
        assert admin.submit(f"{SOURCES}/nouvelle", made).status_code == 303
        assert missing(admin.get("/administration/packs/pret").text) == ["cantine"]
        admin.submit(f"{SOURCES}/parc/retirer")
        operations.remove_pack(HOUSE, queries.pack("pret"))
        assert counts() == before


def missing(page: str) -> list[str]:
    """The keys of what is to be set up here."""
    told = unescape(page).partition("À régler ici : le lot ne l’apporte pas")[2].partition("</ul>")
    return [one.partition("</code>")[0] for one in told[0].split("<code>")[1:]]
