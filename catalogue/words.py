"""What services and requests say."""

from __future__ import annotations

from core.i18n import LazyString, _l

WORDS: dict[str, LazyString] = {
    "service-number": _l(
        "Le modèle de numéro « %(pattern)s » doit contenir {seq}, et seulement {year}, {year2}, "
        "{month} en plus."
    ),
    "source-variable-place": _l(
        "Une variable se met dans le chemin, jamais dans le nom du serveur."
    ),
    "source-variable": _l(
        "« {%(name)s} » n’est pas une variable : écrivez establishment. ou actor., puis un champ."
    ),
    "source-brace": _l("Une accolade n’est pas refermée."),
    "source-address": _l("Donnez une adresse publique en https, sans espace ni accent."),
    "source-title": _l("Donnez un titre, de 120 signes au plus."),
    "source-number": _l("Écrivez un nombre de %(low)s à %(high)s."),
    "source-header": _l("Un en-tête n’a que des lettres, des chiffres et des traits d’union."),
    "source-secret": _l("Un secret demande un en-tête, et tient en une ligne sans accent."),
    "source-line": _l("« %(line)s » ne se lit pas : écrivez « nom = /place/dans/le/json »."),
    "source-names": _l("Donnez au moins une valeur, %(limit)s au plus."),
    "link-title": _l("Donnez un nom au lien : il s’affiche à côté des réponses qu’il remplit."),
    "link-end": _l("Choisissez le dernier jour du lien, d’aujourd’hui à deux ans."),
    "link-empty": _l("Donnez au moins une réponse : un lien qui ne remplit rien ne sert à rien."),
    "link-value": _l("« %(field)s » n’accepte pas cette réponse : écrivez-la comme au formulaire."),
    "link-over": _l("Ce lien n’est plus valable, ou son adresse est incomplète."),
    "connector-day": _l("Choisissez un jour passé, ou aujourd’hui."),
    "connector-no-journal": _l("Réglez d’abord le journal : il ne part pas encore."),
    "advice-name": _l("Indiquez le nom de la personne à qui vous demandez un avis."),
    "advice-question": _l("Écrivez la question, en %(most)s signes au plus."),
    "advice-until": _l("Indiquez un dernier jour entre aujourd’hui et le %(latest)s."),
    "advice-empty": _l("Écrivez votre réponse."),
    "advice.never-asked": _l("Aucun avis n’a été demandé : demandez-en un d’abord."),
    "advice.awaited": _l("L’avis de %(names)s est encore attendu."),
    "service-unknown-workflow": _l("Le circuit « %(key)s » n’existe pas ou n’est pas publié."),
    "service-unknown-form": _l("Le formulaire « %(key)s » n’existe pas ou n’est pas publié."),
    "service-model-missing": _l("Le modèle « %(path)s » n’est pas encore là. Déposez le fichier."),
    "service-unknown-role": _l("Le rôle « %(key)s » n’existe pas ou n’est pas publié."),
    "unbound-function": _l("La fonction « %(function)s » n’est confiée à aucun groupe."),
    "duplicate-key": _l(
        "Deux boutons portent la clé « %(key)s ». Donnez-en une autre à l’un d’eux."
    ),
    "service-unknown-function": _l("Le circuit n’a pas de fonction « %(function)s »."),
    "service-unlisted-answer": _l(
        "« %(name)s » ne peut pas être une colonne de la liste : nommez une réponse simple "
        "d’un formulaire du téléservice."
    ),
    "desk-view-unknown-field": _l(
        "Un filtre ou le tri nomme un champ que la liste des demandes n’a pas."
    ),
    "desk-view-unknown-service": _l("Le téléservice « %(key)s » n’existe pas ou n’est pas publié."),
    "desk-view-unlisted": _l(
        "« %(name)s » n’est ni une colonne du bureau, ni une réponse que le seul téléservice "
        "de la vue montre dans sa liste."
    ),
    "service-period-order": _l(
        "Cette date vient trop tôt : une période finit après son début, et les saisies commencées "
        "se déposent après la fin."
    ),
    "service-email": _l("« %(email)s » n’est pas une adresse électronique. Corrigez-la."),
    "design-model-size": _l("Un modèle tient en %(most)s Mo. Choisissez un fichier plus léger."),
    "design-group-name": _l("Donnez un nom au groupe."),
    "guard-does-not-fit": _l(
        "La condition de l’action « %(transition)s » ne convient pas au formulaire « %(form)s » : "
        "%(because)s"
    ),
    "text-unknown-answer": _l(
        "« %(transition)s » envoie « %(template)s », qui cite la réponse « %(name)s » : aucun "
        "formulaire de ce téléservice ne la demande."
    ),
    "text-some-answer": _l(
        "« %(transition)s » envoie « %(template)s », qui cite la réponse « %(name)s » : un des "
        "formulaires ne la demande pas, elle y restera vide."
    ),
    "text-unknown-field": _l(
        "« %(transition)s » envoie « %(template)s », qui cite « %(name)s » : la fiche des "
        "établissements n’a pas ce champ."
    ),
    "text-unknown-name": _l(
        "« %(transition)s » envoie « %(template)s », qui cite « %(name)s » : personne ne remplit "
        "cette variable."
    ),
    "text-unreadable": _l(
        "« %(transition)s » envoie « %(template)s », qui cite « %(name)s » : un demandeur ne peut "
        "pas le lire, ce sera vide pour lui."
    ),
    "bulk.gone": _l("Cette demande ne vous est plus ouverte."),
    "bulk.changed": _l("Modifiée entre-temps."),
    "bulk.damaged": _l("Ses réponses ne sont plus lisibles. Prévenez l’administration."),
    "bulk.one-by-one": _l("Cette action se fait demande par demande."),
    "bulk.refused": _l("%(because)s"),
    "bulk.failed": _l("Une erreur l’a empêché. L’administration est prévenue ; réessayez."),
    "bulk.agent": _l("%(name)s ne peut pas traiter cette demande."),
    "bulk.tags": _l("Une demande porte %(most)s étiquettes au plus. Retirez-en une."),
    "bulk.undo-late": _l("Ses messages sont déjà partis. Vous pouvez la faire reculer."),
    "circuit.undecided-status": _l(
        "Des demandes sont dans « %(status)s » (version %(number)s : %(count)s), une étape "
        "retirée. Dites ce qu’elles deviennent dans la répétition."
    ),
    "remap.choose": _l("Choisissez ce que deviennent les demandes de « %(status)s »."),
    "remap.changed": _l("Elle a bougé entre-temps : elle reste sur sa version."),
    "remap.touched": _l("Quelqu’un est intervenu depuis : elle reste sur la nouvelle version."),
    "remap.form": _l(
        "Une condition du nouveau circuit nomme une réponse que son formulaire ne demandait pas : "
        "elle reste sur sa version."
    ),
    "remap.failed": _l("Une erreur l’a empêché. L’administration est prévenue ; réessayez."),
    "form.incomplete": _l("Des réponses sont à corriger (%(count)s)."),
    "correction-unknown": _l("Une des questions à corriger n’est pas posée dans cette demande."),
    "answer-shut": _l(
        "« %(field)s » n’est pas à corriger : cette réponse reste telle que déposée."
    ),
    "file-foreign": _l("Ce fichier n’est pas joint à cette demande. Joignez-le de nouveau."),
}
