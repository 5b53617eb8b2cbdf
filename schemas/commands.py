"""`preau definitions`: documents checked from a terminal."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from core.errors import PreauError
from core.jsondoor import parse
from core.problems import Problem
from core.words import message
from schemas import kinds
from schemas.positions import Places, places_in


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
