"""`preau definitions` and `preau pack`: the acts of this room, from a terminal."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path

import click

from core.actor import HOUSE
from core.database import unit_of_work
from core.errors import Invalid, PreauError
from core.jsondoor import parse
from core.problems import Problem
from core.words import message
from schemas import calendar_pack, kinds, operations, packs, queries
from schemas.errors import PackRefused
from schemas.pack_acts import compare
from schemas.pack_export import archive, write_folder
from schemas.pack_seal import seal
from schemas.positions import Places, places_in

_FILE = click.Path(path_type=Path, dir_okay=False, exists=True)
#: Said beside each definition by `preau pack diff`.
STATES = {
    "new": "nouvelle",
    "same": "identique",
    "update": "à mettre à jour",
    "kept": "modifiée ici, inchangée dans le lot",
    "conflict": "CONFLIT : modifiée ici et dans le lot",
}


@click.group()
def definitions() -> None:
    """Les documents que conçoivent les administrateurs."""


@definitions.command("check")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
def check(files: tuple[Path, ...]) -> None:
    """Vérifier des définitions ; code de sortie 1 s’il y a des problèmes."""
    refused = [check_file(file) for file in files]
    sys.exit(1 if any(refused) else 0)


def check_file(file: Path) -> bool:
    """Print what there is to say of one file; whether it is refused."""
    try:
        text = file.read_text("utf-8")
        document = parse(text)
    except (OSError, UnicodeDecodeError) as fault:
        click.echo(f"{file}: ce fichier ne peut pas être lu ({type(fault).__name__}).")
        return True
    except PreauError as refusal:
        problems = list(getattr(refusal, "problems", ())) or None
        click.echo(f"{file}: {refusal.message}")
        _print(file, problems or [], None)
        return True
    found = kinds.problems_of(document)
    _print(file, found, places_in(text))
    refusing = [problem for problem in found if not kinds.is_warning(problem)]
    if not refusing:
        click.echo(f"{file}: rien à corriger.")
    return bool(refusing)


def _print(file: Path, problems: list[Problem], places: Places | None) -> None:
    for problem in problems:
        line = places.line_of(problem.path) if places else None
        where = f"{file}:{line}" if line else str(file)
        kind = "conseil" if kinds.is_warning(problem) else "problème"
        click.echo(f"{where}: {problem.path or '/'}: {kind} : {message(problem)}")


@click.group("pack")
def pack() -> None:
    """Les lots de définitions."""


@pack.command("list")
def listed() -> None:
    """Lots livrés avec Préau et lots installés."""
    installed = {found.key: found for found in queries.installed_packs()}
    titles = {row["key"]: row["title"] for row in packs.shipped_manifests()}
    titles |= {key: found.title for key, found in installed.items()}
    for key in sorted(titles):
        here = installed.get(key)
        state = f"version {here.pack_version}" if here else "non installé"
        click.echo(f"{key}\t{titles[key]}\t{state}")


@pack.command("load")
@click.argument("source")
@click.option("--theirs", is_flag=True, help="En cas de conflit, prendre le contenu du lot.")
def load(source: str, *, theirs: bool) -> None:
    """Installer ou mettre à jour un lot (nom livré, dossier ou .zip)."""
    with _told(), unit_of_work():
        report = operations.load_pack(HOUSE, source, theirs=theirs)
    click.echo(json.dumps(report.plain(), ensure_ascii=False, indent=1))


@pack.command("export")
@click.argument("keys", nargs=-1, required=True)
@click.option("--to", "target", required=True, type=click.Path(path_type=Path))
@click.option("--key", default="export", help="La clé du lot écrit.")
@click.option("--title", default="", help="Son titre.")
def export(keys: tuple[str, ...], target: Path, key: str, title: str) -> None:
    """Écrire des définitions en service dans un .zip ou un dossier."""
    with _told():
        files = operations.export_pack(HOUSE, keys, key=key, title=title)
    if target.suffix == ".zip":
        target.write_bytes(archive(files))
    else:
        write_folder(files, target)
    click.echo(f"{target}: {len(files)} fichiers.")


@pack.command("diff")
@click.argument("source")
def diff(source: str) -> None:
    """Comparer un lot avec ce qui est installé ; code de sortie 1 s’il y a un conflit."""
    with _told():
        found = compare(packs.read(source))
    for line in found:
        click.echo(f"{line.item.name}\t{STATES[line.state]}")
    sys.exit(1 if any(line.state == "conflict" for line in found) else 0)


@pack.command("seal")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))
def sealed(folder: Path) -> None:
    """Récrire la liste et les empreintes de pack.json d’après les fichiers du dossier."""
    with _told():
        manifest = seal(folder)
    click.echo(f"{folder}: {len(manifest['definitions'])} définitions scellées.")


@pack.command("calendars")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--school", type=_FILE, required=True, help="fr-en-calendrier-scolaire.csv")
@click.option("--holidays", type=_FILE, required=True, help="jours_feries.csv (toutes les zones)")
@click.option("--days", type=_FILE, help="Jours de vacances, un par ligne : fin de l’été.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), default="2025-01-01", show_default=True)
def calendars(
    folder: Path, school: Path, holidays: Path, days: Path | None, since: datetime
) -> None:
    """Refaire le lot des calendriers d’après les fichiers officiels."""
    told = days.read_text("utf-8") if days else ""
    with _told():
        count = calendar_pack.write(
            folder,
            calendar_pack.documents(
                school.read_text("utf-8"), holidays.read_text("utf-8"), told, since.date()
            ),
        )
    click.echo(f"{folder}: {count} calendriers.")


@pack.command("renew-calendars")
@click.argument("school", type=_FILE)
@click.option("--days", type=_FILE, help="Jours de vacances, un par ligne : fin de l’été.")
def renew_calendars(school: Path, days: Path | None) -> None:
    """Publier les jours de classe d’une nouvelle année scolaire, d’après le fichier officiel."""
    with _told(), unit_of_work():
        told = days.read_text("utf-8") if days else ""
        keys = calendar_pack.renew(HOUSE, school.read_text("utf-8"), told)
    click.echo("\n".join(keys) or "Rien de nouveau dans ce fichier.")


class _told:  # noqa: N801 – reads as a verb in `with`
    """Refusals become sentences on the terminal, with their paths; exit code 1."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _type: object, error: BaseException | None, _trace: object) -> None:
        if not isinstance(error, PreauError):
            return
        lines = [str(error.message)]
        if isinstance(error, Invalid | PackRefused):
            lines += [f"  {p.path or '/'}: {message(p)}" for p in error.problems]
        raise click.ClickException("\n".join(lines)) from error
