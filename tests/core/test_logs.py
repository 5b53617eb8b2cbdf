"""Logs: one JSON line an event, nothing that people typed (FAULTS X-09, P-13)."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
import structlog
from flask import Flask
from sqlalchemy import text

from core import jobs, logs
from core.database import session, unit_of_work
from core.running import run_one

CANARY = "CANARI-7f3a"
HOSTILE = [
    "a\r\nlevel=error event=forged",
    "a\nb",
    "\x1b[31mred\x1b[0m",
    "\u2028\u2029\x85",
    "\x00\x07",
    '"}\n{"event": "forged"}',
]


@pytest.fixture
def stderr(capsys: pytest.CaptureFixture[str]) -> Any:
    """Lines written since the last look, each read as JSON."""
    logs.configure()

    def lines() -> list[dict[str, Any]]:
        written = capsys.readouterr().err
        assert written.isascii()
        return [json.loads(line) for line in written.split("\n") if line]

    return lines


@pytest.mark.parametrize("value", HOSTILE)
def test_x09_a_hostile_value_stays_inside_its_line(stderr: Any, value: str) -> None:
    structlog.get_logger("web").info("page.read", path=value)
    logging.getLogger("somebody").error("read %s", value)
    ours, theirs = stderr()
    assert (ours["event"], ours["path"]) == ("page.read", value)
    assert (theirs["event"], theirs["logger"]) == (f"read {value}", "somebody")


@pytest.mark.parametrize("name", sorted(logs.SECRET))
def test_p13_a_secret_handed_over_by_its_name_is_left_out(stderr: Any, name: str) -> None:
    structlog.get_logger("web").info("x", **{name: CANARY})
    assert stderr()[0][name] == "…"


def test_p13_an_exception_is_told_by_its_type_and_place_alone(stderr: Any) -> None:
    try:
        int(CANARY)
    except ValueError as error:
        structlog.get_logger("web").error("accident", exc_info=error)
        structlog.get_logger("web").error("accident", exc_info=True)
        logging.getLogger("somebody").exception("accident")
    told = stderr()
    assert CANARY not in json.dumps(told)
    for line in told:
        assert line["error"] == "ValueError"
        assert line["at"].startswith("test_logs.py:")


def test_p13_nothing_of_a_form_reaches_the_log_when_its_page_breaks(
    probed: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    client = probed.test_client()
    token = client.token()
    answer = client.post(
        "/probe/break",
        data={"csrf_token": token, "answer": CANARY, "password": CANARY},
        headers={"Origin": "http://localhost", "User-Agent": CANARY},
        query_string={"q": CANARY},
    )
    written = capsys.readouterr()
    assert answer.status_code == 500
    assert CANARY not in answer.get_data(as_text=True)
    assert CANARY not in written.err + written.out
    line = json.loads(written.err.strip())
    assert line["event"] == "accident"
    assert line["request"] == answer.headers["X-Request-Id"]


def test_a_line_says_which_request_wrote_a_job_and_which_job_failed(
    app: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    def breaks(_job: jobs.Taken) -> None:
        raise ValueError(CANARY)

    jobs.runner("probe.broken", breaks)
    with app.test_request_context("/", headers={"X-Request-Id": "of-somebody-else"}):
        app.preprocess_request()
        name = structlog.contextvars.get_contextvars()["request"]
        with unit_of_work():
            job = jobs.enqueue("probe.broken", {"who": CANARY})
    structlog.contextvars.clear_contextvars()
    with unit_of_work():
        taken = jobs.take(1, only=job)
    assert not run_one(taken[0])
    written = capsys.readouterr().err
    lines = [json.loads(line) for line in written.splitlines()]
    assert name != "of-somebody-else", "no relay was named: what a visitor says is not believed"
    assert [(n["event"], n.get("request"), n.get("written"), n.get("job")) for n in lines] == [
        ("job.written", name, job, None),
        ("job.failed", None, None, job),
    ]
    assert CANARY not in written


def test_p13_the_text_of_a_database_error_holds_no_value(probe: Flask) -> None:
    with pytest.raises(Exception) as caught:
        session.execute(text("SELECT CAST(:given AS integer)"), {"given": CANARY + "\x01"})
    assert "hide_parameters" in str(caught.value)
