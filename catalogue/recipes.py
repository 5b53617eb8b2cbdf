"""A service that travels between houses: its teams, territories and contacts stay at home."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from accounts import queries as accounts
from catalogue.template_lint import templates_of
from core.i18n import _
from schemas import queries as schemas
from schemas.domain.recipes import ALONE, Beside, Binding, groups_of, kept, rebound, unscoped

Document = Mapping[str, Any]
#: What a contact says that leads to people.
LEADS = ("email", "phone")


class Travelling:
    """What the kind `service` says of leaving and entering a house."""

    def portable(self, document: Document) -> dict[str, Any]:
        """Each function keeps its team, everywhere; contacts lose what leads to people."""
        found = {**document, "bindings": unscoped(document.get("bindings", {}))}
        return _with_contacts(found, [_bare(one) for one in _contacts(document)])

    def at_home(self, document: Document, here: Document) -> dict[str, Any]:
        """The teams of this house, and the contacts it gave."""
        bindings = kept(document.get("bindings", {}), here.get("bindings", {}))
        known = {one["label"]: one for one in _contacts(here)}
        contacts = [_led(one, known.get(one["label"], {})) for one in _contacts(document)]
        return _with_contacts({**document, "bindings": bindings}, contacts)

    def to_bind(self, document: Document, beside: Beside = ALONE) -> Iterator[Binding]:
        """A team for each function; an address for each contact that has none."""
        options = tuple((group.key, group.label) for group, _number in accounts.groups())
        workflow = str(document.get("workflow", ""))
        live = schemas.live("workflow", workflow)
        labels = beside.functions(workflow, live.body if live else None)
        for function, group in sorted(groups_of(document.get("bindings", {})).items()):
            label = labels.get(function, function)
            offered = beside.offered(group, options)
            yield Binding(f"/bindings/{function}", label, "group", group, offered, required=True)
        for number, one in enumerate(_contacts(document)):
            if not any(one.get(name) for name in LEADS):
                label = _("Adresse électronique : %(label)s", label=one["label"])
                yield Binding(f"/sheet/contacts/{number}/email", label, "text")

    def bound(self, document: Document, values: Mapping[str, str]) -> dict[str, Any]:
        """The service with the teams and contacts that were chosen."""
        contacts = [
            {**one, "email": mail} if (mail := values.get(f"/sheet/contacts/{n}/email")) else one
            for n, one in enumerate(_contacts(document))
        ]
        bindings = rebound(document.get("bindings", {}), values, "/bindings")
        return _with_contacts({**document, "bindings": bindings}, contacts)

    def needs(self, document: Document) -> set[tuple[str, str]]:
        """The letters it sends, whom it is for, the list its themes are of."""
        named = {("template", key) for key in templates_of(document)}
        named |= {("role", key) for key in document.get("audience", ())}
        return named | ({("reference-list", "themes")} if document.get("themes") else set())


def _contacts(document: Document) -> Sequence[Document]:
    found: Sequence[Document] = (document.get("sheet") or {}).get("contacts", ())
    return found


def _bare(contact: Document) -> dict[str, Any]:
    return {name: value for name, value in contact.items() if name not in LEADS}


def _led(contact: Document, here: Document) -> dict[str, Any]:
    if any(contact.get(name) for name in LEADS):
        return dict(contact)
    return {**contact, **{name: here[name] for name in LEADS if here.get(name)}}


def _with_contacts(document: dict[str, Any], contacts: list[Any]) -> dict[str, Any]:
    if not _contacts(document):
        return document
    return {**document, "sheet": {**document["sheet"], "contacts": contacts}}
