"""« Dites-le-nous une fois »: what is already known is filled in, with its source and date."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from core import clock
from core.actor import Actor
from core.contributions import one_of
from form_factory.compiled import Compiled
from form_factory.domain.normal import is_blank
from form_factory.domain.pointers import parts_of, put

POINT = "form_factory.prefill_sources"


class PrefillSource(Protocol):
    """Knows values by a path: `session`, `record`, `previous-request`, `lookup`, `link`."""

    key: str
    label: Any

    def value(self, actor: Actor, path: str, names: Mapping[str, Any]) -> Any:
        """The known value as JSON, None when there is none."""


def known_values(
    form: Compiled, actor: Actor, names: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Answers to start with, and where each comes from."""
    answers: dict[str, Any] = {}
    provenance: dict[str, Any] = {}
    for rule in form.form.document.get("prefill", ()):
        source: PrefillSource | None = one_of(POINT, rule["source"])
        value = source.value(actor, rule.get("path", ""), names) if source else None
        if source is None or value is None or is_blank(value):
            continue
        put(answers, parts_of(rule["field"]), value)
        provenance[rule["field"]] = {
            "source": rule["source"],
            "label": str(source.label),
            "at": clock.today().isoformat(),
            "value": value,
        }
    return answers, provenance
