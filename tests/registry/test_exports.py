"""Exports of records: closed fields absent, masked ones masked, nothing asked by a closed field."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from core.database import session
from core.running import run_all
from documents.models import Export, StoredFile
from documents.storage import storage
from tests.attacks.pupils import Pupils, pupil
from tests.attacks.pupils import pupils as set_pupils


@pytest.fixture
def pupils(app: Flask, tmp_path: Path) -> Pupils:
    """Pupils of two schools, people of many roles."""
    made = set_pupils(app, tmp_path)
    for number in range(1, 9):
        pupil(
            number,
            statut="suivi" if number % 2 else "inscrit",
            note=number,
            iban=f"FR761234598765432109876{number}",
            allergie=f"CANARI{number}",
            surnom=f"Surnom{number}",
        )
    session.commit()
    return made


def export(pupils: Pupils, who: str, form: str = "csv", **data: str) -> list[dict[str, Any]]:
    """Through the page, as that person; the rows of the file."""
    client = pupils.client(who)
    answer = client.submit("/fiches/eleve/exports", {"format": form, **data})
    assert answer.status_code == 303, answer.get_data(as_text=True)[:800]
    run_all()
    made = session.scalars(select(Export).order_by(Export.created_at.desc())).first()
    assert made is not None
    assert made.account_id == pupils.accounts[who].id
    assert made.state == "ready", made.error
    file = session.get(StoredFile, made.file_id)
    assert file is not None
    text = storage().path(file.storage_name).read_text("utf-8-sig")
    if form == "jsonl":
        return [json.loads(line) for line in text.splitlines()]
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def test_a09_a_field_that_is_closed_is_no_column_at_all(pupils: Pupils) -> None:
    """FAULTS A-09, RECORDS_AND_RIGHTS advisory 3."""
    rows = export(pupils, "surveillant")
    assert rows
    assert set(rows[0]) == {"Matricule", "Nom", "Prenom", "Ecole", "Statut"}
    everything = export(pupils, "secretaire")
    assert {"Iban", "Allergie", "Note"} <= set(everything[0])
    secrets = {r["Iban"] for r in everything} | {r["Allergie"] for r in everything}
    assert not [s for s in secrets if s and s in str(rows)]


def test_a09_a_field_open_on_some_rows_is_empty_on_the_others(pupils: Pupils) -> None:
    """RECORDS_AND_RIGHTS advisory 8: rights are per record AND per field."""
    rows = export(pupils, "infirmier", "jsonl")
    assert rows
    assert all(row["statut"] == "Suivi" for row in rows if "allergie" in row)


def test_a_masked_field_is_exported_masked(pupils: Pupils) -> None:
    rows = export(pupils, "intendant")
    plain = {r["Iban"] for r in export(pupils, "comptable") if r["Iban"]}
    masked = {r["Iban"] for r in rows if r["Iban"]}
    assert plain
    assert masked
    assert not plain & masked


def test_a08_a_list_is_not_exported_by_a_field_that_is_closed(pupils: Pupils) -> None:
    """FAULTS A-08, advisory 5: neither filtered nor sorted by it."""
    client = pupils.client("surveillant")
    for asked in ({"f-note": "12"}, {"tri": "note"}, {"tri": "-note"}):
        answer = client.submit("/fiches/eleve/exports", {"format": "csv", **asked})
        assert answer.status_code in {400, 404}, asked
    assert session.scalars(select(Export)).all() == []


def test_what_is_filtered_in_the_list_is_filtered_in_the_file(pupils: Pupils) -> None:
    rows = export(pupils, "secretaire", **{"f-statut": "suivi"})
    assert rows
    assert {row["Statut"] for row in rows} == {"Suivi"}


def test_a15_the_file_of_a_colleague_does_not_exist(pupils: Pupils) -> None:
    """FAULTS A-15, advisory 13."""
    export(pupils, "secretaire")
    made = session.scalars(select(Export)).one()
    other = pupils.client("surveillant")
    assert other.get(f"/exports/{made.id}/fichier").status_code == 404
