"""A session that ends in the midst of a form loses nothing of it (FAULTS S-14)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from core import clock
from tests.catalogue.test_form_changes import draft, hidden
from tests.kit.people import PASSWORD
from tests.kit.stage import Stage


@pytest.mark.parametrize("away", [timedelta(minutes=121), timedelta(hours=13)])
def test_s14_after_the_session_has_ended_one_signs_in_and_goes_on_where_one_was(
    stage: Stage, sign_in: Any, monkeypatch: pytest.MonkeyPatch, away: timedelta
) -> None:
    head = sign_in(stage.head)
    number = draft(head, instrument="violon", duree="3")
    path = f"/demandes/{number}/etape/quoi"
    said = {**hidden(head.get(path).text), "instrument": "piano", "duree": "7"}
    assert head.submit(f"{path}/enregistrer", said).status_code in {200, 204, 303}

    later = clock.now() + away
    monkeypatch.setattr(clock, "now", lambda: later)
    sent = head.get(path)
    assert sent.status_code == 303
    assert sent.location == f"/connexion?next={path}"
    answer = head.submit(
        "/connexion", {"email": stage.head.email, "password": PASSWORD, "next": path}
    )
    assert answer.location == path
    page = head.get(path).text
    assert 'value="7"' in page
    assert "piano" in page
