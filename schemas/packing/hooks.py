"""What kinds say of leaving a house and of entering one; kinds that say nothing travel as is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from core.contributions import one_of
from schemas import kinds
from schemas.domain.recipes import ALONE, Beside, Binding

if TYPE_CHECKING:
    from schemas.packs import PackSource

Document = dict[str, Any]


def portable(document: Mapping[str, Any]) -> Document:
    """What may leave the house: no territory, no address of a person, no address of a program."""
    return _asked("portable", document)


def at_home(document: Mapping[str, Any], here: Mapping[str, Any] | None) -> Document:
    """The newcomer as this house would say it: what ties it here goes on tying it."""
    return _asked("at_home", document, here) if here is not None else dict(document)


def bound(document: Mapping[str, Any], values: Mapping[str, str]) -> Document:
    """The document with what was chosen for it, by path."""
    return _asked("bound", document, values) if values else dict(document)


def to_bind(document: Mapping[str, Any], beside: Beside = ALONE) -> list[Binding]:
    """What the house that takes it in has to say."""
    ask = _hook("to_bind", document)
    return list(ask(document, beside)) if ask else []


def beside(source: PackSource) -> Beside:
    """What comes together, for labels: a stranger's document that does not hold is left out."""
    told = {
        (item.kind, item.key): item.document
        for item in source.items
        if item.kind == "workflow" and holds(item.document)
    }
    return Beside(told, source.groups)


def holds(document: Mapping[str, Any]) -> bool:
    """Whether it has the shape of its kind."""
    if one_of(kinds.POINT, str(document.get("kind"))) is None:
        return False
    return all(kinds.is_warning(problem) for problem in kinds.shape_problems(document))


def needs(document: Mapping[str, Any], *, live: bool = False) -> set[tuple[str, str]]:
    """Every definition it speaks of, by (kind, key); what is live was looked at already."""
    named: set[tuple[str, str]] = set()
    kind = one_of(kinds.POINT, str(document.get("kind")))
    if not live and _hook("references", document) is None:
        return named
    for hook in (getattr(kind, "references", None), getattr(kind, "needs", None)):
        named |= set(hook(document)) if hook else set()
    return named - {(str(document.get("kind")), str(document.get("key")))}


def _asked(name: str, document: Mapping[str, Any], *more: Any) -> Document:
    hook = _hook(name, document)
    return dict(hook(document, *more)) if hook else dict(document)


def _hook(name: str, document: Mapping[str, Any]) -> Any:
    """What the kind brings, for documents it can read: a stranger's may hold anything."""
    hook = getattr(one_of(kinds.POINT, str(document.get("kind"))), name, None)
    return hook if hook is not None and holds(document) else None
