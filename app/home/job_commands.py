"""`preau jobs`: the backlog from a terminal."""

from __future__ import annotations

import json

import click

from app.home.job_words import reason_in_words
from core import backlog
from core.actor import HOUSE
from core.database import unit_of_work
from core.errors import PreauError


@click.group("jobs")
def jobs() -> None:
    """Les tâches de fond."""


@jobs.command("list")
@click.option("--json", "as_json", is_flag=True, help="Une ligne JSON par tâche.")
@click.option("--state", type=click.Choice(backlog.STATES), help="Un seul état.")
def listed(*, as_json: bool, state: str | None) -> None:
    """Ce qui est en cours, en attente, mis de côté."""
    for name in [state] if state else backlog.STATES:
        after: str | None = None
        while True:
            page = backlog.lines(name, after=after)
            for line in page.items:
                click.echo(_as_json(line) if as_json else _as_text(line))
            after = page.next
            if after is None:
                break


@jobs.command("retry")
@click.argument("job", type=click.IntRange(min=1, max=2**62), required=False)
@click.option("--all-parked", is_flag=True, help="Toutes celles qui sont mises de côté.")
def retry(job: int | None, *, all_parked: bool) -> None:
    """Relancer une tâche, ou toutes celles qui sont mises de côté."""
    if (job is None) == (not all_parked):
        raise click.UsageError("Donnez un numéro de tâche, ou --all-parked.")
    if job is None:
        with unit_of_work():
            count = backlog.retry_parked(HOUSE)
        click.echo(f"{count} tâche(s) relancée(s).")
        return
    try:
        with unit_of_work():
            backlog.retry(HOUSE, job)
    except PreauError as refusal:
        raise click.ClickException(_refused(job, refusal)) from refusal
    click.echo(f"Tâche {job} relancée.")


@jobs.command("cancel")
@click.argument("job", type=click.IntRange(min=1, max=2**62))
def cancel(job: int) -> None:
    """Annuler une tâche : elle ne sera pas faite."""
    try:
        with unit_of_work():
            backlog.cancel(HOUSE, job)
    except PreauError as refusal:
        raise click.ClickException(_refused(job, refusal)) from refusal
    click.echo(f"Tâche {job} annulée.")


def _refused(job: int, refusal: PreauError) -> str:
    if isinstance(refusal, backlog.Busy):
        return str(refusal.message)
    return f"La tâche {job} n’existe pas, ou elle est déjà finie."


def _as_json(line: backlog.Line) -> str:
    return json.dumps(
        {
            "id": line.id,
            "kind": line.kind,
            "to": line.to or None,
            "state": line.state,
            "since": line.since.isoformat(),
            "tries": line.tries,
            "error": line.error,
            "progress": dict(line.progress),
        },
        ensure_ascii=False,
    )


def _as_text(line: backlog.Line) -> str:
    since = line.since.isoformat(timespec="seconds")
    reason = f"  {reason_in_words(line.error)} ({line.error})" if line.error else ""
    return f"{line.id:>8}  {line.state:<8}  {since}  {line.to or line.kind}{reason}"
