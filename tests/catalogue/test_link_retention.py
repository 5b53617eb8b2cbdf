"""What a link fills in is not kept for ever, and goes with whom it names."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from catalogue import link_retention
from catalogue.models import PrefillLink
from core import clock
from core.actor import HOUSE
from core.database import session
from core.history import lines_of
from registry import operations as registry
from schemas import queries as schemas
from tests.catalogue.test_form_changes import publish
from tests.catalogue.test_prefill import LINKS, form, known
from tests.kit.stage import Stage, set_stage


@pytest.fixture
def stage(app: Flask) -> Stage:
    return set_stage()


@pytest.fixture
def admin(stage: Stage, sign_in: Any) -> Any:
    publish(form(known("/lieu", "link", "lieu", "yes"), known("/duree", "link", "duree")))
    return sign_in(stage.admin)


def made(admin: Any, **given: str) -> PrefillLink:
    said = {"titre": "Rentrée", "jusqu-au": str(clock.today()), "v-duree": "4", **given}
    answer = admin.submit(LINKS, said)
    assert answer.status_code == 303, answer.text[:500]
    found = session.scalars(select(PrefillLink).order_by(PrefillLink.id.desc())).first()
    assert found is not None
    return found


def values(link: PrefillLink) -> dict[str, Any]:
    session.refresh(link)
    return dict(link.values)


def test_p10_a_link_is_emptied_a_month_after_it_ended_and_says_so(admin: Any) -> None:
    ended, revoked, going = (made(admin, **{"v-lieu": "Chez Zoé"}) for _ in range(3))
    today = clock.today()
    ago = link_retention.KEPT + timedelta(days=1)

    def ends(link: PrefillLink, **when: Any) -> None:
        session.execute(update(PrefillLink).where(PrefillLink.id == link.id).values(**when))

    ends(ended, until=today - link_retention.KEPT)
    ends(revoked, until=today + timedelta(days=9), revoked_at=clock.now() - ago)
    ends(going, until=today)
    link_retention.empty_ended()
    assert values(ended) == {"duree": 4, "lieu": "Chez Zoé"}, "thirty days, not twenty-nine"
    assert values(revoked) == {}
    ends(ended, until=today - ago)
    link_retention.empty_ended()
    assert (values(ended), values(going)) == ({}, {"duree": 4, "lieu": "Chez Zoé"})
    page = unescape(admin.get(LINKS).text)
    assert page.count("Effacées") == 2
    told = [line for line in lines_of("prefill-link", ended.id) if line.act == "link.emptied"]
    assert [line.facts["names"] for line in told] == [["duree", "lieu"]]
    link_retention.empty_ended()
    assert len(lines_of("prefill-link", ended.id)) == 2, "once: nothing is left to be emptied"


def test_the_clock_empties_links(app: Flask) -> None:
    from catalogue.feature import FEATURE

    assert FEATURE.periodic["catalogue.links"] == (86400, link_retention.empty_ended)


def test_p07_a_link_forgets_whom_it_names_when_they_are_erased(stage: Stage, admin: Any) -> None:
    head = stage.other_head
    name, mail = head.name, head.email
    named = made(admin, **{"v-lieu": f"Chez {name}", "titre": f"Pour {name}"})
    mailed = made(admin, **{"v-lieu": mail})
    numbered = made(admin, **{"v-lieu": str(head.id)})
    other = made(admin, **{"v-lieu": "Salle Ravel"})
    where = f"/administration/effacements/account/{head.id}"
    assert admin.submit(where, {"reason": "DPO-2026-9"}).status_code == 303
    assert name not in f"{values(named)}{named.title}"
    assert values(mailed) == {"duree": 4, "lieu": "Compte effacé"}
    assert values(numbered) == {"duree": 4}
    assert values(other) == {"duree": 4, "lieu": "Salle Ravel"}


def test_p07_a_link_forgets_the_record_it_names(stage: Stage, admin: Any) -> None:
    entity = schemas.live("entity", "etablissement")
    data = {"uai": "0350009Z", "nom": "École de Vern", "type": "ecole"}
    record = registry.create_record(HOUSE, entity, data)
    session.flush()
    link = made(admin, **{"v-lieu": str(record.id)})
    link_retention.forget(_erased(record.id))
    assert values(link) == {"duree": 4}


def _erased(record_id: Any) -> Any:
    from core.erasing import SubjectErased

    return SubjectErased("record", record_id, clock.now(), {}, ())
