"""From nothing to a circuit of four levels that a service follows (issue 5, acceptance 1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.building import kept as saved
from tests.browser.hands import Keys
from tests.browser.servicing import publish, sound
from tests.kit.served import Served
from tests.kit.visitor import PHONE

TITLE = "Travaux : quatre niveaux"
FUNCTIONS = ("Gestionnaire", "Visa technique", "Visa budgétaire", "Direction")
LEVELS = ("Déposée", "Visas en cours", "À décider", "En commission")
END = "Fin : la demande s’arrête là"
#: From, verb, to, who (as it is proposed when "").
WAYS = (
    ("brouillon", "Déposer", "Déposée", ""),
    ("deposee", "Envoyer aux visas", "Visas en cours", "Gestionnaire"),
    ("a_decider", "Saisir la commission", "En commission", "Direction"),
    ("a_decider", "Accorder", "Accordée", ""),
    ("en_commission", "Conclure", "Accordée", "Direction"),
)
#: A list walked through by keys saves at each line.
COUNT = """window.underWay = 0;
document.addEventListener("htmx:beforeRequest", () => { window.underWay += 1; });
document.addEventListener("htmx:afterRequest", () => { window.underWay -= 1; });"""
GROUPS = {
    "gestionnaire": "secteur", "visa_technique": "technique", "visa_budgetaire": "budget",
    "direction": "direction",
}  # fmt: skip


@pytest.mark.audit
def test_a_circuit_of_four_levels_is_built_by_keyboard_alone_and_taken_by_a_service(
    served: Served, visitor: Any
) -> None:
    admin = visitor(served.people.admin)
    page: Page = admin.page
    page.add_init_script(COUNT)
    admin.go("/administration/circuits/nouveau")
    builder = CircuitBuilder(page, Keys(page))
    builder.begin()
    builder.functions()
    builder.statuses()
    builder.ways()
    builder.votes()
    taken(admin, builder)
    builder.threshold()
    sound(page)
    publish(page, builder.hand)
    given(admin, builder)
    phone = visitor(served.people.admin, viewport=PHONE, color_scheme="dark")
    phone.go("/administration/circuits/travaux-quatre-niveaux/etats?ouvert=status:visas_en_cours")
    sound(phone.page)


def kept(page: Page) -> None:
    """Nothing is under way any more, and what was done is in the draft: leaving asks nothing."""
    page.wait_for_function("!window.underWay")
    saved(page)


def taken(admin: Any, builder: CircuitBuilder) -> None:
    """The service is to follow it; from there one comes back to it."""
    page, hand = admin.page, builder.hand
    admin.go("/administration/services/travaux/circuit")
    hand.pick(page.get_by_label("Circuit", exact=True), f"{TITLE} (brouillon)")
    expect(page.locator("#bindings-direction")).to_be_visible()
    hand.press(page.locator("#circuit-edit"))
    page.wait_for_url("**/etats")


def given(admin: Any, builder: CircuitBuilder) -> None:
    """Each function to its group; nothing is left to do."""
    page, hand = admin.page, builder.hand
    admin.go("/administration/services/travaux/circuit")
    for function, group in GROUPS.items():
        hand.press(page.locator(f"#bindings-{function}-add"))
        chosen = page.locator(f"#bindings-{function}-0-group")
        expect(chosen).to_be_focused()
        hand.pick(chosen, chosen.locator(f"option[value='{group}']").inner_text())
        kept(page)
    expect(page.locator(".sv-todo")).to_have_count(0)


@dataclass
class CircuitBuilder:
    """Somebody at the circuit editor, without a mouse."""

    page: Page
    hand: Keys

    def begin(self) -> None:
        """A title, nothing but a draft."""
        self.hand.write(self.page.get_by_label("Titre"), TITLE)
        self.hand.press(self.page.get_by_role("button", name="Créer le brouillon"))
        self.page.wait_for_url("**/etats")
        sound(self.page)

    def tab(self, name: str) -> None:
        """Another part of the circuit."""
        self.hand.press(self.page.locator(".design-tabs a", has_text=name))
        expect(self.page.locator(".design-tabs [aria-current]")).to_contain_text(name)

    def name(self, control: Locator, words: str) -> None:
        """What is new, by its words and Enter."""
        self.hand.reach(control)
        self.page.keyboard.type(words)
        self.page.keyboard.press("Enter")

    def functions(self) -> None:
        """Four that groups hold."""
        self.tab("Fonctions")
        for words in FUNCTIONS:
            self.name(self.page.locator("#new-function"), words)
            expect(self.page.locator("h3", has_text=words)).to_be_visible()
        self.tab("États et actions")

    def statuses(self) -> None:
        """Four levels and an end."""
        for level, words in enumerate((*LEVELS, "Accordée"), start=1):
            self.name(self.page.locator("#new-status"), words)
            kind = self.page.locator("#s-kind")
            expect(kind).to_be_focused()
            if words == "Accordée":
                self.hand.pick(kind, END)
                expect(self.page.locator("#s-outcome")).to_be_visible()
            else:
                self.hand.write(self.page.locator("#s-level"), str(level))
            kept(self.page)

    def open(self, status: str) -> None:
        """The row of a status."""
        self.hand.press(self.page.locator(f"a#status-{status}"))
        expect(self.page.locator("#s-label")).to_be_visible()

    def ways(self) -> None:
        """Each action: its verb, where it leads, who."""
        for source, verb, to, who in WAYS:
            self.open(source)
            self.name(self.page.locator("#new-action"), verb)
            target = self.page.locator("#a-to")
            expect(target).to_be_focused()
            self.hand.pick(target, to)
            kept(self.page)
            if who:
                self.only(who)

    def only(self, who: str) -> None:
        """This function alone may make the open move."""
        boxes = self.page.locator("#a-by")
        wanted = boxes.get_by_label(who, exact=True)
        if not wanted.is_checked():
            self.tick(boxes.locator("input:checked"))
            self.tick(wanted)
        expect(wanted).to_be_checked()

    def tick(self, box: Locator) -> None:
        """A box; the draft has taken it."""
        page = self.page
        before = str(page.locator("#design").get_attribute("data-seen"))
        self.hand.tick(box)
        expect(page.locator("#design")).not_to_have_attribute("data-seen", before)
        kept(page)

    def votes(self) -> None:
        """Two visas side by side, all of them."""
        page, hand = self.page, self.hand
        self.open("visas_en_cours")
        self.tick(page.locator("#votes-on"))
        for words in FUNCTIONS[1:3]:
            self.tick(page.locator("#votes-seats").get_by_label(words, exact=True))
        hand.pick(page.locator("#votes-accept-to"), "À décider")
        kept(page)
        hand.pick(page.locator("#votes-reject-to"), "Déposée")
        kept(page)
        expect(page.locator("#cv-lint")).to_contain_text("Publiable")
        sound(page)

    def threshold(self) -> None:
        """Above an amount, the commission."""
        page, hand = self.page, self.hand
        hand.press(page.locator("#transition-saisir_la_commission"))
        rows = page.locator("[id='guard']")
        hand.press(rows.get_by_role("button", name="Ajouter une condition"))
        hand.pick(page.locator("[id='guard.0.sujet']"), "Total")
        hand.pick(page.locator("[id='guard.0.op']"), "est plus de")
        hand.write(page.locator("[id='guard.0.valeur']"), "90000")
        expect(rows.locator(".cond-words")).not_to_contain_text("à compléter")
        kept(page)
        expect(page.locator("#cv-lint")).to_contain_text("Publiable")
