"""The figure `pages`: fifty people at once on a demonstration of fifty thousand requests.

The house is started as in production (`preau up`), then, on the same database and with the same
command, the least a page can be. A folder where the demonstration was loaded before may be given by
`PREAU_BENCH_VAR`: loading takes minutes.
"""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles
from typing import Any, Final

from app.bench_house import folder
from app.bench_serving import SERVERS, await_page, free_port
from app.bench_visitors import Seen, Visitor, visit
from app.demo.cast import PASSWORD
from app.servers import EmbeddedPostgres
from app.serving import preau_command, web_command
from app.settings import DEMO_ACCOUNTS, Settings

Figure = dict[str, Any]
REQUESTS: Final = int(os.environ.get("PREAU_BENCH_REQUESTS", "50000"))
PEOPLE: Final = int(os.environ.get("PREAU_BENCH_PEOPLE", "50"))
SECONDS: Final = float(os.environ.get("PREAU_BENCH_SECONDS", "60"))

_HEADS: Final = """
SELECT a.email, min(r.provisional) FILTER (WHERE r.status = 'brouillon'),
       min(r.reference) FILTER (WHERE r.status <> 'brouillon'), min(r.service_key)
FROM account AS a JOIN request AS r ON r.applicant_id = a.id
WHERE a.disabled_at IS NULL GROUP BY a.email
HAVING count(*) FILTER (WHERE r.status = 'brouillon') > 0
   AND count(*) FILTER (WHERE r.status <> 'brouillon') > 0
ORDER BY a.email
"""
_AGENTS: Final = """
SELECT DISTINCT a.email FROM account AS a JOIN group_member AS m ON m.account_id = a.id
WHERE a.disabled_at IS NULL ORDER BY a.email
"""
_FILE: Final = """
SELECT reference FROM request WHERE service_key = 'travaux-batiments' AND status = 'depose'
ORDER BY reference OFFSET %s LIMIT 1
"""


def figures() -> Iterator[Figure]:
    """One line for each kind of page, one for all of them."""
    given = os.environ.get("PREAU_BENCH_VAR")
    with folder() as made:
        var = Path(given) if given else made
        if not (var / DEMO_ACCOUNTS).exists():
            _run(var, "migrate")
            _run(var, "demo", "load", "--scale", str(REQUESTS))
        with _served(preau_command("up"), var, "/connexion") as port:
            people = list(_people(var, port))
            visit(people, min(10, SECONDS))  # everything imported, compiled, in memory
            ours = visit(people, SECONDS)
            plain = _plain(var)
    yield from _told(ours, plain)


def _told(ours: Seen, plain: Seen) -> Iterator[Figure]:
    baseline = _p95(plain.times["plain"])
    everything = [took for times in ours.times.values() for took in times]
    for kind, times in {**ours.times, "all": everything}.items():
        yield {
            "name": f"pages.{kind}", "value": round(_p95(times), 1), "unit": "ms p95",
            "p50": round(quantiles(times, n=20)[9], 1), "baseline": round(baseline, 1),
            "ratio": round(_p95(times) / baseline, 1), "n": len(times),
            "people": PEOPLE, "requests": REQUESTS, "errors": len(ours.errors),
        }  # fmt: skip
    for fault in sorted(set(ours.errors))[:10]:
        yield {"name": "pages.error", "fault": fault}


def _p95(times: list[float]) -> float:
    return quantiles(times, n=20)[18]


def _people(var: Path, port: int) -> Iterator[tuple[Visitor, Mapping[str, str]]]:
    """Three heads for two agents, each signed in, with pages of their own."""
    with EmbeddedPostgres(var).connect("preau") as database:
        heads = database.execute(_HEADS).fetchall()
        agents = [row[0] for row in database.execute(_AGENTS).fetchall()]
        for number in range(PEOPLE):
            database.execute("DELETE FROM sign_in_try")  # fifty people behind one address
            visitor = Visitor(port)
            if number % 5 < 3:
                email, draft, filed, service = heads[number % len(heads)]
                visitor.sign_in(email, PASSWORD)
                form, _page = visitor.open(f"/demandes/{draft}")
                yield visitor, {
                    "home": "/demandes", "catalogue": "/teleservices", "form": form,
                    "sheet": f"/teleservices/{service}", "follow": f"/demandes/{filed}",
                }  # fmt: skip
            else:
                visitor.sign_in(agents[number % len(agents)], PASSWORD)
                (file,) = database.execute(_FILE, [number]).fetchone() or ("",)
                pages = {"desk": "/bureau", "file": f"/demandes/{file}"}
                yield visitor, {k: p for k, p in pages.items() if visitor.ask("GET", p)[0] == 200}


def _plain(var: Path) -> Seen:
    """The same people on the least page there can be, while the house is idle."""
    settings = Settings.from_env({"PREAU_VAR": str(var), "PORT": str(free_port())})
    command = [*web_command(settings)[:-1], "app.bench_plain:application()"]
    postgres = EmbeddedPostgres(var)
    with _served(command, var, "/", settings.port, DATABASE_URL=postgres.url()) as port:
        visitors = [(Visitor(port), {"plain": "/"}) for _ in range(PEOPLE)]
        visit(visitors, min(5, SECONDS))
        return visit(visitors, min(30, SECONDS))


def _run(var: Path, *words: str) -> None:
    subprocess.run(preau_command(*words), env=_environ(var), check=True, stdout=subprocess.DEVNULL)


@contextmanager
def _served(command: list[str], var: Path, first: str, port: int = 0, **more: str) -> Iterator[int]:
    port = port or free_port()
    house = subprocess.Popen(
        command, env={**_environ(var), "PORT": str(port), **more}, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        await_page(house, port, first, var)
        yield port
    finally:
        house.send_signal(signal.SIGINT)
        house.wait(30)


def _environ(var: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k not in SERVERS}
    return {**kept, "PREAU_VAR": str(var)}
