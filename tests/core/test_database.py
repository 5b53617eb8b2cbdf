"""Units of work: committed at the edge, undone by a refusal, never one in another."""

from __future__ import annotations

import pytest
from flask import Flask

from core.database import current_work, session, unit_of_work
from core.models import Counter
from tests.core.conftest import broken, count, done


def test_leaving_the_block_commits(probe: Flask) -> None:
    with unit_of_work():
        count("uow-kept")
    session.remove()  # type: ignore[attr-defined]
    assert done("uow-kept") == 1


def test_an_exception_undoes_all_of_it(probe: Flask) -> None:
    with pytest.raises(RuntimeError, match="broken"):
        broken(RuntimeError("broken"), lambda: count("uow-undone"))
    assert done("uow-undone") == 0
    assert current_work() is None


def test_units_do_not_nest_and_the_outer_one_is_undone(probe: Flask) -> None:
    with pytest.raises(RuntimeError, match="do not nest"):
        broken(ValueError(), lambda: count("uow-nested"), unit_of_work().__enter__)
    assert done("uow-nested") == 0


def test_what_follows_the_commit_is_called_once_it_is_there_and_never_after_a_refusal(
    probe: Flask,
) -> None:
    heard: list[int] = []
    with unit_of_work() as work:
        count("uow-after")
        work.after_commit.append(lambda: heard.append(done("uow-after")))
    assert heard == [1]
    with pytest.raises(ValueError, match="broken"):
        broken(ValueError("broken"), lambda: current_work().after_commit.append(heard.clear))
    assert heard == [1]


def test_the_work_open_here_is_known_only_inside(probe: Flask) -> None:
    with unit_of_work() as work:
        assert current_work() is work
        work.outcome["location"] = "/la-bas"
    assert current_work() is None


def test_a_page_that_changed_something_and_saved_nothing_fails_aloud(probed: Flask) -> None:
    client = probed.test_client()
    assert client.get("/probe/forget?name=guard-flushed").status_code == 500
    with probed.app_context():
        with unit_of_work():
            session.add(Counter(prefix="guard-dirty", value=3))
        assert done("guard-flushed") == 0
    assert client.get("/probe/change?name=guard-dirty").status_code == 500
    with probed.app_context():
        assert done("guard-dirty") == 3


def test_a_page_that_only_reads_and_an_act_that_is_saved_pass_the_guard(probed: Flask) -> None:
    client = probed.test_client()
    assert client.post("/api/probe/act?name=guard-saved").status_code == 201
    assert client.get("/probe/look?name=guard-saved").get_data(as_text=True) == "1"
