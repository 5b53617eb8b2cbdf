"""How the votes of a step decide, in words; and what one vote weighs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from core.i18n import _, ngettext
from workflows.domain.circuit import Circuit, Parallel


def rule_in_words(circuit: Circuit, parallel: Parallel | None) -> list[str]:
    """« 3 voix favorables sur 5 sont nécessaires. »; nothing where nobody votes."""
    if parallel is None:
        return []
    return [_needed(parallel), *_rejections(circuit, parallel)]


def _needed(parallel: Parallel) -> str:
    values = {"total": parallel.total}
    if parallel.weighted:
        return ngettext(
            "%(num)s voix favorable sur %(total)s est nécessaire.",
            "%(num)s voix favorables sur %(total)s sont nécessaires.",
            parallel.needed,
            **values,
        )
    if parallel.needed == parallel.total:
        return _("Tous les visas doivent être favorables.")
    return ngettext(
        "%(num)s visa favorable sur %(total)s est nécessaire.",
        "%(num)s visas favorables sur %(total)s sont nécessaires.",
        parallel.needed,
        **values,
    )


def _rejections(circuit: Circuit, parallel: Parallel) -> Iterator[str]:
    if parallel.on_reject == "first":
        yield _("Un seul visa défavorable décide aussitôt.")
    elif parallel.veto:
        names = ", ".join(label_of(circuit, seat) for seat in parallel.veto)
        yield _("Droit de veto : %(names)s.", names=names)


def label_of(circuit: Circuit, seat: str) -> str:
    """The words of a function."""
    return circuit.functions[seat].label if seat in circuit.functions else seat


def weight_in_words(weight: int | None) -> str:
    """« 2 voix »; empty where each vote counts for one."""
    return "" if weight is None else ngettext("%(num)s voix", "%(num)s voix", weight)


def seat_in_words(label: str, weight: int | None, *, veto: bool) -> str:
    """« Visa budget (2 voix, veto) »."""
    more = [part for part in (weight_in_words(weight), _("veto") if veto else "") if part]
    return f"{label} ({', '.join(more)})" if more else label


def verdict_in_words(facts: Mapping[str, Any]) -> str:
    """What history tells of a vote: « défavorable (2 voix, veto) »."""
    said = _("favorable") if facts.get("verdict") == "accept" else _("défavorable")
    return seat_in_words(said, facts.get("weight"), veto=bool(facts.get("veto")))
