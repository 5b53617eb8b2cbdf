"""Twelve payloads in every string people can type (FAULTS X-01, X-05): all pages stay inert."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest

from tests.attacks.town import PNG, Town, upload
from tests.attacks.walk import doors, path_of, post, text_of

MARK = "xssmark"
PAYLOADS = [
    f"<script>{MARK}()</script>",
    f"<img src={MARK} onerror={MARK}()>",
    f'"><svg onload={MARK}()>',
    f"' autofocus onfocus={MARK}() x='",
    f'" data-{MARK}="1',
    f"</textarea><{MARK}>",
    f"</title><{MARK}>",
    f"<!--<{MARK}>-->",
    f"javascript:{MARK}()",
    f"{{{{7*7}}}}{MARK}",
    f"&lt;{MARK}&gt;&#60;{MARK}&#62;",
    f"<a href=javascript:{MARK}()>{MARK}</a>",
]
ALL = " ".join(PAYLOADS)


class Watch(HTMLParser):
    """Notes every element or attribute that could come from a payload."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.scripts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if MARK in tag:
            self.found.append(f"<{tag}>")
        self.scripts += tag == "script" and not dict(attrs).get("src")
        for name, value in attrs:
            given = (value or "").strip().lower()
            if MARK in name or name.startswith("on"):
                self.found.append(f"<{tag} {name}>")
            if name in {"href", "src", "action", "formaction", "hx-get", "hx-post"} and (
                given.startswith(("javascript:", "data:text")) or given == MARK
            ):
                self.found.append(f'<{tag} {name}="{given[:40]}">')
            if MARK in given and "49" in given and "{{" not in given:
                self.found.append(f"rendered twice in <{tag} {name}>")


def faults(html: str) -> list[str]:
    """What a payload made of a page."""
    watch = Watch()
    watch.feed(html)
    found = watch.found
    if f"49{MARK}" in html:
        found.append("a template ran")
    if watch.scripts:
        found.append("a script inside the page")
    return found


@pytest.fixture
def poisoned(town: Town) -> Town:
    """The town with payloads wherever somebody may type."""
    from accounts import operations as accounts
    from catalogue import operations, queries
    from core.actor import HOUSE
    from core.database import session
    from registry import operations as registry
    from registry import queries as records

    for number, who in enumerate(("cheffe", "gestionnaire", "visa_technique")):
        person = town.people[who]
        accounts.change_identity(
            HOUSE, person, person.email, (PAYLOADS[number] + ALL)[:120], ALL[:120]
        )
    record = records.record_by_code("etablissement", "0350001A")
    assert record is not None
    registry.update_record(HOUSE, record, {"nom": ALL[:120]})
    made = town.works(
        description=ALL[:2000],
        lots=[{"libelle": p[:120], "montant": "10.00", "amiante": False} for p in PAYLOADS],
    )
    draft = town.works(submitted=False, description=ALL[:2000])
    agent, head = town.actor("gestionnaire"), town.actor("cheffe")
    for payload in PAYLOADS:
        seen = queries.request_for(agent, made.reference, lock=True)
        operations.post(agent, seen, payload, internal=True)
        operations.post(
            head,
            queries.request_for(head, made.reference, lock=True),
            payload,
            files=[upload(f"{payload}.png", PNG)],
        )
    seen = queries.request_for(agent, made.reference, lock=True)
    operations.patch_annotation(agent, seen, "instruction-travaux", {"observations": ALL})
    operations.move(agent, seen, "demander_complement", comment=ALL)
    operations.open_correction(head, queries.request_for(head, made.reference, lock=True))
    session.commit()
    town.things.update(request=made.reference, draft=draft.provisional)
    return town


def look(client: Any, path: str) -> list[str]:
    """The page, its fragment, and what is wrong with either."""
    found = []
    for headers in ({}, {"HX-Request": "true"}):
        answer = client.get(path, headers=headers, buffered=True)
        assert answer.status_code < 500, path
        if answer.mimetype == "text/html":
            found += [f"{path}: {fault}" for fault in faults(text_of(answer))]
    return found


@pytest.mark.parametrize("who", ["cheffe", "gestionnaire", "admin"])
def test_x01_no_page_takes_a_word_for_a_tag(poisoned: Town, who: str) -> None:
    """FAULTS X-01: every GET of the house, by who reads what others typed."""
    town, client = poisoned, poisoned.client(who)
    paths = {path_of(rule, town.things) for rule, method in doors(town.app) if method == "GET"}
    file = f"/demandes/{town.things['request']}"
    paths |= {
        f"{file}?onglet={tab}"
        for tab in ("demande", "lots", "instruction", "echanges", "historique")
    }
    draft = f"/demandes/{town.things['draft']}"
    paths |= {f"{draft}/etape/p{n}" for n in (1, 2, 3)} | {
        f"{draft}/verification",
        f"{file}/etape/p2",
    }
    paths |= {"/bureau?vue=toutes"}
    found = [
        fault
        for path in sorted(paths)
        if not path.startswith(("/static", "/api"))
        for fault in look(client, path)
    ]
    assert not found


@pytest.mark.parametrize("payload", PAYLOADS)
def test_x01_what_is_typed_comes_back_as_text(town: Town, payload: str) -> None:
    """Searches, refusals, addresses: what is echoed at once."""
    visitor, head, agent = (town.client(w) for w in ("anonyme", "cheffe", "gestionnaire"))
    asked = {"q": payload}
    answers = [
        head.get("/teleservices", query_string=asked),
        visitor.get("/aide", query_string=asked),
        agent.get("/bureau", query_string={**asked, "statut": payload, "service": payload}),
        agent.get("/fiches/etablissement", query_string=asked),
        visitor.get("/connexion", query_string={"next": payload, "compte": payload}),
        visitor.get("/nulle/" + payload.replace("/", "")),
        post(visitor, "/connexion", {"email": payload, "password": payload, "next": payload}),
        post(visitor, "/mot-de-passe-perdu", {"email": payload}),
        post(
            head,
            f"/demandes/{town.things['draft']}/etape/p2",
            {"description": payload, "nature": payload, "_action": "next", "_seen": payload},
        ),
        post(agent, f"/demandes/{town.things['request']}/actions/accepter", {"comment": payload}),
    ]
    assert not [fault for answer in answers for fault in faults(text_of(answer))]


def test_x05_a_template_typed_by_somebody_is_printed_as_it_stands(poisoned: Town) -> None:
    """FAULTS X-05, X-01 in mails: no second rendering, no tag in the HTML part."""
    from sqlalchemy import select

    from accounts.models import Account
    from core.database import session
    from messaging.models import Mail
    from messaging.operations import send

    head = session.get_one(Account, poisoned.people["cheffe"].id)
    send(
        "recepisse",
        to=head,
        about=("request", None),
        once="x05",
        url="/demandes/1",
        variables=dict.fromkeys(("titre", "numero", "etablissement", "teleservice", "date"), ALL),
    )
    session.flush()
    for mail in session.scalars(select(Mail)):
        watch = faults(mail.html or "")
        assert not [fault for fault in watch if "style" not in fault], mail.subject
        assert f"49{MARK}" not in mail.text
        assert not set(mail.subject) & {"\r", "\n"}
