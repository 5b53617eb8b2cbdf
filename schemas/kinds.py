"""The kinds of definitions: each room brings its own; what holds for all is checked here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, Protocol

from core.actor import Actor
from core.canonical import NotCanonical, canonical
from core.contributions import all_of, one_of
from core.jsondoor import problems_in_value
from core.problems import Problem
from core.unseen import is_unseen
from schemas import metaschema
from schemas.domain.gate import problems_in_definition, problems_in_schema
from schemas.errors import UnknownKind
from schemas.models import DefinitionVersion

POINT: Final = "schemas.kinds"
#: Bytes of canonical text a definition may have (DEFINITIONS section 7).
LARGEST: Final = 256 * 1024


#: How code that relies on the shape of a document falls over one that has not got it.
STUMBLES: Final = (AttributeError, IndexError, KeyError, TypeError, ValueError)


class DefinitionKind(Protocol):
    """What a room says of the kind it brings. A meta-schema may stand in `meta/<key>.json`."""

    key: str
    label: Any
    icon: str
    # Optional: `publish_permission`, a permission needed besides definitions:publish (a role gives
    # rights away); `groups(document)`, the groups of agents it names, made when a pack is loaded;
    # `in_use(key)`, (label, number) of rows that name it by its key (grants name roles);
    # `refuse_retirement(actor, key)`, raises while it may not leave; `leaving_url(key)`, the page
    # where it leaves with what hangs on it (a role, with another one for its holders);
    # `soft`, kinds whose absence is advice only (a circuit names letters that come later).

    def problems(self, document: Mapping[str, Any]) -> list[Problem]:
        """What the envelope and the meta-schema cannot see. Not called when these fail.

        `params["severity"]` is "warning" for advice that does not refuse publication, "test" for a
        test of the definition that fails (publication may then be forced with a reason).
        """

    def references(self, document: Mapping[str, Any]) -> set[tuple[str, str]]:
        """The definitions this one names, as (kind, key): resolved at publication."""

    def published(self, version: DefinitionVersion, actor: Actor) -> None:
        """Called in the transaction of the publication, once the version is live."""


def all_kinds() -> list[DefinitionKind]:
    """Every kind of the house, in the order of the rooms."""
    return all_of(POINT)


def kind_of(key: str) -> DefinitionKind:
    """The kind called `key`, or a refusal."""
    found: DefinitionKind | None = one_of(POINT, key)
    if found is None:
        raise UnknownKind
    return found


def is_warning(problem: Problem) -> bool:
    """Whether this is advice: shown, but no obstacle to publication."""
    return problem.params.get("severity") == "warning"


def is_failing_test(problem: Problem) -> bool:
    """Whether a test that the definition carries fails: a reason may overrule it."""
    return problem.params.get("severity") == "test"


def problems_of(document: Any) -> list[Problem]:
    """Everything to say of a document, warnings included, each thing once.

    Cheap rules come first: what they refuse is not handed to the rules that rely on them.
    """
    found = shape_problems(document)
    if not found:
        found = kind_of(document["kind"]).problems(document)
    return _once(found)


def shape_problems(document: Any) -> list[Problem]:
    """Envelope, meta-schema, size, schemas within: what a kind may rely on when it reads on."""
    unsafe = problems_in_value(document)
    if unsafe:
        return unsafe
    found = metaschema.problems_against("envelope", document)
    if not isinstance(document, dict):
        return found
    found += _bounds(document)
    if is_unseen(str(document.get("title", "–"))) and not found:
        found.append(Problem("/title", "meta-pattern", {"limit": "[^\\s]"}))
    kind: DefinitionKind | None = one_of(POINT, str(document.get("kind")))
    if kind is None:
        named = str(document.get("kind"))[:80]
        return _once([*found, Problem("/kind", "unknown-kind", {"kind": named})])
    found += metaschema.problems_against(kind.key, document)
    return _once([*found, *_embedded(document)])


def _bounds(document: dict[str, Any]) -> list[Problem]:
    try:
        canonical(document)
    except (NotCanonical, UnicodeEncodeError):
        return [Problem("", "not-canonical")]
    return problems_in_definition(document)


def _embedded(document: Mapping[str, Any]) -> list[Problem]:
    """The gate on every schema a document carries, wherever its kind keeps them."""
    return [
        problem.under(pointer)
        for pointer, schema in _schemas(document)
        for problem in problems_in_schema(schema)
    ]


def _schemas(document: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    if "schema" in document:
        yield "/schema", document["schema"]
    links = document.get("links")
    for index, link in enumerate(links if isinstance(links, list) else ()):
        if isinstance(link, dict) and "attributes" in link:
            yield f"/links/{index}/attributes", link["attributes"]


def _once(problems: list[Problem]) -> list[Problem]:
    seen: dict[tuple[str, str, str], Problem] = {}
    for problem in problems:
        seen.setdefault((problem.path, problem.code, str(problem.params.get("name", ""))), problem)
    return list(seen.values())
