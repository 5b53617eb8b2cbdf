"""The summary of the day: what waited for it, in one mail a person, once a day and never empty."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, Final
from uuid import UUID

from flask_babel import force_locale
from sqlalchemy import select

from accounts import queries as accounts
from core import clock, jobs
from core.clock import PARIS
from core.contributions import one_of
from core.database import session
from core.i18n import _, ngettext
from core.saying import day
from messaging.models import Mail
from messaging.operations.mails import organisation, put, valid_address
from messaging.pace import Pace, link_of, pace_of, with_way_out
from messaging.queries import NOTICE_GATES
from messaging.queries.mails import SUMMARY
from messaging.rendering import Rendered, absolute, render_mail
from schemas.domain.variables import one_line

JOB: Final = "messaging.summary"
#: On the wall of the authority, whatever its offset that day.
HOUR: Final = time(7)
#: Lines of one summary: the rest is counted.
MOST: Final = 50


def order() -> None:
    """Order the summaries of this morning, once each; a house that slept does it when it wakes."""
    seven = this_morning()
    if clock.now() < seven:
        return
    waiting = select(Mail.account_id).where(Mail.state == "held", Mail.created_at < seven)
    date = seven.date().isoformat()
    rows = [
        {
            "kind": JOB,
            "args": {"account": str(account_id), "until": seven.isoformat()},
            "once": f"{JOB}:{account_id}:{date}",
            "at": None,
        }
        for account_id in session.scalars(waiting.distinct())
        if account_id is not None
    ]
    if rows:
        jobs.enqueue_many(rows)


def this_morning() -> datetime:
    """Seven o'clock of the present day."""
    return datetime.combine(clock.today(), HOUR, PARIS)


def run(job: jobs.Taken) -> None:
    """Runner: what waits for one person becomes one mail. What was told is told no more."""
    account_id, until = UUID(job.args["account"]), datetime.fromisoformat(job.args["until"])
    rows = list(
        session.scalars(
            select(Mail)
            .where(Mail.account_id == account_id, Mail.state == "held", Mail.created_at < until)
            .order_by(Mail.id)
            .with_for_update()
        )
    )
    account = accounts.account(account_id)
    wanted = account.disabled_at is None and pace_of(account_id) is not Pace.NEVER
    told = list(still_open(account_id, rows)) if wanted else []
    for row in rows:
        row.state = "told" if row in told else "kept"
    if told:
        with force_locale(account.locale):
            _send(account, told, until)


def still_open(account_id: UUID, rows: Sequence[Mail]) -> Iterator[Mail]:
    """Those about things this person may still see."""
    actor = accounts.actor_of(account_id)
    asked: dict[str, set[UUID]] = defaultdict(set)
    for row in rows:
        if row.about_id is not None:
            asked[row.about_kind].add(row.about_id)
    readable: dict[str, Collection[UUID]] = {}
    for kind, ids in asked.items():
        gate = one_of(NOTICE_GATES, kind)
        readable[kind] = gate.readable(actor, sorted(ids)) if gate else ids
    for row in rows:
        if row.about_id is None or row.about_id in readable[row.about_kind]:
            yield row


@dataclass(frozen=True, slots=True)
class Summary:
    """What a mail that stands for many says around its list."""

    title: str
    subject: str
    intro: str
    #: Lines: the rest is counted.
    most: int = MOST


def _send(account: Any, told: Sequence[Mail], until: datetime) -> None:
    subject = ngettext(
        "%(num)s nouvelle de vos demandes, %(day)s",
        "%(num)s nouvelles de vos demandes, %(day)s",
        len(told),
        day=day(until),
    )
    intro = _("Voici ce qui est nouveau depuis le dernier résumé :")
    made = written(account, told, Summary(_("Résumé du jour"), subject, intro))
    put(made, f"{SUMMARY}:{account.id}:{until.date().isoformat()}", envelope_of(account, SUMMARY))


def envelope_of(account: Any, key: str) -> dict[str, Any]:
    """What a mail to an account is besides its words, when no template writes it."""
    return {
        "to_address": valid_address(account.email),
        "to_name": one_line(account.name),
        "template_key": key,
        "template_version_id": None,
        "about_kind": "account",
        "about_id": account.id,
        "account_id": account.id,
        "url": "",
        "state": "waiting",
    }


def written(account: Any, told: Sequence[Mail], said: Summary) -> Rendered:
    """What is put in are values: a subject somebody typed is never read as a variable."""
    values = {"destinataire": one_line(account.name), "organisation": organisation()}
    values |= {"lien": absolute("/demandes"), "desabonnement": link_of(account.id)}
    lines: list[Any] = []
    for number, mail in enumerate(told[: said.most]):
        values[f"objet_{number}"] = mail.subject
        values[f"lien_{number}"] = absolute(mail.url or "/demandes")
        lines.append([{"link": {"text": f"{{objet_{number}}}", "to": f"{{lien_{number}}}"}}])
    rest = len(told) - said.most
    if rest > 0:
        lines.append([ngettext("et %(num)s autre", "et %(num)s autres", rest)])
    document = {
        "title": said.title,
        "subject": said.subject,
        "language": _language(),
        "variables": [{"name": key, "label": key} for key in values],
        "blocks": [
            {"p": _("Bonjour {destinataire},")},
            {"p": said.intro},
            {"ul": lines},
            {"button": {"text": _("Voir mes demandes"), "to": "{lien}"}},
            {"p": "{organisation}"},
        ],
    }
    return render_mail(with_way_out(document), values)


def _language() -> str:
    from core.i18n import spoken

    return spoken() or "fr"
