"""Answers of several parts under one legend: names, birth, address, account, period.

Each part is a question of its own in the document: a condition may name it (`adresse.commune`), and
it says by itself what is wrong with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from core.i18n import _, _l
from form_factory.domain.form import Field
from form_factory.domain.normal import is_blank
from form_factory.fields.base import SET, Example, FieldType
from form_factory.fields.dates import Date
from form_factory.fields.settings import ABOUT, Setting

_TEXT: Final = {"type": "string", "maxLength": 200}
_DAY: Final = {"type": "string", "format": "date"}


def parts(required: list[str], properties: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """The schema of a composite answer."""
    return {"type": "object", "additionalProperties": False, "required": required,
            "properties": dict(properties), **more}  # fmt: skip


class Composite(FieldType):
    """Several controls under one legend; the parts are items of `ui`, in the order shown."""

    macro = "parts"
    template = "form_factory/_parts.html"
    composite = True
    holds = frozenset({"object"})
    grouped = True
    reads = False
    in_rows = False
    operators: ClassVar[tuple[str, ...]] = SET
    #: The type of a part; the registry, which knows all types, says it.
    type_of: ClassVar[staticmethod[[Field], FieldType]]
    #: Between the parts, when they are read on one line.
    between: ClassVar[str] = " "

    def display(self, value: Any, field: Field, locale: str = "fr") -> str:
        """The parts that were answered, in the order they are asked, on one line."""
        given = value if isinstance(value, Mapping) else {}
        told = [
            self.type_of(part).display(given[part.key], part, locale)
            for part in field.items
            if not is_blank(given.get(part.key))
        ]
        return self.between.join(told)


class Names(Composite):
    """Civility, first name, name."""

    name = "names"
    group = "connu"
    label = _l("Civilité et nom")
    icon = "user-circle"
    words = _l("prénom madame monsieur personne identité")
    seconds = 20
    settings = (ABOUT,)
    start = (
        parts(["prenom", "nom"], {
            "civilite": {"title": "Civilité", "oneOf": [
                {"const": "mme", "title": "Madame"}, {"const": "m", "title": "Monsieur"}]},
            "prenom": {**_TEXT, "title": "Prénom"}, "nom": {**_TEXT, "title": "Nom"}}),
        {"items": [
            {"field": "civilite", "widget": "radio"},
            {"field": "prenom", "widget": "text", "autocomplete": "given-name", "width": "half"},
            {"field": "nom", "widget": "text", "autocomplete": "family-name", "width": "half"}]},
    )  # fmt: skip
    example = Example(
        start[0], {"widget": "names", **start[1]},
        {".civilite": ["mme"], ".prenom": ["Anne-Lise "], ".nom": ["Le  Goff"]},
        {"civilite": "mme", "prenom": "Anne-Lise", "nom": "Le Goff"}, "Madame Anne-Lise Le Goff",
    )  # fmt: skip


class Birth(Composite):
    """Date and place of birth."""

    name = "birth"
    group = "connu"
    label = _l("Naissance")
    icon = "cake"
    words = _l("date lieu né née âge état civil")
    seconds = 25
    between = ", "
    settings = (ABOUT,)
    start = (
        parts(["date", "lieu"], {
            "date": {**_DAY, "x-max": "today", "title": "Date de naissance"},
            "lieu": {**_TEXT, "title": "Commune de naissance"},
            "pays": {**_TEXT, "title": "Pays, si ce n’est pas la France"}}),
        {"items": [
            {"field": "date", "widget": "date", "autocomplete": "bday"},
            {"field": "lieu", "widget": "text", "autocomplete": "off", "width": "half"},
            {"field": "pays", "widget": "text", "autocomplete": "off", "width": "half"}]},
    )  # fmt: skip
    example = Example(
        start[0], {"widget": "birth", **start[1]}, {".date": ["1er mars 2015"], ".lieu": ["Bruz"]},
        {"date": "2015-03-01", "lieu": "Bruz"}, "1er mars 2015, Bruz",
    )  # fmt: skip


class Address(Composite):
    """A postal address written by hand."""

    name = "address"
    group = "connu"
    label = _l("Adresse postale")
    icon = "house-line"
    words = _l("rue domicile code postal ville courrier")
    seconds = 40
    between = ", "
    settings = (ABOUT,)
    start = (
        parts(["voie", "code_postal", "commune"], {
            "voie": {**_TEXT, "title": "Numéro et voie"},
            "complement": {**_TEXT, "title": "Bâtiment, étage, lieu-dit"},
            "code_postal": {"type": "string", "format": "postal-code", "title": "Code postal"},
            "commune": {**_TEXT, "title": "Commune"}}),
        {"items": [
            {"field": "voie", "widget": "text", "autocomplete": "address-line1"},
            {"field": "complement", "widget": "text", "autocomplete": "address-line2"},
            {"field": "code_postal", "widget": "postal", "autocomplete": "postal-code",
             "width": "half"},
            {"field": "commune", "widget": "text", "autocomplete": "address-level2",
             "width": "half"}]},
    )  # fmt: skip
    example = Example(
        start[0], {"widget": "address", **start[1]},
        {".voie": ["3, rue de la Halle"], ".code_postal": ["35 000"], ".commune": ["Rennes"]},
        {"voie": "3, rue de la Halle", "code_postal": "35000", "commune": "Rennes"},
        "3, rue de la Halle, 35000, Rennes",
    )  # fmt: skip


class Account(Composite):
    """A bank account to pay to."""

    name = "account"
    group = "connu"
    label = _l("Compte bancaire (IBAN et BIC)")
    icon = "bank"
    words = _l("rib iban bic virement remboursement prélèvement")
    seconds = 60
    between = ", "
    start = (
        parts(["titulaire", "iban"], {
            "titulaire": {**_TEXT, "title": "Titulaire du compte"},
            "iban": {"type": "string", "format": "iban", "title": "IBAN"},
            "bic": {"type": "string", "format": "bic", "title": "BIC"}}),
        {"items": [
            {"field": "titulaire", "widget": "text", "autocomplete": "off"},
            {"field": "iban", "widget": "iban", "autocomplete": "off"},
            {"field": "bic", "widget": "bic", "autocomplete": "off", "width": "half"}]},
    )  # fmt: skip
    example = Example(
        start[0], {"widget": "account", **start[1]},
        {".titulaire": ["Léa Le Goff"], ".iban": ["fr76 3000 6000 0112 3456 7890 189"],
         ".bic": ["agrifrpp"]},
        {"titulaire": "Léa Le Goff", "iban": "FR7630006000011234567890189", "bic": "AGRIFRPP"},
        "Léa Le Goff, FR76|3000|6000|0112|3456|7890|189, AGRIFRPP".replace("|", "\u202f"),
    )  # fmt: skip


class Period(Composite):
    """Two days, the second not before the first."""

    name = "period"
    group = "saisie"
    label = _l("Période")
    icon = "arrows-horizontal"
    words = _l("du au dates début fin séjour absence")
    seconds = 15
    start = (
        parts(["debut", "fin"], {
            "debut": {**_DAY, "title": "Du"}, "fin": {**_DAY, "title": "Au"}},
            **{"x-order": ["debut", "fin"]}),
        {"items": [
            {"field": "debut", "widget": "date", "width": "half"},
            {"field": "fin", "widget": "date", "width": "half"}]},
    )  # fmt: skip
    settings = (
        Setting("earliest", _l("Au plus tôt"), "date", "schema:/properties/debut/x-min"),
        Setting("latest", _l("Au plus tard"), "date", "schema:/properties/fin/x-max"),
    )
    example = Example(
        start[0], {"widget": "period", **start[1]},
        {".debut": ["01/09/2026"], ".fin": ["2026-09-15"]},
        {"debut": "2026-09-01", "fin": "2026-09-15"},
        "du 1er septembre 2026 au 15 septembre 2026",
    )  # fmt: skip

    def display(self, value: Any, field: Field, locale: str = "fr") -> str:
        told = super().display(value, field, locale)
        if not isinstance(value, Mapping) or not {"debut", "fin"} <= value.keys():
            return told
        first, last = (Date().display(value[key], field, locale) for key in ("debut", "fin"))
        return str(_("du %(first)s au %(last)s", first=first, last=last))
