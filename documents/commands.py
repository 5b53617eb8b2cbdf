"""`preau storage`: is it there, is all of it there, and how files go from one to the other."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TypeVar

import click
from flask import current_app

from documents.errors import StorageAway
from documents.storage import BUCKET, FOLDER, Storage, storage, storage_of
from documents.storage.moving import Told, move, verify

T = TypeVar("T")


@click.group("storage")
def files() -> None:
    """Les fichiers : le dossier de la maison, ou un bucket (S3)."""


@files.command("check")
def check() -> None:
    """Essayer : lister, écrire, lire, copier, supprimer un petit fichier."""
    _tried(storage())
    click.echo(f"Tout va bien : les fichiers sont dans {storage().title}.")


@files.command("verify")
def verify_all() -> None:
    """Relire chaque fichier que la base nomme, et comparer sa somme."""
    _tell(_done(lambda: verify(storage(), _count)))


@files.command("move")
@click.option(
    "--to", "kind", type=click.Choice([FOLDER, BUCKET]), required=True, help="Où vont les fichiers."
)
def move_all(kind: str) -> None:
    """Copier les fichiers vers l’autre lieu, sommes vérifiées ; à relancer autant qu’il faut.

    Rien n’est retiré de l’ancien lieu. Une première fois maison ouverte ; puis, fermée
    (« preau maintenance on »), une dernière ; ensuite seulement changez PREAU_STORAGE.
    """
    settings = current_app.config["SETTINGS"]
    if settings.bucket is None:
        raise click.ClickException(
            "Donnez d’abord le bucket : PREAU_S3_ENDPOINT, PREAU_S3_BUCKET, PREAU_S3_KEY et "
            "PREAU_S3_SECRET, sans changer encore PREAU_STORAGE."
        )
    source = storage_of(settings, FOLDER if kind == BUCKET else BUCKET)
    target = storage_of(settings, kind)
    for one in (source, target):
        _tried(one)
    click.echo(f"Lieu d’origine : {source.title}.\nNouveau lieu : {target.title}.", err=True)
    _tell(_done(lambda: move(source, target, _count)))


def _tried(one: Storage) -> None:
    _done(one.check)


def _done(act: Callable[[], T]) -> T:
    try:
        return act()
    except StorageAway as fault:
        raise click.ClickException(str(fault.message)) from fault


def _count(number: int) -> None:
    click.echo(f"{number} fichiers…", err=True)


def _tell(told: Told) -> None:
    """Counts as JSON; an ending that a script can see when something is missing."""
    counts = {
        "there": told.there, "moved": told.moved, "missing": len(told.missing),
        "changed": len(told.changed),
    }  # fmt: skip
    click.echo(json.dumps({**counts, "names": told.names}))
    if told.names:
        raise click.ClickException(
            "Des fichiers que la base nomme manquent, ou ont changé : reprenez-les d’une "
            "sauvegarde. Tous les autres sont là."
        )
