"""`preau`: the commands of the house, then those on the plates of the rooms.

The rooms are opened only when one of their commands is asked for: `preau up` has no need of them.
"""

import contextlib
import copy
import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial, wraps
from pathlib import Path
from types import FrameType
from typing import Any, Final

import click

from app.refusing import in_words
from app.settings import Settings, SettingsError

_FILE = click.Path(exists=True, path_type=Path)
#: What stands together in « preau --help ».
CHAPTERS: Final = (
    ("Faire tourner", ("up", "web", "worker", "clock")),
    ("Installer, mettre à jour", ("migrate", "demo")),
    ("Sauver, restaurer, fermer", ("backup", "restore", "storage", "maintenance")),
    ("Administrer", ("account", "role", "token", "jobs", "connector")),
    ("Contenus", ("pack", "definitions", "form", "records", "knowledge")),
    ("Mesurer", ("bench",)),
)


class House(click.Group):
    """A group that finds the rooms' commands late, and speaks refusals without a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of a host's days; a command of a new room goes last."""
        found = {*super().list_commands(ctx), *_room_commands()}
        placed = [name for _title, names in CHAPTERS for name in names if name in found]
        return [*placed, *sorted(found.difference(placed))]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """By chapter."""
        left = self.list_commands(ctx)
        for title, names in (*CHAPTERS, ("Autres", tuple(left))):
            rows = [
                (name, command.get_short_help_str(90))
                for name in names
                if name in left and (command := self.get_command(ctx, name)) is not None
            ]
            left = [name for name in left if name not in names]
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        own = super().get_command(ctx, cmd_name)
        return own if own is not None else _room_commands().get(cmd_name)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            told = in_words(error)
            if told is None:
                raise
            raise click.ClickException(told) from error


