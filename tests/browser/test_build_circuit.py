"""Issue 5, acceptance 1, from an empty page to letters: a circuit of four levels is drawn by keys
alone and taken by a service; three hundred requests run on it; two of its levels go."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from catalogue.models import Request
from core import clock
from core.database import session
from documents.models import IssuedDocument
from messaging.models import Mail
from tests.browser.circuiting import COUNT, TITLE, CircuitBuilder, kept
from tests.browser.hands import Keys
from tests.browser.lived import FUNCTIONS, account
from tests.browser.running import Running, stands, times_told
from tests.browser.scene import SCHOOLS
from tests.browser.servicing import publish, sound
from tests.catalogue.test_decision_letters import LETTER
from tests.kit.copies import copies
from tests.kit.served import Served
from tests.kit.visitor import PHONE
from tests.kit.works import actor, filed
from tests.kit.works import publish as in_service
from workflows.errors import MoveRefused

KEY, MANY = "travaux-quatre-niveaux", 300
#: Those that are still at the intake.
INTAKE = MANY - 3
TO_PLACE = "/bureau?vue=toutes&f.placer=oui"
GROUPS = {
    "gestionnaire": "secteur", "visa_technique": "technique", "visa_budgetaire": "budget",
    "direction": "direction",
}  # fmt: skip
#: Dear enough for the commission.
DEAR = [{"libelle": "Toiture", "montant": "4500.00", "amiante": False}]


@pytest.mark.audit
def test_a_circuit_of_four_levels_is_drawn_followed_and_redrawn_under_three_hundred_requests(
    served: Served, visitor: Any, tmp_path: Path
) -> None:
    served.ask(lambda: in_service("template", LETTER))
    admin = visitor(served.people.admin)
    builder = drawn(admin)
    taken(admin, builder)
    builder.threshold()
    sound(admin.page)
    publish(admin.page, builder.hand)
    given(admin, builder)
    publish(admin.page, builder.hand, 2)
    on_a_phone(visitor(served.people.admin, viewport=PHONE, color_scheme="dark"))

    served.ask(lambda: running(served.people))
    admin.go(f"/administration/circuits/{KEY}/etats")
    builder.shortened()
    circuit = Running(KEY, MANY - 2)
    circuit.rehearsed(admin, {"Visas en cours": "a_decider", "En commission": "ask"})
    circuit.published(admin)
    circuit.carried_in_two(served, tmp_path)
    circuit.report(admin, asked=1)
    served.ask(lambda: stands({"deposee": INTAKE, "a_decider": 2, "en_commission": 1}))

    agent = visitor(served.people.gestionnaire)
    circuit.proposed(served, agent, INTAKE, "deposee")
    served.ask(lambda: stands({"a_decider": MANY - 1, "en_commission": 1}))
    circuit.taken_back(served, agent, INTAKE)
    served.ask(lambda: stands({"deposee": INTAKE, "a_decider": 2, "en_commission": 1}))
    later(served)
    assert served.ask(told) == {}, "what was taken back in time was told to nobody"

    circuit.proposed(served, agent, INTAKE, "deposee")
    later(served)
    later(served)
    by_hand(visitor(served.people.direction))
    served.ask(lambda: stands({"a_decider": MANY}))
    served.ask(each_once)
    assert served.ask(lambda: times_told("request.remapped")) == {"request.remapped": MANY}


def drawn(admin: Any) -> CircuitBuilder:
    """From nothing to visas side by side."""
    page: Page = admin.page
    page.add_init_script(COUNT)
    admin.go("/administration/circuits/nouveau")
    builder = CircuitBuilder(page, Keys(page))
    builder.begin()
    builder.functions()
    builder.statuses()
    builder.ways()
    builder.votes()
    return builder


def taken(admin: Any, builder: CircuitBuilder) -> None:
    """The service is to follow it; from there one comes back to it."""
    page, hand = admin.page, builder.hand
    admin.go("/administration/services/travaux/circuit")
    hand.pick(page.get_by_label("Circuit", exact=True), f"{TITLE} (brouillon)")
    kept(page)
    expect(page.locator(f"#circuit-edit[href*='{KEY}']")).to_be_visible()
    expect(page.locator("#bindings-direction")).to_be_visible()
    hand.press(page.locator("#circuit-edit"))
    page.wait_for_url(f"**/{KEY}/etats")


def given(admin: Any, builder: CircuitBuilder) -> None:
    """Each function to its group; nothing is left to do."""
    page, hand = admin.page, builder.hand
    admin.go("/administration/services/travaux/circuit")
    for function, group in GROUPS.items():
        chosen = page.locator(f"#bindings-{function}-0-group")
        if chosen.count():  # a function of the same name keeps its group
            expect(chosen).to_have_value(group)
            continue
        hand.press(page.locator(f"#bindings-{function}-add"))
        expect(chosen).to_be_focused()
        hand.pick(chosen, chosen.locator(f"option[value='{group}']").inner_text())
        kept(page)
    expect(page.locator(".sv-todo")).to_have_count(0)


def on_a_phone(phone: Any) -> None:
    """The same editor, in one hand, by night."""
    phone.go(f"/administration/circuits/{KEY}/etats?ouvert=status:visas_en_cours")
    sound(phone.page)


# -- what people do meanwhile ---------------------------------------------------------------------


def running(people: Any) -> None:
    """Most at the intake, one at its visas, one decided soon, a dear one in commission."""
    who: Any = SimpleNamespace(**{name: account(getattr(people, name)) for name in FUNCTIONS})
    school = {"etablissement": SCHOOLS[0][0]}
    plain, in_visas, cheap, dear = (
        filed(who, **school, **more) for more in ({}, {}, {}, {"lots": DEAR})
    )
    for one in (in_visas, cheap, dear):
        moved(who.gestionnaire, one, "envoyer_aux_visas")
    for one in (cheap, dear):
        agree(who.visa_technique, one, "visa_technique")
        agree(who.visa_budget, one, "visa_budgetaire")
    moved(who.direction, dear, "saisir_la_commission")
    with pytest.raises(MoveRefused):
        moved(who.direction, cheap, "saisir_la_commission")
    copies(plain, INTAKE - 1, actor(who.head))
    stands({"deposee": INTAKE, "visas_en_cours": 1, "a_decider": 1, "en_commission": 1})


def moved(who: Any, request: Any, key: str) -> None:
    """One move of the drawn circuit."""
    from catalogue import operations, queries

    seen = queries.request_for(actor(who), request.reference, lock=True)
    operations.move(actor(who), seen, key)
    session.flush()


def agree(who: Any, request: Any, seat: str) -> None:
    """A visa, in favour."""
    from catalogue import operations, queries

    seen = queries.request_for(actor(who), request.reference, lock=True)
    operations.vote(actor(who), seen, seat, "accept")
    session.flush()


def by_hand(agent: Any) -> None:
    """The one that nobody could place by rule."""
    page = agent.page
    agent.go(TO_PLACE)
    expect(page.locator("tbody tr")).to_have_count(1)
    page.locator("tbody .primary a").first.click()
    page.get_by_label("Nouvelle étape").select_option(label="À décider")
    sound(page)
    page.get_by_role("button", name="Placer la demande").click()
    expect(page.get_by_label("Nouvelle étape")).to_have_count(0)  # it is placed
    expect(page.locator("#dossier")).to_contain_text("À décider")
    agent.go(TO_PLACE)
    expect(page.locator("tbody .primary a")).to_have_count(0)


def later(served: Served) -> None:
    """The time to take back is over: what it held leaves."""
    with time_machine.travel(clock.now() + timedelta(minutes=15), tick=False):
        served.work()


# -- what is left of it ---------------------------------------------------------------------------


def told() -> dict[str, int]:
    """Messages and letters of the move, by request."""
    found: dict[str, int] = {}
    for rows in (_messages(), _letters()):
        for reference, count in rows:
            found[reference] = found.get(reference, 0) + count
    return found


def each_once() -> None:
    """One message and one letter a request, under as many numbers."""
    messages, letters = dict(_messages()), dict(_letters())
    assert len(messages) == len(letters) == INTAKE
    assert messages.keys() == letters.keys()
    assert {*messages.values(), *letters.values()} == {1}
    issued = select(IssuedDocument).where(IssuedDocument.template_key == LETTER["key"])
    made = session.scalars(issued).all()
    assert len({one.number for one in made}) == INTAKE
    assert all(one.file_id and one.voided_at is None for one in made)


def _messages() -> list[tuple[str, int]]:
    asked = (
        select(Request.reference, func.count())
        .join(Mail, Mail.about_id == Request.id)
        .where(Mail.template_key == "complement")
        .group_by(Request.reference)
    )
    return [(str(number), count) for number, count in session.execute(asked)]


def _letters() -> list[tuple[str, int]]:
    asked = (
        select(Request.reference, func.count())
        .join(IssuedDocument, IssuedDocument.subject_id == Request.id)
        .where(IssuedDocument.template_key == LETTER["key"])
        .group_by(Request.reference)
    )
    return [(str(number), count) for number, count in session.execute(asked)]
