"""`preau demo`: the demonstration organisation."""

from __future__ import annotations

import time

import click
from flask import current_app

from app.demo import loading
from app.settings import DEMO_ACCOUNTS


@click.group()
def demo() -> None:
    """La collectivité de démonstration."""


@demo.command("load")
@click.option("--scale", type=click.IntRange(1, 1_000_000), help="Nombre de demandes à écrire.")
def load(scale: int | None) -> None:
    """Charger la démonstration ; une seconde fois ne change rien."""
    began = time.monotonic()
    var = current_app.config["SETTINGS"].var
    done = loading.load(var / DEMO_ACCOUNTS, scale, say=click.echo)
    if not done.people and not done.requests:
        click.echo("La démonstration est déjà là, rien n’a changé.")
        return
    seconds = time.monotonic() - began
    click.echo(f"{done.people} personnes, {done.requests} demandes, en {seconds:.0f} s.")
