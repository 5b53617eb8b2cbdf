"""Texts that a service sends, looked at with its forms: what they name is there, and readable.

Refused: a name that nobody fills, an answer no form of the service asks for. Warned: what
applicants may not read in a text they get, an answer that only some of the forms ask for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from catalogue.condition_names import answers_of
from catalogue.facts import establishment_types
from catalogue.variables import ANSWER, FIELD, INTERNAL, known_names
from core.problems import Problem
from schemas import queries as schemas
from schemas.domain.variables import ALWAYS, placeholders

#: Names only a Word model knows (`catalogue.actions.data_for`, `documents.operations.letters`).
WORD = frozenset({"donnees", "reponses", "numero_courrier", "verification"})

Document = Mapping[str, Any]


def templates_of(service: Document) -> set[str]:
    """The templates that the circuit of a service, or the service itself, names."""
    live = schemas.live("workflow", str(service.get("workflow", "")))
    found = {template for _verb, template, _to in _sent(live.body if live else {})}
    return found | ({str(service["receipt"])} if service.get("receipt") else set())


def template_problems(workflow: Document | None, forms: Sequence[Document]) -> Iterator[Problem]:
    """What is wrong with the texts a circuit sends for these forms, told at the circuit."""
    if workflow is None:
        return
    asked = [{name.path for name in answers_of(form)} for form in forms]
    fields = {path.removeprefix("establishment.") for path in establishment_types().paths}
    for verb, template, to in _sent(workflow):
        live = schemas.live("template", template)
        if live is None:
            continue
        outside = _reaches_applicants(workflow, live.body, to)
        for name in sorted(_named(live.body)):
            code = _fault(name, asked, fields, outside=outside)
            if code is not None:
                told = {"name": name, "template": live.body["title"], "transition": verb}
                kind, advice = code
                yield Problem(
                    "/workflow", kind, {**told, **({"severity": "warning"} if advice else {})}
                )


def _fault(
    name: str, asked: Sequence[set[str]], fields: set[str], *, outside: bool
) -> tuple[str, bool] | None:
    """(code, whether it is advice)."""
    if name.startswith(ANSWER):
        holders = sum(_holds(one, name.removeprefix(ANSWER)) for one in asked)
        if holders == len(asked):
            return None
        return ("text-some-answer", True) if holders else ("text-unknown-answer", False)
    if name.startswith(FIELD):
        return None if name.removeprefix(FIELD) in fields else ("text-unknown-field", False)
    if name in INTERNAL and outside:
        return "text-unreadable", True
    return None if name in known_names() | ALWAYS | WORD else ("text-unknown-name", False)


def _holds(asked: set[str], path: str) -> bool:
    return any(one == path or one.startswith(f"{path}.") for one in asked)


def _named(template: Document) -> set[str]:
    declared = {str(one["name"]) for one in template.get("variables", ())}
    used = {n for part in ("subject", "blocks") for n in placeholders(template.get(part, ""))}
    return declared | used


def _sent(workflow: Document) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """(what sends it, the template, to which functions) of each mail and letter of a circuit."""
    for place in ("transitions", "timers"):
        for one in workflow.get(place, ()):
            for action in one.get("actions", ()):
                if action.get("do") in {"notify", "document"}:
                    verb = str(one.get("label") or one["key"])
                    yield verb, str(action["template"]), tuple(action.get("to", ()))


def _reaches_applicants(workflow: Document, template: Document, to: Sequence[str]) -> bool:
    """Whether somebody who is no agent reads it."""
    functions = workflow.get("functions", {})
    if not to:
        return template.get("audience") == "applicant"
    return any(functions.get(one, {}).get("from") != "group" for one in to)
