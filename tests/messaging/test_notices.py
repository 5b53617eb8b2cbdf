"""Notices: once an event and person, counted in a bundle, one's own only, muted, forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from core import contributions
from core.database import session
from messaging import operations, queries
from messaging.models import Notice
from tests.kit.people import base_pack, person
from tests.kit.queries import queries_at_most


class Probe:
    """A kind of notice for tests."""

    key, label, icon, tone = "probe", "quelque chose arrive", "bell", "sky"

    def sentence(self, facts: Any, count: int) -> str:
        return f"Essai {facts.get('word', '')} × {count}"


class Gate:
    """Opens some things to everybody."""

    key = "probe"

    def __init__(self) -> None:
        self.open: set[UUID] = set()

    def readable(self, _actor: Any, ids: Any) -> set[UUID]:
        return self.open.intersection(ids)


@pytest.fixture
def gate() -> Iterator[Gate]:
    """The house knows of the probe for the time of a test."""
    made = Gate()
    contributions.fill(queries.NOTICE_KINDS, Probe())
    contributions.fill(queries.NOTICE_GATES, made)
    yield made
    del contributions._FILLED[queries.NOTICE_KINDS]["probe"]
    del contributions._FILLED[queries.NOTICE_GATES]["probe"]


@pytest.fixture
def zoe(app: Flask) -> Any:
    base_pack()
    return person("zoe@example.test", "agent", name="Zoé Le Gall")


def actor(account: Any) -> Any:
    from accounts import queries as accounts

    return accounts.actor_of(account.id)


def tell(account: Any, once: str, **more: Any) -> None:
    operations.notify([account.id], "probe", once=once, **{"url": "/avis", **more})
    session.flush()


def count_of(account: Any) -> int:
    return (
        session.scalar(
            select(func.count()).select_from(Notice).where(Notice.account_id == account.id)
        )
        or 0
    )


def test_the_same_event_tells_a_person_once(gate: Gate, zoe: Any) -> None:
    for _ in range(3):
        tell(zoe, "one")
    assert count_of(zoe) == 1


def test_three_hundred_people_are_told_in_two_statements(gate: Gate, zoe: Any) -> None:
    with queries_at_most(2):
        operations.notify([uuid4() for _ in range(300)], "probe", once="many", url="/avis")


def test_a_bundle_counts_until_somebody_looks(gate: Gate, zoe: Any) -> None:
    thing = uuid4()
    gate.open.add(thing)
    tell(zoe, "a", bundle="b", subject=("probe", thing), url="/un", bundle_url="/tous")
    assert [one.sentence for one in queries.notices(actor(zoe)).items] == ["Essai  × 1"]
    tell(zoe, "c", bundle="b", subject=("probe", uuid4()), url="/deux", bundle_url="/tous", count=9)
    [one] = queries.notices(actor(zoe)).items
    assert (one.sentence, one.url) == ("Essai  × 10", "/tous")
    operations.see_all(actor(zoe))
    tell(zoe, "d", bundle="b", url="/un", bundle_url="/tous")
    assert len(queries.notices(actor(zoe)).items) == 2


def test_a09_what_the_gate_of_the_subject_shuts_is_absent(gate: Gate, zoe: Any) -> None:
    """FAULTS A-09: also for a kind of subject that has no gate."""
    thing = uuid4()
    tell(zoe, "open", subject=("probe", thing), facts={"word": "CANARI"})
    tell(zoe, "nowhere", subject=("unknown", thing), facts={"word": "CANARI"})
    assert queries.notices(actor(zoe)).items == []
    gate.open.add(thing)
    assert len(queries.notices(actor(zoe)).items) == 1


def test_the_list_has_the_new_ones_first_and_goes_on_page_by_page(gate: Gate, zoe: Any) -> None:
    for number in range(120):
        tell(zoe, f"n{number}", facts={"word": str(number)})
    ids = list(session.scalars(select(Notice.id).where(Notice.account_id == zoe.id)))
    operations.see(actor(zoe), ids[::2])
    seen: list[queries.Told] = []
    after = None
    while True:
        page = queries.notices(actor(zoe), after)
        seen += page.items
        after = page.next
        if not after:
            break
    assert len({one.id for one in seen}) == 120
    assert [one.seen for one in seen] == [False] * 60 + [True] * 60
    assert queries.unseen_count(actor(zoe)) == 60


def test_the_bell_counts_to_a_bound_with_one_query(gate: Gate, zoe: Any, sign_in: Any) -> None:
    for number in range(105):
        tell(zoe, f"n{number}")
    zoe_acts = actor(zoe)
    with queries_at_most(1):
        assert queries.unseen_count(zoe_acts) == 100
    assert "99+" in sign_in(zoe).get("/avis").get_data(as_text=True)


def test_following_setting_aside_and_seeing_all(gate: Gate, zoe: Any, sign_in: Any) -> None:
    for name in ("a", "b", "c"):
        tell(zoe, name, url=f"/mon-compte?{name}")
    client = sign_in(zoe)
    first, second, _third = queries.notices(actor(zoe)).items
    answer = client.get(f"/avis/{first.id}")
    assert (answer.status_code, answer.location) == (303, first.url)
    assert client.submit(f"/avis/{second.id}/vu").status_code == 303
    assert queries.unseen_count(actor(zoe)) == 1
    assert client.submit("/avis/vus").status_code == 303
    assert queries.unseen_count(actor(zoe)) == 0
    assert "Rien de nouveau" not in client.get("/avis").get_data(as_text=True)


def test_a03_somebody_elses_notice_does_not_exist(gate: Gate, zoe: Any, sign_in: Any) -> None:
    tell(zoe, "a")
    [mine] = queries.notices(actor(zoe)).items
    other = sign_in(person("leo@example.test", "agent", name="Léo Autre"))
    assert other.get(f"/avis/{mine.id}").status_code == 404
    assert other.submit(f"/avis/{mine.id}/vu").status_code == 404
    other.submit("/avis/vus")
    assert queries.unseen_count(actor(zoe)) == 1


def test_a_muted_kind_is_not_told(gate: Gate, zoe: Any, sign_in: Any) -> None:
    client = sign_in(zoe)
    wanted = [k.key for k in contributions.all_of(queries.NOTICE_KINDS) if k.key != "probe"]
    assert client.submit("/avis/choix", {"kind": wanted}).status_code == 303
    tell(zoe, "muted")
    assert count_of(zoe) == 0
    client.submit("/avis/choix", {"kind": [*wanted, "probe"]})
    tell(zoe, "heard")
    assert count_of(zoe) == 1


def test_a_notice_leads_to_a_page_of_this_house_only(gate: Gate, zoe: Any) -> None:
    """FAULTS S-13."""
    tell(zoe, "a", url="//evil.example")
    assert queries.notices(actor(zoe)).items[0].url == "/"


def test_words_in_a_notice_are_shown_as_words(gate: Gate, zoe: Any, sign_in: Any) -> None:
    tell(zoe, "a", facts={"word": "<script>window.__xss=1</script>"})
    html = sign_in(zoe).get("/avis").get_data(as_text=True)
    assert "<script>window" not in html
    assert "&lt;script&gt;window" in html


def test_old_notices_are_forgotten(gate: Gate, zoe: Any) -> None:
    tell(zoe, "old")
    session.execute(update(Notice).values(at=Notice.at - timedelta(days=181)))
    tell(zoe, "new")
    operations.forget()
    assert count_of(zoe) == 1
