"""A circuit drawn at its editor without a mouse, and redrawn under what runs on it."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.browser.building import kept as saved
from tests.browser.hands import Keys
from tests.browser.servicing import sound

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
COUNT = """let under = 0;
const told = (by) => () => {
  under += by;
  document.documentElement.toggleAttribute("data-under-way", under > 0);
};
document.addEventListener("htmx:beforeRequest", told(1));
document.addEventListener("htmx:afterRequest", told(-1));"""
PROPOSE = "Proposer"


def kept(page: Page) -> None:
    """Nothing is under way any more, and what was done is in the draft: leaving asks nothing."""
    expect(page.locator("html[data-under-way]")).to_have_count(0)
    saved(page)


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
        hand.write(page.locator("[id='guard.0.valeur']"), "4000")
        expect(rows.locator(".cond-words")).not_to_contain_text("à compléter")
        kept(page)
        expect(page.locator("#cv-lint")).to_contain_text("Publiable")

    def retire(self, status: str, words: str) -> None:
        """A level goes, with its actions: what names it is read first."""
        page, hand = self.page, self.hand
        self.open(status)
        hand.press(page.locator(f"#row-status-{status}-remove"))
        leaving = page.locator("#cv-leaving")
        expect(leaving).to_contain_text(f"Retirer « {words} » ?")
        sound(page)
        hand.press(leaving.get_by_role("button", name="Retirer l’état, ses actions et ses délais"))
        expect(page.locator(f"#row-status-{status}")).to_have_count(0)
        kept(page)

    def shortened(self) -> None:
        """Visas and commission are gone: the intake proposes, for many at once, and says so."""
        page, hand = self.page, self.hand
        for status, words in (("visas_en_cours", LEVELS[1]), ("en_commission", LEVELS[3])):
            self.retire(status, words)
        self.open("deposee")
        self.name(page.locator("#new-action"), PROPOSE)
        expect(page.locator("#a-to")).to_be_focused()
        hand.pick(page.locator("#a-to"), "À décider")
        kept(page)
        self.only("Gestionnaire")
        self.tick(page.get_by_label("Possible sur plusieurs demandes à la fois"))
        self.effect("Envoyer un message", "complement")
        self.tick(page.locator("#effects-0-to").get_by_label("Demandeur", exact=True))
        self.effect("Produire un courrier", "accord")
        expect(page.locator("#cv-lint")).to_contain_text("Publiable")
        sound(page)

    def effect(self, what: str, template: str) -> None:
        """One more thing the open move causes, from a model."""
        page, hand = self.page, self.hand
        number = page.locator("#effects .sv-row").count()
        hand.pick(page.locator("#effects-new"), what)
        hand.press(page.locator("#effects-add"))
        chosen = page.locator(f"#effects-{number}-template")
        expect(chosen).to_be_focused()
        hand.pick(chosen, chosen.locator(f"option[value='{template}']").inner_text())
        kept(page)
