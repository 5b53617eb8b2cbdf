"""What was agreed to with a request: by whom, when, to which very text (002 #35, RGPD art. 7.1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from accounts import queries as accounts
from catalogue.models import Request
from core.i18n import _
from core.saying import dated
from form_factory.compiled import Compiled
from form_factory.domain.consents import is_consent, text_of, text_sha256
from form_factory.domain.form import Field


def agreements(request: Request, form: Compiled) -> dict[str, str]:
    """Question → « Accord donné par … le …, à ce texte : … », for the summary of the answers."""
    if not request.consents:
        return {}
    names = accounts.names_of([UUID(one["by"]) for one in request.consents.values() if one["by"]])
    return {
        field.pointer: _said(field, given, names)
        for field in _consents(form)
        if (given := request.consents.get(field.pointer)) is not None
    }


def _consents(form: Compiled) -> Iterator[Field]:
    for field in form.form.fields():
        yield from (one for one in (field, *field.items) if is_consent(one))


def _said(field: Field, given: dict[str, Any], names: dict[UUID, str]) -> str:
    who = names.get(UUID(given["by"]), "") if given["by"] else ""
    when = dated(given["at"])
    told = (
        _("Accord donné par %(who)s le %(when)s.", who=who, when=when)
        if who
        else _("Accord donné le %(when)s.", when=when)
    )
    text = text_of(field)
    if text_sha256(text) != given["sha256"]:
        return f"{told} {_('Il portait sur un autre texte que celui d’aujourd’hui.')}"
    return f"{told} {_('Texte : « %(text)s »', text=text)}"
