"""What changed between two versions of a list of values, row by row: fills `schemas.changes`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from core.i18n import _l
from schemas import list_store
from schemas.changes import Sentence
from schemas.domain.changes import Change
from schemas.domain.lists import Comparison, compared

#: Past as many rows of one sort of change, how many more is all that is told.
MOST: Final = 50


class ListChanges:
    """Rows added, renamed, retired; the rest of the text is told part by part."""

    key = "list-changes"
    kind = list_store.KIND
    covers: Final = frozenset({"rows", "rows_in", "source"})
    words: Final[Mapping[str, Sentence]] = {
        "list-row-added": Sentence("added", _l("Valeur « %(label)s » ajoutée")),
        "list-row-renamed": Sentence("changed", _l("Valeur « %(label)s » renommée")),
        "list-row-changed": Sentence("changed", _l("Valeur « %(label)s » déplacée ou complétée")),
        "list-row-retired": Sentence(
            "removed",
            _l("Valeur « %(label)s » retirée"),
            _l("Elle n’est plus proposée ; les réponses qui la citent restent lisibles."),
        ),
        "list-row-back": Sentence("added", _l("Valeur « %(label)s » remise")),
        "list-row-lost": Sentence(
            "removed",
            _l("Valeur « %(label)s » effacée"),
            _l("Mieux vaut la garder comme retirée : des réponses la citent peut-être."),
        ),
        "list-rows-more": Sentence("changed", _l("et %(label)s autres valeurs de même")),
        "list-rows-moved": Sentence("moved", _l("Ordre des valeurs changé")),
        "list-source": Sentence(
            "changed",
            _l("Les valeurs viennent d’ailleurs"),
            _l("Les réponses déjà données gardent leurs anciennes valeurs."),
        ),
    }

    def changes(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
        """By key: a key is what answers hold."""
        if old.get("source") != new.get("source"):
            before, after = (_origin(document) for document in (old, new))
            return [Change("list-source", "", before, after, compatible=False, attention=True)]
        if all(old.get(part) == new.get(part) for part in ("rows", "rows_in")):
            return []
        return [*_told(compared(list_store.rows_of(old), list_store.rows_of(new)))]


def _told(found: Comparison) -> Iterator[Change]:
    plain: list[tuple[str, list[Change]]] = [
        ("added", [Change("list-row-added", row.label) for row in found.added[:MOST]]),
        (
            "renamed",
            [
                Change("list-row-renamed", b.label, a.label, b.label)
                for a, b in found.renamed[:MOST]
            ],
        ),
        (
            "changed",
            [
                Change("list-row-changed", b.label, a.parent, b.parent)
                for a, b in found.changed[:MOST]
            ],
        ),
        (
            "retired",
            [Change("list-row-retired", r.label, attention=True) for r in found.retired[:MOST]],
        ),
        ("back", [Change("list-row-back", row.label) for row in found.back[:MOST]]),
        (
            "lost",
            [
                Change("list-row-lost", row.label, compatible=False, attention=True)
                for row in found.lost[:MOST]
            ],
        ),
    ]
    for name, changes in plain:
        yield from changes
        if found.counts[name] > MOST:
            yield Change("list-rows-more", str(found.counts[name] - MOST))
    if found.moved:
        yield Change("list-rows-moved")


def _origin(document: Mapping[str, Any]) -> str:
    source = document.get("source")
    if not source:
        return ""
    return " / ".join(str(source[part]) for part in ("entity", "view") if part in source)


LIST_CHANGES = ListChanges()
