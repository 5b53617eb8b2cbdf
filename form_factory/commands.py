"""`preau form`: try answers, bring in foreign forms, from a terminal."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from core.actor import HOUSE
from core.database import unit_of_work
from core.errors import Invalid, PreauError
from core.folding import fold
from core.jsondoor import parse
from core.words import message
from form_factory.domain.foreign import Imported, imported
from form_factory.queries import form_of
from form_factory.trying import tried, verdict
from form_factory.trying.stage import faults_of
from schemas import operations as definitions
from schemas import queries as schemas

if TYPE_CHECKING:
    from schemas.models import DefinitionVersion

KNOWN = ("jsonschema", "rjsf")
LATER = ("jsonforms", "formio", "openforms", "xlsform", "tableschema", "auto")
_FILE = click.Path(path_type=Path, dir_okay=False, exists=True)


@click.group("form")
def form() -> None:
    """Les formulaires."""


@form.command("try")
@click.argument("key")
@click.option("--version", "number", type=int, help="Sinon : en service, ou brouillon.")
@click.option("--answers", "file", required=True, type=_FILE, help="Les réponses, un objet JSON.")
def try_answers(key: str, number: int | None, file: Path) -> None:
    """Dire ce qu’un formulaire pense de réponses, en JSON."""
    answers, version = _document(file), _version(key, number)
    faults = faults_of(version)
    if faults:
        told = "\n".join(f"  {each.path or '/'}: {message(each)}" for each in faults)
        raise click.ClickException(f"Ce brouillon ne peut pas encore être essayé.\n{told}")
    outcome = tried(form_of(version.id), answers, HOUSE)
    click.echo(json.dumps(verdict(outcome), ensure_ascii=False, indent=1))


@form.command("import")
@click.option(
    "--from",
    "source",
    required=True,
    type=click.Choice([*KNOWN, *LATER]),
    help="Le format d’où vient le formulaire.",
)
@click.argument("file", type=click.Path(path_type=Path, exists=True), required=False)
@click.option("--ui", type=_FILE, help="Le « uiSchema » qui va avec (rjsf).")
@click.option("--key", help="La clé de la définition ; tirée du nom du fichier sinon.")
@click.option("--publish", is_flag=True, help="Mettre aussitôt en service.")
@click.option("--report", type=click.Path(path_type=Path), help="Un dossier entier (auto).")
def bring_in(
    source: str,
    file: Path | None,
    ui: Path | None,
    key: str | None,
    report: Path | None,
    *,
    publish: bool,
) -> None:
    """Importer un formulaire étranger comme brouillon ; le compte rendu est en JSON."""
    if source in LATER or report is not None:
        click.echo(
            f"L’import « {source} » n’est pas encore là. Disponibles : {', '.join(KNOWN)}.",
            err=True,
        )
        sys.exit(2)
    if file is None:
        raise click.UsageError("Indiquez le fichier à importer.")
    foreign, around = _document(file), _document(ui) if ui else {}
    if source == "rjsf" and ui is None and isinstance(foreign.get("schema"), dict):
        around, foreign = foreign.get("uiSchema") or {}, foreign["schema"]
    try:
        found = imported(foreign, around, key or key_of(file))
        _keep(found, publish=publish)
    except PreauError as refusal:
        raise click.ClickException(_said(refusal)) from refusal
    click.echo(json.dumps(_account(found), ensure_ascii=False, indent=1))


def key_of(file: Path) -> str:
    """A key out of the name of a file."""
    plain = re.sub(r"[^a-z0-9]+", "-", fold(file.name.split(".")[0])).strip("-")
    return (plain if plain[:1].isalpha() else f"formulaire-{plain}".strip("-"))[:60]


def _keep(found: Imported, *, publish: bool) -> None:
    key = found.document["key"]
    with unit_of_work():
        version = definitions.save_draft(HOUSE, "form", key, found.document)
        found.problems += definitions.problems_of(version)
        if publish:
            definitions.publish(HOUSE, "form", key)


def _account(found: Imported) -> dict[str, Any]:
    return {
        "key": found.document["key"],
        "fields": found.fields,
        "pages": len(found.document["ui"]["pages"]),
        "conditions": found.conditions,
        "warnings": [{"path": p.path, "message": message(p)} for p in found.problems],
    }


def _version(key: str, number: int | None) -> DefinitionVersion:
    if number is None:
        found = schemas.live("form", key) or schemas.draft("form", key)
    else:
        found = next((v for v in schemas.versions("form", key) if v.number == number), None)
    if found is None:
        raise click.ClickException(f"Aucun formulaire « {key} », ou pas cette version.")
    return found


def _document(file: Path) -> dict[str, Any]:
    try:
        document = parse(file.read_bytes())
    except PreauError as refusal:
        raise click.ClickException(f"{file}: {_said(refusal)}") from refusal
    if not isinstance(document, dict):
        raise click.ClickException(f"{file}: il faut un objet JSON, entre {{ et }}.")
    return document


def _said(refusal: PreauError) -> str:
    told = refusal.problems if isinstance(refusal, Invalid) else ()
    return "\n".join([str(refusal.message), *(f"  {p.path or '/'}: {message(p)}" for p in told)])
