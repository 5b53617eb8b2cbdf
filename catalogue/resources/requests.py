"""Requests for programs: the same acts as the pages, the same refusals."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC
from typing import Any
from uuid import UUID

from flask import Response, jsonify

from catalogue import operations, profiles, queries
from catalogue.amending import address_at, open_asks, place_of, unsubmitted
from catalogue.domain.service import Service
from catalogue.errors import BadFilter
from catalogue.models import Request
from catalogue.operations.asking_again import Wish
from catalogue.operations.filling import editable_draft, shut_to
from catalogue.permissions import Permission
from catalogue.prefills import lookup
from catalogue.prefills.signed import link_named
from catalogue.profiles import Profile
from catalogue.queries import Seen
from catalogue.queries.terms import terms
from catalogue.resources.blueprint import resources
from catalogue.resources.narrowing import own_of, wanted_of
from catalogue.serializers import (
    AnnotationsIn,
    AnswersIn,
    ListQuery,
    MessageIn,
    MessageOut,
    MessagePage,
    RequestIn,
    RequestOut,
    RequestPage,
    TickIn,
    TransitionIn,
    VoteIn,
)
from catalogue.standing import KIND, annotations_of, filling_names, form_names, standing_of
from catalogue.views.turns import deadlines_of
from core import clock, conditional, paging
from core.access import requires
from core.actor import Actor
from core.api import PageQuery, answers, body, bounded_page, operation_of, query, versioned
from core.database import Work, unit_of_work
from core.errors import BadInput, Invalid, NotFound
from core.problems import Problem
from core.web import current_actor
from form_factory import queries as drafts
from messaging import queries as messaging
from workflows import queries as workflows
from workflows.domain.decision import Offered
from workflows.operations.stale import refuse_if_stale
from workflows.standing import Standing

ANYONE = (Permission.REQUESTS_FILE, Permission.REQUESTS_FOLLOW, Permission.REQUESTS_PROCESS)


@resources.get("/requests")
@requires(*ANYONE)
@query(ListQuery)
@answers(RequestPage)
def list_requests(asked: dict[str, Any]) -> dict[str, Any]:
    """Requests the caller processes, else those of his establishments; newest first.

    `filter[status]=depose`, `filter[submitted][gte]=2026-09-01`, `filter[agent]=me`,
    `filter[answers.total][lte]=500`: the narrowings of the desk, through its gate.
    """
    try:
        return _listed(current_actor(), asked)
    except BadInput as refusal:
        raise BadFilter from refusal


def _listed(actor: Actor, asked: dict[str, Any]) -> dict[str, Any]:
    if actor.holds(Permission.REQUESTS_PROCESS):
        wanted = wanted_of(asked)
        page = queries.desk_page(actor, wanted, asked["cursor"], asked["limit"])
        count, bounded = queries.desk_count(actor, wanted)
    else:
        paths = [p.scope_path for p in profiles.profiles_of(actor)]
        narrowed = tuple(terms(actor, own_of(asked), ()))
        page = queries.requests_at(paths, asked["cursor"], limit=asked["limit"], narrowed=narrowed)
        count, bounded = queries.count_at(paths, narrowed)
    return bounded_page([_line(r) for r in page.items], page.next, count, bounded=bounded)


operation_of(list_requests).extra = {"filters": True}


@resources.post("/requests")
@requires(Permission.REQUESTS_FILE)
@body(RequestIn)
@answers(RequestOut, 201)
def create_request(data: dict[str, Any]) -> Any:
    """Open a draft with answers; hand it in at once when asked."""
    actor = current_actor()
    with unit_of_work():
        version = queries.service_for(actor, data["service"])
        button = data.get("button") or Service.of(version.body).buttons[0].key
        profile = _profile(actor, data.get("on_behalf_of"))
        ahead = operations.look_ahead(actor, version, button, profile, again=True)
    fetched = lookup.fetched(ahead)  # no transaction is open meanwhile
    with unit_of_work(idempotent=True) as work:
        request = operations.start(
            actor,
            version,
            button,
            profile,
            again=True,
            fetched=fetched,
            link=_link(data),
        )
        seen = queries.seen_by(actor, request)
        _write(actor, seen, request.draft_id, data["answers"])
        if data["submit"]:
            operations.submit(actor, seen)
        return _keep(work, actor, seen, 201)


@resources.get("/requests/<string:ref>")
@requires(*ANYONE)
@answers(RequestOut)
def one_request(ref: str) -> dict[str, Any]:
    """One request as the caller may see it."""
    actor = current_actor()
    return _out(actor, queries.request_for(actor, ref))


@resources.patch("/requests/<string:ref>/answers")
@requires(Permission.REQUESTS_FILE)
@versioned
@body(AnswersIn)
@answers(RequestOut)
def patch_answers(ref: str, data: dict[str, Any]) -> Any:
    """Set answers of a draft, or of a correction that was asked for."""

    def answered(actor: Actor, seen: Seen) -> None:
        request = seen.request
        if request.submitted_at is not None and request.correction_draft_id is None:
            operations.open_correction(actor, seen)
        _write(actor, seen, editable_draft(seen), data["answers"])
        if data["submit"]:
            _hand_in(actor, seen)

    return _perform(ref, answered)


def _link(data: dict[str, Any]) -> UUID | None:
    """The link whose values it begins with; refused when it does not count."""
    if not data.get("link"):
        return None
    found = link_named(data["service"], data["link"])
    if found is None:
        raise Invalid([Problem("/link", "link-over")])
    return found.id


def _write(actor: Actor, seen: Seen, draft_id: UUID, given: dict[str, Any]) -> None:
    """Answers into a draft, with the files they name."""
    state = operations.patch_answers(actor, seen, draft_id, given)
    operations.take_uploads(actor, draft_id, state)
    seen.request.updated_at = clock.now()


def _hand_in(actor: Actor, seen: Seen) -> None:
    if seen.request.submitted_at is None:
        operations.submit(actor, seen)
        return
    circuit = workflows.bridge_of(seen.versions.workflow.id).circuit
    found = next(
        (
            t
            for t in circuit.leaving(seen.request.status)
            if "form.complete" in t.checks and set(t.by) & seen.functions
        ),
        None,
    )
    if found is None:
        raise shut_to(seen)
    operations.move(actor, seen, found.key)


@resources.post("/requests/<string:ref>/transitions")
@requires(*ANYONE)
@versioned
@body(TransitionIn)
@answers(RequestOut)
def transition(ref: str, data: dict[str, Any]) -> Any:
    """Make a move; 409 with what changed and by whom when the version is stale."""
    key, expected = data["transition"], data.get("expected_version")

    def moved(actor: Actor, seen: Seen) -> None:
        request = seen.request
        hands_in = request.submitted_at is None and key == _handing_in(seen)
        if hands_in and expected in {None, request.version}:
            operations.submit(actor, seen)
        else:  # refused with its reason, when it is a draft
            wishes = [
                Wish(address_at(seen.request, each["field"]), each["remark"])
                for each in data["corrections"]
            ]
            operations.move(
                actor,
                seen,
                key,
                comment=data["comment"],
                expected_version=expected,
                confirmed=data["confirm"],
                wishes=wishes,
            )

    return _perform(ref, moved)


def _handing_in(seen: Seen) -> str:
    """The one move of a draft; the circuit says why it has no other."""
    bridge = workflows.bridge_of(seen.versions.workflow.id)
    return bridge.circuit.submission(seen.request.status).key


@resources.post("/requests/<string:ref>/votes")
@requires(Permission.REQUESTS_PROCESS)
@versioned
@body(VoteIn)
@answers(RequestOut)
def vote(ref: str, data: dict[str, Any]) -> Any:
    """Cast a visa; 409 « déjà décidé » when late."""
    said = {"comment": data["comment"], "expected_version": data.get("expected_version")}
    return _perform(
        ref,
        lambda actor, seen: operations.vote(actor, seen, data["function"], data["verdict"], **said),
    )


@resources.patch("/requests/<string:ref>/checklist")
@requires(Permission.REQUESTS_PROCESS)
@versioned
@body(TickIn)
@answers(RequestOut)
def checklist(ref: str, data: dict[str, Any]) -> Any:
    """Tick or untick a line of the check-list."""
    return _perform(
        ref, lambda actor, seen: operations.tick(actor, seen, data["key"], done=data["done"])
    )


@resources.patch("/requests/<string:ref>/annotations")
@requires(Permission.REQUESTS_PROCESS)
@versioned
@body(AnnotationsIn)
@answers(RequestOut)
def annotate(ref: str, data: dict[str, Any]) -> Any:
    """Write what agents note beside the request, in a form of the circuit."""

    def noted(actor: Actor, seen: Seen) -> None:
        known = operations.annotation_forms(seen)
        if "form" not in data and len(known) > 1:
            raise Invalid([Problem("/form", "api-required")])
        key = data.get("form") or next(iter(known), "")
        operations.patch_annotation(actor, seen, key, data["answers"])

    return _perform(ref, noted)


@resources.get("/requests/<string:ref>/messages")
@requires(*ANYONE)
@query(PageQuery)
@answers(MessagePage)
def messages(ref: str, asked: dict[str, Any]) -> dict[str, Any]:
    """The thread, oldest first; internal notes only for agents."""
    seen = queries.request_for(current_actor(), ref)
    found = messaging.thread(KIND, seen.request.id, internal=seen.side == "agency")
    page, following = paging.part(found, _moment, asked["cursor"], asked["limit"])
    return bounded_page([_message(m) for m in page], following, len(found))


def _moment(entry: Any) -> list[str]:
    """Where a message stands in its thread."""
    return [entry.at.astimezone(UTC).isoformat(timespec="microseconds"), str(entry.id)]


@resources.post("/requests/<string:ref>/messages")
@requires(*ANYONE)
@body(MessageIn)
@answers(MessageOut, 201)
def post_message(ref: str, data: dict[str, Any]) -> Any:
    """Write in the thread."""
    actor = current_actor()
    with unit_of_work(idempotent=True) as work:
        seen = queries.request_for(actor, ref, lock=True)
        posted = operations.post(actor, seen, data["text"], internal=data["audience"] == "internal")
        found = next(
            m for m in messaging.thread(KIND, seen.request.id, internal=True) if m.id == posted.id
        )
        out = MessageOut().dump(_message(found))
        work.outcome.update(status=201, body=out)
    return _json(out, 201)


def _profile(actor: Actor, code: str | None) -> Profile:
    if code is not None:
        return profiles.named(actor, code)
    found = profiles.profiles_of(actor)
    if len(found) != 1:
        raise NotFound
    return found[0]


def _perform(ref: str, act: Callable[[Actor, Seen], object]) -> Response:
    """One act on one request, in one transaction: found for this person, locked, done, told."""
    actor = current_actor()
    with unit_of_work(idempotent=True) as work:
        seen = queries.request_for(actor, ref, lock=True)
        read = conditional.expected()
        if read is not None:
            standing = standing_of(actor, seen.request, seen.versions)
            refuse_if_stale(seen.request, standing, read)
        act(actor, seen)
        return _keep(work, actor, seen, 200)


def _keep(work: Work, actor: Actor, seen: Seen, status: int) -> Response:
    """The answer, kept with the idempotency key so that the same call gets it again."""
    fresh = queries.seen_by(actor, seen.request)
    out = RequestOut().dump(_out(actor, fresh))
    work.outcome.update(status=status, body=out)
    return _json(out, status)


def _json(out: Any, status: int) -> Response:
    response = jsonify(out)
    response.status_code = status
    return response


def _line(request: Request) -> dict[str, Any]:
    return {
        "ref": request.reference or request.provisional,
        "service": request.service_key,
        "title": request.title,
        "establishment": request.establishment_label,
        "status": request.status,
        "status_kind": request.status_kind,
        "version": request.version,
        "submitted_at": request.submitted_at,
        "waiting_for": list(request.waiting_functions or ()),
        "due_at": request.due_at if request.closed_at is None else None,
    }


def _deadlines(request: Request, standing: Standing) -> list[dict[str, Any]]:
    """What runs, what it does, what silence until then is worth."""
    return [
        {
            "key": deadline.key,
            "due_at": deadline.at,
            "transition": deadline.timer.fire or None,
            "silence": deadline.timer.silence or None,
            "time_zone": deadline.zone.key,
        }
        for deadline in deadlines_of(request, standing.bridge.circuit)
    ]


def _out(actor: Actor, seen: Seen) -> dict[str, Any]:
    request = seen.request
    out = {
        **_line(request),
        "answers": _answers(actor, seen),
        "functions": sorted(seen.functions),
        "transitions": [],
        "votes": [],
        "checklist": [],
        "annotations": {},
        "deadlines": [],
        "corrections": [
            {"field": place_of(request, ask.address), "label": ask.label, "remark": ask.remark}
            for ask in open_asks(request.id)
        ],
        "unsubmitted_changes": unsubmitted(request, filling_names(actor, request)),
    }
    standing = standing_of(actor, request, seen.versions)
    situation = workflows.situation_of(request, standing, actor.account_id)
    out["deadlines"] = _deadlines(request, standing)
    out["transitions"] = [
        {
            "key": d.transition.key,
            "label": d.transition.label,
            "to": d.to,
            "comment_required": d.comment_required,
            "warning": d.transition.warning or None,
        }
        for d in standing.bridge.offered(situation)
        if isinstance(d, Offered)
    ]
    if seen.side == "agency":
        ticked = workflows.ticks_of(request)
        status = standing.bridge.circuit.status[request.status]
        out["checklist"] = [
            {"key": i.key, "label": i.label, "done": i.key in ticked} for i in status.checklist
        ]
        out["votes"] = [
            {
                "function": v.function,
                "verdict": v.verdict,
                "by": v.account_name,
                "in_place_of": v.principal_name or None,
                "comment": v.comment,
                "at": v.at.isoformat(),
            }
            for v in workflows.votes_of(request.id)
        ]
        out["annotations"] = annotations_of(request.id, operations.annotation_forms(seen))
    return out


def _answers(actor: Actor, seen: Seen) -> dict[str, Any]:
    """Filed answers; those under way while it is a draft."""
    if seen.request.submitted_at is not None:
        return dict(seen.request.answers)
    row = drafts.draft_row(seen.request.draft_id)
    return dict(drafts.state_of(row, form_names(actor, seen.request)).outcome.answers)


def _message(entry: Any) -> dict[str, Any]:
    return {
        "id": entry.id,
        "author": entry.author,
        "side": entry.side,
        "text": entry.body,
        "audience": "internal" if entry.internal else "applicant",
        "at": entry.at,
    }
