"""`preau maintenance`: close the house for a while, open it again, from a terminal."""

from __future__ import annotations

import click

from app.home import setting_acts
from core.actor import HOUSE
from core.closing import CLOSED, MESSAGE, is_closed
from core.database import unit_of_work
from core.errors import Invalid
from core.words import message as sentence


@click.group("maintenance")
def maintenance() -> None:
    """Fermer la plateforme un moment, la rouvrir."""


@maintenance.command("on")
@click.option("--message", help="Ce que lisent les visiteurs, par exemple « Retour à 18 h. »")
def on(message: str | None) -> None:
    """Fermer : page d’attente pour tous sauf les administrateurs, tâches en pause."""
    try:
        with unit_of_work():
            if message is not None:
                setting_acts.change(HOUSE, MESSAGE, message)
            setting_acts.change(HOUSE, CLOSED, value=True)
    except Invalid as refusal:
        raise click.ClickException(str(sentence(refusal.problems[0]))) from refusal
    click.echo("La plateforme est fermée. Pour la rouvrir : preau maintenance off.")


@maintenance.command("off")
def off() -> None:
    """Rouvrir : les tâches qui attendaient repartent."""
    with unit_of_work():
        setting_acts.reset(HOUSE, CLOSED)
        setting_acts.reset(HOUSE, MESSAGE)
    click.echo("La plateforme est ouverte.")


@maintenance.command("status")
def status() -> None:
    """Dire si elle est ouverte."""
    with unit_of_work():
        closed = is_closed()
    click.echo("fermée" if closed else "ouverte")
