"""Refusals and accidents → a page, a fragment for htmx, or problem+json (RFC 9457)."""

from __future__ import annotations

from dataclasses import asdict, is_dataclass
from typing import Any
from urllib.parse import urlsplit

import structlog
from flask import Flask, Response, jsonify, make_response, redirect, request, url_for
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.wrappers import Response as BaseResponse

from app.again import kept_of_request
from app.furniture import error_page
from core import conditional
from core.contributions import one_of
from core.database import let_go, session
from core.errors import ConfirmFirst, Conflict, NotSignedIn, PreauError, Unavailable
from core.i18n import _l, text_of
from core.idempotency import AlreadyDone
from core.problems import Problem
from core.web import go, local_path, wants_partial
from core.words import knows, message
from schemas.heading import unreadable_page
from schemas.phrases import reason_in_words

log = structlog.get_logger("web")

#: Words for what Flask and Werkzeug refuse by themselves.
HTTP_WORDS: dict[int, Any] = {
    400: _l("La demande envoyée n’est pas lisible."),
    404: _l("Cette page n’existe pas, ou ne vous est pas ouverte."),
    405: _l("Cette action n’est pas possible ici."),
    413: _l("L’envoi est trop volumineux."),
    415: _l("Le format envoyé n’est pas accepté ici."),
    429: _l("Trop d’essais rapprochés. Réessayez dans quelques minutes."),
}


#: What is to mend is told of the first ones: a hundred thousand would be no reading.
MOST_ERRORS = 200


def init_errors(app: Flask) -> None:
    """Hang the handlers on `app`."""
    app.register_error_handler(AlreadyDone, already_done)
    app.register_error_handler(PreauError, refused)
    app.register_error_handler(CSRFError, forged)
    app.register_error_handler(HTTPException, http)
    app.register_error_handler(StaleDataError, stale)
    app.register_error_handler(OperationalError, database_down)
    app.register_error_handler(DBAPIError, database_down)
    app.register_error_handler(PoolTimeout, database_down)
    app.register_error_handler(Exception, accident)
    app.log_exception = _quiet  # type: ignore[method-assign, assignment]


def is_api() -> bool:
    """Whether the caller is a program."""
    return request.path.startswith("/api/")


def already_done(replay: AlreadyDone) -> BaseResponse:
    """The same act again: the first outcome, nothing done twice."""
    if is_api():
        status = replay.outcome.get("status", 200)
        answer = Response() if status == 204 else jsonify(replay.outcome.get("body", {}))
        answer.status_code = status
        answer.headers["Idempotency-Replayed"] = "true"
        return answer
    return go(replay.outcome.get("location") or "/")


def refused(error: PreauError) -> BaseResponse:
    """A refusal with its own words."""
    session.rollback()
    if is_api():
        told = problems_of(error)
        status = 412 if conditional.failed(error) else error.status
        return problem(status, error.code, text_of(error.message), told, **changes_of(error))
    if isinstance(error, NotSignedIn):
        return to_sign_in()
    if isinstance(error, ConfirmFirst):
        return to_confirmation()
    return page(error.status, text_of(error.message), error)


def problems_of(error: PreauError) -> list[dict[str, str]]:
    """`errors` of a problem+json answer: what to mend, or why an act is refused."""
    told = [
        {"path": p.path, "keyword": keyword_of(p), "message": message(p)}
        for p in getattr(error, "problems", ())
    ]
    for reason in getattr(error, "reasons", ()):
        found = Problem("", reason.code, reason.params)
        said = message(found) if knows(reason.code) else reason_in_words(reason)
        told.append({"path": "", "keyword": keyword_of(found), "message": said})
    return told


def keyword_of(found: Problem) -> str:
    """The rule of the schema, where a question gave it a sentence of its own."""
    code = str(found.params.get("rule", found.code))
    return "format" if code.startswith("format-") else code


def changes_of(error: PreauError) -> dict[str, Any]:
    """What changed meanwhile and by whom, of a refusal that came too late."""
    if not isinstance(error, Conflict) or not error.changes:
        return {}
    return {"changes": [asdict(c) if is_dataclass(c) else c for c in error.changes]}  # type: ignore[arg-type]


