"""What nobody will ever fill in: paths that lead nowhere, answers that are given by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from core.problems import Problem
from form_factory.domain.form import Form
from form_factory.fitting import by_hand
from form_factory.prefill import source_named


def prefill_warnings(document: Mapping[str, Any]) -> Iterator[Problem]:
    """Advice only: what a path names may be published later, and one that is gone fills nothing."""
    rules = document.get("prefill", ())
    if not rules:
        return
    form = Form.of(document)
    asked = {field.pointer: field for field in (*form.groups(), *form.fields())}
    for number, rule in enumerate(rules):
        field, source = asked.get(rule["field"]), source_named(rule["source"])
        label = field.label if field is not None else rule["field"]
        if field is not None and by_hand(field):
            yield Problem(f"/prefill/{number}/field", "form-prefill-by-hand", {"field": label})
        elif source is None or not source.leads(rule.get("path", ""), document):
            told = {"field": label, "path": rule.get("path", "")}
            yield Problem(f"/prefill/{number}/path", "form-prefill-nowhere", told)
