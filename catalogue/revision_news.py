"""Who is told that a form changed under a draft or a request: notices, and a mail when a day ends
the older version."""

from __future__ import annotations

from catalogue import actions
from catalogue.models import Request
from catalogue.standing import KIND, versions_of
from core.saying import day
from form_factory.operations import FormChange
from messaging import operations as messaging
from schemas import queries as schemas
from workflows import queries as workflows

#: Sent when there is a last day; an authority without this template sends none.
MAIL = "formulaire-modifie"


def tell_applicants(
    request: Request, kind: str, change: FormChange, *, again: bool = False
) -> None:
    """The establishment: its draft has a newer version, or was moved to it."""
    people = actions.applicants(request)
    once = f"form:{change.version_id}:{request.id}{':again' if again else ''}"
    until = day(change.drafts_until) if change.drafts_until else ""
    messaging.notify(
        [person.id for person in people],
        f"{kind}-until" if until and kind.endswith("-newer") else kind,
        once=once,
        subject=(KIND, request.id),
        facts={**_facts(request), "until": until},
        url=_url(request),
    )
    if until and kind.endswith("-newer") and schemas.live("template", MAIL):
        actions.send(request, MAIL, people, once, echeance=until)


def tell_agents(request: Request, change: FormChange) -> None:
    """Those it waits for, else all who process it: there is something to look at."""
    circuit = workflows.bridge_of(versions_of(request).workflow.id).circuit
    groups = [key for key, function in circuit.functions.items() if function.source == "group"]
    waiting = [key for key in request.waiting_functions if key in groups] or groups
    people = [person.id for person in actions.recipients(request, waiting)]
    people += [request.assignee_id] if request.assignee_id else []
    messaging.notify(
        people,
        "desk.form-review",
        once=f"form:{change.version_id}:{request.id}:review",
        subject=(KIND, request.id),
        facts=_facts(request),
        url=_url(request),
        bundle=f"form-review:{change.version_id}",
        bundle_url=f"/bureau?vue=toutes&service={request.service_key}",
    )


def _facts(request: Request) -> dict[str, str]:
    reference = request.reference or request.provisional
    return {"number": reference, "service": versions_of(request).service.title}


def _url(request: Request) -> str:
    return f"/demandes/{request.reference or request.provisional}"
