"""`preau knowledge`: thin doors to the acts of the room."""

from __future__ import annotations

from pathlib import Path

import click

from core.actor import HOUSE
from core.database import unit_of_work
from core.errors import Invalid, PreauError
from core.words import message
from knowledge_base.operations import load as load_rows
from knowledge_base.reading import rows_at


@click.group("knowledge")
def knowledge() -> None:
    """Fiches d’aide."""


@knowledge.command("load")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
def load(path: Path) -> None:
    """Charge une liste JSON, ou un dossier de fichiers Markdown (tout, ou rien)."""
    try:
        with unit_of_work():
            counts = load_rows(HOUSE, rows_at(path), source=path.name)
    except Invalid as refusal:
        for problem in refusal.problems:
            click.echo(f"{problem.path or '/'} : {message(problem)}", err=True)
        raise SystemExit(1) from refusal
    except PreauError as refusal:
        raise click.ClickException(str(refusal.message)) from refusal
    click.echo(f"{counts['written']} fiches écrites, {counts['same']} inchangées.")
