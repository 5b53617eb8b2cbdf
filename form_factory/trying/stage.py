"""A form on trial, set up: which version, who fills in, what is known of them, where one stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from core import clock
from core.actor import Actor
from core.ids import ulid
from core.kept import Kept
from core.problems import Problem
from form_factory.compiled import Compiled, compiled
from form_factory.domain.drafts import Draft, same
from form_factory.domain.form import Page
from form_factory.domain.normal import is_blank
from form_factory.domain.pointers import drop, parts_of, put, value_at
from form_factory.domain.rows import with_rows
from form_factory.domain.trial import day_of, facts_of
from form_factory.evaluation import Outcome, evaluate
from form_factory.fields.base import clean
from form_factory.prefill import known_values
from form_factory.queries import known_among
from form_factory.trying import surroundings
from form_factory.trying.state import Given, Trial, trial_of
from form_factory.views import Known
from schemas import kinds, queries
from schemas import operations as definitions
from schemas.domain.conditions import Facts

if TYPE_CHECKING:
    from schemas.models import DefinitionVersion

#: Drafts looked at lately: their faults by hash and by what they name that is in service now, so
#: that a step of a trial does not check again.
_FAULTS: Final[Kept[tuple[str, ...], tuple[Problem, ...]]] = Kept(64)


@dataclass(frozen=True, slots=True)
class Stage:
    """All a page of the trial is drawn from."""

    form: Compiled
    trial: Trial
    names: Mapping[str, Any]
    facts: Facts
    outcome: Outcome
    known: Mapping[str, Known]

    def page(self, page_id: str | None) -> Page | None:
        """A step that is shown."""
        return next((page for page in self.outcome.pages if page.id == page_id), None)

    def beside(self, page_id: str, by: int) -> Page | None:
        """The step behind (or in front), None at the end."""
        ids = [page.id for page in self.outcome.pages]
        place = (ids.index(page_id) if page_id in ids else 0) + by
        return self.outcome.pages[place] if 0 <= place < len(ids) else None


def faults_of(version: DefinitionVersion) -> tuple[Problem, ...]:
    """What keeps a version from being tried: all that refuses publication but its own examples."""
    if version.status != "draft":
        return ()
    name = (version.sha256, *_named_now(version.body))
    return _FAULTS.of(name, lambda: tuple(_refusing(version.body)))


def _named_now(document: Any) -> Iterator[str]:
    """The live versions of the lists and entities a draft names: a missing one may come."""
    try:
        named = sorted(kinds.kind_of("form").references(document))
    except (AttributeError, KeyError, TypeError):  # a draft may be any JSON object
        return
    for kind, key in named:
        live = queries.live(kind, key)
        yield live.sha256 if live is not None else ""


def _refusing(document: Any) -> Iterator[Problem]:
    for each in definitions.problems_in_document(document):
        if each.params.get("severity") not in {"warning", "test"}:
            yield each


def staged(
    reader: Actor, version: DefinitionVersion, trial: Trial, language: str | None = None
) -> Stage:
    """Judge the answers so far as the chosen person on the chosen day."""
    form = compiled(version.body, version.sha256, language)
    names = surroundings.names_of(reader, trial.given)
    facts = day_facts(trial.given, names)
    draft = with_rows(trial.draft, form.form, ulid)
    trial = replace(trial, draft=draft)
    outcome = evaluate(form, draft.answers, facts)
    return Stage(form, trial, names, facts, outcome, _locked(reader, form, trial))


def day_facts(given: Given, names: Mapping[str, Any]) -> Facts:
    """The surroundings on the day of the trial, its `today` standing still."""
    return facts_of({**names, "today": surroundings.day_of(given).isoformat()}, clock.now())


def begun(reader: Actor, form: Compiled, trial: Trial) -> Trial:
    """What is known of the person is filled in, as when somebody starts."""
    known, _from = _known(reader, form, trial)
    return replace(trial, draft=Draft({**trial.draft.answers, **known}, trial.draft.rows))


def _known(reader: Actor, form: Compiled, trial: Trial) -> tuple[dict[str, Any], dict[str, Any]]:
    """Of what `reader` may read; no other machine is asked."""
    names = surroundings.known_to(reader, trial.given)
    return known_values(form, reader, names, surroundings.around_of(reader, trial.given))


def from_example(document: Mapping[str, Any], number: int) -> Trial:
    """The trial that an example was made of."""
    tests = document.get("tests", [])
    test = tests[number] if 0 <= number < len(tests) else {}
    given = dict(test.get("given") or {})
    day = given.pop("today", None)
    given.pop("now", None)
    kept = trial_of(None)
    chosen = replace(kept.given, who="nobody", names=given, day=day_of(day))
    return replace(kept, draft=Draft(dict(test.get("answers") or {})), given=chosen)


def dressed(reader: Actor, form: Compiled, trial: Trial, posted: Any) -> Trial:
    """The persona, the establishment, the day and the facts as the page says them now."""
    if "_who" not in posted:
        return trial
    old = trial.given
    mail = clean(posted.get("_mail", ""))[:200]
    account = surroundings.account_named(reader, mail) if mail else None
    who = account or clean(posted.get("_who", ""))[:200]
    place = clean(posted.get("_place", ""))[:200]
    said = surroundings.read_facts(form, posted, surroundings.names_of(reader, old))
    moved = (who, place) != (old.who, old.establishment)
    names = surroundings.over({} if moved else old.names, said)
    given = Given(who, place, day_of(posted.get("_day")), names)
    after = replace(trial, given=given)
    return _refilled(reader, form, trial, after) if moved else after


def _refilled(reader: Actor, form: Compiled, before: Trial, after: Trial) -> Trial:
    """Somebody else fills in: what was known of the former person goes, what was typed stays."""
    old, _from = _known(reader, form, before)
    new, _from = _known(reader, form, after)
    kept = deepcopy(dict(before.draft.answers))
    for rule in form.form.document.get("prefill", ()):
        path = parts_of(rule["field"])
        now = value_at(kept, path)
        if is_blank(now) or same(now, value_at(old, path)):
            drop(kept, path)
            if not is_blank(value := value_at(new, path)):
                put(kept, path, value)
    return replace(after, draft=Draft(kept, before.draft.rows))


def _locked(reader: Actor, form: Compiled, trial: Trial) -> dict[str, Known]:
    """Answers that came from what is known, as a draft would show them."""
    if not form.form.document.get("prefill"):
        return {}
    _values, notes = _known(reader, form, trial)
    given = trial.draft.answers
    stand = {
        pointer: note
        for pointer, note in notes.items()
        if note.get("missed") or same(value_at(given, parts_of(pointer)), note.get("value"))
    }
    return known_among(form, stand, given)
