"""The works form of DEFINITIONS and its service, built by hand at their editors."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.browser.hands import Hand

CHOICES = """urgence = Urgence (sécurité des personnes)
entretien = Entretien courant
projet = Projet d’investissement"""
URGENT = "Urgence (sécurité des personnes)"
CONSENT = "Ces informations servent à instruire la demande, et sont gardées cinq ans."
SUM = "Lots de travaux · Montant TTC (somme)"


def kept(page: Page) -> None:
    """What was done is in the draft."""
    expect(page.locator("[data-saved]")).to_have_attribute("data-state", "saved")


@dataclass
class FormBuilder:
    """Somebody at the form editor."""

    page: Page
    hand: Hand

    def add(self, kind: str, word: str, label: str, *, required: bool = False) -> None:
        """An element of the palette, behind what is chosen, with its words."""
        self.hand.search(word)
        self.hand.press(self.page.locator(f"#element-{kind}"))
        expect(self.page.locator("#p-label")).to_be_focused()
        self.hand.say(label)
        kept(self.page)
        expect(self.card.locator(".name")).to_have_text(label)
        if required:
            self.hand.tick(self.page.locator("#p-required"))
            kept(self.page)
            expect(self.card).not_to_contain_text("facultatif")

    def title_step(self, title: str) -> None:
        """The words of the step that is open."""
        self.hand.write(self.page.get_by_label("Titre de l’étape"), title)
        kept(self.page)

    def add_step(self, title: str) -> None:
        """A step behind the one that is open."""
        self.hand.press(self.page.get_by_role("button", name="Ajouter une étape"))
        expect(self.page.locator("#p-label")).to_be_focused()
        self.hand.say(title)
        kept(self.page)
        expect(self.page.locator(".marelle [aria-current]")).to_contain_text(title)

    def leave_rows(self) -> None:
        """What is added next stands at the end of the step."""
        self.hand.press(self.page.locator("#i-"))
        expect(self.page.locator("#ou")).to_have_text("S’ajoute à la fin de l’étape.")

    def unfold(self, fold: str) -> None:
        """A part of the settings."""
        part = self.page.locator(f"#{fold}")
        if part.get_attribute("open") is None:
            self.hand.press(part.locator("> summary"))

    def shown_if(self, subject: str, operator: str = "", value: str = "") -> None:
        """« Afficher si… », in one row."""
        self.unfold("d-afficher")
        rows = self.page.locator("#afficher")
        self.hand.press(rows.get_by_role("button", name="Ajouter une condition"))
        chosen = self.part("sujet")
        expect(chosen).to_be_focused()
        self.hand.pick(chosen, subject)
        expect(self.part("op")).to_be_visible()
        if operator:
            self.hand.pick(self.part("op"), operator)
        if value[:1].isdigit():
            self.hand.write(self.part("valeur"), value)
        elif value:
            self.hand.pick(self.part("valeur"), value)
        on_step = self.page.locator(".sheet > header")
        told = self.card if self.card.count() else on_step
        expect(told.locator(".tag.t-sky")).to_contain_text(subject)
        kept(self.page)

    @property
    def card(self) -> Locator:
        """The head of the card that is chosen."""
        return self.page.locator(".fld.sel > .in > .top")

    def part(self, name: str) -> Locator:
        """A control of the first row of « Afficher si… »."""
        return self.page.locator(f"[id='afficher.0.{name}']")

    def build(self) -> None:
        """Three steps, a repeated question, a sum, conditions, files, a consent."""
        self.place()
        self.need()
        self.lots()
        self.papers()

    def place(self) -> None:
        """Where: known, and corrected only when it is not."""
        page, hand = self.page, self.hand
        self.title_step("Votre établissement")
        self.add("establishment", "établissement", "Établissement", required=True)
        self.unfold("d-connu")
        hand.pick(page.locator("#p-source"), "Personne ou établissement connecté")
        kept(page)
        hand.pick(page.locator("#p-chemin"), "Code UAI de l’établissement")
        kept(page)
        hand.pick(page.locator("#p-lock"), "Elle ne se corrige que si elle est vide")
        expect(self.card.locator(".tag")).to_contain_text("Repris d’une donnée connue")
        kept(page)

    def need(self) -> None:
        """What: a choice that opens a question, which opens a message."""
        page, hand = self.page, self.hand
        self.add_step("Votre demande")
        self.add("radio", "choix unique", "Nature", required=True)
        self.unfold("d-coller")
        hand.write(page.locator("#p-coller"), CHOICES)
        expect(page.locator(".fld.sel .ghost")).to_contain_text("Projet d’investissement")
        expect(page.locator(".fld.sel .ghost")).not_to_contain_text("Choix 1")
        self.add("yesno", "oui ou", "Y a-t-il un danger immédiat ?", required=True)
        self.shown_if("Nature", value=URGENT)
        self.add("notice", "message", "Appelez d’abord l’astreinte.")
        self.shown_if("Y a-t-il un danger immédiat ?")
        self.add("textarea", "texte long", "Description", required=True)

    def lots(self) -> None:
        """Rows with a file each, on a step some never see."""
        page, hand = self.page, self.hand
        self.add_step("Lots et pièces")
        self.shown_if("Nature", "est différent de", URGENT)
        self.add("cards", "fiches rép", "Lots de travaux", required=True)
        hand.write(page.get_by_label("Lignes au moins"), "1")
        kept(page)
        hand.press(page.locator(".fld .name", has_text="Libellé"))
        expect(page.locator("#p-label")).to_have_value("Libellé")
        hand.write(page.locator("#p-label"), "Lot")
        expect(self.card.locator(".name")).to_have_text("Lot")
        hand.tick(page.locator("#p-required"))
        kept(page)
        self.add("money", "montant", "Montant TTC", required=True)
        self.add("yesno", "oui ou", "Amiante suspectée")
        self.add("file", "pièce", "Rapport amiante", required=True)
        self.shown_if("Amiante suspectée")

    def papers(self) -> None:
        """Their sum, a consent, a file from an amount on, moved before it."""
        page, hand = self.page, self.hand
        self.leave_rows()
        self.add("computed", "calcul", "Total")
        hand.pick(page.get_by_label("Insérer un champ"), SUM)
        hand.press(page.get_by_role("button", name="Insérer", exact=True))
        expect(self.card.locator(".tag")).to_contain_text("Calculé")
        self.add("consent", "accord", "Conservation des données", required=True)
        hand.write(page.get_by_label("Texte à accepter"), CONSENT)
        kept(page)
        self.add("file", "pièce", "Devis", required=True)
        self.shown_if("Total", "est au moins", "5000")
        hand.lift("Devis")
        said = "Devis déplacé en position 3 sur 4"
        expect(page.locator("#builder-said")).to_have_text(said)
        expect(self.card.locator(".name")).to_have_text("Devis")
