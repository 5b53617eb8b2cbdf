"""What an administrator says of a provider of identity."""

from __future__ import annotations

from wtforms import BooleanField, HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Length

from accounts.forms import HouseForm
from core.i18n import _l


class ProviderForm(HouseForm):
    label = StringField(
        _l("Nom affiché"),
        [InputRequired(_l("Indiquez le nom que les personnes connaissent.")), Length(max=60)],
        description=_l("Sur le bouton de la page de connexion : « ProConnect », par exemple."),
    )
    issuer = StringField(
        _l("Adresse de l’émetteur (issuer)"),
        [InputRequired(_l("Indiquez l’adresse de l’émetteur.")), Length(max=300)],
        description=_l("Exactement comme le fournisseur la donne, en https."),
        render_kw={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"},
    )
    client_id = StringField(
        _l("Identifiant du client (client_id)"),
        [InputRequired(_l("Indiquez l’identifiant reçu du fournisseur.")), Length(max=300)],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    secret = PasswordField(
        _l("Secret du client"),
        [Length(max=500)],
        description=_l("Laissez vide pour garder celui qui est enregistré."),
        render_kw={"autocomplete": "off"},
    )
    acr = StringField(
        _l("Niveaux de garantie exigés (acr)"),
        [Length(max=400)],
        description=_l("Séparés par des espaces : « eidas2 eidas3 ». Vide : tous sont acceptés."),
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    enabled = BooleanField(_l("Proposé sur la page de connexion"))
    seen = HiddenField()
