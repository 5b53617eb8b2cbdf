"""`preau knowledge`: thin doors to the acts of the room."""

from __future__ import annotations

import json
from pathlib import Path

import click

from core.actor import HOUSE, NOBODY, Actor, Grant
from core.database import unit_of_work
from core.errors import Invalid, PreauError
from core.i18n import text_of
from core.ids import uuid7
from core.words import message
from knowledge_base import queries
from knowledge_base.operations import load as load_rows
from knowledge_base.operations.turns import typed
from knowledge_base.questions import questions_at
from knowledge_base.reading import Brought, brought_at
from knowledge_base.serializers import answer_out


@click.group("knowledge")
def knowledge() -> None:
    """Fiches d’aide."""


@knowledge.command("load")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--publish/--draft", default=True, help="Publier aussitôt, ou garder en brouillon.")
def load(path: Path, *, publish: bool) -> None:
    """Charge un fichier (JSON, CSV, Markdown, HTML) ou un dossier (tout, ou rien)."""
    found: list[Brought] = []
    try:
        with unit_of_work():
            found = brought_at(path)
            rows = [one.row for one in found]
            counts = load_rows(HOUSE, rows, source=path.name, publish=publish)
    except Invalid as refusal:
        if path.suffix == ".json":  # a pointer says best where
            found = []
        for problem in refusal.problems:
            click.echo(f"{_where(problem.path, found)} : {message(problem)}", err=True)
        if not refusal.problems:
            click.echo(text_of(refusal.message), err=True)
        raise SystemExit(1) from refusal
    except PreauError as refusal:
        raise click.ClickException(str(refusal.message)) from refusal
    click.echo(f"{counts['written']} fiches écrites, {counts['same']} inchangées.")


def _where(path: str, found: list[Brought]) -> str:
    """The file or line a problem is about, then its field."""
    number, _slash, rest = path.strip("/").partition("/")
    if not number.isdecimal() or int(number) >= len(found):
        return path or "/"
    return " ".join(filter(None, (found[int(number)].place or path, rest)))


@knowledge.command("ask")
@click.argument("text", required=False)
@click.option("--audience", metavar="CLÉ", help="Demander comme qui tient ce rôle.")
@click.option(
    "--file",
    "path",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help='Une question par ligne : {"id", "text"}.',
)
def ask(text: str | None, audience: str | None, path: Path | None) -> None:
    """Pose une question à la base, ou celles d’un fichier ; une ligne JSON par réponse."""
    if (text is None) == (path is None):
        raise click.UsageError("Donnez une question, ou un fichier de questions avec --file.")
    actor = _reader(audience)
    with unit_of_work():
        if path is None:
            click.echo(_line(answer_out(queries.ask(_asked(text or ""), actor))))
            return
        try:
            asked = questions_at(path)
        except PreauError as refusal:
            raise click.ClickException(str(refusal.message)) from refusal
        for one in asked:
            click.echo(_line({"id": one.id, **answer_out(queries.ask(one.text, actor))}))


def _asked(text: str) -> str:
    """The one question of a person; a file goes on to its end, whatever a line of it lacks."""
    try:
        return typed(text, "question-empty")
    except Invalid as refusal:
        raise click.ClickException(message(refusal.problems[0])) from refusal


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _reader(audience: str | None) -> Actor:
    if not audience:
        return NOBODY
    return Actor(grants=(Grant(uuid7(), audience, audience, "/", "", frozenset()),))
