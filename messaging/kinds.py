"""The kind `template`: mails, letters, notices as an administrator writes them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from core.actor import Actor
from core.contributions import one_of
from core.i18n import _l
from core.problems import Problem
from schemas.domain.conditions import Types, check
from schemas.domain.variables import ALWAYS, PLACEHOLDER, address, placeholders

#: Contribution point: who knows Word models (`.problems(path, template_key, variables)`).
LETTER_MODELS = "messaging.letter_models"


class Template:
    """Meta-schema: schemas/meta/template.json."""

    key = "template"
    label = _l("Modèle de message ou de courrier")
    icon = "envelope-simple"

    def problems(self, document: Mapping[str, Any]) -> list[Problem]:
        """Variables declared once and used, links that lead somewhere, a Word model that holds."""
        return [
            *_variables(document),
            *_links(document),
            *_conditions(document),
            *_letter(document),
            *_secret(document),
        ]

    def blank(self, title: str) -> dict[str, Any]:
        """A mail that says good day, names the request and leads to it."""
        return {
            "channel": "email",
            "audience": "applicant",
            "subject": title,
            "variables": [{"name": "numero", "label": "Numéro de la demande"}],
            "blocks": [
                {"p": "Bonjour {destinataire},"},
                {"p": "Votre demande {numero} :"},
                {"button": {"text": "Voir la demande", "to": "{lien}"}},
                {"p": "{organisation}"},
            ],
        }

    def references(self, document: Mapping[str, Any]) -> set[tuple[str, str]]:
        """A template stands alone."""
        return set()

    def published(self, version: Any, actor: Actor) -> None:
        """Nothing to do: mails read the live version."""


def _variables(document: Mapping[str, Any]) -> Iterator[Problem]:
    names = [variable["name"] for variable in document.get("variables", ())]
    for name, count in Counter(names).items():
        at = f"/variables/{names.index(name)}/name"
        if count > 1:
            yield Problem(at, "template-variable-twice", {"name": name})
        if name in ALWAYS and document["channel"] != "docx":
            yield Problem(at, "template-reserved-variable", {"name": name})
    if document["channel"] == "docx":
        return
    known = {*names, *ALWAYS}
    used = set()
    for part in ("subject", "blocks"):
        for name in placeholders(document.get(part, "")):
            used.add(name)
            if name not in known:
                yield Problem(f"/{part}", "template-unknown-variable", {"name": name})
    for index, name in enumerate(names):
        if name not in used:
            at = f"/variables/{index}/name"
            yield Problem(at, "template-unused-variable", {"name": name, "severity": "warning"})


def _links(document: Mapping[str, Any]) -> Iterator[Problem]:
    for at, target in _targets(document.get("blocks", ()), "/blocks"):
        if not PLACEHOLDER.match(target) and not address(target):
            yield Problem(at, "template-link")


def _targets(value: Any, at: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        if isinstance(value.get("to"), str):
            yield f"{at}/to", value["to"]
        for name, inner in value.items():
            yield from _targets(inner, f"{at}/{name}")
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            yield from _targets(inner, f"{at}/{index}")


def _conditions(document: Mapping[str, Any]) -> Iterator[Problem]:
    """Answers belong to forms, which a text does not know: their shape alone is looked at."""
    for number, block in enumerate(document.get("blocks", ())):
        if "when" in block:
            for problem in check(block["when"], Types.anything()):
                yield problem.under(f"/blocks/{number}/when")


def _letter(document: Mapping[str, Any]) -> list[Problem]:
    models = one_of(LETTER_MODELS, "documents")
    if document["channel"] != "docx" or models is None:
        return []
    names = [variable["name"] for variable in document.get("variables", ())]
    found: list[Problem] = models.problems(document["file"], document["key"], names)
    return found


def _secret(document: Mapping[str, Any]) -> Iterator[Problem]:
    if document.get("secret") and "lien" not in set(placeholders(document.get("blocks", ()))):
        yield Problem("/blocks", "template-no-link")
