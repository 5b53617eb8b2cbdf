"""Publication checks of a service, given what it names: its circuit and its forms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from catalogue.domain.designing.circuit import functions_of
from catalogue.domain.desk.listed import column_problems
from catalogue.domain.numbers import is_sound
from catalogue.domain.service import Service
from core.problems import Problem
from schemas.domain.conditions import Types, check

_EMAIL = re.compile(r"[^@\s<>\"]{1,64}@[^@\s<>\"]+[.][^@\s<>\".]{2,}\Z")
#: Facts about who asks that a condition may name.
ACTOR = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "email": {"type": "string"},
        "roles": {"type": "array", "items": {"type": "string"}},
    },
}
#: Facts about the request itself.
REQUEST = {
    "type": "object",
    "properties": {
        "status": {"type": "string"},
        "submitted_at": {"type": "string", "format": "date-time"},
        "number": {"type": "string"},
    },
}


def problems_in(
    document: Mapping[str, Any],
    workflow: Mapping[str, Any] | None,
    forms: Mapping[str, Mapping[str, Any]],
    establishment: Types,
    annotations: Types,
) -> Iterator[Problem]:
    """Everything that would fail once people use the service."""
    service = Service.of(document)
    if not is_sound(service.number):
        yield Problem("/number", "service-number", {"pattern": service.number})
    yield from _buttons(service, forms, establishment)
    yield from _periods(document.get("open"))
    yield from _contacts(service)
    asked = [forms[b.form] for b in service.buttons if b.form in forms]
    yield from column_problems(service.desk_columns, asked)
    if service.eligibility is not None:
        types = Types.merge(establishment, Types.of_schema(ACTOR, "actor"))
        yield from _under("/eligibility/rule", check(service.eligibility, types))
    yield from _sheet(service, forms, establishment)
    if workflow is None:
        yield Problem("/workflow", "service-unknown-workflow", {"key": service.workflow})
        return
    yield from _functions(service, workflow)
    for button in service.buttons:
        if button.form in forms:
            yield from _guards(forms[button.form], workflow, establishment, annotations)


def circuit_types(form: Mapping[str, Any], establishment: Types, annotations: Types) -> Types:
    """What the guards of a circuit may name once it is bound to this form."""
    return Types.merge(
        Types.of_schema(form.get("schema", {}), "data"),
        Types.of_schema(REQUEST, "request"),
        Types.of_schema(ACTOR, "actor"),
        establishment,
        annotations,
    )


def _buttons(service: Service, forms: Mapping[str, Any], establishment: Types) -> Iterator[Problem]:
    seen: set[str] = set()
    types = Types.merge(establishment, Types.of_schema(ACTOR, "actor"))
    for number, button in enumerate(service.buttons):
        at = f"/buttons/{number}"
        if button.key in seen:
            yield Problem(f"{at}/key", "duplicate-key", {"key": button.key})
        seen.add(button.key)
        if button.form not in forms:
            yield Problem(f"{at}/form", "service-unknown-form", {"key": button.form})
        if button.when is not True:
            yield from _under(f"{at}/when", check(button.when, types))


def _periods(opened: Any) -> Iterator[Problem]:
    listed = opened if isinstance(opened, list) else [opened] if opened else []
    for number, one in enumerate(listed):
        at = f"/open/{number}" if isinstance(opened, list) else "/open"
        days = [(name, one[name]) for name in ("from", "until", "drafts_until") if one.get(name)]
        for (_name, before), (name, after) in pairwise(days):
            if after < before:
                yield Problem(f"{at}/{name}", "service-period-order")


def _contacts(service: Service) -> Iterator[Problem]:
    for number, contact in enumerate(service.sheet.get("contacts", ())):
        email = contact.get("email")
        if email and not _EMAIL.match(email):
            at = f"/sheet/contacts/{number}/email"
            yield Problem(at, "service-email", {"email": email})


def _sheet(
    service: Service, forms: Mapping[str, Mapping[str, Any]], establishment: Types
) -> Iterator[Problem]:
    first = forms.get(service.buttons[0].form, {})
    types = Types.merge(
        Types.of_schema(first.get("schema", {})), establishment, Types.of_schema(ACTOR, "actor")
    )
    for number, item in enumerate(service.sheet.get("documents", ())):
        if "when" in item:
            yield from _under(f"/sheet/documents/{number}/when", check(item["when"], types))


def _functions(service: Service, workflow: Mapping[str, Any]) -> Iterator[Problem]:
    functions = workflow.get("functions", {})
    for name, label in functions_of(workflow).items():
        if not service.bindings.get(name):
            yield Problem(f"/bindings/{name}", "unbound-function", {"function": label})
    for name in service.bindings:
        if name not in functions:
            yield Problem(f"/bindings/{name}", "service-unknown-function", {"function": name})


def _guards(
    form: Mapping[str, Any],
    workflow: Mapping[str, Any],
    establishment: Types,
    annotations: Types,
) -> Iterator[Problem]:
    types = circuit_types(form, establishment, annotations)
    for transition in workflow.get("transitions", ()):
        if "guard" in transition:
            for problem in check(transition["guard"], types):
                yield Problem(
                    "/workflow",
                    "guard-does-not-fit",
                    {
                        "transition": transition.get("label", transition["key"]),
                        "form": form.get("title", ""),
                        "path": problem.path,
                        "because": problem.code,
                        **dict(problem.params),
                    },
                )


def _under(prefix: str, problems: list[Problem]) -> Iterator[Problem]:
    return (problem.under(prefix) for problem in problems)
