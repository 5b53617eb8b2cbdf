"""The health form for parents, made at its editor as an administrator does: by labels and buttons.

Allergies are cards with a file each, two consents are given to exact texts.
"""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

CARE = "J’autorise l’établissement à faire soigner mon enfant en cas d’urgence.\nJe serai prévenu."
PHOTO = "J’autorise l’infirmière à garder cette fiche jusqu’à la fin de l’année scolaire."
NEW = "/administration/definitions/nouvelle?sorte=form"


class Builder:
    """Somebody at the editor of a form: a new one of this title, or the one of this key."""

    def __init__(self, visitor: Any, title: str = "", key: str = "") -> None:
        visitor.go(f"/administration/formulaires/{key}/modifier" if key else NEW)
        self.page: Page = visitor.page
        if key:
            return
        self.page.get_by_label("Titre", exact=True).fill(title)
        self.page.get_by_role("button", name="Créer").first.click()
        self.page.wait_for_url("**/modifier")

    def step(self, title: str, *, new: bool = True) -> None:
        """A further step (or the one that is open), called so."""
        if new:
            self.page.get_by_role("button", name="Ajouter une étape").click()
            expect(self.page.locator(".marelle [aria-current]")).to_contain_text("Nouvelle étape")
        self.page.get_by_label("Titre de l’étape").fill(title)
        self.kept()
        expect(self.page.locator(".marelle [aria-current]")).to_contain_text(title)

    def ask(self, kind: str, label: str, *, required: bool = False, hint: str = "") -> None:
        """A question of this type, after the one that is open."""
        self.page.get_by_role("button", name=f"Ajouter : {kind}", exact=True).click()
        question = self.page.get_by_label("Question posée")
        expect(question).to_have_value(kind)
        question.fill(label)
        self.kept()
        expect(self.page.locator(".fld.sel .name").first).to_have_text(label)
        if hint:
            self.set("Aide sous la question", hint)
        if required:
            self.page.get_by_role("switch", name="Réponse obligatoire").check()
            self.kept()

    def set(self, label: str, value: str) -> None:
        """One setting of the question that is open."""
        control = self.page.locator("form.props").get_by_label(label)
        if control.evaluate("one => one.tagName") == "SELECT":
            control.select_option(label=value)
        else:
            control.fill(value)
        self.kept()

    def choices(self, *labels: str) -> None:
        """The choices of the question that is open, pasted one a line."""
        self.page.locator("#d-coller summary").click()
        self.page.get_by_label("Un choix par ligne").fill("\n".join(labels))
        self.kept()
        expect(self.page.locator("[data-choice]")).to_have_count(len(labels) + 1)

    def open(self, label: str, step: str = "") -> None:
        """Look at a question again."""
        if step:
            self.page.locator(".marelle a", has_text=step).click()
            expect(self.page.locator(".marelle [aria-current]")).to_contain_text(step)
        self.page.locator(".sheet").get_by_role("link", name=label, exact=True).click()
        expect(self.page.get_by_label("Question posée")).to_have_value(label)

    def rename(self, label: str, words: str) -> None:
        """Other words for the question; its answers stay its own."""
        self.open(label)
        self.set("Question posée", words)
        expect(self.page.locator(".fld.sel .name").first).to_have_text(words)

    def retype(self, label: str, kind: str) -> None:
        """The same question, answered otherwise."""
        self.open(label)
        form = self.page.locator("#changer-type")
        form.get_by_label("Type de question").select_option(label=kind)
        form.get_by_role("button", name="Changer").click()
        expect(self.page.locator(".kindline")).to_contain_text(kind)

    def remove(self, label: str) -> None:
        """Without the question."""
        self.open(label)
        self.page.get_by_role("group", name=f"Actions sur {label}").get_by_label(
            "Supprimer"
        ).click()
        expect(self.page.locator("#revenir")).to_contain_text(label)

    def demand(self, label: str) -> None:
        """An answer is required from now on."""
        self.open(label)
        self.page.get_by_role("switch", name="Réponse obligatoire").check()
        self.kept()

    def shown_if(self, question: str, said: str) -> None:
        """What is open is shown when another question is answered so (« est oui »)."""
        self.page.locator("summary", has_text="Afficher si…").click()
        rows = self.page.locator("#afficher")
        rows.get_by_role("button", name="Ajouter une condition").click()
        rows.get_by_label("Champ").select_option(label=question)
        rows.get_by_label("Comparaison").select_option(label=said)
        expect(self.page.locator(".fld.sel .tag").first).to_contain_text(question)

    def kept(self) -> None:
        """What was just given is written, and said to be."""
        self.page.keyboard.press("Tab")
        expect(self.page.locator(".htmx-request")).to_have_count(0)
        expect(self.page.locator("[data-saved]")).to_have_attribute("data-state", "saved")


