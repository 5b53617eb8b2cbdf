"""Conversations of the help: whose they are, what was said, who answers about which theme."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy import ColumnElement, Select, func, or_, select, tuple_

from accounts import queries as accounts
from accounts.models import Account, Group, GroupMember
from accounts.queries.dates import member_today
from accounts.queries.scopes import ROOT
from core.actor import Actor
from core.database import session
from core.errors import BadInput
from core.paging import Page, cursor, values_of
from knowledge_base.asking_models import Conversation, Question, Team, Turn
from knowledge_base.errors import UnknownConversation
from knowledge_base.models import Entry
from knowledge_base.permissions import Permission
from knowledge_base.queries.reading import entry

#: Turns a page shows: the last ones.
MOST_TURNS = 60
PAGE = 50
#: How long the link of a mail opens the conversation of somebody without an account.
LINK_LASTS = 30 * 86_400


def conversation_for(
    actor: Actor, thread_id: UUID, kept: str = "", *, lock: bool = False
) -> Conversation:
    """One's own: the account's, or the one this browser keeps (`kept`). Others do not exist."""
    found = session.get(Conversation, thread_id, with_for_update=lock or None)
    if found is None:
        raise UnknownConversation
    own = found.account_id is not None and found.account_id == actor.account_id
    if own or (found.account_id is None and kept == str(found.id)):
        return found
    raise UnknownConversation


def conversation(thread_id: UUID) -> Conversation | None:
    """Any conversation: for what the house does by itself."""
    return session.get(Conversation, thread_id)


def turn(turn_id: UUID) -> Turn | None:
    """Any turn: for what the house does by itself."""
    return session.get(Turn, turn_id)


def link_of(thread_id: UUID) -> str:
    """Where the mail of an answer leads somebody without an account; signed, it names nobody."""
    return f"/aide/reponse/{_signer().dumps(str(thread_id))}"


def thread_of_link(token: str) -> UUID:
    """The conversation of such a link, while it lasts."""
    try:
        return UUID(str(_signer().loads(token, max_age=LINK_LASTS)))
    except (BadSignature, ValueError) as forged:
        raise UnknownConversation from forged


def turns_of(conversation: Conversation) -> Sequence[Turn]:
    """The last turns, oldest first."""
    query = select(Turn).where(Turn.thread_id == conversation.id)
    last = query.order_by(Turn.at.desc(), Turn.id.desc()).limit(MOST_TURNS)
    rows = session.scalars(last).all()
    return rows[::-1]


def last_question(conversation: Conversation) -> Question | None:
    """What was asked last in it, as the log keeps it."""
    return session.scalar(
        select(Question)
        .where(Question.thread_id == conversation.id)
        .order_by(Question.at.desc(), Question.id.desc())
        .limit(1)
    )


def first_words(conversation: Conversation) -> str:
    """What its person asked first, or wrote to the team."""
    query = select(Turn.text).where(
        Turn.thread_id == conversation.id, Turn.author == "asker", Turn.text != ""
    )
    return session.scalar(query.order_by(Turn.at, Turn.id).limit(1)) or ""


def name_of(account_id: UUID | None) -> str:
    """The name of an account, "" when there is none, or no more."""
    return "" if account_id is None else accounts.names_of([account_id]).get(account_id, "")


def entries_among(keys: Iterable[str], actor: Actor) -> dict[str, Entry]:
    """Those of these entries that this reader may read now, by key: rights are not remembered."""
    found = {key: entry(key, actor) for key in dict.fromkeys(keys)}
    return {key: row for key, row in found.items() if row is not None}


def teams() -> dict[str, Team]:
    """Who answers, by theme; "" is for all the others."""
    return {row.theme: row for row in session.scalars(select(Team).order_by(Team.theme))}


def team_of(theme: str) -> Team | None:
    """Who answers about a theme."""
    known = teams()
    return known.get(theme) or known.get("")


def answerers(theme: str) -> list[Account]:
    """The people of the team; where none is named, whoever looks after the entries."""
    team = team_of(theme)
    if team is not None and team.group_key:
        query = (
            select(Account)
            .distinct()
            .join(GroupMember, GroupMember.account_id == Account.id)
            .join(Group, Group.id == GroupMember.group_id)
            .where(
                Group.key == team.group_key, Account.disabled_at.is_(None), member_today()
            )
        )  # fmt: skip
        if found := list(session.scalars(query)):
            return found
    return accounts.accounts_with(Permission.KNOWLEDGE_WRITE, ROOT)


def may_answer(actor: Actor, conversation: Conversation) -> bool:
    """Whether this person is asked: whoever writes the entries, and the theme's team."""
    if conversation.handed_at is None:
        return False
    if actor.holds(Permission.KNOWLEDGE_WRITE):
        return True
    return actor.holds(Permission.KNOWLEDGE_ANSWER) and _is_of(actor, teams(), conversation.theme)


