"""Links that fill a form in beforehand: signed, with an end, saying nothing but their number."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final
from uuid import UUID

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from catalogue.prefill_models import PrefillLink
from core import clock
from core.actor import Actor
from core.database import session
from core.i18n import _, _l
from form_factory.domain.form import Form, Shape
from form_factory.fitting import by_hand
from form_factory.prefill import Around, Found, Offered

SALT: Final = "prefill.link"
_LONGEST: Final = 200


class LinkSource:
    """Fills the point `form_factory.prefill_sources`."""

    key = "link"
    label = _l("le lien que vous avez suivi")

    def found(
        self, actor: Actor, paths: Collection[str], names: Mapping[str, Any], around: Around
    ) -> Mapping[str, Found]:
        """The values of the link the form is opened by, while it counts for this service."""
        del actor, names
        link = session.get(PrefillLink, around.link) if around.link is not None else None
        if link is None or not counts(link, around.service):
            return {}
        at = link.created_at.astimezone(clock.PARIS).date()
        label, of = _("le lien « %(title)s »", title=link.title), {"link": str(link.id)}
        told = {path: link.values[path] for path in paths if path in link.values}
        return {path: Found(value, label, at, of=of) for path, value in told.items()}

    def offered(self, actor: Actor, document: Mapping[str, Any]) -> Offered:
        """A value of a link is called like a question."""
        del actor
        asked = [f for f in Form.of(document).fields() if f.shape is Shape.LEAF and not by_hand(f)]
        return {_("Nom de la valeur dans le lien"): [(".".join(f.path), f.label) for f in asked]}

    def leads(self, path: str, document: Mapping[str, Any]) -> bool:
        """Any name will do: links are made of the rules."""
        del document
        return bool(path)


def token_of(link: PrefillLink) -> str:
    """What the address of the link carries."""
    return str(_signer().dumps(link.id.hex))


def link_named(service: str, token: str | None) -> PrefillLink | None:
    """The link behind a token, while it counts for this service: touched, ended, taken back and
    that of another service are nothing alike."""
    if not token or len(token) > _LONGEST:
        return None
    try:
        link = session.get(PrefillLink, UUID(hex=str(_signer().loads(token))))
    except (BadSignature, ValueError):
        return None
    return link if link is not None and counts(link, service) else None


def counts(link: PrefillLink, service: str) -> bool:
    """Whether it fills anything in today."""
    standing = link.revoked_at is None and link.until >= clock.today()
    return standing and link.service_key == service


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=SALT)
