"""An empty house furnished by hand: what the first administrator does, screen after screen."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page, expect

from tests.browser.building import FormBuilder, kept
from tests.browser.hands import Mouse
from tests.browser.servicing import ServiceBuilder, publish
from tests.browser.steps import press
from tests.kit.visitor import Visitor

ME, NAME, PASSWORD = "ada@ville.example.test", "Ada Roux", "tulipe marron 48 vitesse"
TOWN, TEAM, SCHOOL = "Ville de Brenne", "Vie scolaire", "Collège du Port"
FORM, CIRCUIT, SERVICE = "Demande de salle", "Salle : un accord", "Réserver une salle"


@dataclass
class Beginner:
    """The first administrator, who knows nothing but what the screens say."""

    visitor: Visitor

    @property
    def page(self) -> Page:
        """Hers."""
        return self.visitor.page

    def enters(self, path: str) -> None:
        """By the link of the terminal; one arrives at the first steps."""
        page = self.page
        self.visitor.go(path)
        page.get_by_label("Nom").fill(NAME)
        page.get_by_label("Adresse électronique").fill(ME)
        page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
        press(page, "Créer le compte")
        page.wait_for_url("**/administration/premiers-pas")

    def goes_to(self, verb: str) -> None:
        """By the button of a step, from the page of first steps."""
        self.visitor.go("/administration/premiers-pas")
        self.page.locator("main li a.btn", has_text=verb).click()
        self.page.wait_for_url(lambda url: "premiers-pas" not in url)

    def ticks(self) -> list[str]:
        """The steps that are done."""
        self.visitor.go("/administration/premiers-pas")
        done = self.page.locator("main li").filter(has=self.page.get_by_label("Fait", exact=True))
        return done.get_by_role("heading").all_inner_texts()

    def names_the_town(self) -> None:
        self.goes_to("Ouvrir les réglages")
        self.page.get_by_role("textbox", name="Nom de la collectivité").fill(TOWN)
        press(self.page, "Enregistrer : Nom de la collectivité")
        expect(self.page.locator("header")).to_contain_text(TOWN)

    def installs_establishments(self) -> None:
        self.goes_to("Voir ce lot")
        press(self.page, "Installer le lot")
        self.page.wait_for_url("**/packs/etablissements")

    def adds_a_school(self) -> None:
        page = self.page
        self.goes_to("Ajouter un établissement")
        page.get_by_label("UAI").fill("0350896J")
        page.get_by_label("Nom", exact=True).fill(SCHOOL)
        page.get_by_label("Type", exact=True).select_option(label="Collège")
        page.get_by_label("Commune", exact=True).fill("Brenne")
        page.get_by_label("Code de la commune").fill("35047")
        page.get_by_label("Code du département").fill("35")
        press(page, "Enregistrer")
        expect(page.get_by_role("heading", name=SCHOOL)).to_be_visible()

    def gathers_a_team(self) -> None:
        page = self.page
        self.goes_to("Ouvrir les groupes")
        page.get_by_label("Nom du groupe").fill(TEAM)
        press(page, "Créer le groupe")
        page.wait_for_url("**/groupes/*")
        page.get_by_label("Adresse électronique de la personne").fill(ME)
        page.get_by_label("Périmètre").fill("Toute l’organisation")
        press(page, "Ajouter au groupe")
        expect(page.locator("table")).to_contain_text(NAME)

    def invites_a_head(self) -> None:
        page = self.page
        self.goes_to("Inviter")
        page.get_by_label("Prénom et nom").fill("Claire Lefèvre")
        page.get_by_label("Adresse électronique").fill("claire@college.example.test")
        page.get_by_label("Rôle", exact=True).select_option(label="Chef ou cheffe d’établissement")
        page.get_by_label("Périmètre").fill(SCHOOL)
        press(page, "Créer et inviter")
        expect(page.get_by_role("heading", name="Claire Lefèvre")).to_be_visible()

    def draws_a_circuit(self) -> None:
        page, hand = self.page, Mouse(self.page)
        self.visitor.go("/administration/definitions/nouvelle?sorte=workflow")
        page.get_by_label("Titre").fill(CIRCUIT)
        page.locator("label", has_text="Accord simple : un niveau").click()
        expect(page.get_by_label("Accord simple : un niveau")).to_be_checked()
        press(page, "Créer le brouillon")
        page.wait_for_url(lambda url: not url.endswith("/nouveau"))
        publish(page, hand)

    def draws_a_form(self) -> None:
        page, hand = self.page, Mouse(self.page)
        self.visitor.go("/administration/definitions/nouvelle?sorte=form")
        page.get_by_label("Titre", exact=True).fill(FORM)
        press(page, "Créer")
        page.wait_for_url("**/modifier")
        builder = FormBuilder(page, hand)
        builder.title_step("Votre demande")
        builder.add("textarea", "texte long", "Pour quoi faire ?", required=True)
        publish(page, hand)

    def makes_a_service(self) -> None:
        page, hand = self.page, Mouse(self.page)
        self.goes_to("Créer un téléservice")
        service = ServiceBuilder(page, hand)
        service.begin(SERVICE)
        service.write("En résumé", "Une salle de la ville pour votre établissement.")
        service.tab("Formulaire")
        hand.pick(page.locator("#buttons-0-form"), FORM)
        kept(page)
        service.tab("Circuit")
        hand.pick(page.get_by_label("Circuit", exact=True), CIRCUIT)
        self.entrusts(hand)
        service.rights("Chef ou cheffe d’établissement")
        publish(page, hand)

    def entrusts(self, hand: Mouse) -> None:
        """The one function of the circuit, to the team."""
        hand.press(self.page.locator("[id^='bindings-'][id$='-add']"))
        chosen = self.page.locator("[id^='bindings-'][id$='-0-group']")
        expect(chosen).to_be_focused()
        hand.pick(chosen, chosen.locator("option", has_text=TEAM).inner_text())
        kept(self.page)
