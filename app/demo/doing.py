"""What people do, one method an act, through the acts the pages use."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from werkzeug.datastructures import FileStorage, MultiDict

from accounts import queries as accounts
from app.demo.cast import Person
from app.demo.papers import Paper
from app.demo.script import Story
from catalogue import operations, profiles, queries
from catalogue.operations import advising
from catalogue.operations.advising import Question
from catalogue.operations.filling import editable_draft
from catalogue.queries import Seen
from catalogue.standing import form_names
from core import clock
from core.actor import Actor
from core.files import FileRule, store
from form_factory import operations as forms
from form_factory import queries as drafts

#: Mailbox of whoever is asked from outside; of a domain that leads nowhere (RFC 2606).
OUTSIDER: Final = "bureau.etudes"


class Hands:
    """Those of the people of the stories; knows which request a story has become."""

    def __init__(self, stories: Sequence[Story], people: Mapping[str, Person]) -> None:
        self._stories = stories
        self._people = people
        self._references: dict[int, str] = {}
        self._actors: dict[str, Actor] = {}

    def actor(self, key: str) -> Actor:
        """Somebody by key, read once."""
        found = self._actors.get(key)
        if found is None:
            account = accounts.account_by_email(self._people[key].email)
            if account is None:
                raise LookupError(key)
            found = self._actors[key] = accounts.actor_of(account.id)
        return found

    def _seen(self, actor: Actor, number: int) -> Seen:
        return queries.request_for(actor, self._references[number], lock=True)

    def start(self, actor: Actor, number: int, service: str) -> None:
        """Open a draft for the school of the story."""
        version = queries.service_for(actor, service)
        school = self._stories[number].school
        profile = next(p for p in profiles.profiles_of(actor) if p.code == school)
        button = version.body["buttons"][0]["key"]
        request = operations.start(actor, version, button, profile, again=True)
        self._references[number] = request.provisional

    def fill(self, actor: Actor, number: int, answers: Mapping[str, Any], page: str = "") -> None:
        """Write answers into the draft, or into the correction under way."""
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

    def submit(self, actor: Actor, number: int) -> None:
        """Hand in."""
        operations.submit(actor, self._seen(actor, number))

    def move(self, actor: Actor, number: int, key: str, comment: str = "") -> None:
        """Make a move of the circuit."""
        operations.move(actor, self._seen(actor, number), key, comment=comment)

    def vote(self, actor: Actor, number: int, function: str, verdict: str, comment: str) -> None:
        """Give a visa."""
        operations.vote(actor, self._seen(actor, number), function, verdict, comment=comment)

    def tick(self, actor: Actor, number: int, keys: Sequence[str]) -> None:
        """Tick lines of the check-list."""
        seen = self._seen(actor, number)
        for key in keys:
            operations.tick(actor, seen, key, done=True)

    def assign(self, actor: Actor, number: int, to: str) -> None:
        """Put an agent in charge."""
        operations.assign(actor, self._seen(actor, number), self.actor(to).account_id)

    def say(self, actor: Actor, number: int, text: str, files: Sequence[Paper] = ()) -> None:
        """Write to the other side."""
        uploads = [FileStorage(io.BytesIO(one.content()), one.filename) for one in files]
        operations.post(actor, self._seen(actor, number), text, files=uploads)

    def note(self, actor: Actor, number: int, text: str) -> None:
        """Write among agents."""
        operations.post(actor, self._seen(actor, number), text, internal=True)

    def annotate(self, actor: Actor, number: int, form: str, values: Mapping[str, str]) -> None:
        """Fill the agents’ own form."""
        posted = MultiDict({**values, "_action": "save"})
        operations.save_annotation(actor, self._seen(actor, number), form, "p1", posted, None)

    def advise(self, actor: Actor, number: int, name: str, text: str) -> None:
        """Ask somebody outside, who answers by a link."""
        until = clock.today() + timedelta(days=10)
        asked = Question(f"{OUTSIDER}@expert.example", name, text, until)
        advising.ask(actor, self._seen(actor, number), asked)

    def look(self, actor: Actor, number: int) -> None:
        """Have read what there was to read."""
        operations.saw(actor, self._seen(actor, number).request.id)


ACTS: dict[str, Callable[..., None]] = {
    "start": Hands.start,
    "fill": Hands.fill,
    "correct": Hands.fill,
    "submit": Hands.submit,
    "move": Hands.move,
    "vote": Hands.vote,
    "tick": Hands.tick,
    "assign": Hands.assign,
    "say": Hands.say,
    "note": Hands.note,
    "annotate": Hands.annotate,
    "advise": Hands.advise,
    "look": Hands.look,
}


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