@click.group(cls=House, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Préau, la relation entre une collectivité, ses écoles et ses familles."""


@main.command()
@click.option("--no-demo", is_flag=True, help="Ouvrir une maison vide, sans démonstration.")
def up(*, no_demo: bool) -> None:
    """Tout démarrer ici : bases, pages, tâches, horloge. Ctrl-C arrête tout."""
    from app.supervisor import Supervisor

    sys.exit(Supervisor(Settings.from_env(os.environ), demo=not no_demo, say=click.echo).run())


@main.command()
def web() -> None:
    """Servir les pages (processus « web » du Procfile)."""
    from app.serving import web_command

    command = web_command(_settings_with_servers())
    os.execv(command[0], command)  # noqa: S606 – gunicorn takes our place, and our signals


@main.command()
def worker() -> None:
    """Faire les tâches qui attendent (processus « worker » du Procfile)."""
    from app.worker import work

    work(_settings_with_servers().redis_url)


@main.command()
def clock() -> None:
    """Sonner les heures : relances, échéances, tâches oubliées (processus « clock »)."""
    from app import create_app
    from app.clockwork import run

    settings = _settings_with_servers()
    stop = threading.Event()

    def told(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, told)
    signal.signal(signal.SIGINT, told)
    run(create_app(settings), settings.redis_url, stop)


@main.command()
@click.option("--to", "revision", default="head", help="Version voulue (« head » : la dernière).")
@click.option("--new", "message", help="Écrire une version depuis la différence des modèles.")
@click.option("--number", help="Le numéro de la nouvelle version, par exemple 0042.")
def migrate(revision: str, message: str | None, number: str | None) -> None:
    """Mettre les tables à jour (processus « release » du Procfile)."""
    from app import migrate as migrations
    from app.backup.place import refuse_half_made
    from app.house import open_house

    with open_house() as settings:
        refuse_half_made(settings.migrate_url)
        if message:
            migrations.draft(settings.migrate_url, message, number)
        else:
            migrations.upgrade(settings.migrate_url, revision, told=_wait_for_tables)


@main.command()
@click.argument("target", metavar="FICHIER")
def backup(target: str) -> None:
    """Tout mettre dans un fichier : base et pièces (« - » : sur la sortie). Sans rien arrêter.

    Les sessions, les liens d’un jour et les clés de la maison n’y sont pas : gardez SECRET_KEY
    (ou var/secrets/secret-key) à part, elle scelle l’archive.
    """
    from app.backup.saving import backup as save
    from app.house import open_house

    with open_house() as settings:
        save(settings, target, partial(click.echo, err=target == "-"))


@main.command()
@click.argument("source", metavar="FICHIER", type=click.Path(path_type=Path))
@click.option("--check", "only_check", is_flag=True, help="Lire et vérifier, sans rien restaurer.")
@click.option("--other-key", is_flag=True, help="Accepter la sauvegarde d’une maison d’autre clé.")
@click.option(
    "--erased",
    multiple=True,
    metavar="REGISTRE",
    type=click.Path(path_type=Path),
    help="Un registre des effacements (erased.jsonl) à suivre ; plusieurs fois au besoin.",
)
@click.option("--open", "opened_at_once", is_flag=True, help="Ouvrir aussitôt les portes.")
def restore(
    source: Path,
    *,
    only_check: bool,
    other_key: bool,
    opened_at_once: bool,
    erased: tuple[Path, ...],
) -> None:
    """Refaire d’un fichier toute la maison, dans une base et un dossier vides.

    Ce qui a été effacé depuis cette sauvegarde l’est de nouveau : le registre erased.jsonl du
    dossier est lu s’il y est, ainsi que ceux donnés par --erased.

    Elle reste fermée (« preau maintenance off » l’ouvre) : rien ne part avant que quelqu’un ait vu.
    """
    from app.backup.checking import check
    from app.backup.restoring import restore as fill
    from app.house import open_house

    if only_check:
        check(source, Settings.from_env(os.environ).secret_key, other_key=other_key)
        click.echo("Cette sauvegarde est entière et intacte.")
        return
    with open_house() as settings:
        fill(
            settings,
            source,
            click.echo,
            other_key=other_key,
            opened_at_once=opened_at_once,
            erased=erased,
        )


@main.command()
@click.argument("names", nargs=-1, metavar="[MESURE…]")
@click.option("--base", "base", type=_FILE, help="Pour knowledge : la base, comme pour load.")
@click.option("--set", "questions", type=_FILE, help="Pour knowledge : questions et réponses.")
@click.option("--learn", type=_FILE, help="Pour knowledge : questions apprises d’abord.")
@click.option(
    "--outside",
    is_flag=True,
    help="Pour knowledge : aussi avec le moteur extérieur de cette maison (les questions partent).",
)
def bench(
    names: tuple[str, ...],
    base: Path | None,
    questions: Path | None,
    learn: Path | None,
    *,
    outside: bool,
) -> None:
    """Mesurer : une ligne JSON par mesure, chacune à côté d’une référence du même essai."""
    from app.bench import MEASURES, figures

    if base is not None or questions is not None or outside:
        _judge(names, base, questions, learn, outside=outside)
        return

    unknown = [name for name in names if name not in MEASURES]
    if unknown:
        raise click.BadParameter(
            f"« {unknown[0]} » n’est pas une mesure. Choisissez parmi : {', '.join(MEASURES)}."
        )
    for figure in figures(names):
        click.echo(json.dumps(figure))


def _judge(
    names: tuple[str, ...],
    base: Path | None,
    questions: Path | None,
    learn: Path | None,
    *,
    outside: bool,
) -> None:
    from core.errors import PreauError
    from knowledge_base.bench import judged

    if names != ("knowledge",) or base is None or questions is None:
        raise click.UsageError("Donnez « bench knowledge --base FICHIER --set FICHIER ».")
    try:
        if outside:
            _judge_both(base, questions, learn)
            return
        for figure in judged(base, questions, learn):
            click.echo(json.dumps(figure))
    except PreauError as refusal:
        raise click.ClickException(_told(refusal)) from refusal


def _judge_both(base: Path, questions: Path, learn: Path | None) -> None:
    """With the engine the house names too: it is known to the house alone."""
    from knowledge_base.bench import judged
    from knowledge_base.bench_outside import Named

    with _application():
        named = Named()
        for figure in judged(base, questions, learn, named.beside):
            click.echo(json.dumps(figure))
        for figure in named.figures():
            click.echo(json.dumps(figure))


def _told(refusal: Any) -> str:
    from core.words import message

    problems = getattr(refusal, "problems", ())
    return message(problems[0]) if problems else str(refusal.message)


def _wait_for_tables(seconds: float) -> None:
    click.echo(f"Des tables sont occupées : nouvel essai dans {seconds:g} s.", err=True)


def _settings_with_servers() -> Settings:
    from app.house import check_files

    settings = Settings.from_env(os.environ)
    if not settings.database_url or not settings.redis_url:
        raise SettingsError(
            "Donnez DATABASE_URL et REDIS_URL, ou lancez « preau up », qui apporte ses serveurs."
        )
    check_files(settings, partial(click.echo, err=True))
    return settings


def _room_commands() -> dict[str, click.Command]:
    from app.features import features

    commands = (command for feature in features() for command in feature.commands)
    return {command.name or "": _inside(command) for command in commands}


def _inside(command: click.Command) -> click.Command:
    """The same command, whose body runs in an open house: `--help` alone opens nothing."""
    command = copy.copy(command)
    if isinstance(command, click.Group):
        command.commands = {name: _inside(child) for name, child in command.commands.items()}
    if command.callback is not None and not isinstance(command, click.Group):
        command.callback = _with_house(command.callback)
    return command


def _with_house(callback: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(callback)
    def opened(*args: Any, **kwargs: Any) -> Any:
        with _application():
            return callback(*args, **kwargs)

    return opened


@contextlib.contextmanager
def _application() -> Iterator[None]:
    """An application context: the caller's (tests), else one on servers that answer."""
    from flask import has_app_context

    if has_app_context():
        yield
        return
    from app import create_app
    from app.house import open_house
    from core.database import db, let_go

    with open_house() as settings, create_app(settings).app_context():
        try:
            yield
        finally:
            let_go()
            db.engine.dispose()


if __name__ == "__main__":
    main()
