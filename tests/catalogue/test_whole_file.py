"""A file on one page: what is printed is everything, not the tab that happened to be open."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask

from tests.kit.works import filed, works


def test_all_parts_of_a_file_stand_on_one_page_to_be_printed(app: Flask, sign_in: Any) -> None:
    scene = works()
    request = filed(scene)
    client = sign_in(scene.gestionnaire)
    file = client.get(f"/demandes/{request.reference}").get_data(as_text=True)
    [whole] = re.findall(r'href="(/demandes/[^"]*onglet=tout[^"]*)"', file)
    page = client.get(whole.replace("&amp;", "&")).get_data(as_text=True)
    parts = re.findall(r'id="partie-([a-z]+)"', page)
    assert {"echanges", "documents", "historique"} <= set(parts)
    assert len(parts) == len(set(parts))
    for said in ("Nature", "Stores", "Rien n’y est encore écrit.", "Déposer : Déposée"):
        assert said in page
