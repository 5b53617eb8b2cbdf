"""`/healthz`: the process lives. `/readyz`: it can serve; `degraded` when only the bell is dead."""

from __future__ import annotations

from flask import Flask, Response, current_app, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.bell import alive
from core import jobs
from core.access import public
from core.database import session
from documents.antivirus import answers
from documents.queries import files_answer


def init_health(app: Flask) -> None:
    """Hang the two routes on `app`."""
    app.add_url_rule("/healthz", "healthz", healthz)
    app.add_url_rule("/readyz", "readyz", readyz)


@public(because="a process manager asks whether the process lives")
def healthz() -> Response:
    """Alive."""
    return jsonify(status="ok")


@public(because="a load balancer asks whether this server may be sent visitors")
def readyz() -> tuple[Response, int]:
    """Ready, degraded (no wake-ups: notifications are late) or not (no database)."""
    try:
        session.execute(text("SELECT 1"))
        late = jobs.oldest_waiting()
    except SQLAlchemyError:
        session.rollback()
        return jsonify(status="unavailable", database=False), 503
    clamd = current_app.config["SETTINGS"].clamd
    looked_at = answers(clamd) if clamd else None
    bell = alive(current_app.config["SETTINGS"].redis_url)
    files = files_answer()
    sound = bell and late < 120 and looked_at is not False and files is not False
    status = "ok" if sound else "degraded"
    told = {"antivirus": looked_at} if clamd else {}
    if files is not None:
        told["files"] = files
    return (
        jsonify(status=status, database=True, bell=bell, oldest_job_seconds=round(late), **told),
        200,
    )
