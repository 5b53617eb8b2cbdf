"""How records of an entity are called and sorted, in the words of their fields."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from core.errors import Invalid
from core.folding import fold
from core.problems import Problem
from registry.domain.check import PLACEHOLDER
from registry.domain.designing.fields import part_of, refused
from registry.domain.entity import Kind, kind_of

Document = dict[str, Any]
_BRACED: Final = re.compile(r"\{([^{}]*)\}")
_MOST_SORTED: Final = 5


def words_of_label(document: Mapping[str, Any]) -> str:
    """`{nom} ({commune})` → « {Nom} ({Commune}) »: titles, where they tell fields apart."""
    titles = _titles(document)
    counts = [fold(title) for title in titles.values()]

    def said(found: re.Match[str]) -> str:
        title = titles.get(found[1], "")
        alone = counts.count(fold(title)) == 1 and "{" not in title and "}" not in title
        return "{" + (title if title and alone else found[1]) + "}"

    return PLACEHOLDER.sub(said, str(document.get("label", "")))


def label_of_words(document: Mapping[str, Any], text: str) -> str:
    """The other way round: titles or keys between braces → keys."""
    titles = _titles(document)
    by_words = {fold(title): key for key, title in reversed(titles.items())}

    def meant(found: re.Match[str]) -> str:
        name = found[1].strip()
        key = name if name in titles else by_words.get(fold(name))
        if key is None:
            raise refused("label", "design-label-unknown", name=name[:80])
        return "{" + key + "}"

    return _BRACED.sub(meant, " ".join(text.split()))


def name_by(document: Document, text: str) -> Document:
    """What records are called."""
    label = label_of_words(document, text)
    named = PLACEHOLDER.findall(label)
    if not named or len(label) > 200:
        raise refused("label", "design-label-empty")
    _refuse_sensitive(document, named, "label")
    document["label"] = label
    return document


def sort_by(document: Document, keys: Sequence[str]) -> Document:
    """In which order lists show them at first: by fields, the first one before the others."""
    chosen = [key for key in dict.fromkeys(keys) if key in _titles(document)][:_MOST_SORTED]
    if not chosen:
        raise refused("sort", "design-sort-empty")
    _refuse_sensitive(document, chosen, "sort")
    document["sort"] = [f"/{key}" for key in chosen]
    return document


def identify(document: Document, key: str) -> Document:
    """The text that tells one record from another, asked of each; none for "".

    Only as long as nothing is published: records are found by it for ever after.
    """
    rules = document["fields"]
    for rule in rules.values():
        rule.pop("unique", None)
    document.pop("code", None)
    if not key:
        return document
    if key not in _titles(document):
        raise refused("code", "design-field-gone")
    if kind_of(part_of(document, key)) is not Kind.TEXT:
        raise refused("code", "design-code-kind")
    document["code"] = f"/{key}"
    schema = document["schema"]
    schema["required"] = [*(n for n in schema.get("required", ()) if n != key), key]
    rules[str(part_of(document, key)["x-id"])]["unique"] = True
    return document


def attach(document: Document, scope: str, field: str) -> Document:
    """Where records stand: with the organisation, or at the school a field names by its code.

    Only as long as nothing is published: rights look at records from where they stand.
    """
    if scope not in {"none", "establishment"}:
        return document
    document["scope"] = scope
    document.pop("place", None)
    if scope == "establishment":
        if field not in _titles(document):
            raise refused("place", "design-place-field")
        schema = document["schema"]
        schema["required"] = [*(n for n in schema.get("required", ()) if n != field), field]
        document["place"] = {"establishment": f"/{field}"}
    return document


def entitle(document: Document, *, title: str, plural: str, description: str) -> Document:
    """Its name, alone and in lists, and what it is for."""
    named, many = " ".join(title.split()), " ".join(plural.split())
    if not named or len(named) > 200 or len(many) > 200:
        raise refused("title", "design-title")
    if len(description) > 2000:
        raise refused("description", "design-description")
    document["title"] = named
    for name, value in (("plural", many), ("description", description.strip())):
        document.pop(name, None)
        if value:
            document[name] = value
    return document


def _refuse_sensitive(document: Mapping[str, Any], keys: Sequence[str], at: str) -> None:
    for key in keys:
        rule = document["fields"].get(part_of(document, key).get("x-id"), {})
        if rule.get("class") == "sensitive":
            named = {"name": part_of(document, key).get("title", key)}
            raise Invalid([Problem(f"/{at}", "entity-label-sensitive", named)])


def _titles(document: Mapping[str, Any]) -> dict[str, str]:
    """Key → title of the fields in use."""
    found = {}
    for key in document["schema"]["properties"]:
        part = part_of(document, key)
        if not document["fields"].get(part.get("x-id"), {}).get("retired"):
            found[key] = str(part.get("title", key))
    return found