def build_form(admin: Any) -> str:
    """All of it; the key of the form."""
    it = Builder(admin, "Fiche de santé")
    it.step("L’enfant", new=False)
    it.ask("Civilité et nom", "Votre enfant", required=True)
    it.set("Au sujet de", "Quelqu’un d’autre")
    it.ask("Date", "Né le", required=True)
    it.ask("Adresse postale", "Où il habite")
    it.ask("Téléphone", "Téléphone d’un parent", required=True)
    it.ask("Choix unique", "Régime", required=True)
    it.choices("Sans régime", "Sans porc", "Végétarien")
    it.step("La santé")
    it.ask("Oui ou non", "A-t-il des allergies ?", required=True)
    it.ask("Texte long", "Traitement suivi")
    it.ask("Nombre entier", "Poids en kilos")
    it.open("A-t-il des allergies ?")
    it.ask("Fiches répétées", "Allergies")
    it.shown_if("A-t-il des allergies ?", "est oui")
    it.open("Libellé")
    it.page.get_by_label("Question posée").fill("À quoi ?")
    it.kept()
    it.ask("Pièce à joindre", "Ordonnance")
    it.open("Allergies")
    expect(it.page.get_by_label("Titre de chaque ligne")).to_have_value("{À quoi ?}")
    it.set("Texte du bouton d’ajout", "Ajouter une allergie")
    it.step("Vos accords")
    for label, text in (("Soins", CARE), ("Conservation", PHOTO)):
        it.ask("Accord à un texte", label, required=True)
        it.set("Texte à accepter", text)
    return str(it.page.url.split("/formulaires/")[1].split("/")[0])


def build_service(admin: Any, form: str, circuit: str, group: str) -> str:
    """A service made of the form, on a circuit that runs already; its key."""
    page: Page = admin.page
    admin.go("/administration/services/nouveau")
    page.get_by_label("Titre", exact=True).fill("Déposer la fiche de santé")
    page.get_by_role("button", name="Créer le brouillon").click()
    page.wait_for_url("**/fiche")
    page.get_by_label("En résumé").fill("Ce que l’infirmière doit savoir de votre enfant.")
    _kept(page)
    page.locator(".design-tabs a", has_text="Formulaire").click()
    page.get_by_label("Formulaire", exact=True).select_option(form)
    _kept(page)
    page.locator(".design-tabs a", has_text="Circuit").click()
    page.get_by_label("Circuit", exact=True).select_option(circuit)
    page.get_by_role("button", name="Confier à un groupe").first.click()
    page.get_by_label("Groupe", exact=True).first.select_option(group)
    _kept(page)
    key = str(page.url.split("/services/")[1].split("/")[0])
    publish(admin, "service", key)
    return key


def _kept(page: Page) -> None:
    page.keyboard.press("Tab")
    expect(page.locator(".htmx-request")).to_have_count(0)
    expect(page.locator("[data-saved]")).to_have_attribute("data-state", "saved")


def publish(admin: Any, kind: str, key: str, policy: str = "", until: str = "") -> None:
    """Read what changes, decide what becomes of what has begun, publish."""
    page: Page = admin.page
    admin.go(f"/administration/definitions/{kind}/{key}/publier")
    if policy:
        page.get_by_label(policy).check()
    if until:
        page.get_by_label("Dernier jour des brouillons").fill(until)
    page.get_by_role("button", name="Publier la version").click()
    page.wait_for_url(f"**/definitions/{kind}/{key}")


