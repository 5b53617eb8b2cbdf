"""`preau records`: in, out, and back."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.registry.conftest import OTHER, ROW, lines, school


def run(*arguments: object) -> Any:
    from registry.commands import records

    return CliRunner().invoke(records, [str(a) for a in arguments])


def test_a_file_is_tried_taken_in_and_undone_from_a_terminal(entity: Any, tmp_path: Path) -> None:
    file, report = tmp_path / "ecoles.csv", tmp_path / "rapport.csv"
    file.write_bytes(lines(ROW, OTHER, ROW))
    tried = json.loads(run("import", "etablissement", file, "--dry-run").output)
    done = json.loads(run("import", "etablissement", file, "--report", report).output)
    assert (done["created"], done["duplicates"]) == (2, 1)
    assert {**tried, "batch": done["batch"], "dry_run": False} == done
    told = list(csv.reader(report.read_text("utf-8-sig").splitlines(), delimiter=";"))
    assert told[1] == [
        "4",
        "uai",
        "Le code 0350001L figure déjà à la ligne 2, qui est gardée.",
        "refusée",
    ]
    assert json.loads(run("undo", done["batch"]).output)["archived"] == 2
    assert run("undo", done["batch"]).exit_code == 1


def test_a_mapping_of_ones_own_is_followed_and_a_bad_one_is_told(
    entity: Any, tmp_path: Path
) -> None:
    file, mapping = tmp_path / "ecoles.csv", tmp_path / "m.json"
    file.write_bytes(lines({"code": ROW["uai"], **{k: v for k, v in ROW.items() if k != "uai"}}))
    fields = [{"to": k, "from": "code" if k == "uai" else k} for k in ROW]
    mapping.write_text(json.dumps({"entity": "etablissement", "fields": fields}))
    assert json.loads(run("import", "etablissement", file, "--mapping", mapping).output)["created"]
    mapping.write_text(
        json.dumps({"entity": "etablissement", "fields": [{"to": "zz", "from": "x"}]})
    )
    answer = run("import", "etablissement", file, "--mapping", mapping)
    assert answer.exit_code == 1
    assert "zz" in answer.output


@pytest.mark.parametrize("end", ["csv", "xlsx", "jsonl"])
def test_i11_an_export_comes_back_and_changes_nothing(
    entity: Any, tmp_path: Path, end: str
) -> None:
    school(ROW)
    school({**OTHER, "nom": "=1+1", "adresse": '12; rue "du" Pré'})
    file = tmp_path / f"fiches.{end}"
    assert run("export", "etablissement", "--to", file).exit_code == 0
    again = json.loads(run("import", "etablissement", file).output)
    assert (again["unchanged"], again["updated"], again["refused"]) == (2, 0, 0)
    if end == "csv":
        assert "'=1+1" in file.read_text("utf-8-sig")


def test_a_published_view_picks_columns_rows_and_order(entity: Any, tmp_path: Path) -> None:
    from core.actor import HOUSE
    from schemas import kinds
    from schemas import operations as definitions

    school(ROW)
    school({**OTHER, "nom": "Lycée Anita-Conti"})
    view = {
        "kind": "view",
        "format": 1,
        "key": "lycees",
        "title": "Lycées",
        "language": "fr",
        "translations": {},
        "of": "entity:etablissement",
        "columns": [{"field": "/nom"}, "/uai"],
        "filter": {"==": [{"var": "type"}, OTHER["type"]]},
        "sort": ["/nom"],
        "layout": "list",
    }
    definitions.save_draft(HOUSE, "view", "lycees", view)
    definitions.publish(HOUSE, "view", "lycees")
    file = tmp_path / "lycees.csv"
    done = run("export", "etablissement", "--view", "lycees", "--to", file)
    assert done.exit_code == 0, done.output
    rows = list(csv.reader(file.read_text("utf-8-sig").splitlines(), delimiter=";"))
    assert rows == [["Nom", "UAI"], ["Lycée Anita-Conti", OTHER["uai"]]]
    refused = run("export", "etablissement", "--view", "rien", "--to", file)
    assert refused.exit_code == 1
    unsorted = {**view, "sort": [{"field": "/web"}]}
    assert [(p.path, p.code) for p in kinds.problems_of(unsorted)] == [
        ("/sort/0", "view-sort-not-listed")
    ]


def test_what_cannot_be_exported_is_told(entity: Any, tmp_path: Path) -> None:
    assert run("export", "inconnue", "--to", tmp_path / "x.csv").exit_code == 1
    assert run("export", "etablissement", "--to", tmp_path / "x.pdf").exit_code == 1
