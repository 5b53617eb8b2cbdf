"""What other machines know: `parc:tablettes` is the value `tablettes` of the source `parc`.

They are asked before the act that opens the form (`ahead`, `fetched`), never within it; the act
reads what was brought. An address is made of what the person may read, and of nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from sqlalchemy import select

from catalogue.domain.sources import address_of
from catalogue.prefill_models import DataSource
from catalogue.prefills.machines import Question, answers
from catalogue.prefills.session import value_in
from core import sealing
from core.actor import Actor
from core.database import session
from core.i18n import _, _l
from form_factory.compiled import Compiled
from form_factory.prefill import Around, Found, Offered

KEY: Final = "lookup"
PURPOSE: Final = "data-source"


class LookupSource:
    """Fills the point `form_factory.prefill_sources`."""

    key = KEY
    label = _l("un autre service")

    def found(
        self, actor: Actor, paths: Collection[str], names: Mapping[str, Any], around: Around
    ) -> Mapping[str, Found]:
        """What was brought; where nobody was asked (a trial, what agents write), that is told."""
        del actor, names
        brought = around.fetched.get(KEY)
        if brought is None:
            return _unasked(paths)
        return {path: brought[path] for path in paths if path in brought}

    def offered(self, actor: Actor, document: Mapping[str, Any]) -> Offered:
        """The values of the sources of data."""
        del actor, document
        rows = session.scalars(select(DataSource).order_by(DataSource.title))
        return {
            row.title: [(f"{row.key}:{one['name']}", one["name"]) for one in row.names]
            for row in rows
        }

    def leads(self, path: str, document: Mapping[str, Any]) -> bool:
        """A value of a source there is."""
        del document
        key, _colon, name = path.rpartition(":")
        source = session.get(DataSource, key) if key else None
        return source is not None and name in {one["name"] for one in source.names}


def _unasked(paths: Collection[str]) -> dict[str, Found]:
    known = session.execute(
        select(DataSource.key, DataSource.title).where(
            DataSource.key.in_({path.rpartition(":")[0] for path in paths})
        )
    )
    titles = {row.key: row.title for row in known}
    return {
        path: Found(None, _service(titles[key]), missed=True, unasked=True)
        for path in paths
        if (key := path.rpartition(":")[0]) in titles
    }


def _service(title: str) -> str:
    return _("Le service « %(title)s »", title=title)


def asks(form: Compiled) -> bool:
    """Whether a rule of the form names a machine."""
    return any(rule["source"] == KEY for rule in form.form.document.get("prefill", ()))


@dataclass(frozen=True, slots=True)
class Ahead:
    """What is to be asked: all of it, so that nothing is read while machines answer."""

    questions: tuple[Question, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    #: Source → paths of the rules that name it.
    paths: Mapping[str, Sequence[str]] = field(default_factory=dict)


def ahead(form: Compiled, names: Mapping[str, Any]) -> Ahead:
    """What the rules of a form have machines asked of who opens it."""
    paths: dict[str, list[str]] = defaultdict(list)
    for rule in form.form.document.get("prefill", ()):
        if rule["source"] == KEY and ":" in rule.get("path", ""):
            paths[rule["path"].rpartition(":")[0]].append(rule["path"])
    if not paths:
        return Ahead()
    rows = session.scalars(
        select(DataSource).where(DataSource.key.in_(paths), DataSource.enabled.is_(True))
    )
    titles: dict[str, str] = {}
    asked: list[Question] = []
    for row in rows:
        question = question_of(row, partial(value_in, names))
        if question is not None:
            titles[row.key] = row.title
            asked.append(question)
    return Ahead(tuple(asked), titles, paths)


def fetched(wanted: Ahead) -> dict[str, Mapping[str, Found]]:
    """What the machines say of it; no transaction is open meanwhile."""
    found: dict[str, Found] = {}
    for key, said in answers(wanted.questions).items() if wanted.questions else ():
        title = wanted.titles[key]
        for path in wanted.paths[key]:
            if said.failed:
                found[path] = Found(None, _service(title), missed=True)
                continue
            value = said.values.get(path.rpartition(":")[2])
            label = _("le service « %(title)s »", title=title)
            found[path] = Found(value, label, of={"source": key})
    return {KEY: found}


def question_of(source: DataSource, value: Callable[[str], Any]) -> Question | None:
    """The call with these values; None when the address lacks one of them."""
    url = address_of(source.url, value)
    if url is None:
        return None
    secret = sealing.unseal(source.sealed, PURPOSE) if source.sealed else None
    own = ((source.header, secret),) if source.header and secret else ()
    return Question(
        source.key,
        source.version,
        url,
        (("Accept", "application/json"), *own),
        source.seconds,
        source.cache_minutes,
        source.names,
    )
