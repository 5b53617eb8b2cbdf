"""Forms of this room's fixed screens: each names the only fields it takes (A-05)."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    EmailField,
    HiddenField,
    PasswordField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import InputRequired, Length, Optional

from accounts.domain.password_rules import LEAST
from core.errors import Invalid
from core.i18n import LANGUAGES, _, _l
from core.words import message

EMAIL = _l("Adresse électronique")
PASSWORD_HINT = _l(
    "Au moins %(least)s caractères. Plusieurs mots sans rapport se retiennent bien.", least=LEAST
)


class HouseForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """The anti-forgery token is checked for the whole house, before any form."""

    class Meta:
        csrf = False

    def show(self, refusal: Invalid) -> None:
        """Put what an act refused beside its field."""
        for problem in refusal.problems:
            field = self._fields.get(problem.path.strip("/"))
            if field is None:
                self.form_errors.append(message(problem))
            else:
                field.errors = [*field.errors, message(problem)]


class SignInForm(HouseForm):
    email = EmailField(
        EMAIL,
        [InputRequired(_l("Indiquez votre adresse électronique."))],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    password = PasswordField(
        _l("Mot de passe"),
        [InputRequired(_l("Indiquez votre mot de passe."))],
        render_kw={"autocomplete": "current-password"},
    )
    next = HiddenField()


class LostPasswordForm(HouseForm):
    email = EmailField(
        EMAIL,
        [InputRequired(_l("Indiquez votre adresse électronique.")), Length(max=254)],
        render_kw={"autocomplete": "username"},
    )


class NewPasswordForm(HouseForm):
    password = PasswordField(
        _l("Nouveau mot de passe"),
        [InputRequired(_l("Choisissez un mot de passe."))],
        description=PASSWORD_HINT,
        render_kw={"autocomplete": "new-password"},
    )


class ChangePasswordForm(HouseForm):
    current = PasswordField(
        _l("Mot de passe actuel"),
        [InputRequired(_l("Indiquez votre mot de passe actuel."))],
        render_kw={"autocomplete": "current-password"},
    )
    password = PasswordField(
        _l("Nouveau mot de passe"),
        [InputRequired(_l("Choisissez un mot de passe."))],
        description=PASSWORD_HINT,
        render_kw={"autocomplete": "new-password"},
    )


class CodeForm(HouseForm):
    code = StringField(
        _l("Code à six chiffres"),
        [InputRequired(_l("Recopiez le code que montre votre application.")), Length(max=20)],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )


class RecoveryForm(HouseForm):
    recovery = StringField(
        _l("Code de secours"),
        [InputRequired(_l("Recopiez un code de votre feuille.")), Length(max=60)],
        description=_l("Vingt signes en cinq groupes. Chaque code sert une fois."),
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )


class ReasonForm(HouseForm):
    reason = StringField(
        _l("Motif"),
        [InputRequired(_l("Indiquez le motif.")), Length(max=300)],
        description=_l("La personne le lit dans le courriel qu’elle reçoit."),
    )


class KeyNameForm(HouseForm):
    name = StringField(
        _l("Nom de la clé"),
        [InputRequired(_l("Donnez un nom à cette clé.")), Length(max=60)],
        description=_l("Pour la reconnaître : téléphone, ordinateur du bureau, clé du trousseau…"),
    )


class LanguageForm(HouseForm):
    locale = SelectField(_l("Langue"), choices=dict(LANGUAGES))


class IdentityForm(HouseForm):
    name = StringField(_l("Prénom et nom"), [InputRequired(_l("Indiquez le prénom et le nom."))])
    email = EmailField(EMAIL, [InputRequired(_l("Indiquez l’adresse électronique."))])
    job_title = StringField(
        _l("Fonction"),
        [Optional()],
        description=_l("Comme les autres la verront : principale, gestionnaire, technicien…"),
    )


class PeriodForm(HouseForm):
    scope = StringField(
        _l("Périmètre"),
        [InputRequired(_l("Indiquez le périmètre."))],
        description=_l("Écrivez le début du nom, ou le code."),
        render_kw={"list": "perimetres", "autocomplete": "off"},
    )
    valid_from = DateField(
        _l("À partir du"), [Optional()], description=_l("Aujourd’hui si vous ne dites rien.")
    )
    valid_until = DateField(
        _l("Jusqu’au"),
        [Optional()],
        description=_l("Dernier jour compris. Sans fin si vous ne dites rien."),
    )


class RoleForm(PeriodForm):
    role = SelectField(_l("Rôle"), validate_choice=False)
    purpose = StringField(
        _l("Motif"),
        [Optional(), Length(max=300, message=_l("Écrivez 300 signes au plus."))],
        description=_l("Par exemple : remplacement de Mme Le Gall."),
    )

    def offer(self, roles: list[tuple[str, str]]) -> RoleForm:
        """The roles to choose from; what may be given is checked by the act."""
        self.role.choices = {"": _("Choisissez"), **dict(roles)}
        return self


class NewAccountForm(IdentityForm, RoleForm):
    """Identity, and the role the account starts with."""


class TeamForm(HouseForm):
    label = StringField(
        _l("Nom du groupe"),
        [
            InputRequired(_l("Donnez un nom au groupe.")),
            Length(max=100, message=_l("Un nom tient en 100 signes.")),
        ],
    )


class MemberForm(PeriodForm):
    email = EmailField(
        _l("Adresse électronique de la personne"),
        [InputRequired(_l("Indiquez l’adresse de la personne."))],
    )


class AbsenceForm(HouseForm):
    """Who stands in for somebody, in which of their functions, between which days."""

    email = EmailField(
        _l("Adresse électronique de qui remplace"),
        [InputRequired(_l("Indiquez l’adresse de la personne qui remplace."))],
        render_kw={"list": "collegues", "autocomplete": "off"},
    )
    valid_from = DateField(
        _l("À partir du"), [Optional()], description=_l("Aujourd’hui si vous ne dites rien.")
    )
    valid_until = DateField(
        _l("Jusqu’au"),
        [InputRequired(_l("Indiquez le dernier jour."))],
        description=_l("Dernier jour compris."),
    )
    seats = SelectMultipleField(_l("Fonctions"), validate_choice=False)
    place = StringField(
        _l("Seulement sur ce périmètre"),
        [Optional(), Length(max=300, message=_l("Écrivez 300 signes au plus."))],
        description=_l("Une commune ou un établissement. Partout si vous ne dites rien."),
    )
    purpose = StringField(
        _l("Motif"),
        [Optional(), Length(max=300, message=_l("Écrivez 300 signes au plus."))],
        description=_l("Par exemple : congés d’été. Les administrateurs le lisent."),
    )

    def offer(self, seats: Any) -> None:
        """The seats to choose from; all of them at first."""
        known = {str(s.id): f"{s.group.label}, {s.scope.label}" for s in seats}
        self.seats.choices = list(known.items())
        if not self.is_submitted():
            self.seats.data = list(known)


class FirstStepsForm(HouseForm):
    name = StringField(
        _l("Votre prénom et votre nom"),
        [InputRequired(_l("Indiquez votre prénom et votre nom."))],
        render_kw={"autocomplete": "name"},
    )
    email = EmailField(
        _l("Votre adresse électronique"),
        [InputRequired(_l("Indiquez votre adresse électronique."))],
        render_kw={"autocomplete": "username"},
    )
    password = PasswordField(
        _l("Mot de passe"),
        [InputRequired(_l("Choisissez un mot de passe."))],
        description=PASSWORD_HINT,
        render_kw={"autocomplete": "new-password"},
    )


def filled(form: Any) -> bool:
    """Whether a form was sent and holds; a NUL in a text is no text."""
    if any("\x00" in str(f.data) for f in form if f.data):
        form.form_errors.append(str(_l("Un caractère de cet envoi ne peut pas être gardé.")))
        return False
    return bool(form.validate_on_submit())


def said(field: Any) -> str:
    """The text of a field, "" when nothing was sent."""
    return field.data or ""