class Parent:
    """Somebody who fills the form in."""

    def __init__(self, visitor: Any, service: str) -> None:
        self.visitor, self.service = visitor, service
        self.page: Page = visitor.page
        self.number = ""

    def begin(self) -> None:
        """From the sheet to the first page; another draft when there is one already."""
        self.visitor.go(f"/teleservices/{self.service}")
        another = self.page.get_by_role("button", name="Commencer une autre demande")
        (another if another.count() else self.page.locator(".start-card .btn").first).click()
        self.page.wait_for_url("**/etape/*")
        self.number = self.page.url.split("/demandes/")[1].split("/")[0]

    def child(self, name: str, diet: str = "Sans régime") -> None:
        """The first page, and on."""
        page = self.page
        page.get_by_label("Prénom").fill(name)
        page.get_by_label("Nom", exact=True).fill("Petit")
        page.get_by_label("Né le").fill("2017-05-14")
        page.get_by_label("Numéro et voie").fill("3, rue de la Halle")
        page.get_by_label("Code postal").fill("35000")
        page.get_by_label("Commune", exact=True).fill("Rennes")
        page.get_by_label("Téléphone d’un parent").fill("06 12 34 56 78")
        page.get_by_label(diet).check()
        self.on("p2")

    def allergy(self, what: str, paper: Any = None) -> None:
        """One card of allergies, with its paper."""
        page = self.page
        cards = page.locator(".rows-cards > li")
        before = cards.count()
        page.get_by_role("button", name="Ajouter une allergie").click()
        expect(cards).to_have_count(before + 1)
        cards.last.get_by_label("À quoi ?").fill(what)
        self.saved()
        if paper is not None:
            cards.last.locator("input[type=file]").set_input_files(paper)
            expect(cards.last.get_by_role("link", name=paper["name"])).to_be_visible()

    def answers(self, word: str) -> None:
        """Whether there are allergies; the cards come and go with it."""
        self.page.get_by_role("group", name="A-t-il des allergies ?").get_by_label(word).check()
        cards = self.page.get_by_role("button", name="Ajouter une allergie")
        expect(cards).to_have_count(1 if word == "Oui" else 0)

    def health(self, *allergies: tuple[str, Any], treatment: str = "") -> None:
        """The second page, and on."""
        self.answers("Oui" if allergies else "Non")
        for what, paper in allergies:
            self.allergy(what, paper)
        self.page.get_by_label("Traitement suivi").fill(treatment)
        self.page.get_by_label("Poids en kilos").fill("24")
        self.on("p3")

    def agree(self) -> None:
        """Both consents, and on to the summary."""
        for box in self.page.get_by_label("J’ai lu ce texte").all():
            box.check()
        self.on("verification")

    def hand_in(self) -> str:
        """The number that is given."""
        self.page.get_by_role("button", name="Déposer la demande").click()
        self.page.wait_for_url("**/recepisse")
        self.number = self.page.url.split("/demandes/")[1].split("/")[0]
        return self.number

    def on(self, end: str) -> None:
        """« Continuer », wherever it leads."""
        self.page.locator("#form-footer .btn.primary").click()
        self.page.wait_for_url(f"**/{end}*")

    def saved(self) -> None:
        """The answer just given is kept."""
        self.page.keyboard.press("Tab")
        expect(self.page.locator("#form-saved")).to_have_attribute("data-state", "saved")
        expect(self.page.locator(".htmx-request")).to_have_count(0)


def change_form(admin: Any, key: str) -> None:
    """Renamed, retyped, removed, an option gone, made required, moved, a new step, a condition."""
    it = Builder(admin, key=key)
    it.rename("Téléphone d’un parent", "Téléphone où vous joindre")
    it.remove("Où il habite")
    it.open("Régime")
    it.page.get_by_role("button", name="Retirer « Végétarien »").click()
    expect(it.page.locator("[data-choice]")).to_have_count(3)
    it.page.locator(".marelle a", has_text="La santé").click()
    expect(it.page.locator(".marelle [aria-current]")).to_contain_text("La santé")
    it.retype("Poids en kilos", "Texte court")
    it.demand("Traitement suivi")
    it.shown_if("A-t-il des allergies ?", "est oui")
    it.open("Poids en kilos")
    move = it.page.locator("#deplacer")
    move.locator("select").select_option(index=1)
    move.get_by_role("button", name="Déplacer").click()
    expect(it.page.locator(".htmx-request")).to_have_count(0)
    it.step("Les sorties")
    it.ask("Oui ou non", "Sait-il nager ?", required=True)
