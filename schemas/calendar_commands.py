"""`preau pack calendars` and `renew-calendars`: calendars from the official files."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from core.actor import HOUSE
from core.database import unit_of_work
from schemas import calendar_pack
from schemas.pack_commands import pack
from schemas.telling import told as _told

__all__ = ["calendars", "pack", "renew_calendars"]

_FILE = click.Path(path_type=Path, dir_okay=False, exists=True)


@pack.command("calendars")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--school", type=_FILE, required=True, help="fr-en-calendrier-scolaire.csv")
@click.option("--holidays", type=_FILE, required=True, help="jours_feries.csv (toutes les zones)")
@click.option("--days", type=_FILE, help="Jours de vacances, un par ligne : fin de l’été.")
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    default="2025-01-01",
    show_default=True,
    help="Laisser ce qui finit avant ce jour.",
)
def calendars(
    folder: Path, school: Path, holidays: Path, days: Path | None, since: datetime
) -> None:
    """Refaire le lot des calendriers d’après les fichiers officiels."""
    days_told = days.read_text("utf-8") if days else ""
    with _told():
        count = calendar_pack.write(
            folder,
            calendar_pack.documents(
                school.read_text("utf-8"), holidays.read_text("utf-8"), days_told, since.date()
            ),
        )
    click.echo(f"{folder}: {count} calendriers.")


@pack.command("renew-calendars")
@click.argument("school", type=_FILE)
@click.option("--days", type=_FILE, help="Jours de vacances, un par ligne : fin de l’été.")
def renew_calendars(school: Path, days: Path | None) -> None:
    """Publier les jours de classe d’une nouvelle année scolaire, d’après le fichier officiel."""
    with _told(), unit_of_work():
        days_told = days.read_text("utf-8") if days else ""
        keys = calendar_pack.renew(HOUSE, school.read_text("utf-8"), days_told)
    click.echo("\n".join(keys) or "Rien de nouveau dans ce fichier.")
