"""« Dites-le-nous une fois »: what is already known is filled in, with its source and date."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Protocol
from uuid import UUID

from core import clock
from core.actor import Actor
from core.contributions import one_of
from form_factory.compiled import Compiled
from form_factory.domain.normal import is_blank
from form_factory.domain.pointers import MISSING, parts_of, put
from form_factory.fitting import fitting

POINT: Final = "form_factory.prefill_sources"
#: The establishment and the person of the session: named in their own right, never judged.
SESSION: Final = "session"

#: Heads of a chooser → (path, words).
Offered = Mapping[str, list[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Found:
    """A value a source knows."""

    value: Any
    #: How people call where it comes from, and since when it stands there; the source, today.
    label: str = ""
    at: date | None = None
    #: The value in words, where it is a key of a choice.
    words: str = ""
    #: What it was read of: {"record": id}.
    of: Mapping[str, str] = field(default_factory=dict)
    #: The source was asked and did not answer: `label` says which, nothing is filled in.
    missed: bool = False
    #: Nor was it asked: trials and what agents write open without any other machine.
    unasked: bool = False


@dataclass(frozen=True, slots=True)
class Around:
    """For what a form is opened, beside what the session knows."""

    #: Key of the service.
    service: str = ""
    #: The record of the establishment one acts for, and its scope.
    place: UUID | None = None
    scope_path: str = ""
    #: The signed link it is opened by: its id.
    link: UUID | None = None
    #: What other machines answered before any transaction: source → path → value.
    fetched: Mapping[str, Mapping[str, Found]] = field(default_factory=dict)


NOWHERE: Final = Around()


class PrefillSource(Protocol):
    """Knows values by a path: `session`, `record`, `previous-request`, `lookup`, `link`."""

    key: str
    label: Any

    def found(
        self, actor: Actor, paths: Collection[str], names: Mapping[str, Any], around: Around
    ) -> Mapping[str, Found]:
        """What it knows at these paths and `actor` may read; no path for the rest."""

    def offered(self, actor: Actor, document: Mapping[str, Any]) -> Offered:
        """The paths a designer of the form `document` chooses from."""

    def leads(self, path: str, document: Mapping[str, Any]) -> bool:
        """Whether the path names something there is."""


def source_named(key: str) -> PrefillSource | None:
    """The source of this key, when a room brings it."""
    found: PrefillSource | None = one_of(POINT, key)
    return found


def known_values(
    form: Compiled,
    actor: Actor,
    names: Mapping[str, Any],
    around: Around = NOWHERE,
    but: Collection[str] = (),
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Answers to start with, and where each comes from; nothing is looked for of sources `but`."""
    answers: dict[str, Any] = {}
    provenance: dict[str, Any] = {}
    rules = [rule for rule in form.form.document.get("prefill", ()) if rule["source"] not in but]
    known = _asked(rules, actor, names, around)
    for rule in rules:
        pointer, source = rule["field"], rule["source"]
        found = known[source].get(rule.get("path", ""))
        if found is None:
            continue
        value = MISSING if found.missed else fitting(form, pointer, found, judged=source != SESSION)
        if value is MISSING and not found.missed:
            continue
        if not found.missed:
            put(answers, parts_of(pointer), value)
        provenance[pointer] = _note(source, found, value)
    return answers, provenance


def _asked(
    rules: Collection[Mapping[str, Any]], actor: Actor, names: Mapping[str, Any], around: Around
) -> dict[str, Mapping[str, Found]]:
    """Each source once, with all its paths."""
    paths: dict[str, list[str]] = defaultdict(list)
    for rule in rules:
        paths[rule["source"]].append(rule.get("path", ""))
    known: dict[str, Mapping[str, Found]] = {}
    for key, wanted in paths.items():
        source = source_named(key)
        found = source.found(actor, wanted, names, around) if source is not None else {}
        known[key] = {p: one for p, one in found.items() if one.missed or not is_blank(one.value)}
    return known


def _note(source: str, found: Found, value: Any) -> dict[str, Any]:
    label = found.label or str(getattr(source_named(source), "label", source))
    note: dict[str, Any] = {
        "source": source,
        "label": label,
        "at": (found.at or clock.today()).isoformat(),
    }
    if found.of:
        note["of"] = dict(found.of)
    if not found.missed:
        return {**note, "value": value}
    return {**note, "missed": True, **({"unasked": True} if found.unasked else {})}
