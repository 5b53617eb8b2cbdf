"""The bell wakes workers over Redis: ours, or the one that `REDIS_URL` names."""

from __future__ import annotations

import os

import pytest
from redis import Redis

from app import bell
from app.bell import QUEUE, alive, connect, ring
from app.servers import EmbeddedRedis
from tests.kit.external import REDIS


@pytest.fixture(autouse=True)
def hears(monkeypatch):
    """A bell that failed is not rung for a while: each test begins with one that has not."""
    monkeypatch.setitem(bell._state, "deaf_until", 0.0)


@pytest.fixture
def url(var):
    given = os.environ.get(REDIS)
    if given:
        yield given
        return
    server = EmbeddedRedis(var)
    server.start()
    yield server.url
    server.stop()


def test_a_ring_waits_in_redis_until_a_worker_takes_it(url):
    line: Redis = connect(url)
    line.delete(f"rq:queue:{QUEUE}")
    assert alive(url)
    assert ring(url)
    assert line.llen(f"rq:queue:{QUEUE}") == 1
    line.delete(f"rq:queue:{QUEUE}")


def test_a_dead_bell_refuses_nothing(tmp_path):
    assert not ring(f"unix://{tmp_path}/nobody.sock?db=0")
