"""What was answered last time: the latest request of the same service at the same establishment.

`classe` is an answer to the same service, `mobilier-scolaire:classe` to another one. The request is
reached through its one door, as its page is. Files and consents never come along. In a request that
somebody else filed, nor does what says who that person is: names, birth, addresses, telephone,
bank; the establishment owns the request, not the identity of its colleague.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any, Final

from sqlalchemy import select

from catalogue.models import Request
from catalogue.queries.requests import seen_by
from core import clock
from core.actor import Actor
from core.database import session
from core.errors import PreauError
from core.i18n import _, _l
from form_factory import queries as forms
from form_factory.compiled import Compiled
from form_factory.domain.carrying import carry_draft
from form_factory.domain.drafts import Draft
from form_factory.domain.form import Field, Form, Shape
from form_factory.domain.pointers import pointer_of, value_at
from form_factory.fields import type_for
from form_factory.fitting import by_hand
from form_factory.prefill import Around, Found, Offered
from schemas import queries as schemas

#: Types of questions that say who somebody is.
PERSONAL: Final = frozenset(
    {"names", "birth", "address", "account", "email", "phone", "iban", "bic", "ine"}
)


class EarlierSource:
    """Fills the point `form_factory.prefill_sources`."""

    key = "previous-request"
    label = _l("votre demande précédente")

    def found(
        self, actor: Actor, paths: Collection[str], names: Mapping[str, Any], around: Around
    ) -> Mapping[str, Found]:
        """The answers at these paths, each service looked up once."""
        del names
        wanted: dict[str, list[str]] = defaultdict(list)
        for path in paths:
            wanted[path.rpartition(":")[0] or around.service].append(path)
        found: dict[str, Found] = {}
        for service, asked in wanted.items():
            earlier = _latest(actor, service, around.scope_path)
            if earlier is not None:
                found |= _answers(actor, earlier, asked)
        return found

    def offered(self, actor: Actor, document: Mapping[str, Any]) -> Offered:
        """The questions of this form, then of the other services."""
        heads = {_("Le même téléservice"): _questions(Form.of(document), "")}
        for version in schemas.live_all("service"):
            for form in _forms(version.body):
                if form.body["key"] != document.get("key"):
                    listed = _questions(forms.form_of(form.id).form, f"{version.key}:")
                    heads.setdefault(str(version.body["title"]), []).extend(listed)
        del actor
        return heads

    def leads(self, path: str, document: Mapping[str, Any]) -> bool:
        """A question of this form, or of a form behind a button of the service."""
        service, _colon, rest = path.rpartition(":")
        found = [Form.of(document)] if not service else []
        for version in schemas.live_all("service"):
            behind = _forms(version.body)
            mine = any(form.key == document.get("key") for form in behind)
            if version.key == service or (not service and mine):
                found += [forms.form_of(form.id).form for form in behind]
        return any(rest == path for form in found for path, _words in _questions(form, ""))


def _latest(actor: Actor, service: str, scope_path: str) -> Request | None:
    """The one handed in last, when this person sees it."""
    if not service or not scope_path:
        return None
    query = (
        select(Request)
        .where(Request.service_key == service, Request.scope_path == scope_path)
        .where(Request.submitted_at.is_not(None))
        .order_by(Request.submitted_at.desc(), Request.id.desc())
        .limit(1)
    )
    try:
        return seen_by(actor, session.scalar(query)).request
    except PreauError:
        return None


def _answers(actor: Actor, request: Request, paths: Collection[str]) -> dict[str, Found]:
    form, answers = _today(request)
    own = request.applicant_id == actor.account_id
    number = request.reference or request.provisional
    label = (
        _("votre demande %(number)s", number=number)
        if own
        else _("la demande %(number)s", number=number)
    )
    at = (request.submitted_at or request.created_at).astimezone(clock.PARIS).date()
    found: dict[str, Found] = {}
    for path in paths:
        parts = path.rpartition(":")[2].split(".")
        field = form.fields.get(pointer_of(parts))
        value = value_at(answers, parts)
        if field is None or not _carried(form, parts, own=own):
            continue
        found[path] = Found(
            _without(field, value, own=own),
            label=label,
            at=at,
            words=_words(field, value),
            of={"request": str(request.id)},
        )
    return found


def _today(request: Request) -> tuple[Compiled, Mapping[str, Any]]:
    """Its answers under the live version of its form: a question renamed since keeps its answer."""
    old = forms.form_of(request.form_version_id)
    live = schemas.live("form", old.form.key)
    if live is None or live.id == request.form_version_id:
        return old, request.answers
    new = forms.form_of(live.id)
    carried, _result = carry_draft(old.form, new.form, Draft(request.answers, request.rows))
    return new, carried.answers


def _carried(form: Compiled, parts: list[str], *, own: bool) -> bool:
    """Whether the answer may go along: neither it nor what holds it is somebody's own."""
    over = [form.fields.get(pointer_of(parts[: n + 1])) for n in range(len(parts))]
    return not any(each is not None and _kept_back(each, own=own) for each in over)


def _kept_back(field: Field, *, own: bool) -> bool:
    if field.shape is Shape.ROWS:
        return False  # its cells are looked at one by one
    personal = type_for(field).name in PERSONAL and not own
    inside = (_kept_back(each, own=own) for each in field.items)
    return by_hand(field) or personal or any(inside)


def _without(field: Field, value: Any, *, own: bool) -> Any:
    """Rows without the cells that stay where they are."""
    if field.shape is not Shape.ROWS or not isinstance(value, list):
        return value
    gone = {cell.key for cell in field.items if _kept_back(cell, own=own)}
    rows = [row for row in value if isinstance(row, dict)]
    return [{key: told for key, told in row.items() if key not in gone} for row in rows]


def _words(field: Field, value: Any) -> str:
    return next((one.label for one in field.choices if one.value == value), "")


def _forms(service: Mapping[str, Any]) -> list[Any]:
    """The live forms behind its buttons."""
    keys = dict.fromkeys(str(button.get("form", "")) for button in service.get("buttons", ()))
    return [form for key in keys if (form := schemas.live("form", key)) is not None]


def _questions(form: Form, before: str) -> list[tuple[str, str]]:
    return [
        (f"{before}{'.'.join(field.path)}", field.label)
        for field in (*form.fields(), *form.groups())
        if not by_hand(field)
    ]
