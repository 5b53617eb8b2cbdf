"""Who is told of a question handed over in the help: its team, then whoever asked.

Here because the help and the messages are strangers to one another; no word of the conversation
stands in a notice.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from accounts import queries as accounts
from accounts.permissions import Permission as AccountPermission
from accounts.queries.scopes import ROOT
from core.actor import Actor
from core.events import after
from core.i18n import _, _l, ngettext
from knowledge_base import queries as knowledge
from knowledge_base.events import EngineFellSilent, QuestionAnswered, QuestionHandedOver
from messaging import operations as messaging
from schemas import queries as schemas

KIND, ANSWER_MAIL = "help_thread", "reponse-aide"
_QUEUE = "/administration/aide/questions"


@dataclass(frozen=True, slots=True)
class HelpNotice:
    """One kind of notice about questions."""

    key: str
    label: Any
    icon: str
    tone: str
    for_team: bool

    def sentence(self, _facts: Mapping[str, Any], count: int) -> str:
        """The sentence, in the language of the moment."""
        if not self.for_team:
            return _("Une personne a répondu à votre question.")
        return ngettext(
            "%(num)s question attend une réponse dans l’aide.",
            "%(num)s questions attendent une réponse dans l’aide.",
            count,
        )

    def concerns(self, actor: Actor) -> bool:
        """Teams are told of questions, whoever asks of answers."""
        answers = actor.holds("knowledge:answer") or actor.holds("knowledge:write")
        return answers if self.for_team else True


HELP_NOTICES = (
    HelpNotice(
        "help.asked", _l("une question posée dans l’aide attend mon équipe"), "chat-circle-dots",
        "sun", for_team=True,
    ),
    HelpNotice(
        "help.answered", _l("quelqu’un répond à ma question"), "chat-circle-dots", "leaf",
        for_team=False,
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class EngineNotice:
    """The engine of somebody else beside the help's own fell silent."""

    key: str
    label: Any
    icon: str
    tone: str

    def sentence(self, facts: Mapping[str, Any], _count: int) -> str:
        """The sentence, in the language of the moment."""
        return _(
            "« %(name)s » ne répond plus : l’aide répond sans lui, et le réessaie d’elle-même.",
            name=facts["label"],
        )

    def concerns(self, actor: Actor) -> bool:
        """Whoever named it."""
        return actor.holds(AccountPermission.ROLES_GRANT, ROOT)


ENGINE_NOTICE = EngineNotice(
    "help.engine", _l("le moteur extérieur de l’aide ne répond plus"), "plug", "brick"
)


class HelpHearing:
    """Which conversations a person may hear of."""

    key = KIND

    def readable(self, actor: Actor, ids: Sequence[UUID]) -> Collection[UUID]:
        """Hers, and those of her team."""
        return knowledge.handed_among(actor, ids)


@after(QuestionHandedOver)
def tell_the_team(event: QuestionHandedOver) -> None:
    """The people who answer about the theme, never whoever asked."""
    row = knowledge.conversation(event.thread_id)
    if row is None:  # taken back meanwhile
        return
    people = [person.id for person in knowledge.answerers(row.theme)]
    messaging.notify(
        [one for one in people if one != row.account_id],
        "help.asked",
        once=f"help:{event.turn_id}",
        bundle="help.asked",
        bundle_url=_QUEUE,
        subject=(KIND, row.id),
        url=f"{_QUEUE}/{row.id}",
    )


@after(EngineFellSilent)
def tell_of_silence(event: EngineFellSilent) -> None:
    """Whoever may name another, once for each time it falls silent."""
    people = accounts.accounts_with(AccountPermission.ROLES_GRANT, ROOT)
    messaging.notify(
        [person.id for person in people],
        "help.engine",
        once=f"help-engine:{event.engine_id}:{event.at.isoformat()}",
        facts={"label": event.label},
        url="/administration/aide/moteur",
    )


@after(QuestionAnswered)
def tell_who_asked(event: QuestionAnswered) -> None:
    """A notice for an account, and one mail for each answer."""
    row = knowledge.conversation(event.thread_id)
    said = knowledge.turn(event.turn_id)
    if row is None or said is None:
        return
    url = f"/aide/question/{row.id}"
    to: Any
    if row.account_id is not None:
        messaging.notify(
            [row.account_id], "help.answered", once=f"help:{said.id}", subject=(KIND, row.id),
            url=url,
        )  # fmt: skip
        to = accounts.account(row.account_id)
        if to.disabled_at is not None:
            return
    else:
        to, url = Asker(row.email, row.name), knowledge.link_of(row.id)
    if not schemas.live("template", ANSWER_MAIL):
        return
    messaging.send(
        ANSWER_MAIL,
        to=to,
        about=(KIND, row.id),
        once=f"help:{said.id}",
        variables={"auteur": said.author_name, "texte": said.text},
        url=url,
    )


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody who left an address."""

    email: str
    name: str
