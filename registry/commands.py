"""`preau records`: files of records in and out, from a terminal."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any
from uuid import UUID

import click

from core.actor import HOUSE
from core.cells import safe_cell
from core.database import unit_of_work
from core.errors import NotFound, PreauError
from core.jsondoor import parse
from core.problems import Problem
from core.reading import MOST_BYTES
from core.running import see_through
from core.sheets import FORMATS
from core.words import message
from registry import exporting, operations, queries
from registry.models import ImportBatch


@click.group("records")
def records() -> None:
    """Les fiches."""


@records.command("import")
@click.argument("entity")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option(
    "--mapping",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="Correspondance des colonnes (JSON) ; reconnue d’après l’en-tête sinon.",
)
@click.option("--dry-run", is_flag=True, help="Tout vérifier sans rien écrire.")
@click.option(
    "--report",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Où écrire les lignes refusées ou douteuses (CSV).",
)
def take_in(
    entity: str,
    file: Path,
    mapping: Path | None,
    *,
    dry_run: bool,
    report: Path | None,
) -> None:
    """Importer un fichier CSV, XLSX ou JSON lines ; les comptes en JSON."""
    try:
        document = parse(mapping.read_bytes()) if mapping else None
        batch = _tried(entity, file, document) if dry_run else _taken_in(entity, file, document)
    except PreauError as refusal:
        raise click.ClickException(_words(refusal)) from refusal
    if report:
        _write_report(report, batch.report)
    done = {"batch": None if dry_run else str(batch.id), "dry_run": dry_run, **batch.counts}
    click.echo(json.dumps(done, ensure_ascii=False))


@records.command("undo")
@click.argument("batch", type=click.UUID)
def undo(batch: UUID) -> None:
    """Annuler un import : les fiches redeviennent ce qu’elles étaient."""
    try:
        with unit_of_work():
            counts = operations.undo_import(HOUSE, queries.batch_for(HOUSE, batch))
    except NotFound as refusal:
        raise click.ClickException("Aucun import ne porte ce numéro.") from refusal
    except PreauError as refusal:
        raise click.ClickException(_words(refusal)) from refusal
    click.echo(json.dumps(counts))


@records.command("export")
@click.argument("entity")
@click.option("--view", "view_key", help="Colonnes, filtre et ordre d’une vue publiée.")
@click.option(
    "--to",
    "target",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="Le fichier à écrire ; la fin de son nom dit sa forme.",
)
def give_out(entity: str, target: Path, view_key: str | None) -> None:
    """Exporter les fiches en CSV, XLSX ou JSON lines, selon la fin du nom."""
    form = target.suffix.lower().removeprefix(".")
    if form not in FORMATS:
        raise click.ClickException("Donnez un nom qui finit par .csv, .xlsx ou .jsonl.")
    try:
        view = exporting.view_of(entity, view_key)
        with target.open("wb") as stream:
            exporting.write_all(HOUSE, view, form, stream)
    except PreauError as refusal:
        raise click.ClickException(_words(refusal)) from refusal


def _tried(entity: str, file: Path, mapping: Any) -> ImportBatch:
    with unit_of_work(), file.open("rb") as stream:
        return operations.import_file(
            HOUSE, entity, stream, mapping, dry_run=True, filename=file.name
        )


def _taken_in(entity: str, file: Path, mapping: Any) -> ImportBatch:
    """By chunks; killed in the middle, the same command goes on, and so does any worker."""
    with unit_of_work(), file.open("rb") as stream:
        content = stream.read(MOST_BYTES + 1)
        batch_id = operations.order_import(HOUSE, entity, content, file.name, mapping).id
    failure = see_through(operations.once_of(batch_id))
    if failure is not None:
        raise click.ClickException(
            f"L’import {batch_id} n’est pas terminé ({failure}) : il sera repris là où il s’est "
            "arrêté, par la même commande ou par un processus de fond."
        )
    with unit_of_work():
        return queries.batch_for(HOUSE, batch_id)


def _write_report(path: Path, lines: list[Any]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, delimiter=";")
        writer.writerow(["ligne", "colonne", "motif", "effet"])
        for line in lines:
            said = message(Problem("", line["code"], line["params"]))
            effect = "refusée" if line["refused"] else "valeur laissée de côté"
            writer.writerow([line["line"], safe_cell(line["column"]), safe_cell(said), effect])


def _words(refusal: PreauError) -> str:
    problems = [message(problem) for problem in getattr(refusal, "problems", ())]
    return " ".join([str(refusal.message), *problems])