def problem(
    status: int, code: str, detail: str, errors: list[dict[str, str]] | None = None, **more: Any
) -> Response:
    """An `application/problem+json` answer."""
    answer = jsonify(
        {
            "type": f"about:blank#{code}",
            "title": code,
            "status": status,
            "detail": detail,
            "errors": (errors or [])[:MOST_ERRORS],
            **more,
        }
    )
    answer.status_code = status
    answer.mimetype = "application/problem+json"
    _come_back(answer)
    return answer


def page(status: int, text: str, error: PreauError | None = None) -> BaseResponse:
    """An error page in plain words (or its fragment)."""
    kept = kept_of_request() if status == 503 else None
    response = make_response(error_page(status, text, error, kept), status)
    _come_back(response)
    return response


def _come_back(response: Response) -> None:
    if response.status_code == 503:
        response.headers["Retry-After"] = "5"


def to_sign_in() -> BaseResponse:
    """Sign in first, then come back to the page that was asked for."""
    wanted = request.full_path.rstrip("?") if request.method == "GET" else "/"
    return go(url_for("accounts.sign_in", next=local_path(wanted)))


def to_confirmation() -> BaseResponse:
    """« Confirmez que c’est vous », then on with what was asked: a form waits in the page."""
    if request.method == "GET":
        return go(url_for("accounts.confirm", next=local_path(request.full_path.rstrip("?"))))
    came_from = urlsplit(request.headers.get("HX-Current-URL") or request.referrer or "")
    back = local_path(came_from._replace(scheme="", netloc="").geturl())
    if wants_partial():
        return go(url_for("accounts.confirm", next=back))
    kept = kept_of_request()
    asking: Any = one_of("app.confirmation", "accounts")
    html = asking.page(back, None if kept is None else (kept.action, kept.fields, kept.files))
    return make_response(html, 403)


def forged(_error: CSRFError) -> BaseResponse:
    """The anti-forgery token is missing, foreign or of an older session."""
    text = _l("La page est restée ouverte trop longtemps. Rechargez-la, puis recommencez.")
    if is_api():
        return problem(400, "csrf", str(text))
    return page(400, str(text))


def _quiet(*_: Any) -> None:
    """`accident` writes down what Flask would tell in full, values included (P-13)."""


def http(error: HTTPException) -> BaseResponse:
    """What Flask refuses by itself, in our words and with its own headers (405: `Allow`)."""
    cause = getattr(error, "original_exception", None)
    if cause is not None:  # raised outside of any view: opening the session, finishing the answer
        return (
            database_down(cause) if isinstance(cause, DBAPIError | PoolTimeout) else accident(cause)
        )
    status = error.code or 500
    if status < 400:
        return error.get_response()
    text = text_of(HTTP_WORDS.get(status, Unavailable.message))
    if isinstance(error, SecurityError):  # S-06: under a foreign host no address can be built
        return Response(text, status, mimetype="text/plain")
    response = problem(status, f"http-{status}", text) if is_api() else page(status, text)
    for name, value in error.get_headers():
        if name.lower() not in {"content-type", "content-length"}:
            response.headers[name] = value
    return response


def stale(_error: StaleDataError) -> BaseResponse:
    """A version column said that somebody was faster."""
    return refused(Conflict())


def database_down(error: Exception) -> BaseResponse:
    """The database does not answer, or a lock was held too long: come back in a moment."""
    state = getattr(getattr(error, "orig", None), "sqlstate", None) or ""
    down = isinstance(error, OperationalError | PoolTimeout) or state[:2] in {"08", "53", "57"}
    if not down and state not in {"55P03", "40001", "40P01"}:
        return accident(error)
    log.warning("database.unavailable", state=state, exc_info=error)
    try:
        session.rollback()
    except DBAPIError:
        let_go()
    return refused(Unavailable())


def accident(error: Exception) -> BaseResponse:
    """Our mistake: written down without personal data, told in general words."""
    session.rollback()
    instead = unreadable_page()
    if instead is not None:
        log.warning("draft.unreadable", exc_info=error)
        return make_response(instead, 422)
    log.error("accident", path=request.url_rule.rule if request.url_rule else None, exc_info=error)
    text = str(_l("Une erreur est survenue de notre côté. Rien n’a été enregistré."))
    return problem(500, "accident", text) if is_api() else page(500, text)


def redirect_home() -> BaseResponse:
    """To the threshold."""
    return redirect("/", 303)
