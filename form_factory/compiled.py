"""Forms ready to run, kept by the hash of their document: a published version never changes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from core.canonical import canonical
from core.kept import Kept
from form_factory.domain.contract import base
from form_factory.domain.form import Field, Form
from form_factory.domain.plan import Plan
from form_factory.domain.translated import translated
from schemas.validation import validator_for

#: Enough for every live version and the drafts open on older ones; a form weighs some 200 kB.
_KEPT: Final[Kept[str, Compiled]] = Kept(256)


@dataclass(frozen=True, slots=True)
class Compiled:
    """A form, its plan, and the plain schema of everything but requirements."""

    sha256: str
    form: Form
    plan: Plan
    contract: Mapping[str, Any]
    #: Under which its validator is kept.
    contract_sha: str
    #: Address without row numbers → question.
    fields: Mapping[str, Field]
    #: First words of the names its conditions use (`establishment`, `actor`, a question).
    names: frozenset[str] = frozenset()
    #: The language it was asked for in; None when it is as it was written.
    language: str | None = None


def compiled(
    document: Mapping[str, Any],
    sha256: str | None = None,
    language: str | None = None,
    *,
    form: Form | None = None,
) -> Compiled:
    """The form of `document`, compiled at its first use; `sha256` spares hashing it, `form` reading
    it."""
    key = sha256 or hashlib.sha256(canonical(document).encode()).hexdigest()
    if language is not None and language in document.get("translations", {}):
        key, document, form = f"{key}:{language}", translated(document, language), None
    else:
        language = None
    return _KEPT.of(key, lambda: _compile(form or Form.of(document), key, language))


def _compile(form: Form, key: str, language: str | None) -> Compiled:
    plan = Plan.of(form)
    contract = base(plan)
    fields: dict[str, Field] = {group.pointer: group for group in form.groups()}
    for field in form.fields():
        fields[field.pointer] = field
        fields.update({cell.pointer: cell for cell in field.items})
    contract_sha = f"form:{key}"
    names = frozenset(_names_in(form.document))
    validator_for(contract, contract_sha)  # a schema that cannot be built is told now
    return Compiled(key, form, plan, contract, contract_sha, fields, names, language)


def _names_in(part: Any) -> Iterator[str]:
    """First words of every `var` of a document."""
    if isinstance(part, Mapping):
        named = part.get("var")
        if isinstance(named, str):
            yield named.partition(".")[0]
        for inner in part.values():
            yield from _names_in(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _names_in(inner)
