"""Measures for a collector: off by default, guarded, counted over all processes, nobody in them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from core import jobs
from core.database import session
from tests.kit.house import build, undone
from tests.kit.people import PASSWORD, base_pack, person, signed_in

TOKEN = "m3asures-" * 5


@pytest.fixture(scope="module")
def measured(cluster, tmp_path_factory):
    from core.database import db

    name = cluster.clone()
    var = tmp_path_factory.mktemp("measured")
    app = build(cluster.url(name), var, PREAU_METRICS="10.1.0.0/16", PREAU_METRICS_TOKEN=TOKEN)
    yield app
    with app.app_context():
        db.engine.dispose()
    cluster.drop(name)


def read(app, **more):
    return app.test_client().get("/metrics", **more)


def test_nobody_reads_measures_unless_somebody_was_named(client):
    assert client.get("/metrics").status_code == 404


def test_a_collector_is_known_by_its_token_or_its_address(measured):
    with undone(measured):
        assert read(measured).status_code == 404
        assert read(measured, headers={"Authorization": "Bearer " + "x" * 45}).status_code == 404
        assert read(measured, headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 200
        inside = {"REMOTE_ADDR": "10.1.2.3"}
        assert read(measured, environ_base=inside).status_code == 200
        relayed = {"X-Forwarded-For": "8.8.8.8"}
        assert read(measured, environ_base=inside, headers=relayed).status_code == 404


def test_measures_tell_requests_jobs_and_connections_and_nobody(measured):
    with undone(measured):
        base_pack()
        canary = person("canari.lilas@example.test", "agent", name="Lilas Canari")
        signed_in(measured, canary).get("/demandes/2026-00001?q=CANARI")
        jobs.enqueue("probe.measured", {"name": "CANARI"})
        session.commit()
        told = read(measured, headers={"Authorization": f"Bearer {TOKEN}"}).text
    for line in (
        'preau_http_requests_total{method="POST",route="/connexion",status="303"}',
        'preau_http_request_seconds_count{route="/connexion"}',
        'preau_jobs{kind="probe.measured",state="waiting"} 1.0',
        "preau_outbox_age_seconds",
        "preau_sessions 1.0",
        'preau_database_connections{state="active"}',
        "preau_closed 0.0",
    ):
        assert line in told
    for secret in ("canari", "CANARI", "Lilas", PASSWORD, TOKEN, "2026-00001"):
        assert secret not in told


def test_processes_count_together(tmp_path):
    """One process counts and ends, another tells."""
    count = "from app.metrics import REQUESTS as r; r.labels('GET', '/', '200').inc()"
    tell = (
        "from prometheus_client import CollectorRegistry as R, generate_latest as g;"
        "from prometheus_client.multiprocess import MultiProcessCollector as M;"
        "r = R(); M(r); print(g(r).decode())"
    )
    environ = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    here = Path(__file__).parents[2]

    def run(code):
        return subprocess.run(
            [sys.executable, "-c", code], env=environ, cwd=here, check=True, capture_output=True
        ).stdout.decode()

    run(count)
    run(count)
    assert 'preau_http_requests_total{method="GET",route="/",status="200"} 2.0' in run(tell)
