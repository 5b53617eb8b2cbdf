"""States of circuits, letters, corrections, advice, delays and stand-ins: axe in each of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from core.actor import HOUSE
from core.database import session
from tests.browser.handed_scene import (
    LETTER,
    SEND_BACK,
    advice_links,
    letter_tokens,
    revoke_last,
    sent_back,
    set_handed_scene,
)
from tests.browser.lived import account
from tests.browser.states import LOOKS, Come, State, at, faults
from tests.browser.steps import press
from tests.kit.cluster import Cluster
from tests.kit.remapped import KEY
from tests.kit.served import Served, on_stage, stage_once
from tests.kit.works import actor

CIRCUIT = f"/administration/circuits/{KEY}"
MODEL = f"/administration/modeles/{LETTER['key']}"
NOT_IT = {"name": "autre.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 autre"}


@pytest.fixture(scope="module")
def house(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Open for the module; the second letter of the run is void."""
    folder = tmp_path_factory.mktemp("handed")
    staged = stage_once(cluster, folder / "staged", set_handed_scene)
    with on_stage(cluster, staged, folder / "var") as served:
        served.work()
        served.ask(_void_one)
        served.ask(lambda: revoke_last(served.people))
        yield served


def _void_one() -> None:
    from documents.models import IssuedDocument
    from documents.operations import void

    last = session.query(IssuedDocument).filter_by(token=letter_tokens()[1]).one()
    void(HOUSE, last, "Visite annulée")


def about(name: str, path: str = "", **query: str) -> Come:
    """A page of the request of this name."""

    def act(page: Page, house: Served) -> None:
        words = "&".join(f"{key}={value}" for key, value in query.items())
        number = getattr(house.people, name)
        page.goto(f"{house.base}/demandes/{number}{path}{'?' + words if words else ''}")

    return act


def then(come: Come, button: str, wait: str) -> Come:
    """And a button of the page pressed with nothing said."""

    def act(page: Page, house: Served) -> None:
        come(page, house)
        press(page, button)
        page.locator(wait).first.wait_for()

    return act


def linked(name: str) -> Come:
    """What somebody outside opens."""
    return lambda page, house: page.goto(house.base + house.ask(advice_links)[name])


def answered(page: Page, house: Served) -> None:
    """The link again, once the answer is given."""
    linked("karim")(page, house)
    if (words := page.get_by_label("Votre réponse")).count():
        words.fill("Oui, avant novembre.\n\nLe branchement actuel suffit.")
        press(page, "Envoyer ma réponse")
        page.get_by_text("Votre réponse est enregistrée").wait_for()


def verified(place: int) -> Come:
    """The page a letter’s code leads to."""
    return lambda page, house: page.goto(f"{house.base}/verifier/{house.ask(letter_tokens)[place]}")


def compared(page: Page, house: Served) -> None:
    """Another file than the letter."""
    verified(0)(page, house)
    page.locator("[type=file]").set_input_files(files=[NOT_IT])
    press(page, "Comparer")
    page.get_by_text("n’est pas celui qui a été établi").wait_for()


def letters_chosen(page: Page, house: Served) -> None:
    """Which letter for what is ticked."""
    page.goto(f"{house.base}/bureau?vue=toutes")
    page.locator("tbody [name=ref]").first.check()
    page.locator("[data-bulk-bar] summary").click()
    press(page, "Éditer les courriers")
    page.wait_for_url("**/bureau/lots/**")


def run_of_letters(page: Page, house: Served) -> None:
    """What became of each letter."""
    page.goto(f"{house.base}/bureau/lots/{house.people.run}")


def editing(page: Page, house: Served) -> None:
    """An agent in the answers, one of them changed."""
    about("edited")(page, house)
    press(page, "Modifier les réponses")
    page.wait_for_url("**/modification/**")
    page.goto(page.url.rsplit("/", 1)[0] + "/p2")
    page.get_by_label("Description").fill("Remplacer tous les stores du bâtiment B")
    page.get_by_label("Description").blur()
    page.locator("#form-saved[data-state=saved]").wait_for()


def edit_shown(page: Page, house: Served) -> None:
    """The difference before it counts."""
    editing(page, house)
    about("edited", "/modification")(page, house)


def corrected(page: Page, house: Served) -> None:
    """All that was typed, before it is handed in."""
    about("named", "/verification")(page, house)


def too_late(page: Page, house: Served) -> None:
    """The request goes on while its school still types."""
    number, head = house.people.late, house.people.head

    def send() -> None:
        from catalogue.models import Request

        row = session.query(Request).filter_by(reference=number).one()
        if row.status != "a_completer":
            sent_back(account(house.people.gestionnaire), row)

    def file_again() -> None:
        from catalogue import operations, queries

        who = actor(account(head))
        seen = queries.request_for(who, number, lock=True)
        operations.move(who, seen, "redeposer")

    house.ask(send)
    about("late", "/etape/p2")(page, house)
    words = page.get_by_label("Description")
    words.fill("Remplacer les stores, et le rail")
    house.ask(file_again)
    press(page, "Continuer")
    page.get_by_text("La demande a changé d’étape").first.wait_for()


