"""A request whose circuit was published anew is placed by hand, from its file."""

from __future__ import annotations

from flask import request
from werkzeug.wrappers import Response

from catalogue.operations import remapping
from catalogue.pages.acting import perform
from catalogue.pages.blueprint import pages
from catalogue.permissions import Permission
from catalogue.queries import Seen
from core.access import requires
from core.actor import Actor
from core.errors import BadInput
from core.i18n import _
from workflows import queries as workflows


@pages.post("/demandes/<reference>/placer")
@requires(Permission.REQUESTS_PROCESS)
def place(reference: str) -> Response | str:
    """Say where this one goes in the newer circuit."""

    def act(actor: Actor, seen: Seen) -> str:
        status = request.form.get("etape", "")[:80]
        comment = request.form.get("comment", "").replace("\x00", "")[:5000]
        remapping.place(actor, seen, status, comment=comment, expected_version=_version())
        row = seen.request
        assert row.workflow_version_id is not None  # noqa: S101 – it has just been placed
        circuit = workflows.circuit_of(row.workflow_version_id)
        label = circuit.status[row.status].label
        return _("C’est fait. La demande est « %(status)s ».", status=label)

    return perform(reference, "place", act)


def _version() -> int | None:
    text = request.form.get("version", "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise BadInput
    return min(int(text), 2**62)