def _is_of(actor: Actor, known: Mapping[str, Team], theme: str) -> bool:
    """Whether this person is of the team that answers about a theme."""
    team = known.get(theme) or known.get("")
    return team is not None and team.group_key in {member.group for member in actor.memberships}


def handed_for(actor: Actor, thread_id: UUID, *, lock: bool = False) -> Conversation:
    """A conversation that was handed over to this person's team."""
    found = session.get(Conversation, thread_id, with_for_update=lock or None)
    if found is None or not may_answer(actor, found):
        raise UnknownConversation
    return found


def handed_among(actor: Actor, ids: Sequence[UUID]) -> set[UUID]:
    """Those of these conversations that this person may answer, or that are hers."""
    rows = session.scalars(select(Conversation).where(Conversation.id.in_(ids))).all()
    writes, answers = map(actor.holds, (Permission.KNOWLEDGE_WRITE, Permission.KNOWLEDGE_ANSWER))
    known = teams() if rows and answers and not writes else {}
    return {
        row.id
        for row in rows
        if (row.handed_at is not None and (writes or _is_of(actor, known, row.theme)))
        or (row.account_id is not None and row.account_id == actor.account_id)
    }


def handed_page(actor: Actor, state: str, after: str | None = None) -> Page[Conversation]:
    """The queue of this person: who waits longest comes first, the others latest first."""
    query = select(Conversation).where(
        Conversation.handed_at.is_not(None), Conversation.state == state, *_in_reach(actor)
    )
    waits = state == "handed"
    known = values_of(after, 2)
    if known:
        query = _further(query, known, waits=waits)
    way = (Conversation.handed_at, Conversation.id)
    query = query.order_by(*(c if waits else c.desc() for c in way))
    rows = list(session.scalars(query.limit(PAGE + 1)))
    end = rows[PAGE - 1] if len(rows) > PAGE else None
    further = cursor(end.handed_at.isoformat(), str(end.id)) if end and end.handed_at else None
    return Page(rows[:PAGE], further)


def waiting_count(actor: Actor) -> int:
    """How many people wait for this person's team."""
    if not (actor.holds(Permission.KNOWLEDGE_ANSWER) or actor.holds(Permission.KNOWLEDGE_WRITE)):
        return 0
    query = select(func.count()).where(Conversation.state == "handed", *_in_reach(actor))
    return session.scalar(query) or 0


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="help.conversation")


def _further(
    query: Select[Conversation], known: Sequence[Any], *, waits: bool
) -> Select[Conversation]:
    try:
        last = (datetime.fromisoformat(str(known[0])), UUID(str(known[1])))
    except ValueError as fault:
        raise BadInput from fault
    here = tuple_(Conversation.handed_at, Conversation.id)
    return query.where(here > tuple_(*last) if waits else here < tuple_(*last))


def _in_reach(actor: Actor) -> list[ColumnElement[bool]]:
    """Conditions on the theme: all for whoever writes entries."""
    if actor.holds(Permission.KNOWLEDGE_WRITE):
        return []
    known = teams()
    groups = {member.group for member in actor.memberships}
    mine = [theme for theme, team in known.items() if theme and team.group_key in groups]
    others = known.get("")
    if others is not None and others.group_key in groups:
        named = [theme for theme in known if theme]
        return [or_(Conversation.theme.in_(mine), Conversation.theme.not_in(named))]
    return [Conversation.theme.in_(mine)]
