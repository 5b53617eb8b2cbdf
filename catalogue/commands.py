"""`preau connector`: what an operator hands to whoever runs the other program."""

from __future__ import annotations

import click

from catalogue.sending import line_of
from catalogue.signing import key_of
from core.database import unit_of_work
from schemas import queries as schemas


@click.group()
def connector() -> None:
    """Les programmes que les circuits préviennent."""


@connector.command("key")
@click.argument("key")
def show_key(key: str) -> None:
    """Afficher la clé avec laquelle ce connecteur signe ce qu’il envoie."""
    if schemas.live("connector", key) is None:
        raise click.ClickException(f"Aucun connecteur publié ne s’appelle « {key} ».")
    with unit_of_work():
        line = line_of(key)
        generation = line.generation if line else 0
    click.echo(key_of(key, generation))