def tried(page: Page, house: Served) -> None:
    """The trial after its first move."""
    page.goto(f"{house.base}{CIRCUIT}/essai")
    press(page, "Déposer")
    page.get_by_text("Déposée").first.wait_for()


def read_on_a_request(page: Page, house: Served) -> None:
    """The letter as one request has it."""
    page.goto(f"{house.base}{MODEL}/apercu?demande={house.people.edited}")


def opened(part: str) -> Come:
    """A row of the circuit editor, open."""
    return at(f"{CIRCUIT}/etats?ouvert={part}")


def carried(page: Page, house: Served) -> None:
    """The report of the run that went over all requests."""
    page.goto(f"{house.base}{CIRCUIT}/repetition")
    page.locator("a[href*='/reprises/']").first.click()
    page.locator("#passage").wait_for()


ASKING = f"/actions/{SEND_BACK}/questions"
STATES: tuple[State, ...] = (
    (None, "advice", linked("jeanne")),
    (None, "advice, nothing said", then(linked("jeanne"), "Envoyer ma réponse", ".errmsg")),
    (None, "advice given", answered),
    (None, "advice revoked", linked("odile")),
    (None, "letter", verified(0)),
    (None, "letter void", verified(1)),
    (None, "another file", compared),
    ("gestionnaire", "run of letters", run_of_letters),
    ("gestionnaire", "which letter", letters_chosen),
    ("gestionnaire", "advice asked", about("advised", "/avis")),
    ("gestionnaire", "advice refused",
     then(about("advised", "/avis"), "Envoyer la question", ".error-summary")),
    ("gestionnaire", "what to correct", about("edited", ASKING)),
    ("gestionnaire", "not handed in", about("named")),
    ("gestionnaire", "editing", editing),
    ("gestionnaire", "edit shown", edit_shown),
    ("gestionnaire", "edit without a reason",
     then(edit_shown, "Appliquer la modification", ".error-summary")),
    ("gestionnaire", "to be placed", about("placed")),
    ("gestionnaire", "those to be placed", at("/bureau?vue=toutes&f.placer=oui")),
    ("gestionnaire", "stand-ins", at("/mon-compte/remplacements")),
    ("gestionnaire", "stand-in refused",
     then(at("/mon-compte/remplacements"), "Enregistrer", ".error-summary")),
    ("supervisor", "delays of the house", at("/delais")),
    ("supervisor", "vacant functions", at("/bureau/fonctions-vacantes")),
    ("head", "corrections asked", about("named")),
    ("head", "correcting", about("named", "/etape/p2")),
    ("head", "correcting a row", about("named", "/etape/p3")),
    ("head", "corrected", corrected),
    ("head", "too late", too_late),
    ("admin", "text of a letter", at(f"{MODEL}/texte")),
    ("admin", "block added", then(at(f"{MODEL}/texte"), "Ajouter un bloc", "#blocks-6-text")),
    ("admin", "letter tried", at(f"{MODEL}/apercu")),
    ("admin", "letter read", read_on_a_request),
    ("admin", "a status", opened("status:depose")),
    ("admin", "a way", opened("action:accepter:decision")),
    ("admin", "what is shown", at(f"{CIRCUIT}/dossier")),
    ("admin", "functions", at(f"{CIRCUIT}/fonctions")),
    ("admin", "timers", at(f"{CIRCUIT}/delais")),
    ("admin", "trial", at(f"{CIRCUIT}/essai")),
    ("admin", "trial moved", tried),
    ("admin", "paths", at(f"{CIRCUIT}/essais")),
    ("admin", "rehearsal", at(f"{CIRCUIT}/repetition")),
    ("admin", "what a run did", carried),
    ("admin", "publication", at(f"/administration/definitions/workflow/{KEY}/publier")),
    ("admin", "stand-ins of all", at("/administration/remplacements")),
    ("admin", "changes to an entity", at("/administration/entites/etablissement/modifications")),
)  # fmt: skip
ROLES = list(dict.fromkeys(role for role, *_ in STATES))


@pytest.mark.audit
@pytest.mark.parametrize("role", ROLES, ids=str)
def test_axe_finds_nothing_while_a_circuit_changes_hands(
    house: Served, browser: Browser, role: str | None
) -> None:
    """By day on a desktop, by night on a phone."""
    found = faults(house, browser, STATES, role, lambda: LOOKS)
    assert not found, "\n".join(found)
