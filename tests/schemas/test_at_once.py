"""Two people at once, on a database where commits are real."""

from __future__ import annotations

import threading

from sqlalchemy import text

from core.actor import HOUSE
from core.database import session, unit_of_work
from core.errors import Conflict
from schemas import operations, queries
from schemas.packs import of_files
from tests.schemas.documents import colours, pack_files

KIND, KEY = "reference-list", "couleurs"


def at_once(app, *acts):
    """Each act in a thread and a unit of work of its own, let go together."""
    gate, outcomes = threading.Barrier(len(acts)), [None] * len(acts)

    def run(index, act):
        with app.app_context():
            gate.wait()
            try:
                with unit_of_work():
                    outcomes[index] = act()
            except Conflict as refusal:
                outcomes[index] = type(refusal).__name__
            finally:
                session.remove()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return outcomes


def test_of_two_first_drafts_one_is_kept_and_the_other_hears(committed):
    def save(title):
        return lambda: operations.save_draft(HOUSE, KIND, KEY, colours(title=title), seen=0).number

    outcomes = at_once(committed, save("Une"), save("Deux"))
    assert sorted(map(str, outcomes)) == ["1", "StaleDraft"]
    with committed.app_context():
        assert session.scalar(text("SELECT count(*) FROM definition_version")) == 1


def test_of_two_publications_one_is_done_and_numbers_have_no_twin(committed):
    with committed.app_context(), unit_of_work():
        operations.save_draft(HOUSE, KIND, KEY, colours())
    outcomes = at_once(committed, *[lambda: operations.publish(HOUSE, KIND, KEY).number] * 3)
    assert sorted(map(str, outcomes)) == ["1", "NoDraft", "NoDraft"]
    with committed.app_context():
        assert queries.live(KIND, KEY).number == 1


def test_two_loads_of_one_pack_install_it_once(committed):
    source = of_files(pack_files(colours()))
    outcomes = at_once(committed, *[lambda: operations.load_pack(HOUSE, source).changed] * 3)
    assert sorted(outcomes) == [False, False, True]
    with committed.app_context():
        assert len(queries.versions(KIND, KEY)) == 1
