"""`preau pack`: packs looked at, loaded, compared, taken back, taken away, written, sealed."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from core.actor import HOUSE
from core.database import unit_of_work
from core.words import message
from schemas import operations, packs, queries
from schemas.errors import PackRefused
from schemas.pack_acts import compare
from schemas.pack_export import archive, write_folder
from schemas.pack_seal import seal
from schemas.packing.needs import recipe_of
from schemas.packing.planning import Line
from schemas.packing.removing import removal_of
from schemas.telling import told as _told

#: Said beside each definition by `preau pack diff`.
STATES = {
    "new": "nouvelle",
    "same": "identique",
    "update": "à mettre à jour",
    "kept": "modifiée ici, inchangée dans le lot",
    "conflict": "CONFLIT : modifiée ici et dans le lot",
    "dropped": "que le lot n’apporte plus",
}
#: Said beside each definition by `preau pack remove`.
FATES = {
    "forget": "disparaît : n’a jamais servi",
    "retire": "retirée du service, gardée pour ce qui court",
    "keep": "reste en service",
    "gone": "déjà retirée",
}


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
@click.option("--dry-run", is_flag=True, help="Répéter : dire ce qui serait fait, ne rien changer.")
@click.option("--keep", multiple=True, metavar="SORTE/CLÉ", help="Garder celle d’ici.")
@click.option("--take", multiple=True, metavar="SORTE/CLÉ", help="Prendre celle du lot.")
@click.option("--merge", multiple=True, metavar="SORTE/CLÉ", help="Réunir les deux.")
@click.option("--bind", multiple=True, metavar="SORTE/CLÉ/CHEMIN=VALEUR", help="Relier à ici.")
def load(
    source: str,
    *,
    theirs: bool,
    dry_run: bool,
    keep: tuple[str, ...],
    take: tuple[str, ...],
    merge: tuple[str, ...],
    bind: tuple[str, ...],
) -> None:
    """Installer ou mettre à jour un lot (nom livré, dossier ou .zip)."""
    choices = dict.fromkeys(keep, "mine") | dict.fromkeys(take, "theirs")
    choices |= dict.fromkeys(merge, "merge")
    bound = _bound(bind)
    with _told(), unit_of_work():
        read = packs.read(source)
        if dry_run:
            found = operations.rehearse(HOUSE, read, choices=choices, bind=bound, theirs=theirs)
            if found.report is None:
                raise PackRefused(found.problems, found.message)
            report = found.report
        else:
            report = operations.load_pack(HOUSE, read, theirs=theirs, choices=choices, bind=bound)
    click.echo(json.dumps(report.plain(), ensure_ascii=False, indent=1))


def _bound(given: tuple[str, ...]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for each in given:
        name, sign, value = each.partition("=")
        kind, _s, rest = name.partition("/")
        key, _s, path = rest.partition("/")
        if not sign or not path:
            raise click.BadParameter(f"{each} : écrivez SORTE/CLÉ/CHEMIN=VALEUR")
        found.setdefault(f"{kind}/{key}", {})[f"/{path}"] = value
    return found


@pack.command("needs")
@click.argument("keys", nargs=-1, required=True, metavar="SORTE/CLÉ…")
def needs(keys: tuple[str, ...]) -> None:
    """Dire ce qu’il faut à des définitions, ce qui est à relier, ce qui est à relire (JSON)."""
    with _told():
        recipe = recipe_of(keys)
    click.echo(json.dumps(recipe.plain(), ensure_ascii=False, indent=1))


@pack.command("export")
@click.argument("keys", nargs=-1, required=True)
@click.option(
    "--to",
    "target",
    required=True,
    type=click.Path(path_type=Path),
    help="Le .zip ou le dossier à écrire.",
)
@click.option("--key", default="export", help="La clé du lot écrit.")
@click.option("--title", default="", help="Son titre.")
@click.option("--version", default="1", help="Son numéro.")
@click.option("--with-needs", is_flag=True, help="Ajouter tout ce qu’il leur faut.")
def export(
    keys: tuple[str, ...], target: Path, key: str, title: str, version: str, *, with_needs: bool
) -> None:
    """Écrire des définitions en service dans un .zip ou un dossier."""
    with _told():
        if with_needs:
            named = [name for name in keys if "/" in name]
            keys = (*keys, *(need.name for need in recipe_of(named).missing if need.here))
        files = operations.export_pack(HOUSE, keys, key=key, title=title, version=version)
    if target.suffix == ".zip":
        target.write_bytes(archive(files))
    else:
        write_folder(files, target)
    click.echo(f"{target}: {len(files)} fichiers.")


@pack.command("diff")
@click.argument("source")
@click.option("--words", is_flag=True, help="Dire chaque changement, d’ici et du lot.")
def diff(source: str, *, words: bool) -> None:
    """Comparer un lot avec ce qui est installé ; code de sortie 1 s’il y a un conflit."""
    with _told():
        found = compare(packs.read(source))
    for line in found:
        click.echo(f"{line.name}\t{STATES[line.state]}")
        if words:
            _print_changes(line)
    sys.exit(1 if any(line.state == "conflict" for line in found) else 0)


def _print_changes(line: Line) -> None:
    for told in line.ours() if line.state in {"kept", "conflict"} else ():
        click.echo(f"\tici\t{told.text}")
    for told in line.brings() if line.state in {"update", "conflict"} else ():
        click.echo(f"\tlot\t{told.text}")
    for clash in line.clashes:
        click.echo(f"\tdes deux côtés\t{clash.path}")


@pack.command("revert")
@click.argument("key")
@click.argument("name", required=False, metavar="[SORTE/CLÉ]")
def revert(key: str, name: str | None) -> None:
    """Annuler la dernière mise à jour d’un lot, ou revenir à sa définition SORTE/CLÉ."""
    with _told(), unit_of_work():
        found = queries.pack_for(HOUSE, key)
        if name:
            version = operations.revert_definition(HOUSE, found, name)
            click.echo(f"{name}\tversion {version.number}")
        else:
            report = operations.revert_load(HOUSE, found)
            click.echo(json.dumps(report.plain(), ensure_ascii=False, indent=1))


@pack.command("remove")
@click.argument("key")
@click.option("--dry-run", is_flag=True, help="Dire ce qui serait fait, ne rien changer.")
def remove(key: str, *, dry_run: bool) -> None:
    """Retirer un lot : ce qui n’a jamais servi disparaît, le reste est retiré du service."""
    with _told(), unit_of_work():
        found = queries.pack_for(HOUSE, key)
        removal = removal_of(found) if dry_run else operations.remove_pack(HOUSE, found)
        refused = removal.refused
    for line in removal.lines:
        click.echo(f"{line.name}\t{FATES[line.fate]}")
    for problem in refused:
        click.echo(message(problem))
    sys.exit(1 if refused else 0)


@pack.command("seal")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))
def sealed(folder: Path) -> None:
    """Récrire la liste et les empreintes de pack.json d’après les fichiers du dossier."""
    with _told():
        manifest = seal(folder)
    click.echo(f"{folder}: {len(manifest['definitions'])} définitions scellées.")
