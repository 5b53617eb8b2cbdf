"""Standing in for somebody: their seats for a time, never more; two names, one pair of eyes."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from accounts import operations as accounts
from accounts import queries
from accounts.models import Replacement
from accounts.operations import Absence
from catalogue import operations
from catalogue import queries as catalogue
from catalogue.domain.desk import DeskFilter
from catalogue.models import Request
from catalogue.queries.gate import reachable
from core import clock
from core.actor import HOUSE
from core.database import session
from core.errors import Invalid, NotFound
from core.history import lines_of
from tests.kit.people import person
from tests.kit.works import Works, actor, filed, moved, works
from workflows import queries as workflows
from workflows.errors import MoveRefused, VoteRefused


@pytest.fixture
def town(app: Flask) -> Works:
    """Three levels, two visas, and those who give them."""
    return works()


@pytest.fixture
def aide(town: Works) -> Any:
    """An agent who sits in no group."""
    return person("aide@example.test", "agent", name="Nadia Aubert")


def absence(who: Any, stand_in: Any, **more: Any) -> Absence:
    """All the seats of somebody for a week."""
    given = {
        "email": stand_in.email,
        "seats": [str(seat.id) for seat in queries.standing_seats(who.id)],
        "valid_from": clock.today(),
        "valid_until": clock.today() + timedelta(days=7),
    }
    return Absence(**given | more)


def replaced(who: Any, stand_in: Any, **more: Any) -> list[Replacement]:
    rows = accounts.name_stand_in(actor(who), who, absence(who, stand_in, **more))
    session.flush()
    return rows


def found(who: Any, request: Any) -> Any:
    return catalogue.request_for(actor(who), request.reference, lock=True)


def waits_for(who: Any) -> list[Any]:
    return list(session.scalars(select(Request.id).where(reachable(actor(who), waiting=True))))


def test_a_stand_in_finds_what_waits_and_both_names_are_kept(
    town: Works, aide: Any, sign_in: Any
) -> None:
    request = filed(town)
    with pytest.raises(NotFound):
        found(aide, request)
    replaced(town.gestionnaire, aide)
    assert waits_for(aide) == [request.id]
    seen = found(aide, request)
    operations.tick(actor(aide), seen, "surface", done=True)
    step = operations.move(actor(aide), seen, "instruire")
    assert step.signed == "Nadia Aubert, par délégation de Amina Benali"
    line = next(one for one in lines_of("request", request.id) if one.act == "request.moved")
    assert line.facts["for"] == "Amina Benali"
    session.commit()
    client = sign_in(aide)
    page = unescape(client.get(f"/demandes/{request.reference}/pourquoi").get_data(as_text=True))
    assert "Vous remplacez Amina Benali" in page
    story = client.get(f"/demandes/{request.reference}?onglet=whole").get_data(as_text=True)
    assert "Nadia Aubert, par délégation de Amina Benali" in unescape(story)


def test_what_was_given_to_the_other_by_name_is_found_among_ones_own(
    town: Works, aide: Any
) -> None:
    request = filed(town)
    operations.assign(
        actor(town.gestionnaire), found(town.gestionnaire, request), town.gestionnaire.id
    )
    mine = DeskFilter(fields=(("agent", ("moi",)),))
    assert [r.id for r in catalogue.desk_page(actor(aide), mine).items] == []
    replaced(town.gestionnaire, aide)
    assert [r.id for r in catalogue.desk_page(actor(aide), mine).items] == [request.id]


def test_it_opens_no_more_than_the_seat_and_ends_with_it(town: Works, aide: Any) -> None:
    request = filed(town)
    (row,) = replaced(town.gestionnaire, aide)
    assert found(aide, request).functions == {"gestionnaire"}
    day = clock.today()
    for begins, ends in [(1, 9), (-9, -1)]:
        row.valid_from, row.valid_until = day + timedelta(begins), day + timedelta(ends)
        with pytest.raises(NotFound):
            found(aide, request)
    row.valid_from = row.valid_until = day
    assert found(aide, request).functions == {"gestionnaire"}
    (seat,) = queries.standing_seats(town.gestionnaire.id)
    seat.valid_until = day - timedelta(1)  # whoever is replaced has left the group
    with pytest.raises(NotFound):
        found(aide, request)
    seat.valid_until = None
    (grant,) = queries.grants_of(town.gestionnaire.id)
    grant.revoked_at = clock.now()  # nobody works for somebody who may not work here
    with pytest.raises(NotFound):
        found(aide, request)


def test_a_stand_in_of_a_stand_in_has_nothing(town: Works, aide: Any) -> None:
    request, third = filed(town), person("tiers@example.test", "agent", name="Luc Tiers")
    replaced(town.gestionnaire, aide)
    with pytest.raises(Invalid):
        replaced(aide, third)  # no seat of one’s own to hand on
    (row,) = replaced(town.gestionnaire, third)
    accounts.end_replacement(actor(third), row)
    session.flush()
    with pytest.raises(NotFound):
        found(third, request)


def test_the_pair_is_one_pair_of_eyes_in_both_directions(town: Works, aide: Any) -> None:
    """« accepter » is not for whoever fired « instruire »."""
    both = person("deux@example.test", "agent", name="Zoé Deux", groups=("direction",))
    request = filed(town)
    (row,) = replaced(town.gestionnaire, both)
    seen = found(both, request)
    operations.tick(actor(both), seen, "surface", done=True)
    operations.move(actor(both), seen, "instruire")
    moved(town, request, "visas")
    with pytest.raises(MoveRefused) as refused:
        operations.move(actor(both), found(both, request), "accepter")
    assert refused.value.refused.codes == ("move.four-eyes",)
    accounts.end_replacement(actor(both), row)
    # nor for the one it was done for, back at work with another function
    accounts.add_to_group(HOUSE, town.gestionnaire, queries.group_by_key("direction"), root())
    session.flush()
    with pytest.raises(MoveRefused) as refused:
        operations.move(actor(town.gestionnaire), found(town.gestionnaire, request), "accepter")
    assert refused.value.refused.codes == ("move.four-eyes-pair",)
    # nor for somebody else in the place of the one it was done for
    seats = [str(s.id) for s in queries.standing_seats(town.gestionnaire.id)]
    replaced(town.gestionnaire, aide, seats=seats)
    with pytest.raises(MoveRefused) as refused:
        operations.move(actor(aide), found(aide, request), "accepter")
    assert refused.value.refused.codes == ("move.four-eyes-pair",)
    assert operations.move(actor(town.direction), found(town.direction, request), "accepter")


def test_a_person_and_whoever_replaces_them_are_one_voter(town: Works, aide: Any) -> None:
    request = filed(town)
    moved(town, request, "instruire")
    accounts.add_to_group(HOUSE, town.visa_technique, queries.group_by_key("budget"), root())
    replaced(town.visa_technique, aide)
    assert found(aide, request).functions == {"visa_technique", "visa_budget"}
    operations.vote(
        actor(town.visa_technique), found(town.visa_technique, request), "visa_technique", "accept"
    )
    with pytest.raises(VoteRefused) as refused:
        operations.vote(actor(aide), found(aide, request), "visa_budget", "accept")
    assert [reason.code for reason in refused.value.reasons] == ["vote.once-pair"]
    accounts.add_to_group(HOUSE, aide, queries.group_by_key("budget"), root())
    session.flush()
    step = operations.vote(actor(aide), found(aide, request), "visa_budget", "accept")
    assert step is not None  # in her own right she is somebody else


def test_a_visa_in_anothers_place_names_both(town: Works, aide: Any) -> None:
    request = filed(town)
    moved(town, request, "instruire")
    replaced(town.visa_budget, aide)
    operations.vote(actor(aide), found(aide, request), "visa_budget", "accept")
    (vote,) = workflows.votes_of(request.id)
    assert (vote.account_name, vote.principal_name) == ("Nadia Aubert", "Sofia Klein")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"email": "personne@example.test"}, "unknown-stand-in"),
        ({"email": "head@example.test"}, "unknown-stand-in"),
        ({"email": "gestionnaire@example.test"}, "stands-in-for-oneself"),
        ({"seats": []}, "no-seat-chosen"),
        ({"valid_until": None}, "end-missing"),
        ({"valid_until": timedelta(-1)}, "ends-before-start"),
        ({"valid_until": timedelta(400)}, "end-too-late"),
        ({"place": "Nulle part"}, "place-beyond-seat"),
    ],
)
def test_what_is_no_replacement_is_refused_in_words(
    town: Works, aide: Any, change: dict[str, Any], code: str
) -> None:
    more = {
        key: clock.today() + value if isinstance(value, timedelta) else value
        for key, value in change.items()
    }
    with pytest.raises(Invalid) as refused:
        replaced(town.gestionnaire, aide, **more)
    assert [problem.code for problem in refused.value.problems] == [code]


def test_nobody_hands_on_the_seat_of_another_nor_takes_it(town: Works, aide: Any) -> None:
    wanted = absence(town.gestionnaire, aide)
    with pytest.raises(NotFound):
        accounts.name_stand_in(actor(town.visa_budget), town.gestionnaire, wanted)
    own = absence(town.gestionnaire, town.superviseur)
    with pytest.raises(Invalid) as refused:  # a supervisor does not name himself
        accounts.name_stand_in(actor(town.superviseur), town.gestionnaire, own)
    assert [problem.code for problem in refused.value.problems] == ["not-to-oneself"]
    (row,) = accounts.name_stand_in(actor(town.superviseur), town.gestionnaire, wanted)
    with pytest.raises(NotFound):
        accounts.end_replacement(actor(town.visa_budget), row)


def test_a_closed_account_replaces_nobody_and_is_replaced_by_nobody(town: Works, aide: Any) -> None:
    (row,) = replaced(town.gestionnaire, aide)
    accounts.disable(HOUSE, aide)
    assert row.ended_at is not None


def test_the_pages_say_it_end_it_and_tell_both(town: Works, aide: Any, sign_in: Any) -> None:
    session.commit()
    client = sign_in(town.gestionnaire)
    (seat,) = queries.standing_seats(town.gestionnaire.id)
    day = clock.today()
    sent = {"email": aide.email, "valid_until": (day + timedelta(3)).isoformat(),
            "seats": str(seat.id), "purpose": "Congés"}  # fmt: skip
    bad = client.submit("/mon-compte/remplacements", {**sent, "email": "nul@example.test"})
    assert bad.status_code == 422
    assert client.submit("/mon-compte/remplacements", sent).status_code == 303
    page = unescape(sign_in(aide).get("/mon-compte/remplacements").get_data(as_text=True))
    assert "Amina Benali" in page
    listed = sign_in(town.superviseur).get("/administration/remplacements")
    assert "Nadia Aubert" in listed.get_data(as_text=True)
    (row,) = queries.replacements_of(aide.id)
    end = f"/mon-compte/remplacements/{row.id}/fin"
    assert sign_in(town.visa_budget).submit(end).status_code == 404
    assert sign_in(aide).submit(end).status_code == 303
    session.expire_all()
    assert queries.replacements_of(aide.id)[0].ended_at is not None


def root() -> Any:
    return queries.scope_by_path("/org")
