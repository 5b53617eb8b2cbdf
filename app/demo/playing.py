"""Plays the stories: each act by its person, at its instant, through the acts the pages use."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from werkzeug.datastructures import FileStorage, MultiDict

from accounts import queries as accounts
from app.demo.cast import Person
from app.demo.papers import Paper
from app.demo.script import Act, Story, Timed
from catalogue import operations, profiles, queries
from catalogue.operations.filling import editable_draft
from catalogue.queries import Seen
from catalogue.standing import form_names
from core import clock, running
from core.actor import Actor
from core.clock import PARIS
from core.database import session, unit_of_work
from core.files import FileRule, store
from form_factory import operations as forms
from form_factory import queries as drafts
from workflows.operations import timing

#: Acts closer than this are followed by one turn of the worker, as a real one would take them.
BREATH = timedelta(minutes=15)
#: When the clock of the house rings its timers, in the demonstration's past.
RINGS_AT = 7


class Player:
    """One performance of the stories."""

    def __init__(self, stories: Sequence[Story], people: Mapping[str, Person]) -> None:
        self.stories = stories
        self.people = people
        self.references: dict[int, str] = {}
        self._actors: dict[str, Actor] = {}
        self._rung: datetime | None = None

    def play(self, acts: Sequence[Timed], end: datetime) -> None:
        """All of them, the jobs they cause, and the timers of each morning between."""
        _hurry()
        for one, following in zip(acts, [*acts[1:], None], strict=True):
            self._mornings(one.at)
            with clock.at(one.at):
                with unit_of_work():
                    self._do(one.story, one.act)
                if following is None or following.at - one.at > BREATH:
                    running.run_all()
        self._mornings(end)
        with clock.at(end):
            running.run_all()

    def _mornings(self, until: datetime) -> None:
        """Ring the timers once for every day that has passed."""
        if self._rung is None:
            self._rung = _morning(until)
        while self._rung + timedelta(days=1) <= until:
            self._rung += timedelta(days=1)
            with clock.at(self._rung):
                with unit_of_work():
                    timing.sweep()
                running.run_all()

    def _do(self, number: int, act: Act) -> None:
        actor = self._actor(act.who)
        _ACTS[act.do](self, actor, number, **act.more)
        session.flush()  # what the database refuses is told of this act

    def _actor(self, key: str) -> Actor:
        found = self._actors.get(key)
        if found is None:
            account = accounts.account_by_email(self.people[key].email)
            if account is None:
                raise LookupError(key)
            found = self._actors[key] = accounts.actor_of(account.id)
        return found

    def _seen(self, actor: Actor, number: int) -> Seen:
        return queries.request_for(actor, self.references[number], lock=True)

    # what people do

    def _start(self, actor: Actor, number: int, service: str) -> None:
        version = queries.service_for(actor, service)
        school = self.stories[number].school
        profile = next(p for p in profiles.profiles_of(actor) if p.code == school)
        button = version.body["buttons"][0]["key"]
        request = operations.start(actor, version, button, profile, again=True)
        self.references[number] = request.provisional

    def _fill(self, actor: Actor, number: int, answers: Mapping[str, Any], page: str = "") -> None:
        seen = self._seen(actor, number)
        if seen.request.submitted_at is not None:
            operations.open_correction(actor, seen)
        draft_id = editable_draft(seen)
        kept = _kept(actor, ("draft", draft_id), answers)
        names = form_names(actor, seen.request)
        state = forms.patch_answers(actor, draft_id, kept, names)
        if page and state.page(page):
            forms.move_to(drafts.draft_row(draft_id), page)
        seen.request.updated_at = clock.now()

    def _submit(self, actor: Actor, number: int) -> None:
        operations.submit(actor, self._seen(actor, number))

    def _move(self, actor: Actor, number: int, key: str, comment: str = "") -> None:
        operations.move(actor, self._seen(actor, number), key, comment=comment)

    def _vote(self, actor: Actor, number: int, function: str, verdict: str, comment: str) -> None:
        operations.vote(actor, self._seen(actor, number), function, verdict, comment=comment)

    def _tick(self, actor: Actor, number: int, keys: Sequence[str]) -> None:
        seen = self._seen(actor, number)
        for key in keys:
            operations.tick(actor, seen, key, done=True)

    def _assign(self, actor: Actor, number: int, to: str) -> None:
        operations.assign(actor, self._seen(actor, number), self._actor(to).account_id)

    def _say(self, actor: Actor, number: int, text: str, files: Sequence[Paper] = ()) -> None:
        uploads = [FileStorage(io.BytesIO(one.content()), one.filename) for one in files]
        operations.post(actor, self._seen(actor, number), text, files=uploads)

    def _note(self, actor: Actor, number: int, text: str) -> None:
        operations.post(actor, self._seen(actor, number), text, internal=True)

    def _annotate(self, actor: Actor, number: int, form: str, values: Mapping[str, str]) -> None:
        posted = MultiDict({**values, "_action": "save"})
        operations.save_annotation(actor, self._seen(actor, number), form, "p1", posted, None)

    def _look(self, actor: Actor, number: int) -> None:
        operations.saw(actor, self._seen(actor, number).request.id)


_ACTS: dict[str, Callable[..., None]] = {
    "start": Player._start,
    "fill": Player._fill,
    "correct": Player._fill,
    "submit": Player._submit,
    "move": Player._move,
    "vote": Player._vote,
    "tick": Player._tick,
    "assign": Player._assign,
    "say": Player._say,
    "note": Player._note,
    "annotate": Player._annotate,
    "look": Player._look,
}


def _hurry() -> None:
    """Thousands of small transactions need not reach the disk one by one: the last one does."""
    with unit_of_work():
        session.execute(text("SET synchronous_commit TO off"))


def _kept(actor: Actor, owner: tuple[str, UUID], value: Any, place: str = "") -> Any:
    """The answers with every paper stored, and its id in its place."""
    if isinstance(value, Paper):
        stream = io.BytesIO(value.content())
        return str(store().keep(actor, owner, stream, value.filename, FileRule(), place=place).id)
    if isinstance(value, Mapping):
        return {key: _kept(actor, owner, one, f"{place}/{key}") for key, one in value.items()}
    if isinstance(value, list):
        return [_kept(actor, owner, one, place) for one in value]
    return value


def _morning(moment: datetime) -> datetime:
    local = moment.astimezone(PARIS)
    return local.replace(hour=RINGS_AT, minute=0, second=0, microsecond=0)
