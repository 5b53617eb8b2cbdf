"""Differences between two documents of any kind, by parts: « statut « Contrôle » › libellé »."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from core.i18n import _, _l, ngettext
from schemas.difference import same
from schemas.domain.changes import Change
from schemas.domain.conditions import Types
from schemas.phrases import in_words

#: Whether a change of this part leaves nobody anything to look at: (names of the way, act) → bool.
Weighs = Callable[[tuple[str, ...], str], bool]
#: Parts that are one thing: told in words, never opened.
CONDITIONS: Final = frozenset({"when", "guard", "rule", "filter", "eligibility"})
#: Parts whose inside says nothing to people: only that they changed.
CLOSED: Final = frozenset({"translations", "tests", "schema", "blocks", "summary", "how", "expr"})
#: What names a row of a list, and what tells it to people.
NAMES: Final = ("x-id", "key", "id", "name", "kind", "label", "const", "field", "entity")
TITLES: Final = ("title", "label", "name", "key", "id", "field", "entity", "kind")

NOUNS: Final[Mapping[str, Any]] = {
    "title": _l("titre"),
    "label": _l("libellé"),
    "text": _l("texte"),
    "translations": _l("traductions"),
    "language": _l("langue"),
    "tests": _l("essais"),
    "columns": _l("colonnes"),
    "sort": _l("ordre"),
    "rows": _l("ligne"),
    "filter": _l("filtre"),
    "permissions": _l("droits"),
    "rules": _l("règle"),
    "prefill": _l("reprise d’une donnée connue"),
    "files": _l("pièces jointes"),
    "help": _l("aide"),
    "subject": _l("objet"),
    "blocks": _l("texte"),
    "variables": _l("variable"),
    "file": _l("modèle"),
    "channel": _l("voie d’envoi"),
    "audience": _l("public"),
    "closed": _l("jour fermé"),
    "working_days": _l("jours travaillés"),
    "time_zone": _l("fuseau horaire"),
    "icon": _l("icône"),
    "tone": _l("couleur"),
    "description": _l("description"),
    "source": _l("origine"),
    "parent": _l("ligne au-dessus"),
    "retired_at": _l("retrait"),
    "values": _l("valeurs"),
    "when": _l("condition"),
    "rule": _l("condition"),
    "guard": _l("condition"),
    "minutes": _l("durée"),
    "email": _l("adresse électronique"),
    "phone": _l("téléphone"),
    "hours": _l("horaires"),
    "model": _l("modèle à télécharger"),
    "fields": _l("champ"),
    "staff": _l("second facteur demandé"),
    "layout": _l("présentation"),
    "of": _l("source"),
    "shared_with": _l("partage"),
    "schema": _l("structure"),
    "entity": _l("fiches"),
}


@dataclass(frozen=True, slots=True)
class _Way:
    """How one came to a part: its words, its names, its pointer."""

    words: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    at: str = ""

    def into(self, name: str, word: str) -> _Way:
        step = name.replace("~", "~0").replace("/", "~1")
        return _Way((*self.words, word), (*self.names, name), f"{self.at}/{step}")


@dataclass(frozen=True, slots=True)
class _Speech:
    """How parts are called, and what conditions speak of."""

    nouns: Mapping[str, Any]
    types: Types | None

    def noun(self, name: str) -> str:
        return str(self.nouns.get(name, _("« %(name)s »", name=name)))

    def condition(self, value: Any) -> str:
        return _("toujours") if value is None or value is True else in_words(value, self.types)


def plain_changes(
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    nouns: Mapping[str, Any],
    weighs: Weighs | None = None,
    types: Types | None = None,
) -> Iterator[Change]:
    """Changes with a label made of words; `weighs` says which ones somebody must look at, `types`
    what the conditions within speak of."""
    words = _Speech({**NOUNS, **nouns}, types)
    for change, names in _between(old, new, _Way(), words):
        heavy = bool(weighs and weighs(names, change.code.removeprefix("part-")))
        yield Change(
            change.code, change.label, change.before, change.after, not heavy, heavy, change.path
        )


Found = Iterator[tuple[Change, tuple[str, ...]]]


def _between(old: Any, new: Any, way: _Way, speech: _Speech) -> Found:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for name in [*new, *(key for key in old if key not in new)]:
            inner = way.into(name, speech.noun(name))
            yield from _part(old.get(name), new.get(name), inner, speech)
    elif isinstance(old, list) and isinstance(new, list):
        yield from _lists(old, new, way, speech)
    elif not same(old, new):
        yield _change("changed", way, plain(old), plain(new))


def _part(old: Any, new: Any, way: _Way, speech: _Speech) -> Found:
    if same(old, new) or (old in (None, [], {}) and new in (None, [], {})):
        return
    name = way.names[-1]
    if name in CONDITIONS and not (name == "eligibility" and isinstance(old or new, Mapping)):
        yield _change("changed", way, speech.condition(old), speech.condition(new))
    elif name in CLOSED:
        yield _change("changed", way, "", "")
    elif old is None or new is None:
        yield from _one_sided(old, new, way, speech)
    else:
        yield from _between(old, new, way, speech)


def _one_sided(old: Any, new: Any, way: _Way, speech: _Speech) -> Found:
    """A part that came or went: its rows one by one, anything else as a whole."""
    there = new if old is None else old
    if isinstance(there, list) and _named(there) is not None:
        yield from _lists(old or [], new or [], way, speech)
    else:
        act = "added" if old is None else "removed"
        yield _change(act, way, plain(old), plain(new))


def _lists(old: list[Any], new: list[Any], way: _Way, speech: _Speech) -> Found:
    before, after = _named(old), _named(new)
    if before is None or after is None:
        yield _change("changed", way, plain(old), plain(new))
        return
    for name, row in before.items():
        if name not in after:
            yield _change("removed", _row(way, row, name))
    for name, row in after.items():
        inner = _row(way, row, name)
        if name not in before:
            yield _change("added", inner)
        else:
            yield from _between(before[name], row, inner, speech)
    if [n for n in before if n in after] != [n for n in after if n in before]:
        yield _change("moved", way)


def _row(way: _Way, row: Mapping[str, Any], name: str) -> _Way:
    title = next((str(row[key]) for key in TITLES if isinstance(row.get(key), str)), name)
    word = _("%(noun)s « %(title)s »", noun=way.words[-1] if way.words else "", title=title)
    inner = way.into(name, "")
    return _Way((*way.words[:-1], word), inner.names, inner.at)


def _named(rows: list[Any]) -> dict[str, Any] | None:
    """Rows by what names them for ever; None when they have no such names."""
    if not all(isinstance(row, Mapping) for row in rows):
        return None
    for identity in NAMES:
        names = [row.get(identity) for row in rows]
        if all(isinstance(name, str) for name in names) and len(set(names)) == len(names):
            return dict(zip(names, rows, strict=True))
    return None


def _change(
    act: str, way: _Way, before: str = "", after: str = ""
) -> tuple[Change, tuple[str, ...]]:
    label = " › ".join(way.words)
    return Change(f"part-{act}", label, before, after, path=way.at), way.names


def plain(value: Any) -> str:
    """A value in a line: what cannot be one is counted."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    if isinstance(value, list):
        if all(isinstance(each, str | int | float) for each in value):
            return ", ".join(map(str, value))
        return ngettext("%(num)s élément", "%(num)s éléments", len(value))
    if isinstance(value, Mapping):
        flat = {k: v for k, v in value.items() if isinstance(v, str | int | float)}
        return ", ".join(f"{name} : {plain(each)}" for name, each in flat.items())
    return str(value)
