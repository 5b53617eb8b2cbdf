"""What chosen definitions speak of, as far as it goes: what to add, and what every house has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from core.words import message
from schemas import kinds, packs, queries
from schemas.domain.personal import found_in
from schemas.domain.recipes import Binding
from schemas.errors import UnknownDefinition
from schemas.models import DefinitionVersion
from schemas.packing import hooks
from schemas.packing.house import Setting, settings_of

#: Shipped to look at, not to build on: nothing may require it.
EXAMPLES: Final = frozenset({"demonstration"})
_FILES: Final = "files/"


@dataclass(frozen=True, slots=True)
class Need:
    """A definition that a chosen one speaks of, not chosen itself."""

    kind: str
    key: str
    title: str
    #: Titles of those that speak of it.
    by: tuple[str, ...]
    #: The shipped pack that brings it everywhere; "" when it has to travel along.
    provided: str = ""
    #: Whether it is in service here.
    here: bool = True
    #: Whether it is no longer what the shipped pack brings.
    changed: bool = False

    @property
    def name(self) -> str:
        """How manifests call it."""
        return f"{self.kind}/{self.key}"

    @property
    def label(self) -> str:
        """Its kind as people say it."""
        return str(kinds.kind_of(self.kind).label)


@dataclass(frozen=True, slots=True)
class ToBind:
    """Something the other house will have to say, and of which definition."""

    name: str
    title: str
    binding: Binding


@dataclass(slots=True)
class Recipe:
    """Chosen definitions and all there is to know before they are given."""

    chosen: list[DefinitionVersion]
    needs: list[Need] = field(default_factory=list)
    to_bind: list[ToBind] = field(default_factory=list)
    #: What the other house will have to set up, keys alone.
    settings: list[Setting] = field(default_factory=list)
    #: Paths of the files that travel along.
    files: list[str] = field(default_factory=list)
    #: (title, pointer, text) that looks like somebody's address.
    to_read: list[tuple[str, str, str]] = field(default_factory=list)
    #: (title, sentence) of what keeps it from being published elsewhere.
    unsound: list[tuple[str, str]] = field(default_factory=list)

    def plain(self) -> dict[str, Any]:
        """For terminals and programs."""
        return {
            "definitions": [f"{version.kind}/{version.key}" for version in self.chosen],
            "requires": self.requires,
            "needs": [
                {
                    "definition": need.name, "title": need.title, "needed_by": list(need.by),
                    "provided_by": need.provided or None, "here": need.here,
                    "changed_here": need.changed,
                }
                for need in self.needs
            ],
            "to_bind": [
                {
                    "definition": one.name, "path": one.binding.path, "label": one.binding.label,
                    "sort": one.binding.sort, "proposed": one.binding.value,
                }
                for one in self.to_bind
            ],
            "settings": [one.plain() for one in self.settings],
            "files": self.files,
            "to_read": [
                {"title": title, "path": at, "text": text} for title, at, text in self.to_read
            ],
            "unsound": [{"title": title, "message": text} for title, text in self.unsound],
        }  # fmt: skip

    @property
    def missing(self) -> list[Need]:
        """What must travel along, or be there already."""
        return [need for need in self.needs if not need.provided]

    @property
    def requires(self) -> list[str]:
        """Shipped packs that bring the rest."""
        return sorted({need.provided for need in self.needs if need.provided})


def recipe_of(names: Iterable[str]) -> Recipe:
    """All about the live definitions called `kind/key`; unknown names are refused."""
    chosen = [_live(name) for name in sorted(set(names))]
    recipe = Recipe(chosen, needs=list(needs_of(chosen)))
    files: set[str] = set()
    for version in chosen:
        document, title = hooks.portable(version.body), str(version.body.get("title", version.key))
        name = f"{version.kind}/{version.key}"
        recipe.to_bind += [ToBind(name, title, one) for one in hooks.to_bind(document)]
        recipe.to_read += [(title, at, text) for at, text in found_in(document)]
        files.update(paths_in(document))
        refusing = [p for p in kinds.problems_of(document) if not kinds.is_warning(p)]
        recipe.unsound += [(title, message(problem)) for problem in refusing]
    recipe.files = sorted(files)
    recipe.settings = settings_of([v.body for v in chosen] + _coming(recipe.missing))
    return recipe


def _coming(missing: Iterable[Need]) -> list[dict[str, Any]]:
    """The documents that would have to travel along."""
    live = (queries.live(need.kind, need.key) for need in missing)
    return [version.body for version in live if version is not None]


def needs_of(chosen: Iterable[DefinitionVersion]) -> Iterator[Need]:
    """What they speak of and what that speaks of, down to what shipped packs bring."""
    brought = provided_by_shipped()
    known = {(v.kind, v.key): v for v in chosen}
    speakers: dict[tuple[str, str], dict[str, None]] = {}
    waiting = sorted(known)
    while waiting:
        version = known[waiting.pop(0)]
        for named in sorted(hooks.needs(version.body, live=True)):
            speakers.setdefault(named, {})[str(version.body.get("title", version.key))] = None
            live = queries.live(*named)
            if named in known or live is None or "/".join(named) in brought:
                continue
            known[named] = live
            waiting.append(named)
    there = {(v.kind, v.key) for v in chosen}
    for kind, key in sorted(set(speakers) - there):
        live = queries.live(kind, key)
        pack, sha256 = brought.get(f"{kind}/{key}", ("", ""))
        title = str(live.body.get("title", key)) if live else key
        yield Need(
            kind, key, title, tuple(speakers[kind, key]), pack, live is not None,
            bool(pack and live and live.sha256 != sha256),
        )  # fmt: skip


def provided_by_shipped() -> dict[str, tuple[str, str]]:
    """Name → (pack, hash) of what installed packs that come with every Préau bring."""
    shipped = set(packs.shipped_names()) - EXAMPLES
    found: dict[str, tuple[str, str]] = {}
    for pack in queries.installed_packs():
        if pack.key in shipped:
            found |= {name: (pack.key, sha256) for name, sha256 in pack.installed.items()}
    return found


def paths_in(value: Any) -> Iterator[str]:
    """Every text that may name a file of a pack."""
    if isinstance(value, str) and value.startswith(_FILES):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from paths_in(inner)


def _live(name: str) -> DefinitionVersion:
    kind, _sign, key = name.partition("/")
    found = queries.live(kind, key) if key else None
    if found is None:
        raise UnknownDefinition(wanted=name)
    return found
