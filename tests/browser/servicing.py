"""A service built by hand at its editor: sheet, buttons, circuit, opening, rights."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page, expect

from tests.browser.building import kept
from tests.browser.hands import Hand, Keys
from tests.kit.axe import overflow, violations

#: Function of the circuit → the line of its group, as the list tells it.
HOLDERS = {"visa_technique": "technique", "visa_budget": "budget", "direction": "direction"}


def sound(page: Page) -> None:
    """Nothing wrong in the state one stands in (U-01, U-03)."""
    assert violations(page) == [], page.url
    assert overflow(page) <= 0, page.url


@dataclass
class ServiceBuilder:
    """Somebody at the service editor."""

    page: Page
    hand: Hand

    def tab(self, name: str) -> None:
        """Another part of the service."""
        link = self.page.locator(".design-tabs a", has_text=name)
        self.hand.press(link)
        expect(self.page.locator(".design-tabs [aria-current]")).to_contain_text(name)

    def write(self, label: str, text: str) -> None:
        """A field of the part, kept as soon as it is left."""
        self.hand.write(self.page.get_by_label(label).first, text)
        kept(self.page)

    def add(self, what: str, focus: str) -> None:
        """A row of a list: its first field takes the focus."""
        self.hand.press(self.page.get_by_role("button", name=what))
        expect(self.page.locator(f"[id='{focus}']")).to_be_focused()

    def begin(self, title: str) -> None:
        """From nothing to an empty sheet."""
        self.hand.write(self.page.get_by_label("Titre"), title)
        self.hand.press(self.page.get_by_role("button", name="Créer le brouillon"))
        self.page.wait_for_url("**/fiche")

    def sheet(self) -> None:
        """The six blocks; papers change places; one is asked under a condition."""
        page, hand = self.page, self.hand
        self.write("En résumé", "Une **fuite**, un mur fissuré : nous réparons.")
        self.write("Comment ça se passe", "1. Vous décrivez\n2. La région répare")
        for number, name in enumerate(("Devis", "Photo du local")):
            self.add("Ajouter une pièce", f"documents-{number}-label")
            hand.say(name)
            kept(page)
        if isinstance(hand, Keys):
            hand.reach(page.get_by_label("Nom de la pièce").last)
            page.keyboard.press("Alt+ArrowUp")
        else:
            hand.press(page.get_by_role("button", name="Monter : Photo du local"))
        expect(page.locator("#documents-0-down")).to_be_focused()
        preview = page.get_by_role("complementary", name="Aperçu de la fiche")
        expect(preview.locator("strong", has_text="fuite")).to_be_visible()
        self.add("Ajouter un contact", "contacts-0-label")
        hand.say("Bureau des travaux")
        self.write("Adresse électronique", "travaux@example.test")
        self.add("Ajouter un lien", "links-0-label")
        hand.say("Toutes nos aides")
        hand.write(page.locator("#links-0-to"), "https://region.example.test/travaux")
        kept(page)
        expect(preview).to_contain_text("Bureau des travaux")
        sound(page)

    def buttons(self, form: str) -> None:
        """Two start buttons on one form, the second for some only."""
        page, hand = self.page, self.hand
        self.tab("Formulaire")
        hand.pick(page.locator("#buttons-0-form"), form)
        kept(page)
        self.add("Ajouter un bouton", "buttons-1-label")
        hand.say("Signaler pour une école")
        hand.pick(page.locator("#buttons-1-form"), form)
        kept(page)
        self.establishment("buttons-1-when", "est égal à", "École")
        sound(page)

    def establishment(self, prefix: str, operator: str, kind: str) -> None:
        """One row about the type of the establishment, kept."""
        page, hand = self.page, self.hand
        rows = page.locator(f"[id='{prefix}']")
        hand.press(rows.get_by_role("button", name="Ajouter une condition"))
        hand.pick(page.locator(f"[id='{prefix}.0.sujet']"), "Type")
        hand.pick(page.locator(f"[id='{prefix}.0.op']"), operator)
        control = page.locator(f"[id='{prefix}.0.valeur']")
        if operator == "est égal à":
            hand.pick(control, kind)
        else:
            hand.tick(rows.get_by_label(kind, exact=True))
        expect(rows.locator(".cond-words")).to_contain_text(kind)
        expect(rows.locator(".cond-words")).not_to_contain_text("à compléter")
        kept(page)

    def circuit(self, circuit: str, school: str) -> None:
        """Each function to a group: one on a territory, mistyped first, the others everywhere."""
        page, hand = self.page, self.hand
        self.tab("Circuit")
        hand.pick(page.get_by_label("Circuit", exact=True), circuit)
        expect(page.locator("#bindings-direction")).to_be_visible()
        self._bind("gestionnaire", "secteur")
        scope = page.locator("#bindings-gestionnaire-0-scope")
        hand.write(scope, "Xanadu")
        expect(page.locator(".error-summary")).to_be_focused()
        expect(scope).to_have_value("Xanadu")
        sound(page)
        hand.write(scope, school)
        kept(page)
        expect(page.locator(".error-summary")).to_have_count(0)
        for function, group in HOLDERS.items():
            self._bind(function, group)
        expect(page.locator(".sv-todo")).to_have_count(0)
        sound(page)

    def _bind(self, function: str, group: str) -> None:
        name = f"bindings-{function}"
        self.hand.press(self.page.locator(f"#{name}-add"))
        chosen = self.page.locator(f"#{name}-0-group")
        expect(chosen).to_be_focused()
        line = chosen.locator(f"option[value='{group}']").inner_text()
        self.hand.pick(chosen, line)
        kept(self.page)

    def opening(self) -> None:
        """For whom and from when."""
        self.tab("Ouverture")
        self.establishment("eligibility", "est l’un de", "Collège")
        self.add("Ajouter une période", "periods-0-from")
        self.page.keyboard.type("01012026")
        self.page.keyboard.press("Tab")
        expect(self.page.locator("form .tag.t-leaf")).to_contain_text("Ouvert aujourd’hui")
        sound(self.page)

    def rights(self, role: str) -> None:
        """To whom it is offered."""
        self.tab("Droits")
        self.hand.tick(self.page.get_by_label(role))
        expect(self.page.locator(".sv-words")).to_contain_text(role)
        kept(self.page)

    def seen_as(self, role: str, school: str) -> None:
        """The sheet as somebody else gets it."""
        page, hand = self.page, self.hand
        hand.press(page.get_by_role("link", name="Essayer"))
        page.wait_for_url("**/apercu")
        hand.pick(page.get_by_label("Comme", exact=True), role)
        hand.write(page.get_by_label("Établissement, par son nom ou son code"), school)
        hand.press(page.get_by_role("button", name="Voir"))
        page.wait_for_url(lambda url: "ou=" in url)
        expect(page.locator(".start-card")).to_contain_text("Faire une demande")
        expect(page.locator(".start-card")).to_contain_text(school)
        sound(page)


def publish(page: Page, hand: Hand, number: int = 1) -> None:
    """From the head of an editor, through the page that says what it changes."""
    hand.press(page.get_by_role("link", name="Publier", exact=True))
    page.wait_for_url("**/publier")
    hand.press(page.get_by_role("button", name=f"Publier la version {number}"))
    page.wait_for_url(lambda url: not url.endswith("/publier"))
